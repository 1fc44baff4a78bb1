"""The slot as registration knows it: verification keeps appointments and says when and where; the applicant's page shows it."""

from datetime import datetime

from registration.models import Application


def application_slot_set(*, application: Application, slot_at: datetime | None, slot_mode: str = "") -> None:
    """Write the appointment onto the application, in the transaction that makes, moves or ends it.

    It is a copy for showing: the visit has its own audit trail, and no state of the application depends on it.

    Args:
        slot_at: None when there is no appointment any more.
    """
    Application.objects.filter(pk=application.pk).update(slot_at=slot_at, slot_mode=slot_mode if slot_at else "")
