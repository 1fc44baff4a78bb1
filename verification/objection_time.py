"""Where and until when a rejected applicant objects."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from core import profile
from registration.clock import end_of_day


def objection_until(decided_at: datetime) -> datetime:
    """Last moment to object to a rejection: the end of the last of the profile's days."""
    now = profile.current()
    return end_of_day(decided_at + timedelta(days=now.limits.objection_days), now)


def objection_url(number: str) -> str:
    """Absolute address of the page where one objects."""
    return f"{settings.BASE_URL}{reverse('objection:own', args=[number])}"
