"""Taking in a mail: which ticket it belongs to, what of it is kept, and who is told. Safe to do twice."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from core import profile
from core.audit import audit_record
from core.files import JudgedFile, file_judge
from core.free_text import tells_password
from core.refusals import BadInput, NotReady
from core.transitions import WrongState
from helpdesk.emails import inbound as emails
from helpdesk.enums.inbound import InboundState
from helpdesk.enums.ticket import TicketChannel
from helpdesk.mail_reading import Attached, ReadMail, clean, id_of, mail_read
from helpdesk.mail_tokens import ticket_named
from helpdesk.models import InboundMail, Ticket
from helpdesk.services.ticket import ticket_open
from helpdesk.services.ticket_user import user_attach, user_write
from helpdesk.transitions.ticket import OBJECT_TYPE

logger = logging.getLogger(__name__)

# Of a text as long as this the look for passwords reads all.
_LONGEST_BODY = 20_000
_LONGEST_MESSAGE = 9_000
_NUMBER = re.compile(r"[A-Z]{2,8}-[0-9]{4}-[0-9]{1,9}", re.IGNORECASE)


@dataclass(frozen=True)
class _Place:
    """Where a mail ended up, and why there."""

    ticket: Ticket
    state: str
    reason: str = ""


def mail_take(raw: bytes, *, is_cut: bool = False) -> InboundMail:
    """Take in one mail; the same mail once more changes nothing.

    Args:
        raw: its bytes.
        is_cut: only its beginning was fetched, because it is too large; its files count as too large.

    Returns:
        Its row, committed: only now may the mailbox mark it as read. What cannot be read is a row for a person.

    Raises:
        NotReady: disk full or file inspection busy; the mail stays unread and is tried again.
        OperationalError, InterfaceError: the database is away.
    """
    try:
        mail = mail_read(raw, own=_own_addresses())
        known = InboundMail.objects.filter(message_id=mail.message_id).first()
        return known or _taken(mail, is_cut)
    except (NotReady, OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("inbound mail failed")
        return _failed(raw, error)


def _own_addresses() -> frozenset[str]:
    return frozenset(
        one.lower() for one in (settings.DEFAULT_FROM_EMAIL, settings.REPLY_ADDRESS, settings.IMAP_USER) if "@" in one
    )


def _failed(raw: bytes, error: Exception) -> InboundMail:
    """A row for a person: the beginning of the mail as it came, which the mailbox keeps whole."""
    text = clean(raw[:_LONGEST_BODY].decode("utf-8", "replace"))
    try:
        name = id_of(message_from_bytes(raw), raw)
    except Exception:
        logger.exception("inbound mail without a readable head")
        name = id_of(message_from_bytes(b""), raw)
    row, _ = InboundMail.objects.get_or_create(
        message_id=name,
        defaults={
            "state": InboundState.FAILED,
            "reason": f"Tidak dapat dibaca ({type(error).__name__}). Buka di kotak surel, lalu catat sebagai tiket.",
            "body": "" if tells_password(text) else text,
            "size": len(raw),
        },
    )
    return row


def _taken(mail: ReadMail, is_cut: bool) -> InboundMail:
    reason = mail.ignored or _too_many(mail.sender)
    if reason:
        return _known_or(mail, lambda: _row(mail, InboundState.IGNORED, reason))
    if tells_password(f"{mail.subject}\n{mail.text[:_LONGEST_BODY]}"[:_LONGEST_BODY]):
        return _known_or(mail, lambda: _password_refused(mail))
    files, refused = _judged(mail.attachments, is_cut)
    return _known_or(mail, lambda: _placed(mail, files, refused))


def _known_or(mail: ReadMail, take: Any) -> InboundMail:
    """Do it in one transaction; who took the same mail at the same moment wins, and ours is as if it never was."""
    try:
        with transaction.atomic():
            row: InboundMail = take()
            return row
    except IntegrityError:
        found = InboundMail.objects.filter(message_id=mail.message_id).first()
        if found is None:
            raise
        return found


def _row(mail: ReadMail, state: str, reason: str = "", **fields: Any) -> InboundMail:
    values = {"body": mail.text[:_LONGEST_BODY], "subject": mail.subject, **fields}
    return InboundMail.objects.create(
        message_id=mail.message_id, sender=mail.sender, sender_name=mail.sender_name, size=mail.size, state=state,
        reason=reason[:300], **values,
    )  # fmt: skip


def _too_many(sender: str) -> str:
    most = profile.current().limits.ticket_mails_per_hour
    since = timezone.now() - timedelta(hours=1)
    if InboundMail.objects.filter(sender=sender, received_at__gt=since).count() < most:
        return ""
    return f"Lebih dari {most} surel dari pengirim ini dalam satu jam."


def _password_refused(mail: ReadMail) -> InboundMail:
    """Nothing of such a text is kept; who wrote it is told to write it anew."""
    emails.password_told(mail.sender)
    return _row(mail, InboundState.REFUSED, "Tampak memuat kata sandi; isinya tidak disimpan.", body="", subject="")


def _judged(attachments: Sequence[Attached], is_cut: bool) -> tuple[list[JudgedFile], list[str]]:
    """Files that the policy accepts, and sentences about the others. Takes seconds, so no transaction is open."""
    most = profile.current().limits.ticket_guest_files
    files: list[JudgedFile] = []
    refused: list[str] = []
    for number, one in enumerate(attachments):
        if is_cut:
            refused.append(f"Berkas “{one.name}” ikut dalam surel yang terlalu besar. Kirim satu per satu.")
        elif number >= most:
            refused.append(f"Berkas “{one.name}” tidak diambil: satu surel paling banyak {most} berkas.")
        else:
            try:
                files.append(file_judge(upload=SimpleUploadedFile(one.name, one.content), case_number=""))
            except BadInput as refusal:
                refused.append(refusal.message)
    if is_cut and not refused:
        refused.append("Surel Anda terlalu besar, jadi lampirannya tidak diambil. Kirim berkasnya satu per satu.")
    return files, refused


def _placed(mail: ReadMail, files: Sequence[JudgedFile], refused: list[str]) -> InboundMail:
    place = _answer(mail) or _new(mail)
    ticket, taken = place.ticket, []
    for file in files:
        try:
            taken.append(user_attach(ticket=ticket, actor=ticket.owner, upload=file).file.original_name)
        except BadInput as refusal:
            refused.append(f"Berkas “{file.name}”: {refusal.message}")
    row = _row(
        mail, place.state, place.reason, ticket=ticket, files="\n".join([*taken, *(f"ditolak: {one}" for one in refused)])
    )  # fmt: skip
    if refused:
        emails.files_refused(ticket, mail.sender, refused)
    return row


def _message(mail: ReadMail) -> str:
    """What goes into the thread: the new words, as many as a message takes; the row keeps more."""
    if len(mail.words) > _LONGEST_MESSAGE:
        return f"{mail.words[:_LONGEST_MESSAGE]}\n\n(dipotong; isi selengkapnya ada pada surel masuk)"
    return mail.words or "(tanpa teks)"


def _answer(mail: ReadMail) -> _Place | None:
    """A message of the reporter's: the ticket's token, from the reporter's own address, while the ticket runs."""
    ticket = ticket_named(mail.places)
    if ticket is None or not _is_reporter(mail, ticket):
        return None
    try:
        user_write(ticket=ticket, actor=ticket.owner, body=_message(mail))
    except WrongState:
        return None
    return _Place(ticket, InboundState.ADDED)


def _is_reporter(mail: ReadMail, ticket: Ticket) -> bool:
    return bool(mail.sender) and ticket.reporter_email.lower() == mail.sender


def _new(mail: ReadMail) -> _Place:
    """A ticket of its own; one that names another ticket is linked with it, for a person to look at."""
    ticket = ticket_open(
        channel=TicketChannel.EMAIL,
        actor=None,
        is_from_mailbox=True,
        subject=mail.subject or "(tanpa perihal)",
        description=_message(mail),
        reporter_name=mail.sender_name or mail.sender.split("@", maxsplit=1)[0],
        reporter_email=mail.sender,
    )
    other, reason = _named_otherwise(mail)
    if other is None:
        return _Place(ticket, InboundState.OPENED)
    ticket.related.add(other)
    audit_record(
        action="ticket.linked", object_type=OBJECT_TYPE, object_number=ticket.number, actor=None,
        data={"other": other.number},
    )  # fmt: skip
    return _Place(ticket, InboundState.REVIEW, reason)


def _named_otherwise(mail: ReadMail) -> tuple[Ticket | None, str]:
    """The ticket that a mail names without being a message of it, and why it is none."""
    named = ticket_named(mail.places)
    if named is not None:
        if _is_reporter(mail, named):
            return named, f"Membalas tiket {named.number} yang sudah ditutup."
        return named, f"Memakai kode tiket {named.number} dari alamat lain; periksa siapa pengirimnya."
    numbers = [one.upper() for one in _NUMBER.findall(mail.subject)[:5]]
    found = Ticket.objects.filter(number__in=numbers).order_by("pk").first() if numbers else None
    return found, f"Menyebut tiket {found.number} tanpa kodenya; periksa siapa pengirimnya." if found else ""
