"""Outgoing mail (rule 6): queued as a row in the caller's transaction, sent by a worker outside any lock.

At least once, never lost (W2): the Message-ID is made with the row, so a message handed over twice is one message to
mail programs. A row whose worker died is claimed again after its lease; see docs/architecture.md, rule 6.
"""

import logging
import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime, formataddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.template import Context, loader
from django.utils import timezone

from core import clock, profile, smtp
from core.audit import audit_record
from core.crypto import keyed_hash
from core.documents import document_read, file_name
from core.enums import WorkState
from core.models import MailPart, OfficialDocument, OutgoingMail, User
from core.models.mail import retry_deadline
from core.refusals import BadInput, Forbidden, NotReady, Refusal
from core.work import Claim, backoff, work_announce, work_claim

logger = logging.getLogger(__name__)

_PUBLIC_KINDS: set[str] = set()
_LONGEST_SUBJECT = 200
# A server that came back must be used again soon (W3: within 5 minutes), so its absence is asked about often.
_SERVER_PAUSE = timedelta(minutes=2)
_DOCUMENT_PAUSE = timedelta(seconds=15)
_LIMIT_LOCK = 7323
# A part is an appointment or a small picture; anything larger is a document and belongs elsewhere.
_LARGEST_PART = 64 * 1024


@dataclass(frozen=True)
class Part:
    """A small file made for one mail.

    Args:
        name: file name as the reader sees it.
        content_type: with its parameters, ``text/calendar; method=REQUEST``; text is UTF-8.
    """

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Thread:
    """The conversation that a mail belongs to.

    Args:
        root: a Message-ID that all its mails refer to; no mail need carry it.
        reply_to: where an answer goes; empty means the sender.
    """

    root: str
    reply_to: str = ""


def register_public_kinds(*kinds: str) -> None:
    """Name kinds of mail that anyone can trigger for any address (registration, password reset).

    Kinds are written ``family.what`` (``registration.confirm``); the daily limit counts a family together.
    """
    _PUBLIC_KINDS.update(kinds)


def render(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body of a mail template; the first line is the subject, the unit's signature is added.

    The template also reads `profile`, `base_url` and `demo`. Nothing is escaped: mail is plain text.
    """
    lpse = profile.current()
    week = clock.calendar().week_in_force(clock.today())
    shared = {
        "profile": lpse,
        "base_url": settings.BASE_URL,
        "demo": settings.DEMO,
        "hours": clock.week_text(week) if week else (),
    }
    text = _plain(template, {**shared, **context})
    subject, _, body = text.lstrip().partition("\n")
    if settings.DEMO:
        body = f"CONTOH: surel dari portal peragaan, bukan surat resmi.\n\n{body.strip()}"
    return subject.strip(), f"{body.strip()}\n{_plain('core/emails/signature.txt', shared)}"


def _plain(template: str, context: Mapping[str, Any]) -> str:
    found = loader.get_template(template)
    return found.template.render(Context(dict(context), autoescape=False))  # type: ignore[attr-defined]


def mail_queue(
    *,
    to: str,
    kind: str,
    subject: str,
    body: str,
    recipient: User | None = None,
    case_number: str = "",
    dedup_key: str | None = None,
    attachments: Sequence[OfficialDocument] = (),
    parts: Sequence[Part] = (),
    unsubscribe_url: str = "",
    thread: Thread | None = None,
) -> OutgoingMail | None:
    """Write one mail to the outbox in the caller's transaction; it goes out when that commits.

    Args:
        to: one address.
        kind: stable slug, ``family.what``.
        subject: one line; line breaks and control characters are taken out, so no header can be smuggled in.
        recipient: the account behind the address, if any.
        dedup_key: a second mail with the same key is not written (``reminder:REG-2026-000012:7``).
        attachments: official documents; the mail waits until their PDFs are there.
        parts: small files made for this mail; they are stored with the row.
        unsubscribe_url: of ours, where a POST ends such mails (RFC 8058); for mails somebody subscribed to.
        thread: the conversation it belongs to, if any.

    Returns:
        The row; None when `dedup_key` was used already, or when the mailbox had its share for today of a kind that
        strangers can trigger (`register_public_kinds`). The asker is not told (A5), the log is.

    Raises:
        BadInput: `to` is not an address.
        ValueError: a part is too large to be one.
    """
    if any(len(part.content) > _LARGEST_PART for part in parts):
        raise ValueError(f"a part of a mail is at most {_LARGEST_PART} bytes")
    to = to.strip()
    try:
        validate_email(to)
    except ValidationError as error:
        raise BadInput(
            "Alamat surel tidak sah. Tulis seperti nama@contoh.id.", code="bad_address", field="email"
        ) from error
    if dedup_key is not None and OutgoingMail.objects.filter(dedup_key=dedup_key).exists():
        return None
    mailbox = _mailbox(to)
    row = OutgoingMail(
        to=to,
        mailbox=mailbox,
        kind=kind,
        subject=_one_line(subject)[:_LONGEST_SUBJECT],
        body=_body(body),
        recipient=recipient,
        case_number=case_number,
        dedup_key=dedup_key,
        unsubscribe_url=_one_line(unsubscribe_url),
        message_id=f"<{secrets.token_hex(16)}@{urlsplit(settings.BASE_URL).hostname}>",
        thread_root=thread.root if thread else "",
        reply_to=thread.reply_to if thread else "",
    )
    try:
        with transaction.atomic():
            if kind in _PUBLIC_KINDS and _had_share(mailbox, kind):
                logger.warning("mail_limited", extra={"kind": kind, "mailbox": keyed_hash(mailbox)[:16]})
                return None
            row.save(force_insert=True)
            row.attachments.set(attachments)
            MailPart.objects.bulk_create(
                MailPart(mail=row, name=part.name, content_type=part.content_type, content=part.content)
                for part in parts
            )
            work_announce()
    except IntegrityError:
        # Another transaction wrote the same key between our look and our row.
        if dedup_key is not None and OutgoingMail.objects.filter(dedup_key=dedup_key).exists():
            return None
        raise
    return row


def _had_share(mailbox: str, kind: str) -> bool:
    """True when the mailbox got its limit of this family within a day; askers at the same moment queue up here."""
    family = kind.split(".", 1)[0]
    kinds = [other for other in _PUBLIC_KINDS if other.split(".", 1)[0] == family]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LIMIT_LOCK, f"{mailbox} {family}"])
    since = timezone.now() - timedelta(days=1)
    sent = OutgoingMail.objects.filter(mailbox=mailbox, kind__in=kinds, created_at__gt=since).count()
    return sent >= profile.current().limits.mails_per_address_per_day


def _mailbox(address: str) -> str:
    """The mailbox behind an address: `Budi+1@Contoh.id` and `budi@contoh.id` fill the same one."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.split('+', 1)[0] or local}@{domain}"


def _one_line(text: str) -> str:
    return " ".join("".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text).split())


def _body(text: str) -> str:
    lines = re.split(r"\r\n|\r|\n", text)
    kept = ("".join(sign for sign in line if sign == "\t" or unicodedata.category(sign) != "Cc") for line in lines)
    return "\n".join(line.rstrip() if line != "-- " else line for line in kept)


def mail_send(pk: int) -> None:
    """Claim a waiting mail and hand it over; safe to run twice, and by two workers at once."""
    claim = work_claim(OutgoingMail, pk)
    if claim is None:
        return
    try:
        content = _compose(claim.row)
    except NotReady as error:
        _again(claim, error.message, after=_DOCUMENT_PAUSE)
        return
    except Refusal as error:
        claim.fail(error.message)
        return
    try:
        smtp.hand_over(sender=settings.DEFAULT_FROM_EMAIL, to=claim.row.to, content=content)
    except smtp.Refused as error:
        claim.fail(str(error))
        logger.warning("mail_refused", extra={"mail": claim.row.message_id, "kind": claim.row.kind})
    except smtp.TryLater as error:
        _again(claim, str(error), after=backoff(claim.token))
    except (smtp.ServerTrouble, smtp.FateUnknown) as error:
        after = min(backoff(claim.token), _SERVER_PAUSE)
        _again(claim, str(error), after=after)
        if isinstance(error, smtp.ServerTrouble):
            _hold_others(after)
    else:
        claim.finish(sent_at=timezone.now())


def _again(claim: Claim[OutgoingMail], error: str, *, after: timedelta) -> None:
    """Try later, until the row's time is over."""
    if timezone.now() + after > claim.row.retry_until:
        claim.fail(f"{error} Sudah dicoba selama dua hari.")
        logger.warning("mail_given_up", extra={"mail": claim.row.message_id, "kind": claim.row.kind})
    else:
        claim.retry(error, after=after)


def _hold_others(after: timedelta) -> None:
    """One mail has found the server away: the rest need not each wait for the same timeout."""
    now = timezone.now()
    OutgoingMail.objects.filter(
        work_state=WorkState.WAITING, claimed_until__isnull=True, run_after__lte=now + after
    ).update(run_after=now + after)


def _compose(row: OutgoingMail) -> bytes:
    """The message as it goes over the wire.

    Raises:
        NotReady: an attached document has no PDF yet.
        Refusal: its file is damaged.
    """
    lpse = profile.current()
    one_click = (
        {"List-Unsubscribe": f"<{row.unsubscribe_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        if row.unsubscribe_url
        else {}
    )
    message = EmailMessage(
        subject=row.subject,
        body=row.body,
        from_email=formataddr((_one_line(lpse.unit.name), settings.DEFAULT_FROM_EMAIL)),
        to=[row.to],
        reply_to=[row.reply_to] if row.reply_to else None,
        headers={
            "Message-ID": row.message_id,
            "Date": format_datetime(row.created_at),
            "Auto-Submitted": "auto-generated",
            "Content-Language": "id",
            **one_click,
            **({"References": row.thread_root, "In-Reply-To": row.thread_root} if row.thread_root else {}),
        },
    )
    for document in row.attachments.order_by("pk"):
        message.attach(file_name(document), document_read(document), "application/pdf")
    for part in row.parts.order_by("pk"):
        message.attach(part.name, bytes(part.content), part.content_type)
    return message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]


def can_resend(user: User) -> bool:
    """May give a refused mail another try."""
    return user.has_perm("core.change_outgoingmail")


def mail_resend(*, mail: OutgoingMail, actor: User) -> OutgoingMail:
    """Give a mail that waits for a person another two days; same row, same Message-ID.

    Raises:
        Forbidden: the person may not send mails again.
        Refusal: the mail is not waiting for a person.
    """
    if not can_resend(actor):
        raise Forbidden("Mengirim ulang surel hanya untuk pimpinan, sekretariat, dan administrasi sistem.")
    with transaction.atomic():
        row = OutgoingMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
        if row.work_state != WorkState.FAILED:
            raise Refusal(
                "Surel ini sudah terkirim atau masih dalam antrean, jadi tidak perlu dikirim ulang.", code="wrong_state"
            )
        row.work_state = WorkState.WAITING
        row.run_after = timezone.now()
        row.retry_until = retry_deadline()
        row.save(update_fields=["work_state", "run_after", "retry_until"])
        audit_record(
            action="mail.resent",
            object_type="mail",
            object_number=row.case_number or row.message_id.strip("<>"),
            actor=actor,
            data={"kind": row.kind, "error": row.last_error},
        )
        work_announce()
    return row
