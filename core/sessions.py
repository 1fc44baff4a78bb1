"""A session's number, and the list of sessions that people see and end."""

from allauth.usersessions.models import UserSession
from django.http import HttpRequest


def session_renew(request: HttpRequest) -> None:
    """Give the session a new number (ASVS 7.2.4); the list of the person's sessions follows."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)
