"""What verification adds to the applicant's own page of an application."""

from typing import Any

from django.utils import timezone

from registration.models import Application
from verification.models import Objection
from verification.objection_time import objection_until
from verification.services.objections import rejection_of
from verification.services.slots import BOOKABLE


def visit_panel(application: Application) -> dict[str, Any] | None:
    """The way to the appointment, while there is one or one may be made."""
    return {"application": application} if application.slot_at or application.state in BOOKABLE else None


def objection_panel(application: Application) -> dict[str, Any] | None:
    """The way to the objection, or where it stands; None for an application that was never rejected."""
    objection = Objection.objects.select_related("decision").filter(application=application).first()
    decision = objection.decision if objection else rejection_of(application)
    if decision is None:
        return None
    until = objection_until(decision.decided_at)
    return {
        "application": application,
        "objection": objection,
        "until": until,
        "is_late": timezone.now() > until and (objection is None or objection.is_open),
    }
