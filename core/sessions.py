"""A session's number, and the list of sessions that people see and end."""

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone


def session_renew(request: HttpRequest) -> None:
    """Give the session a new number (ASVS 7.2.4); the list of the person's sessions follows."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def sessions_sweep() -> int:
    """Delete sessions that are over, their lines in people's lists, and failed sign-ins whose pause is over.

    Returns:
        How many sessions were deleted.
    """
    gone, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.filter(~Exists(Session.objects.filter(session_key=OuterRef("session_key")))).delete()
    AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()
    return gone
