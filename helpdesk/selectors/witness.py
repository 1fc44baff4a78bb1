"""Reads of berita acara kesaksian: the desk's list, what waits for whom, what an official may download."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from core.models import DocumentRevision, User
from helpdesk.enums.witness import WitnessState as S
from helpdesk.models import OutageReport, WitnessReport

FILTERS: tuple[tuple[str, str, Q], ...] = (
    ("", "Semua", Q()),
    ("rancangan", "Rancangan", Q(state=S.DRAFT)),
    ("diperiksa", "Menunggu penetapan", Q(state=S.CHECKED)),
    ("tanda-tangan", "Menunggu tanda tangan", Q(state=S.FINAL)),
    ("penyerahan", "Menunggu penyerahan", Q(state=S.SIGNED)),
    ("diserahkan", "Diserahkan", Q(state=S.DELIVERED)),
    ("dibatalkan", "Dibatalkan", Q(state=S.DISCARDED)),
)


def witness_reports(user: User, *, show: str = "", search: str = "") -> QuerySet[WitnessReport]:
    """Reports the person sees at the desk, by state and by tender code or number."""
    chosen = next((condition for key, _, condition in FILTERS if key == show), Q())
    rows = WitnessReport.objects.visible_to(user).filter(chosen).select_related("document", "created_by__person")
    if search:
        rows = rows.filter(Q(number=search) | Q(tender_code=search) | Q(document__number=search))
    return rows


def witness_figures(user: Any) -> dict[str, int] | None:
    """What the staff's first page says about reports; None when nothing waits or the person may not see them."""
    if not isinstance(user, User) or not user.has_perm("helpdesk.view_witnessreport"):
        return None
    counts = WitnessReport.objects.aggregate(
        **{
            key.replace("-", "_"): Count("pk", filter=condition)
            for key, _, condition in FILTERS
            if key not in {"", "diserahkan", "dibatalkan"}
        }
    )
    return counts if any(counts.values()) else None


def delivered_reports(user: User) -> QuerySet[WitnessReport]:
    """Reports an official or an auditor may download, for the page /berita-acara/."""
    return WitnessReport.objects.visible_to(user).filter(state=S.DELIVERED).select_related("document")


def best_revision(report: WitnessReport | OutageReport) -> DocumentRevision | None:
    """The newest signed copy of a report, which is what is handed over."""
    return report.document.revisions.order_by("-ordinal").first() if report.document else None


def recipients_found(text: str) -> User | None:
    """The account behind a user name or an address, if it is open."""
    words = text.strip()
    return User.objects.filter(Q(username=words) | Q(email__iexact=words), is_active=True).first() if words else None
