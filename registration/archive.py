"""Decided applications as files of the archive: which retention class, since when, whose (Pasal 10(2)d, 27(3))."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.formats import local_date
from core.models import Person
from core.profile import Profile
from core.registries import ArchivedCase
from core.retention import Retention, retention
from registration.enums import ApplicationState
from registration.models import CHANGE_RUNNING, DECIDED, Application, ChangeRequest

CLASSES = {
    ApplicationState.APPROVED: "registration_approved",
    ApplicationState.REJECTED: "registration_rejected",
}


def case_retention(application: Application, profile: Profile, *, latest: datetime | None = None) -> Retention | None:
    """What the rule table says about a decided application; None while it is not decided, or without a rule.

    Args:
        latest: when something about it was decided last, if that was later than the decision about itself.
    """
    key = CLASSES.get(ApplicationState(application.state))
    if key is None or application.decided_at is None:
        return None
    return retention(profile, key, local_date(max(application.decided_at, latest or application.decided_at)))


def late_changes(border: datetime) -> QuerySet[ChangeRequest]:
    """Requests that keep their registration from being past its time: still open, or decided at `border` or later."""
    return ChangeRequest.objects.filter(Q(state__in=CHANGE_RUNNING) | Q(decided_at__gte=border))


def archived_cases(person: Person) -> list[ArchivedCase]:
    """The decided applications of a person whose content still lies in the archive."""
    rows = Application.objects.filter(owner__person=person, state__in=DECIDED, erased_at__isnull=True).order_by("pk")
    now = timezone.now()
    found = []
    for row in rows.prefetch_related("changes"):
        if row.decided_at is None:
            continue
        ends = [now if change.state in CHANGE_RUNNING else change.decided_at for change in row.changes.all()]
        latest = max([row.decided_at, *filter(None, ends)])
        found.append(ArchivedCase(row.number, CLASSES[ApplicationState(row.state)], local_date(latest)))
    return found
