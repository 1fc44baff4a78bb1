"""The clock of a notice: calendar hours from the moment the failure was found, nights and holidays included."""

from datetime import datetime, timedelta

from django.utils import timezone

from core import profile
from core.models import BreachNotice
from core.models.breach import OPEN


def due_at(notice: BreachNotice) -> datetime:
    """Until when subjects and authority are to be told."""
    return notice.found_at + timedelta(hours=profile.current().limits.breach_notice_hours)


def is_late(notice: BreachNotice) -> bool:
    """True when somebody is not told yet and the time is over."""
    return notice.state in OPEN and timezone.now() > due_at(notice)
