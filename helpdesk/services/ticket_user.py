"""What the user of a ticket does: write, confirm the solution, say that it is not solved. With or without an account."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.enums import SlaEvent
from core.files import file_receive
from core.models import User
from core.refusals import BadInput, Forbidden
from core.transitions import WrongState
from helpdesk.emails import ticket as emails
from helpdesk.enums.ticket import MessageKind, TicketConfirmation, TicketSecrecy, TicketState
from helpdesk.models import Ticket, TicketFile
from helpdesk.services.ticket import message_add, text_checked, ticket_lock, ticket_move
from helpdesk.services.ticket_work import reopened
from helpdesk.transitions.ticket import CLOSE, RESUME

OVER = "Tiket ini sudah ditutup. Buat tiket baru dan sebut nomor ini."


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
    """Close a solved ticket, and say so by mail."""
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
    return fresh


def user_attach(*, ticket: Ticket, actor: User, upload: UploadedFile) -> TicketFile:
    """Add a file of the owner's to the ticket.

    Raises:
        Forbidden: it is not the person's own ticket.
        WrongState: it is closed.
        BadInput: the file policy refuses it, or the ticket is confidential.
        NotReady: the disk is full or the inspection is busy.
    """
    if ticket.owner_id != actor.pk:
        raise Forbidden("Berkas hanya ditambahkan oleh pemilik tiket.", code="forbidden")
    if ticket.secrecy == TicketSecrecy.CONFIDENTIAL:
        # More people see the list of files, with their owners, than may know the reporter.
        raise BadInput(
            "Pada tiket rahasia berkas tidak diunggah, supaya nama Anda tidak tampak. Serahkan langsung kepada pimpinan LPSE.",
            code="confidential", field="file",
        )  # fmt: skip
    if not ticket.is_open and ticket.state != TicketState.RESOLVED:
        raise WrongState(OVER, code="wrong_state")
    stored = file_receive(upload=upload, owner=actor, case_number=ticket.number, is_identity=False)
    with transaction.atomic():
        return TicketFile.objects.create(ticket=ticket, file=stored)
