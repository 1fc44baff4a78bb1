"""The trail of who looked at a case: its page shows identity numbers in full (L1)."""

from datetime import timedelta

from django.utils import timezone

from core.audit import audit_record
from core.models import AuditEvent, User
from registration.models import Application
from registration.transitions import OBJECT_TYPE

# Going back and forth within one piece of work is one view.
ONE_VIEW = timedelta(minutes=15)


def case_view_record(*, application: Application, actor: User) -> None:
    """Write that the person opened the case; once within 15 minutes."""
    seen = AuditEvent.objects.filter(
        object_type=OBJECT_TYPE,
        object_number=application.number,
        action="case.viewed",
        actor=actor,
        at__gte=timezone.now() - ONE_VIEW,
    )
    if not seen.exists():
        audit_record(action="case.viewed", object_type=OBJECT_TYPE, object_number=application.number, actor=actor)
