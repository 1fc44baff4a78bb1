"""Reads of berita acara gangguan: the desk's list, what officials read, the mirror's stages in a window and their age."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from core.models import User
from helpdesk.enums.outage import OutageState as S
from helpdesk.models import OutageReport
from helpdesk.models.outage import ISSUED
from helpdesk.permissions.outage import VIEW
from procurement.models import Schedule

FILTERS: tuple[tuple[str, str, Q], ...] = (
    ("", "Semua", Q()),
    ("rancangan", "Rancangan", Q(state=S.DRAFT)),
    ("tanda-tangan", "Menunggu tanda tangan", Q(state=S.FINAL)),
    ("selesai", "Ditandatangani", Q(state=S.SIGNED)),
    ("dibatalkan", "Dibatalkan", Q(state=S.DISCARDED)),
)


@dataclass(frozen=True)
class MirrorAge:
    """What the copies of SPSE's schedules are worth: how many count, and when they were seen there.

    Args:
        oldest, newest: None when there is no copy at all.
    """

    copies: int
    oldest: datetime | None
    newest: datetime | None


def outage_reports(user: User, *, show: str = "", search: str = "") -> QuerySet[OutageReport]:
    """Reports the person sees at the desk, by state and by a number or tender code."""
    chosen = next((condition for key, _, condition in FILTERS if key == show), Q())
    rows = OutageReport.objects.visible_to(user).filter(chosen).select_related("document", "created_by__person")
    if search:
        has_tender = Q(pk__in=OutageReport.objects.filter(tenders__tender_code=search).values("pk"))
        rows = rows.filter(Q(number=search) | Q(document__number=search) | Q(incident_number=search) | has_tender)
    return rows


def issued_outages(user: User) -> QuerySet[OutageReport]:
    """Issued reports that the person may read, for the page /berita-acara/gangguan/."""
    return (
        OutageReport.objects.visible_to(user).filter(state__in=ISSUED).select_related("document", "corrects__document")
    )


def outage_figures(user: Any) -> dict[str, int] | None:
    """What the staff's first page says about reports; None when nothing waits or the person may not see them."""
    if not isinstance(user, User) or not user.has_perm(VIEW):
        return None
    counts = OutageReport.objects.aggregate(
        rancangan=Count("pk", filter=Q(state=S.DRAFT)), tanda_tangan=Count("pk", filter=Q(state=S.FINAL))
    )
    return counts if any(counts.values()) else None


def mirror_age() -> MirrorAge:
    """How many copies of schedules count now, and how old they are."""
    found = Schedule.objects.filter(is_current=True).aggregate(
        copies=Count("pk"), oldest=Min("seen_at"), newest=Max("seen_at")
    )
    return MirrorAge(**found)
