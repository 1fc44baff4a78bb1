"""Reads of escalations to LKPP: the register with ages, what waits for whom, what a ticket or report brings along."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from core.clock import today
from core.models import User
from helpdesk.enums.escalation import EscalationKind
from helpdesk.enums.escalation import EscalationState as S
from helpdesk.enums.ticket import TicketType
from helpdesk.models import Escalation, Ticket, WitnessReport
from helpdesk.models.berita_acara import DISCARDED
from helpdesk.permissions.escalation import VIEW
from helpdesk.selectors.ticket import found_by_number

FILTERS: tuple[tuple[str, str, Q], ...] = (
    ("", "Semua", Q()),
    ("rancangan", "Rancangan", Q(state=S.DRAFT)),
    ("dikirim", "Belum dikirim", Q(state=S.ISSUED)),
    ("menunggu", "Menunggu LKPP", Q(state=S.SENT)),
    ("dijawab", "Dijawab", Q(state=S.ANSWERED)),
    ("selesai", "Selesai", Q(state__in=[S.CLOSED, S.CANCELLED])),
)


@dataclass(frozen=True)
class EscalationRow:
    """One line of the register.

    Args:
        age: days without LKPP's answer, or until it came.
        is_due: the day has come on which LKPP is to be reminded.
    """

    escalation: Escalation
    age: int
    is_due: bool


def escalations(user: User, *, show: str = "", search: str = "") -> QuerySet[Escalation]:
    """Escalations the person sees, by state, and by number, reference of LKPP or tender code."""
    chosen = next((condition for key, _, condition in FILTERS if key == show), Q())
    rows = Escalation.objects.visible_to(user).filter(chosen)
    if search:
        rows = rows.filter(Q(number=search) | Q(lkpp_reference=search) | Q(tender_code=search))
    return rows


def rows_of(found: Any, on: date | None = None) -> list[EscalationRow]:
    """Rows of one page; without a further query."""
    day = on or today()
    return [EscalationRow(one, one.age(day), is_due(one, day)) for one in found]


def is_due(escalation: Escalation, on: date) -> bool:
    """True when LKPP is to be reminded."""
    return escalation.state == S.SENT and escalation.follow_up_on is not None and escalation.follow_up_on <= on


def figures(user: Any) -> dict[str, int] | None:
    """What the staff's first page says; None when nothing waits or the person may not see it."""
    if not isinstance(user, User) or not user.has_perm(VIEW):
        return None
    counts = Escalation.objects.aggregate(
        rancangan=Count("pk", filter=Q(state=S.DRAFT)),
        dikirim=Count("pk", filter=Q(state=S.ISSUED)),
        menunggu=Count("pk", filter=Q(state=S.SENT)),
        tindak_lanjut=Count("pk", filter=Q(state=S.SENT, follow_up_on__lte=today())),
    )
    return counts if any(counts.values()) else None


@dataclass(frozen=True)
class Source:
    """What a new escalation comes from, and what of it is written into the form."""

    ticket: Ticket | None
    report: WitnessReport | None
    values: dict[str, Any]


def source_of(user: User, *, ticket: str, report: str) -> Source:
    """The ticket and the report behind two numbers, as far as the person may see them; no draft that was given up."""
    found = found_by_number(user, ticket) if ticket else None
    paper = (
        WitnessReport.objects.visible_to(user).exclude(state=DISCARDED).filter(number=report).first()
        if report
        else None
    )
    values: dict[str, Any] = {}
    if found:
        values = {
            "kind": EscalationKind.PROPOSAL if found.type == TicketType.SUGGESTION else EscalationKind.PROBLEM,
            "subject": found.subject,
            "description": found.description,
            "tender_code": found.tender_code,
            "error_code": found.error_code,
        }
    if paper:
        values |= {"kind": EscalationKind.PROBLEM, "tender_code": paper.tender_code, "spse_version": paper.spse_version}
        values.setdefault("subject", f"Dokumen penawaran tidak dapat dibuka pada tender {paper.tender_code}")
    return Source(found, paper, values)
