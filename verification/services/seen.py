"""The trail of who looked at a case: its page shows identity numbers in full (L1)."""

from datetime import timedelta

from django.utils import timezone

from core.audit import audit_record
from core.models import AuditEvent, User
from registration.models import Application, ChangeRequest, OfficialRequest
from registration.transitions import CHANGE_TYPE, OBJECT_TYPE, OFFICIAL_TYPE

# Going back and forth within one piece of work is one view.
ONE_VIEW = timedelta(minutes=15)


def case_view_record(*, application: Application, actor: User) -> None:
    """Write that the person opened the case; once within 15 minutes."""
    _record("case.viewed", OBJECT_TYPE, application.number, actor)


def official_view_record(*, request: OfficialRequest, actor: User) -> None:
    """Write that the person opened an official's request; once within 15 minutes."""
    _record("official.viewed", OFFICIAL_TYPE, request.number, actor)


def change_view_record(*, change: ChangeRequest, actor: User) -> None:
    """Write that the person opened the change request; once within 15 minutes."""
    _record("change.viewed", CHANGE_TYPE, change.number, actor)


def _record(action: str, object_type: str, number: str, actor: User) -> None:
    seen = AuditEvent.objects.filter(
        object_type=object_type,
        object_number=number,
        action=action,
        actor=actor,
        at__gte=timezone.now() - ONE_VIEW,
    )
    if not seen.exists():
        audit_record(action=action, object_type=object_type, object_number=number, actor=actor)
