"""The applicant's deadline: reminders as the profile says, then the end, never without the last reminder.

The clock runs only while it is the applicant's turn (`due_at` is set then, and only then): whatever the office takes
costs the applicant nothing. Called again and again by a duty; a second run finds nothing to do, and a run that comes
days late first sends what was missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core import profile, transitions
from core.audit import audit_record
from core.enums import WorkState
from core.models import OutgoingMail
from registration import emails
from registration.models import Application
from registration.transitions import EXPIRE, OBJECT_TYPE

_CLOCK = ("state", "confirmed_at", "returned_at", "due_at", "reminder_days", "reminded_at")


@dataclass(frozen=True)
class Kept:
    """What one run did."""

    reminded: int = 0
    expired: int = 0


def deadlines_keep() -> Kept:
    """Remind whoever is due for it, close what is over."""
    now = timezone.now()
    days = sorted(set(profile.current().limits.registration_reminder_days) or {1})
    horizon = now + timedelta(days=days[-1])
    reminded = expired = 0
    # Identity numbers stay sealed: nothing here needs them.
    near = Application.objects.running().filter(due_at__lte=horizon).only(*_CLOCK).order_by("due_at", "pk")
    for application in near.iterator(chunk_size=500):
        if reminder_due(application, days, now) is not None:
            reminded += _remind(application.pk, days, now)
        elif _is_over(application, days, now):
            expired += _expire(application.pk, days, now)
    return Kept(reminded, expired)


def reminder_due(application: Application, days: Sequence[int], now: datetime) -> int | None:
    """Which reminder is due: the smallest whose day has come, unless it was sent; None when none is.

    A day that lay before the applicant's turn began is passed over, save the last: whoever got a short time back was
    just told so.
    """
    if application.due_at is None:
        return None
    begun = application.returned_at or application.confirmed_at
    reached = [
        day
        for day in days
        if application.due_at - timedelta(days=day) <= now
        and (day == min(days) or application.due_at - timedelta(days=day) > begun)
    ]
    if not reached or (application.reminder_days is not None and application.reminder_days <= min(reached)):
        return None
    return min(reached)


def _is_over(application: Application, days: Sequence[int], now: datetime) -> bool:
    """The time has passed, and the last reminder is as old as it promises: its days, in full."""
    last = min(days)
    return (
        application.due_at is not None
        and application.due_at < now
        and application.reminder_days is not None
        and application.reminder_days <= last
        and application.reminded_at is not None
        and application.reminded_at <= now - timedelta(days=last)
    )


def _remind(pk: int, days: Sequence[int], now: datetime) -> bool:
    with transaction.atomic():
        fresh = Application.objects.select_for_update(of=("self",)).get(pk=pk)
        day = reminder_due(fresh, days, now) if fresh.is_editable else None
        if day is None:
            return False
        fresh.reminder_days, fresh.reminded_at = day, now
        fresh.save(update_fields=["reminder_days", "reminded_at"])
        emails.reminder(fresh, day, now)
        audit_record(
            action="application.reminded",
            object_type=OBJECT_TYPE,
            object_number=fresh.number,
            actor=None,
            data={"days": day, "due": fresh.due_at.isoformat() if fresh.due_at else ""},
        )
    return True


def _expire(pk: int, days: Sequence[int], now: datetime) -> bool:
    with transaction.atomic():
        fresh = Application.objects.select_for_update(of=("self",)).get(pk=pk)
        if not fresh.is_editable or not _is_over(fresh, days, now):
            return False
        key = emails.reminder_key(fresh, min(days))
        if OutgoingMail.objects.filter(dedup_key=key, work_state=WorkState.WAITING).exists():
            # The last reminder still waits for a mail server that does not answer: that is not the applicant's fault.
            return False
        due = fresh.due_at
        fresh = transitions.apply(
            EXPIRE,
            fresh,
            actor=None,
            number=fresh.number,
            object_type=OBJECT_TYPE,
            data={"due": due.isoformat() if due else ""},
            due_at=None,
            remaining=None,
            closed_at=now,
        )
        emails.expired(fresh)
    return True
