"""Opening a ticket, and what every later step of it shares: the move, its event, the clock, the message."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core import clock, profile, request_context, transitions
from core.audit import audit_record
from core.enums import SlaEvent
from core.free_text import refuse_password
from core.models import User
from core.numbers import number_issue
from core.refusals import BadInput, Forbidden
from core.transitions import Transition
from helpdesk.emails import ticket as emails
from helpdesk.enums.ticket import MessageKind, TicketChannel, TicketSecrecy, TicketType
from helpdesk.models import Ticket, TicketEvent, TicketMessage
from helpdesk.models.ticket import PRIORITIES
from helpdesk.permissions.ticket import ADD
from helpdesk.ticket_clock import clock_keep
from helpdesk.transitions.ticket import OBJECT_TYPE

SERIES = "ticket"
_REPORTER = ("reporter_name", "reporter_email", "reporter_phone", "spse_user_id")
_LONGEST = 10_000
_SUBMISSION_LOCK = 7351
# By these, somebody of the office writes down what another person says.
_BY_OFFICE = (
    TicketChannel.PHONE,
    TicketChannel.VISIT,
    TicketChannel.EMAIL,
    TicketChannel.LETTER,
    TicketChannel.MESSAGE,
)


def ticket_open(
    *,
    channel: str,
    subject: str,
    actor: User | None,
    submission: str = "",
    is_from_mailbox: bool = False,
    **fields: Any,
) -> Ticket:
    """Open a ticket: number, first event, receipt by mail.

    Args:
        channel: by the internet anybody may, with or without an account; the other ways are written down by the office.
        actor: the signed-in person, if any. An anonymous ticket forgets who and from where.
        submission: unguessable name of the form; the same form sent twice is one ticket.
        is_from_mailbox: the mail itself came in, so nobody of the office wrote it down.
        fields: further columns of the ticket that whoever opens it may set.

    Raises:
        Forbidden: the person may not write tickets down for others.
        BadInput: the subject or who reports is missing, or a text tells a password.
    """
    by_office = channel in _BY_OFFICE and not is_from_mailbox
    if by_office and (actor is None or not actor.has_perm(ADD)):
        raise Forbidden("Tiket lewat telepon atau kunjungan dicatat oleh petugas.", code="forbidden")
    values = _cleaned({**fields, "subject": subject}, by_office=by_office)
    anonymous = values.get("secrecy") == TicketSecrecy.ANONYMOUS
    with transaction.atomic(), _address_kept(not anonymous or by_office):
        if submission and (found := _sent_before(submission)):
            return found
        now = timezone.now()
        ticket = Ticket(
            number=number_issue(series=SERIES, on=clock.today()),
            channel=channel,
            owner=None if anonymous or by_office else actor,
            entered_by=actor if by_office else None,
            submission=submission or None,
            opened_at=now,
            attention_at=now,
            **values,
        )
        ticket.priority = PRIORITIES[ticket.urgency, ticket.impact]  # type: ignore[index]
        ticket.save(force_insert=True)
        TicketEvent.objects.create(ticket=ticket, kind=SlaEvent.OPENED, at=now, priority=ticket.priority)
        clock_keep(ticket, now=now)
        audit_record(
            action="ticket.opened",
            object_type=OBJECT_TYPE,
            object_number=ticket.number,
            actor=None if anonymous and not by_office else actor,
            data={"channel": channel, "type": ticket.type, "priority": ticket.priority},
        )
        emails.received(ticket)
    return ticket


def _sent_before(submission: str) -> Ticket | None:
    """The ticket of the same form; the same form sent at the same moment waits here for the first one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_SUBMISSION_LOCK, submission])
    return Ticket.objects.filter(submission=submission).first()


def _cleaned(values: dict[str, Any], *, by_office: bool) -> dict[str, Any]:
    """The reporter's words, trimmed and judged; an anonymous complaint names nobody."""
    found = {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in values.items()}
    for name in ("subject", "description", "error_code"):
        if name in values:
            found[name] = text_checked(values[name], field=name)
    found["subject"] = " ".join(found["subject"].split())
    if not found["subject"]:
        raise BadInput("Tulis judul tiket.", code="no_subject", field="subject")
    if found.get("secrecy") == TicketSecrecy.ANONYMOUS:
        if found.get("type") != TicketType.COMPLAINT:
            raise BadInput(
                "Hanya pengaduan yang dapat disampaikan tanpa nama. Pilih “Pengaduan layanan”, atau tulis nama Anda.",
                code="anonymous_only_complaint", field="secrecy",
            )  # fmt: skip
        return found | dict.fromkeys(_REPORTER, "")
    if not found.get("reporter_name"):
        raise BadInput("Tulis nama pelapor.", code="no_reporter", field="reporter_name")
    if not by_office and not (found.get("reporter_email") or found.get("reporter_phone")):
        raise BadInput(
            "Tulis surel atau nomor telepon, supaya kami dapat menjawab.", code="no_contact", field="reporter_email"
        )
    return found


def text_checked(text: str, *, field: str) -> str:
    """A text as it may be kept: no password in it, no longer than a letter.

    Raises:
        BadInput: it tells a password or is too long.
    """
    clean = refuse_password(str(text).replace("\r\n", "\n").replace("\x00", ""), field=field)
    if len(clean) > _LONGEST:
        raise BadInput(
            f"Paling panjang {_LONGEST} huruf. Ringkas, atau lampirkan sebagai berkas.", code="too_long", field=field
        )
    return clean


def address_kept(ticket: Ticket) -> AbstractContextManager[None]:
    """While a user acts on the ticket: an anonymous one forgets from where."""
    return _address_kept(ticket.secrecy != TicketSecrecy.ANONYMOUS)


def _address_kept(is_kept: bool) -> AbstractContextManager[None]:
    return nullcontext() if is_kept else request_context.without_address()


def ticket_move(
    move: Transition,
    ticket: Ticket,
    *,
    actor: User | None,
    events: dict[str, str],
    refusal: str = "",
    data: dict[str, Any] | None = None,
    **fields: Any,
) -> Ticket:
    """One declared move with the lines it writes into the clock's log; in the caller's transaction.

    Args:
        events: kind of event → whom it waits for (or empty), all of this moment.
    """
    now = timezone.now()
    with transaction.atomic(), _address_kept(ticket.secrecy != TicketSecrecy.ANONYMOUS or actor is not None):
        fresh = transitions.apply(
            move,
            ticket,
            actor=actor,
            number=ticket.number,
            object_type=OBJECT_TYPE,
            data=data,
            refusal=refusal,
            version=Ticket.objects.values_list("version", flat=True).get(pk=ticket.pk) + 1,
            **fields,
        )
        for kind, waits_for in events.items():
            TicketEvent.objects.create(ticket=fresh, kind=kind, at=now, waits_for=waits_for)
        return clock_keep(fresh, now=now)


def ticket_lock(ticket: Ticket) -> Ticket:
    """The ticket on fresh data, locked until the transaction ends."""
    return transitions.lock(ticket)


def message_add(ticket: Ticket, *, kind: str, body: str, author: User | None) -> tuple[TicketMessage, bool]:
    """Add a message to the thread; the very same message right after itself is the same press of a button.

    Returns:
        The message, and whether it is new.
    """
    last = ticket.messages.order_by("-pk").first()
    if last is not None and (last.kind, last.author_id, last.body) == (kind, author.pk if author else None, body):
        return last, False
    message = TicketMessage.objects.create(ticket=ticket, kind=kind, body=body, author=author)
    with _address_kept(ticket.secrecy != TicketSecrecy.ANONYMOUS or kind != MessageKind.FROM_USER):
        audit_record(
            action="ticket.message_added",
            object_type=OBJECT_TYPE,
            object_number=ticket.number,
            actor=author,
            data={"kind": kind},
        )
    return message, True


def confirm_deadline(now: datetime) -> datetime:
    """Until when the user is waited for: the end of a day, so that it is a date a person can remember."""
    lpse = profile.current()
    day = (now + timedelta(days=lpse.limits.ticket_confirm_days)).astimezone(lpse.zone).date()
    return datetime.combine(day, time(23, 59, 59), lpse.zone)
