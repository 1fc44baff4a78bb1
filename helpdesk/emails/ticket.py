"""Messages about tickets, one function each. All are rows in the caller's transaction (rule 6), all are plain text."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.formats import long_date, long_datetime
from core.mail import mail_queue, render
from core.models import RoleAssignment, User
from core.receipt_codes import code_for
from core.roles import HEAD
from helpdesk.enums.ticket import TicketSecrecy
from helpdesk.mail_tokens import subject_tagged, thread_of
from helpdesk.models import Ticket

_FOLDER = "helpdesk/emails"
RECEIPT_SCOPE = "ticket"
# Anyone can cause it for any address, so its number a day is limited (fault row 31).
RECEIVED_KIND = "ticket.received"


def _to_user(ticket: Ticket, template: str, *, kind: str = "", **context: Any) -> None:
    """To whoever reported, if there is an address; an answer to it comes back to the ticket where mail is fetched.

    More people read the outbox than may know a confidential reporter, so such a mail names neither ticket nor matter,
    and has no thread either.
    """
    if not ticket.reporter_email:
        return
    is_secret = ticket.secrecy == TicketSecrecy.CONFIDENTIAL
    subject, body = render(
        f"{_FOLDER}/ticket_{'confidential' if is_secret else template}.txt",
        {
            "ticket": ticket,
            "name": ticket.reporter_name,
            "code": "" if ticket.owner_id else code_for(RECEIPT_SCOPE, ticket.number),
            "url": f"{settings.BASE_URL}{reverse('tickets:start')}" if is_secret else _page(ticket),
            "until": long_date(ticket.confirm_until) if ticket.confirm_until else "",
            **context,
        },
    )
    mail_queue(
        to=ticket.reporter_email,
        kind=kind or f"ticket.{template}",
        subject=subject if is_secret else subject_tagged(subject, ticket),
        body=body,
        recipient=ticket.owner,
        case_number="" if is_secret else ticket.number,
        thread=None if is_secret else thread_of(ticket),
    )


def _page(ticket: Ticket) -> str:
    """Where the user reads on: the ticket's own page for an account, else the page that asks for the receipt."""
    name, args = ("tickets:ticket", [ticket.number]) if ticket.owner_id else ("tickets:start", [])
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def _to_office(ticket: Ticket, people: Iterable[User], template: str, *, dedup: str = "", **context: Any) -> int:
    """To people of the office; a confidential reporter is not named."""
    subject, body = render(
        f"{_FOLDER}/ticket_{template}.txt",
        {
            "ticket": ticket,
            "url": f"{settings.BASE_URL}{reverse('ticket_desk:case', args=[ticket.number])}",
            "is_secret": ticket.secrecy != TicketSecrecy.OPEN,
            **context,
        },
    )
    sent = 0
    for person in people:
        if person.email:
            row = mail_queue(
                to=person.email, kind=f"ticket.{template}", subject=subject, body=body, recipient=person,
                case_number=ticket.number, dedup_key=f"{dedup}:{person.pk}" if dedup else None,
            )  # fmt: skip
            sent += row is not None
    return sent


def _holders(*roles: str) -> list[User]:
    """Accounts of the people who hold one of the roles now."""
    people = RoleAssignment.objects.in_force().filter(role__in=roles).values("person")
    return list(User.objects.filter(person__in=people, is_active=True).select_related("person").order_by("pk"))


def received(ticket: Ticket) -> None:
    """The receipt: number, code for who has no account, and when the office means to answer."""
    due = long_datetime(ticket.response_due_at) if ticket.response_due_at else ""
    _to_user(
        ticket,
        "received",
        kind=RECEIVED_KIND if ticket.owner_id is None else "",
        opened=long_datetime(ticket.opened_at),
        due=due,
    )


def replied(ticket: Ticket, text: str, *, is_question: bool) -> None:
    """What the officer wrote."""
    _to_user(ticket, "replied", text=text, is_question=is_question)


def resolved(ticket: Ticket) -> None:
    """The solution, and until when the user may say that it is none."""
    _to_user(ticket, "resolved")
    for other in ticket.merged.order_by("pk"):
        _to_user(other, "merged_solved", main=ticket)


def closed(ticket: Ticket) -> None:
    """The end."""
    _to_user(ticket, "closed")


def merged(ticket: Ticket, other: Ticket) -> None:
    """Where it goes on."""
    _to_user(ticket, "merged", other=other)


def user_wrote(ticket: Ticket) -> None:
    """To the officer who handles it."""
    if ticket.officer is not None:
        _to_office(ticket, [ticket.officer], "user_wrote")


def taken_over(ticket: Ticket, former: User, actor: User) -> None:
    """To the officer who held it until now."""
    _to_office(ticket, [former], "taken_over", who=actor.full_name)


def handed_over(ticket: Ticket, note: str) -> None:
    """To the people of the unit that it lies with now."""
    _to_office(ticket, _holders(ticket.unit), "handed_over", note=note, unit=ticket.get_unit_display())


def watchers_told(ticket: Ticket, what: str, actor: User | None) -> None:
    """To whoever watches, but not to who did it."""
    watching = User.objects.filter(pk__in=ticket.watchers.values("user"), is_active=True).select_related("person")
    people = [user for user in watching.order_by("pk") if actor is None or user.pk != actor.pk]
    _to_office(ticket, people, "watched", what=what)


def warning(ticket: Ticket, now: datetime) -> int:
    """Before a promise is broken: to the officer, or to the whole unit while nobody holds it, and to the head."""
    is_response = ticket.responded_at is None
    due = ticket.response_due_at if is_response else ticket.resolution_due_at
    officers = [ticket.officer] if ticket.officer is not None else _holders(ticket.unit)
    people = {person.pk: person for person in (*officers, *_holders(HEAD))}
    return _to_office(
        ticket,
        people.values(),
        "warning",
        dedup=f"ticket-warning:{ticket.number}:{ticket.warned_for}",
        what="tanggapan pertama" if is_response else "penyelesaian",
        due=long_datetime(due) if due else "",
        is_late=due is not None and due < now,
    )
