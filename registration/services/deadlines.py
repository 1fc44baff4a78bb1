"""The deadline of who asks: reminders as the profile says, then the end, never without the last reminder.

For applications and for change requests alike. The clock runs only while it is the asker's turn (`due_at` is set then,
and only then): whatever the office takes costs nobody anything. Called again and again by a duty; a second run finds
nothing to do, and a run that comes days late first sends what was missed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import profile, transitions
from core.audit import audit_record
from core.enums import WorkState
from core.models import OutgoingMail
from core.profile import Profile
from core.transitions import Transition
from registration import change_emails, emails
from registration.models import Application, ChangeRequest
from registration.transitions import CHANGE_EXPIRE, CHANGE_TYPE, EXPIRE, OBJECT_TYPE

Row = Application | ChangeRequest
_CLOCK = ("state", "returned_at", "due_at", "reminder_days", "reminded_at")


@dataclass(frozen=True)
class Kept:
    """What one run did."""

    reminded: int = 0
    expired: int = 0


@dataclass(frozen=True)
class _Kind:
    """One kind of row with a deadline.

    Args:
        begun: when the first turn began; its column is read besides `_CLOCK`.
        reminded: the audit action of a reminder.
        mails: `reminder`, `reminder_key` and `expired` of this kind.
    """

    model: type[Any]
    begun: str
    days: Callable[[Profile], Sequence[int]]
    expire: Transition
    object_type: str
    reminded: str
    mails: Any

    def keep(self, now: datetime) -> Kept:
        """Remind whoever is due for it, close what is over."""
        days = sorted(set(self.days(profile.current()))) or [1]
        horizon = now + timedelta(days=days[-1])
        reminded = expired = 0
        # What is sealed stays sealed: nothing here needs it.
        rows = self.model.objects.running().filter(due_at__lte=horizon).only(*_CLOCK, self.begun)
        for row in rows.order_by("due_at", "pk").iterator(chunk_size=500):
            if self._reminder_due(row, days, now) is not None:
                reminded += self._remind(row.pk, days, now)
            elif _is_over(row, days, now):
                expired += self._expire(row.pk, days, now)
        return Kept(reminded, expired)

    def _reminder_due(self, row: Row, days: Sequence[int], now: datetime) -> int | None:
        """Which reminder is due: the smallest whose day has come, unless it was sent; None when none is.

        A day that lay before the asker's turn began is passed over, save the last: whoever got a short time back was
        just told so.
        """
        if row.due_at is None:
            return None
        begun = row.returned_at or getattr(row, self.begun)
        reached = [
            day
            for day in days
            if row.due_at - timedelta(days=day) <= now
            and (day == min(days) or row.due_at - timedelta(days=day) > begun)
        ]
        if not reached or (row.reminder_days is not None and row.reminder_days <= min(reached)):
            return None
        return min(reached)

    def _remind(self, pk: int, days: Sequence[int], now: datetime) -> bool:
        with transaction.atomic():
            fresh = self.model.objects.select_for_update(of=("self",)).get(pk=pk)
            day = self._reminder_due(fresh, days, now) if fresh.is_editable else None
            if day is None:
                return False
            fresh.reminder_days, fresh.reminded_at = day, now
            fresh.save(update_fields=["reminder_days", "reminded_at"])
            self.mails.reminder(fresh, day, now)
            audit_record(
                action=self.reminded,
                object_type=self.object_type,
                object_number=fresh.number,
                actor=None,
                data={"days": day, "due": fresh.due_at.isoformat()},
            )
        return True

    def _expire(self, pk: int, days: Sequence[int], now: datetime) -> bool:
        with transaction.atomic():
            fresh = self.model.objects.select_for_update(of=("self",)).get(pk=pk)
            if not fresh.is_editable or not _is_over(fresh, days, now):
                return False
            key = self.mails.reminder_key(fresh, min(days))
            if OutgoingMail.objects.filter(dedup_key=key, work_state=WorkState.WAITING).exists():
                # The last reminder still waits for a mail server that does not answer: that is not the asker's fault.
                return False
            fresh = transitions.apply(
                self.expire,
                fresh,
                actor=None,
                number=fresh.number,
                object_type=self.object_type,
                data={"due": fresh.due_at.isoformat()},
                due_at=None,
                remaining=None,
                closed_at=now,
            )
            self.mails.expired(fresh)
        return True


_APPLICATIONS = _Kind(
    model=Application,
    begun="confirmed_at",
    days=lambda lpse: lpse.limits.registration_reminder_days,
    expire=EXPIRE,
    object_type=OBJECT_TYPE,
    reminded="application.reminded",
    mails=emails,
)
_CHANGES = _Kind(
    model=ChangeRequest,
    begun="created_at",
    days=lambda lpse: lpse.limits.change_reminder_days,
    expire=CHANGE_EXPIRE,
    object_type=CHANGE_TYPE,
    reminded="change.reminded",
    mails=change_emails,
)


def deadlines_keep() -> Kept:
    """Remind whoever is due for it, close what is over: applications."""
    return _APPLICATIONS.keep(timezone.now())


def change_deadlines_keep() -> Kept:
    """Remind whoever is due for it, close what is over: change requests."""
    return _CHANGES.keep(timezone.now())


def _is_over(row: Row, days: Sequence[int], now: datetime) -> bool:
    """The time has passed, and the last reminder is as old as it promises: its days, in full."""
    last = min(days)
    return (
        row.due_at is not None
        and row.due_at < now
        and row.reminder_days is not None
        and row.reminder_days <= last
        and row.reminded_at is not None
        and row.reminded_at <= now - timedelta(days=last)
    )
