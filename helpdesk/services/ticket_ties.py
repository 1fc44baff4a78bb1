"""What ties tickets to each other and to people: merge, link, hand-over between units, watchers, files of the office."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core.audit import audit_record
from core.enums import SlaEvent
from core.files import file_receive
from core.models import User
from core.refusals import BadInput, Refusal
from core.roles import ROLES
from helpdesk.emails import ticket as emails
from helpdesk.enums.ticket import MessageKind, TicketState
from helpdesk.models import Ticket, TicketFile, TicketWatcher
from helpdesk.models.ticket import unit_choices
from helpdesk.services.ticket import message_add, text_checked, ticket_lock, ticket_move
from helpdesk.services.ticket_work import require_work
from helpdesk.transitions.ticket import MERGE, OBJECT_TYPE


def _other(ticket: Ticket, number: str, actor: User) -> Ticket:
    found = Ticket.objects.visible_to(actor).filter(number=number.strip().upper()).first()
    if found is None:
        raise BadInput("Tidak ada tiket dengan nomor ini. Periksa nomornya.", code="no_ticket", field="number")
    if found.pk == ticket.pk:
        raise BadInput("Itu nomor tiket ini sendiri. Tulis nomor tiket lain.", code="same_ticket", field="number")
    return found


def ticket_merge(*, ticket: Ticket, actor: User, number: str) -> Ticket:
    """End a ticket because another one is about the same; its user is told where it goes on.

    Raises:
        Forbidden: no officer of it.
        BadInput: there is no such other ticket, or it is closed or merged itself.
        WrongState: the ticket is over.
    """
    require_work(actor, ticket)
    with transaction.atomic():
        other = _other(ticket, number, actor)
        # Always in the same order, so that two merges at once do not wait for each other.
        locked = {
            row.pk: row
            for row in Ticket.objects.select_for_update(of=("self",))
            .filter(pk__in=[ticket.pk, other.pk])
            .order_by("pk")
        }
        fresh, other = locked[ticket.pk], locked[other.pk]
        if fresh.state == TicketState.MERGED and fresh.merged_into_id == other.pk:
            return fresh
        if other.state in {TicketState.CLOSED, TicketState.MERGED}:
            raise BadInput(
                f"Tiket {other.number} {other.get_state_display()}. Pilih tiket yang masih berjalan.",
                code="other_over",
                field="number",
            )
        message_add(
            other, kind=MessageKind.NOTE, body=f"Tiket {fresh.number} digabung ke sini: {fresh.subject}", author=actor
        )
        merged = ticket_move(
            MERGE, fresh, actor=actor, events={SlaEvent.CLOSED: ""}, data={"into": other.number},
            merged_into=other, closed_at=timezone.now(), responded_at=fresh.responded_at or timezone.now(),
        )  # fmt: skip
        emails.merged(merged, other)
    return merged


def ticket_link(*, ticket: Ticket, actor: User, number: str) -> Ticket:
    """Note that two tickets have to do with each other; linking twice is harmless.

    Raises:
        Forbidden: no officer of it.
        BadInput: there is no such other ticket.
    """
    require_work(actor, ticket)
    with transaction.atomic():
        other = _other(ticket, number, actor)
        if not ticket.related.filter(pk=other.pk).exists():
            ticket.related.add(other)
            _record("ticket.linked", ticket, actor, other=other.number)
    return other


def ticket_hand_over(*, ticket: Ticket, actor: User, unit: str, note: str) -> Ticket:
    """Give a ticket to another unit of the office, whose people are told. The clock goes on.

    Raises:
        Forbidden: no officer of it.
        BadInput: no such unit, or no word for it.
        Refusal: it is over or lies there already.
    """
    require_work(actor, ticket)
    text = text_checked(note, field="body")
    if unit not in dict(unit_choices()):
        raise BadInput("Pilih unit dari daftar.", code="no_unit", field="unit")
    if not text:
        raise BadInput("Tulis apa yang diharapkan dari unit itu.", code="no_text", field="body")
    with transaction.atomic():
        fresh = ticket_lock(ticket)
        if not fresh.is_open:
            raise Refusal(f"Tiket ini {fresh.get_state_display()}.", code="wrong_state")
        if fresh.unit == unit:
            raise Refusal("Tiket ini sudah ada pada unit itu.", code="same_unit")
        before, fresh.unit, fresh.officer = fresh.unit, unit, None
        fresh.version += 1
        fresh.save(update_fields=["unit", "officer", "version"])
        message_add(fresh, kind=MessageKind.NOTE, body=f"Diserahkan ke {ROLES[unit].label}: {text}", author=actor)
        _record("ticket.handed_over", fresh, actor, **{"from": before, "to": unit})
        emails.handed_over(fresh, text)
    return fresh


def ticket_watch(*, ticket: Ticket, actor: User, is_on: bool) -> None:
    """Be told of what happens to a ticket, or no longer; for people of the office who see it.

    Raises:
        Forbidden: no officer of it.
    """
    require_work(actor, ticket)
    if is_on:
        TicketWatcher.objects.get_or_create(ticket=ticket, user=actor)
    else:
        TicketWatcher.objects.filter(ticket=ticket, user=actor).delete()


def office_attach(*, ticket: Ticket, actor: User, upload: UploadedFile) -> TicketFile:
    """Add a file of the office's; the user does not see it.

    Raises:
        Forbidden: no officer of it.
        BadInput: the file policy refuses it.
        NotReady: the disk is full or the inspection is busy.
    """
    require_work(actor, ticket)
    stored = file_receive(upload=upload, owner=actor, case_number=ticket.number, is_identity=False)
    with transaction.atomic():
        return TicketFile.objects.create(ticket=ticket, file=stored, is_internal=True)


def _record(action: str, ticket: Ticket, actor: User, **data: str) -> None:
    audit_record(action=action, object_type=OBJECT_TYPE, object_number=ticket.number, actor=actor, data=data)
