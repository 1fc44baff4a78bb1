"""Decided applications as files of the archive: which retention class, since when, whose (Pasal 10(2)d, 27(3))."""

from core.formats import local_date
from core.models import Person
from core.profile import Profile
from core.registries import ArchivedCase
from core.retention import Retention, retention
from registration.enums import ApplicationState
from registration.models import DECIDED, Application

CLASSES = {
    ApplicationState.APPROVED: "registration_approved",
    ApplicationState.REJECTED: "registration_rejected",
}


def case_retention(application: Application, profile: Profile) -> Retention | None:
    """What the rule table says about a decided application; None while it is not decided, or without a rule."""
    key = CLASSES.get(ApplicationState(application.state))
    if key is None or application.decided_at is None:
        return None
    return retention(profile, key, local_date(application.decided_at))


def archived_cases(person: Person) -> list[ArchivedCase]:
    """The decided applications of a person whose content still lies in the archive."""
    rows = Application.objects.filter(owner__person=person, state__in=DECIDED, erased_at__isnull=True).order_by("pk")
    return [
        ArchivedCase(row.number, CLASSES[ApplicationState(row.state)], local_date(row.decided_at))
        for row in rows
        if row.decided_at
    ]
