"""Reads of the archive: decided cases with their retention, what is due, what is held, who looked at what.

A registration is one case with its objection, its change requests and the deactivations of its User ID: the latest
decision about any of them starts the clock of all, and while one of them is open it has not started.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core import clock, profile
from core.cases import case_numbers, case_of
from core.enums import RetentionFate, RetentionPhase
from core.formats import local_date
from core.models import AuditEvent, LegalHold, Person, StoredFile, User
from core.registries import ArchivedCase
from core.retention import Retention, latest_event
from registration.archive import CLASSES, case_retention, late_changes
from registration.enums import ApplicationState
from registration.models import (
    CHANGE_CLOSED,
    CHANGE_DECIDED,
    CHANGE_RUNNING,
    OFFICIAL_DECIDED,
    Application,
    ChangeRequest,
    OfficialRequest,
)
from registration.transitions import CHANGE_TYPE, OBJECT_TYPE
from verification.models import Deactivation, Objection
from verification.models.deactivation import OPEN_STATES
from verification.models.objection import ANSWERED, objection_case

MOST_COUNTED = 500
VIEW_ACTIONS = (
    "file.viewed", "case.viewed", "change.viewed", "bundle.downloaded", "application.viewed",
    "application.form_downloaded",
)  # fmt: skip
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
    found, borders = Q(pk__in=[]), []
    for state, key in CLASSES.items():
        rule = lpse.retention.get(key)
        if rule is not None and rule.fate == RetentionFate.DESTROY:
            border = datetime.combine(latest_event(rule, today) + timedelta(days=1), time.min, lpse.zone)
            borders.append(border)
            past = Q(state=state, decided_at__lt=border)
            if state == ApplicationState.APPROVED:
                # Asked only of the rows past the border: nothing else is ever about a registration that young.
                later = late_deactivations(border).filter(user_id__decision__application=OuterRef("pk"))
                past &= ~Exists(late_changes(border).filter(application=OuterRef("pk"))) & ~Exists(later)
            found |= past
    # The latest border once more for all, so that the index of the decisions skips what is younger.
    return Q(erased_at__isnull=True, decided_at__lt=max(borders)) & found if borders else found


def late_deactivations(border: datetime) -> QuerySet[Deactivation]:
    """Deactivations that keep a registration from being past its time: open, or decided or over at `border` or later."""
    return Deactivation.objects.filter(Q(state__in=OPEN_STATES) | Q(decided_at__gte=border) | Q(closed_at__gte=border))


@dataclass(frozen=True)
class Standing:
    """What the whole case of an application waits for.

    Attributes:
        decided_at: when something about it was decided or ended last.
        open_number: of a change request or deactivation that is still open; empty when all is over.
    """

    decided_at: datetime | None = None
    open_number: str = ""

    @property
    def latest(self) -> datetime | None:
        """Where its retention begins at the earliest: now, while something is open."""
        return timezone.now() if self.open_number else self.decided_at


def standings(applications: Iterable[Application]) -> dict[int, Standing]:
    """Standing of each approved application, in two queries; the others have nothing that could come later."""
    keys = [row.pk for row in applications if row.state == ApplicationState.APPROVED]
    if not keys:
        return {}
    found: dict[int, Standing] = {}
    changes = ChangeRequest.objects.filter(application__in=keys).exclude(state__in=CHANGE_CLOSED).order_by("pk")
    for key, number, state, decided_at in changes.values_list("application_id", "number", "state", "decided_at"):
        _stand(found, key, number if state in CHANGE_RUNNING else "", decided_at)
    deactivations = Deactivation.objects.filter(user_id__decision__application__in=keys).order_by("pk")
    for key, number, state, decided_at, closed_at in deactivations.values_list(
        "user_id__decision__application_id", "number", "state", "decided_at", "closed_at"
    ):
        _stand(found, key, number if state in OPEN_STATES else "", closed_at or decided_at)
    return found


def standing(application: Application) -> Standing:
    """Standing of one."""
    return standings([application]).get(application.pk, Standing())


def _stand(found: dict[int, Standing], key: int, open_number: str, at: datetime | None) -> None:
    before = found.get(key, Standing())
    moments = filter(None, [before.decided_at, at])
    found[key] = Standing(max(moments, default=None), before.open_number or open_number)


def whole_retention(application: Application, lpse: profile.Profile) -> Retention | None:
    """Retention of the whole case; while something about it is open, as if it were decided today."""
    return case_retention(application, lpse, latest=standing(application).latest)


def is_closed(number: str) -> bool:
    """True when what carries this case number is decided or over: its files are looked into only with a reason.

    Args:
        number: of an application, an objection, a change request, a deactivation or an official's request.
    """
    application = case_of(number)
    answered = Objection.objects.filter(application__number=application, state__in=ANSWERED)
    closed: list[QuerySet[Any]] = [
        Application.objects.filter(number=number, decided_at__isnull=False),
        ChangeRequest.objects.filter(number=number, state__in=CHANGE_DECIDED),
        answered if number == objection_case(application) else answered.none(),
        Deactivation.objects.filter(number=number).exclude(state__in=OPEN_STATES),
        OfficialRequest.objects.filter(number=number, state__in=OFFICIAL_DECIDED),
    ]
    first, *others = [rows.order_by().values("pk") for rows in closed]
    return first.union(*others, all=True).exists()


def archived_deactivations(person: Person) -> list[ArchivedCase]:
    """Archived cases of a person once more where a deactivation of the User ID keeps them longer."""
    rows = Application.objects.filter(
        owner__person=person, state=ApplicationState.APPROVED, erased_at__isnull=True
    ).order_by("pk")
    found = standings(list(rows))
    return [
        ArchivedCase(row.number, CLASSES[ApplicationState.APPROVED], local_date(latest))
        for row in rows
        if row.pk in found and (latest := found[row.pk].latest)
    ]


def archive_rows(applications: Iterable[Application]) -> list[ArchiveRow]:
    """The rows of one page with their retention; at most two further queries, however many rows."""
    lpse, today = profile.current(), clock.today()
    page, rows = list(applications), []
    found = standings(page)
    for application in page:
        kept = case_retention(application, lpse, latest=found.get(application.pk, Standing()).latest)
        phase = kept.phase(today).value if kept else ""
        rows.append(ArchiveRow(application, kept, phase, getattr(application, "is_held", False)))
    return rows


def case_views(application: Application) -> QuerySet[AuditEvent]:
    """Who opened the case, a change request of it, or a file of anything that belongs to it, newest first."""
    numbers = case_numbers(application.number)
    files = StoredFile.objects.filter(case_number__in=numbers).values("public_id")
    return AuditEvent.objects.filter(
        Q(object_type__in=[OBJECT_TYPE, CHANGE_TYPE], object_number__in=numbers)
        | Q(object_type="file", object_number__in=files),
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
