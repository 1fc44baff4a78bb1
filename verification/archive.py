"""Reads of the archive: decided cases with their retention, what is due, what is held, who looked at what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core import clock, profile
from core.enums import RetentionFate, RetentionPhase
from core.models import AuditEvent, LegalHold, StoredFile, User
from core.retention import Retention, latest_event
from registration.archive import CLASSES, case_retention
from registration.models import Application
from registration.transitions import OBJECT_TYPE
from verification.models.objection import objection_case

MOST_COUNTED = 500
VIEW_ACTIONS = ("file.viewed", "case.viewed", "bundle.downloaded", "application.viewed", "application.form_downloaded")
# What a row of the list shows; an application has sixty columns more, identity numbers among them.
LIST_FIELDS = ("number", "kind", "state", "business_form", "name", "decided_at", "erased_at")
_TONES: dict[str, str] = {RetentionPhase.ACTIVE: "good", RetentionPhase.DUE: "warn"}


@dataclass(frozen=True)
class ArchiveRow:
    """One decided case as the archive's list shows it."""

    application: Application
    kept: Retention | None
    phase: str
    is_held: bool

    @property
    def phase_label(self) -> str:
        """In words."""
        return RetentionPhase(self.phase).label if self.phase else "tanpa aturan"

    @property
    def phase_tone(self) -> str:
        """How the word looks; other tables call other things active, so it is said here."""
        return _TONES.get(self.phase, "quiet")

    @property
    def fate_label(self) -> str:
        """What becomes of it, in words."""
        return RetentionFate(self.kept.rule.fate).label if self.kept else RetentionFate.KEEP.label


def archived(user: User, *, show: str = "") -> QuerySet[Application]:
    """Decided cases, to be shown newest first by `decided_at`.

    Args:
        show: ``lewat`` (due for destruction and not held), ``ditahan`` (on hold), ``dimusnahkan`` (content erased); else all.
    """
    if not user.has_perm("verification.view_case"):
        return Application.objects.none()
    held = LegalHold.objects.in_force().filter(case_number=OuterRef("number"))
    rows = Application.objects.filter(decided_at__isnull=False).annotate(is_held=Exists(held))
    if show == "lewat":
        return rows.filter(due_for_destruction(), is_held=False)
    if show == "ditahan":
        return rows.filter(is_held=True)
    if show == "dimusnahkan":
        return rows.filter(erased_at__isnull=False)
    return rows


def due_for_destruction() -> Q:
    """Decided cases past a class whose fate is destroy, by the rule table in force today."""
    lpse, today = profile.current(), clock.today()
    found = Q(pk__in=[])
    for state, key in CLASSES.items():
        rule = lpse.retention.get(key)
        if rule is not None and rule.fate == RetentionFate.DESTROY:
            border = datetime.combine(latest_event(rule, today) + timedelta(days=1), time.min, lpse.zone)
            found |= Q(state=state, decided_at__lt=border)
    return Q(erased_at__isnull=True) & found


def archive_rows(applications: Iterable[Application]) -> list[ArchiveRow]:
    """The rows of one page with their retention; no further query."""
    lpse, today = profile.current(), clock.today()
    rows = []
    for application in applications:
        kept = case_retention(application, lpse)
        phase = kept.phase(today).value if kept else ""
        rows.append(ArchiveRow(application, kept, phase, getattr(application, "is_held", False)))
    return rows


def case_views(application: Application) -> QuerySet[AuditEvent]:
    """Who opened the case or one of its files, newest first."""
    numbers = [application.number, objection_case(application.number)]
    files = StoredFile.objects.filter(case_number__in=numbers).values("public_id")
    return AuditEvent.objects.filter(
        Q(object_type=OBJECT_TYPE, object_number=application.number) | Q(object_type="file", object_number__in=files),
        action__in=VIEW_ACTIONS,
    ).order_by("-pk")


@dataclass(frozen=True)
class ArchiveFigures:
    """Evidence of duty T-REG-ARCHIVE.

    Attributes:
        past_retention: files past their retention that are neither destroyed nor held, counted up to `MOST_COUNTED`.
        on_hold: cases held now.
        views: views of identity documents and cases in the last 30 days, counted up to `MOST_COUNTED` times twenty.
    """

    past_retention: int
    on_hold: int
    views: int


def archive_figures() -> ArchiveFigures:
    """Computed from the rows, bounded, so that the cost does not grow with the register."""
    held = LegalHold.objects.in_force()
    due = Application.objects.filter(due_for_destruction()).exclude(number__in=held.values("case_number"))
    since = timezone.now() - timedelta(days=30)
    views = AuditEvent.objects.filter(action__in=VIEW_ACTIONS, at__gte=since)
    return ArchiveFigures(
        past_retention=due.order_by()[: MOST_COUNTED + 1].count(),
        on_hold=held.order_by()[: MOST_COUNTED + 1].count(),
        views=views.order_by()[: 20 * MOST_COUNTED].count(),
    )
