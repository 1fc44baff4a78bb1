"""Reads of tickets: the desk's queue and its search, the thread, the figures of the first page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from core.models import StoredFile, User
from helpdesk.enums.ticket import TicketSecrecy, TicketState
from helpdesk.models import Ticket, TicketFile
from helpdesk.models.ticket import SEARCH_CONFIG
from helpdesk.permissions.ticket import VIEW, can_see_reporter
from helpdesk.ticket_clock import Badge, badge

SECRET = "dirahasiakan"  # noqa: S105 - a word for people
NOBODY = "tanpa nama"
MOST_COUNTED = 500
MOST_LISTED = 5
_ROW = (
    "number", "state", "subject", "secrecy", "reporter_name", "channel", "priority", "type", "unit", "opened_at",
    "responded_at", "response_due_at", "resolution_due_at", "attention_at", "warn_at", "owner_id", "officer_id",
    "officer__username", "officer__person__full_name", "publication__kind", "publication__ticket",
)  # fmt: skip


class Parts(NamedTuple):
    """What a ticket's page asks for only where there is some, because few tickets have it."""

    is_watched: bool
    has_files: bool
    has_odd_mails: bool
    has_escalations: bool
    has_ties: bool


# One statement: built by the ORM it takes longer than the questions that it saves.
_PARTS = """
SELECT EXISTS (SELECT FROM helpdesk_ticketwatcher WHERE ticket_id = %(ticket)s AND user_id = %(user)s),
    EXISTS (SELECT FROM helpdesk_ticketfile WHERE ticket_id = %(ticket)s),
    EXISTS (SELECT FROM helpdesk_inboundmail WHERE ticket_id = %(ticket)s AND reason <> ''),
    EXISTS (SELECT FROM helpdesk_escalation WHERE ticket_id = %(ticket)s),
    EXISTS (SELECT FROM helpdesk_ticket_related WHERE from_ticket_id = %(ticket)s)
        OR EXISTS (SELECT FROM helpdesk_ticket WHERE merged_into_id = %(ticket)s)
"""


@dataclass(frozen=True)
class TicketRow:
    """One ticket of a list."""

    ticket: Ticket
    reporter: str
    badge: Badge | None
    is_mine: bool
    is_publication: bool = False


def reporter_of(user: Any, ticket: Ticket) -> str:
    """The reporter's name as this person may read it."""
    if ticket.secrecy == TicketSecrecy.ANONYMOUS:
        return NOBODY
    return ticket.reporter_name if can_see_reporter(user, ticket) else SECRET


def desk_tickets(user: User) -> QuerySet[Ticket]:
    """Tickets the desk may open; none for people without the desk's permission, nor of the person's own."""
    if not user.has_perm(VIEW):
        return Ticket.objects.none()
    return Ticket.objects.visible_to(user)


def queue(user: User, *, show: str = "") -> QuerySet[Ticket]:
    """What the office works on; to be shown by `attention_at`, what is due first on top.

    Args:
        show: ``milik-saya`` (the user's), ``bebas`` (nobody's), ``menunggu`` (paused), ``selesai`` (solved, waiting for
            the user's word), ``penayangan`` (publication support); else all that runs.
    """
    rows = desk_tickets(user).select_related("officer__person", "publication").only(*_ROW)
    if show == "selesai":
        return rows.filter(state=TicketState.RESOLVED)
    rows = rows.open()  # type: ignore[attr-defined]
    if show == "milik-saya":
        return rows.filter(officer=user)
    if show == "bebas":
        return rows.filter(officer__isnull=True)
    if show == "penayangan":
        return rows.filter(publication__isnull=False)
    if show == "menunggu":
        return rows.filter(state__in=[TicketState.WAITING_USER, TicketState.WAITING_LKPP])
    return rows


def parts_of(user: User, ticket: Ticket) -> Parts:
    """What there is of a ticket besides its row, and whether this person watches it."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, {"ticket": ticket.pk, "user": user.pk})
        return Parts(*cursor.fetchone())


def search(user: User, words: str) -> QuerySet[Ticket]:
    """Tickets in whose subject or description the words stand, in any form; to be shown newest first."""
    rows = desk_tickets(user).select_related("officer__person", "publication").only(*_ROW)
    vector = SearchVector("subject", "description", config=SEARCH_CONFIG)
    query = SearchQuery(words, config=SEARCH_CONFIG, search_type="websearch")
    return rows.annotate(words=vector).filter(words=query)


def found_by_number(user: User, words: str) -> Ticket | None:
    """The ticket with exactly this number."""
    return desk_tickets(user).filter(number=words.strip().upper()).first()


def rows_of(tickets: Iterable[Ticket], user: User) -> list[TicketRow]:
    """Rows of one page; without a further query."""
    now = timezone.now()
    return [
        TicketRow(
            ticket,
            reporter_of(user, ticket),
            badge(ticket, now=now),
            ticket.officer_id == user.pk,
            hasattr(ticket, "publication"),
        )
        for ticket in tickets
    ]


def ticket_of_file(user: User, file: StoredFile) -> bool:
    """File rule: the desk sees the files of the tickets it sees, the owner of the ticket those that are not internal."""
    tie = TicketFile.objects.filter(file=file).select_related("ticket").first()
    return tie is not None and desk_tickets(user).filter(pk=tie.ticket_id).exists()


def bounded(rows: QuerySet[Any]) -> str:
    """How many there are, counted no further than matters for a day."""
    found = rows.order_by()[: MOST_COUNTED + 1].count()
    return f"lebih dari {MOST_COUNTED}" if found > MOST_COUNTED else str(found)


def due_today(user: User | AnonymousUser) -> dict[str, Any] | None:
    """What the staff's first page says about tickets; None for people without the desk, and for units without a ticket."""
    if not isinstance(user, User) or not user.has_perm(VIEW):
        return None
    now = timezone.now()
    waiting = queue(user)
    count = bounded(waiting)
    if count == "0" and not user.has_perm("helpdesk.view_every_ticket"):
        return None
    soon = waiting.filter(attention_at__lte=now + timedelta(hours=24))
    return {
        "open": count,
        "free": bounded(queue(user, show="bebas")),
        "late": bounded(waiting.filter(attention_at__lt=now)),
        "soon": rows_of(soon.order_by("attention_at", "pk")[:MOST_LISTED], user),
        "mine": rows_of(queue(user, show="milik-saya").order_by("attention_at", "pk")[:MOST_LISTED], user),
    }
