"""Announcements for tests, made by the services; the people need no role, as in the services they would."""

import itertools
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.clock import today
from core.models import User
from core.numbers import number_issue
from helpdesk.models import Announcement
from helpdesk.services.announcement import SERIES

_numbers = itertools.count(1)


def words(**changes: Any) -> dict[str, Any]:
    """What the draft of an announcement says."""
    return {
        "kind": "maintenance",
        "title": f"SPSE dipelihara Sabtu malam {next(_numbers)}",
        "body": "SPSE **tidak dapat dibuka** selama pemeliharaan.",
        "scope": "everybody",
        "show_from": timezone.now() - timedelta(minutes=1),
        **changes,
    }


def draft(writer: User, **changes: Any) -> Announcement:
    """A draft that this person wrote."""
    with transaction.atomic():
        made = Announcement.objects.create(number=number_issue(series=SERIES, on=today()), **words(**changes))
    made.writers.add(writer)
    return made


def published(writer: User, approver: User, **changes: Any) -> Announcement:
    """One that stands on the site."""
    made = draft(writer, **changes)
    Announcement.objects.filter(pk=made.pk).update(state="approved", approved_by=approver, approved_at=timezone.now())
    made.refresh_from_db()
    return made
