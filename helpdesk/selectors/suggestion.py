"""Reads of suggestions: the register with ages and decisions, what waits for whom, the public page, the XLSX."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.clock import today
from core.formats import local_date
from core.models import User
from helpdesk.enums.suggestion import DecisionState as S
from helpdesk.enums.suggestion import PublicSuggestionState, SuggestionOutcome
from helpdesk.enums.ticket import TicketSecrecy, TicketState, TicketType
from helpdesk.models import PublicSuggestion, SuggestionDecision, Ticket
from helpdesk.permissions.suggestion import DECIDE, VIEW
from helpdesk.selectors.ticket import SECRET, bounded, desk_tickets

UNDECIDED, TO_DECIDE, LATE = "belum", "menunggu", "janji-lewat"
_OUTCOMES = {
    "diterima": SuggestionOutcome.ACCEPTED,
    "sebagian": SuggestionOutcome.PARTLY,
    "tidak-diterima": SuggestionOutcome.DECLINED,
    "diteruskan": SuggestionOutcome.FORWARDED,
}
DECISIONS = (
    ("", "Semua keputusan"),
    (UNDECIDED, "Belum diputuskan"),
    (TO_DECIDE, "Menunggu pimpinan"),
    *((key, outcome.label.capitalize()) for key, outcome in _OUTCOMES.items()),
    (LATE, "Janji lewat tanggal"),
)
AGES = (("", "Semua umur"), ("7", "Lebih dari 7 hari"), ("30", "Lebih dari 30 hari"), ("90", "Lebih dari 90 hari"))
HEADER = (
    "Tiket", "Disampaikan", "Penyaran", "Saran", "Keadaan tiket", "Umur (hari)", "Usul petugas", "Keputusan", "Alasan",
    "Yang akan dilakukan", "Oleh", "Paling lambat", "Dilaksanakan", "Diteruskan ke", "Diputuskan", "Diputuskan oleh",
)  # fmt: skip
MOST_LISTED = 5
REFERRED = "dirujuk, bukan kewenangan LPSE"


@dataclass(frozen=True)
class SuggestionRow:
    """One suggestion of the register.

    Args:
        age: days until the decision in force, or until now.
        decision: the one in force.
        waiting: the recommendation that waits for the head.
    """

    ticket: Ticket
    reporter: str
    age: int
    decision: SuggestionDecision | None
    waiting: SuggestionDecision | None
    is_late: bool


def suggester_of(ticket: Ticket) -> str:
    """The name; who asked for secrecy is named on the ticket's own page only, where each look leaves a trace."""
    return ticket.reporter_name if ticket.secrecy == TicketSecrecy.OPEN else SECRET


def suggestions_of(user: User) -> QuerySet[Ticket]:
    """Suggestions that the person's desk shows; a merged one goes on in another ticket."""
    if not user.has_perm(VIEW):
        return Ticket.objects.none()
    return desk_tickets(user).filter(type=TicketType.SUGGESTION).exclude(state=TicketState.MERGED)


def register(user: User, *, decision: str = "", age: str = "") -> QuerySet[Ticket]:
    """The register; to be shown newest first.

    Args:
        decision: a key of `DECISIONS`.
        age: a key of `AGES`: handed in more than so many days ago.
    """
    rows = suggestions_of(user)
    mine = SuggestionDecision.objects.filter(ticket=OuterRef("pk")).order_by()
    if decision == UNDECIDED:
        rows = rows.filter(~Exists(mine.in_force()), is_out_of_scope=False)
    elif decision == TO_DECIDE:
        rows = rows.filter(Exists(mine.filter(state=S.RECOMMENDED)))
    elif decision == LATE:
        rows = rows.filter(Exists(mine.overdue(today())))
    elif decision in _OUTCOMES:
        rows = rows.filter(Exists(mine.in_force().filter(outcome=_OUTCOMES[decision])))
    if age in dict(AGES) and age:
        rows = rows.filter(opened_at__lt=timezone.now() - timedelta(days=int(age)))
    return rows


def rows_of(found: Any, on: date | None = None) -> list[SuggestionRow]:
    """Rows of one page, with one query for their decisions."""
    day, tickets = on or today(), list(found)
    living = SuggestionDecision.objects.filter(ticket__in=[one.pk for one in tickets]).exclude(state=S.SUPERSEDED)
    in_force: dict[int, SuggestionDecision] = {}
    waiting: dict[int, SuggestionDecision] = {}
    for row in living.select_related("decided_by__person").order_by("pk"):
        (waiting if row.state == S.RECOMMENDED else in_force)[row.ticket_id] = row
    return [_row(one, in_force.get(one.pk), waiting.get(one.pk), day) for one in tickets]


def _row(
    ticket: Ticket, decision: SuggestionDecision | None, waiting: SuggestionDecision | None, day: date
) -> SuggestionRow:
    end = local_date(decision.decided_at) if decision and decision.decided_at else day
    return SuggestionRow(
        ticket=ticket,
        reporter=suggester_of(ticket),
        age=max(0, (end - local_date(ticket.opened_at)).days),
        decision=decision,
        waiting=waiting,
        is_late=decision is not None and decision.is_late(day),
    )


def sheet_of(found: Any) -> Iterator[list[Any]]:
    """The register as cells under `HEADER`."""
    for row in rows_of(found):
        made = row.decision
        yield [
            row.ticket.number, row.ticket.opened_at, row.reporter, row.ticket.subject, row.ticket.get_state_display(),
            row.age, row.waiting.get_recommendation_display() if row.waiting else "",
            *(
                (
                    made.get_outcome_display(), made.reasons, made.action, made.responsible, made.promised_on,
                    made.done_on, made.get_forwarded_to_display(), made.decided_at,
                    made.decided_by.full_name if made.decided_by else "",
                )
                if made
                else (REFERRED if row.ticket.is_out_of_scope else "belum diputuskan", *[""] * 8)
            ),
        ]  # fmt: skip


def due(user: Any) -> dict[str, Any] | None:
    """What the staff's first page says; None for people without the register, and when nothing waits."""
    if not isinstance(user, User) or not user.has_perm(VIEW):
        return None
    late = SuggestionDecision.objects.overdue(today())
    found = {
        "undecided": bounded(register(user, decision=UNDECIDED).exclude(state=TicketState.CLOSED)),
        "to_decide": bounded(SuggestionDecision.objects.filter(state=S.RECOMMENDED)),
        "late": bounded(late),
        "decides": user.has_perm(DECIDE),
        "promises": list(late.select_related("ticket").order_by("promised_on", "pk")[:MOST_LISTED]),
    }
    return found if any(found[key] != "0" for key in ("undecided", "to_decide", "late")) else None


def public_suggestions() -> QuerySet[PublicSuggestion]:
    """What everybody reads; to be shown by `shown_at`."""
    return PublicSuggestion.objects.filter(state=PublicSuggestionState.SHOWN)


def public_rows(found: Any, on: date | None = None) -> list[dict[str, Any]]:
    """Public suggestions of one page with the decision in force, by one query for all; without a name."""
    shown = list(found)
    made = SuggestionDecision.objects.in_force().filter(ticket__in=[one.ticket_id for one in shown]).order_by("pk")
    by_ticket = {row.ticket_id: row for row in made}
    day = on or today()
    return [
        {
            "suggestion": one.suggestion,
            "answer": one.answer,
            "decision": decision,
            "is_late": decision.is_late(day),
            "decided_at": decision.decided_at,
        }
        for one in shown
        if (decision := by_ticket.get(one.ticket_id)) is not None
    ]


def decisions_for_suggester(ticket: Ticket) -> list[SuggestionDecision]:
    """What the suggester reads on the own page: the decision in force on top, below it what it superseded."""
    rows = ticket.decisions.filter(Q(state__in=[S.DECIDED, S.DONE]) | Q(state=S.SUPERSEDED, decided_at__isnull=False))
    return list(rows.order_by("-pk")[:20])
