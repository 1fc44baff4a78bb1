"""What the user of a ticket does: write, confirm the solution, say that it is not solved. With or without an account."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core import profile
from core.enums import SlaEvent
from core.files import JudgedFile, file_judge, file_receive
from core.models import User
from core.refusals import BadInput, Forbidden
from core.transitions import WrongState
from helpdesk.emails import ticket as emails
from helpdesk.enums.ticket import MessageKind, TicketChannel, TicketConfirmation, TicketSecrecy, TicketState
from helpdesk.models import Ticket, TicketFile
from helpdesk.services.survey_answers import survey_invite
from helpdesk.services.ticket import address_kept, message_add, text_checked, ticket_lock, ticket_move, ticket_open
from helpdesk.services.ticket_work import reopened
from helpdesk.transitions.ticket import CLOSE, RESUME

OVER = "Tiket ini sudah ditutup. Buat tiket baru dan sebut nomor ini."


def user_open(*, actor: User | None, submission: str, file: UploadedFile | None = None, **fields: Any) -> Ticket:
    """Open a ticket by the internet, with a file at once; a file that is refused leaves no ticket behind.

    Args:
        actor: the signed-in person, if any.
        submission: unguessable name of the form; the same form sent twice is one ticket with one file.
        fields: see `ticket_open`.

    Raises:
        BadInput: see `ticket_open` and `user_attach`.
        NotReady: see `user_attach`.
    """
    judged = None
    if file is not None:
        refuse_files_if_secret(fields.get("secrecy", ""))
        judged = file_judge(upload=file, case_number="")
    with transaction.atomic():
        ticket = ticket_open(channel=TicketChannel.INTERNET, actor=actor, submission=submission, **fields)
        if judged is not None:
            user_attach(ticket=ticket, actor=ticket.owner, upload=judged)
    return ticket


def user_write(*, ticket: Ticket, actor: User | None, body: str) -> Ticket:
    """Add what the user says. A ticket that waited for it goes on; a solved one is opened again.

    Args:
        actor: the owner, or None for who holds the receipt.

    Raises:
        BadInput: no text, or a password in it.
        WrongState: the ticket is closed.
    """
    text = text_checked(body, field="body")
    if not text:
        raise BadInput("Tulis pesan Anda.", code="no_text", field="body")
    with transaction.atomic():
        fresh = ticket_lock(ticket)
        if fresh.state in {TicketState.CLOSED, TicketState.MERGED}:
            raise WrongState(OVER, code="wrong_state")
        _, is_new = message_add(fresh, kind=MessageKind.FROM_USER, body=text, author=actor)
        if not is_new:
            return fresh
        if fresh.state == TicketState.WAITING_USER:
            fresh = ticket_move(RESUME, fresh, actor=actor, events={SlaEvent.RESUMED: ""})
        elif fresh.state == TicketState.RESOLVED:
            fresh = reopened(fresh, actor)
        emails.user_wrote(fresh)
        emails.watchers_told(fresh, "ditulisi penggunanya", actor)
    return fresh


def user_confirm(*, ticket: Ticket, actor: User | None) -> Ticket:
    """The user says that it is solved; the ticket is closed. Saying it twice is harmless.

    Raises:
        WrongState: it is not solved.
    """
    with transaction.atomic():
        fresh = ticket_lock(ticket)
        if fresh.state == TicketState.CLOSED:
            return fresh
        return ticket_close(fresh, actor=actor, confirmation=TicketConfirmation.CONFIRMED)


def ticket_close(ticket: Ticket, *, actor: User | None, confirmation: str) -> Ticket:
    """Close a solved ticket, say so by mail, and ask how it was."""
    fresh = ticket_move(
        CLOSE,
        ticket,
        actor=actor,
        events={SlaEvent.CLOSED: ""},
        refusal="Tiket ini belum dinyatakan selesai oleh petugas.",
        closed_at=timezone.now(),
        resolved_at=ticket.resolved_at,
        confirm_until=None,
        confirmation=confirmation,
    )
    emails.closed(fresh)
    survey_invite(fresh)
    return fresh


def user_attach(*, ticket: Ticket, actor: User | None, upload: UploadedFile | JudgedFile) -> TicketFile:
    """Add a file of the user's to the ticket; the very same file once more is the same press of a button.

    Args:
        actor: the owner, or None for who holds the receipt or answers by mail; then the number of files is limited.
        upload: looked into already where it is stored together with other rows.

    Raises:
        Forbidden: it is not the person's own ticket.
        WrongState: it is closed.
        BadInput: the file policy refuses it, the ticket is confidential, or it has its number of files.
        NotReady: the disk is full or the inspection is busy.
    """
    if ticket.owner_id != (actor.pk if actor else None):
        raise Forbidden("Berkas hanya ditambahkan oleh pemilik tiket.", code="forbidden")
    refuse_files_if_secret(ticket.secrecy)
    _refuse_file(ticket)
    found = upload if isinstance(upload, JudgedFile) else file_judge(upload=upload, case_number=ticket.number)
    with transaction.atomic(), address_kept(ticket):
        fresh = ticket_lock(ticket)
        same = fresh.files.filter(is_internal=False, file__sha256=found.sha256).first()
        if same is not None:
            return same
        _refuse_file(fresh)
        stored = file_receive(upload=found, owner=actor, case_number=fresh.number, is_identity=False)
        return TicketFile.objects.create(ticket=fresh, file=stored)


def refuse_files_if_secret(secrecy: str) -> None:
    """More people see the list of files, with their names and owners, than may know a confidential reporter.

    Raises:
        BadInput: the ticket is confidential.
    """
    if secrecy == TicketSecrecy.CONFIDENTIAL:
        raise BadInput(
            "Pada tiket rahasia berkas tidak diunggah, supaya nama Anda tidak tampak. Serahkan langsung kepada pimpinan LPSE.",
            code="confidential", field="file",
        )  # fmt: skip


def _refuse_file(ticket: Ticket) -> None:
    if not ticket.is_open and ticket.state != TicketState.RESOLVED:
        raise WrongState(OVER, code="wrong_state")
    most = profile.current().limits.ticket_guest_files
    if ticket.owner_id is None and ticket.files.filter(is_internal=False).count() >= most:
        raise BadInput(
            f"Tiket ini sudah memuat {most} berkas. Gabungkan beberapa halaman menjadi satu PDF, atau bawa ke kantor.",
            code="too_many_files", field="file",
        )  # fmt: skip
