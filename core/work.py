"""Work that rows ask for: sources, claims, duties (rule 7, promises W1-W3).

A service writes a row that derives from `WorkRow` and calls `work_announce()` in the same transaction. The dispatcher
(`manage.py run_dispatcher`) hears the NOTIFY, or finds the row on its next tick, and sends the row's primary key to a
Celery task. The task claims the row by compare-and-set before any side effect. Losing a message, a worker or Redis
therefore loses nothing, and a row handed out twice is worked on once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone

from core.enums import WorkState

if TYPE_CHECKING:  # apps register in their `ready()`, so this module is imported before any model
    from core.models import WorkRow

CHANNEL = "lpse_work"
# A time further ahead than this was written by a clock that has since gone back: it counts as due.
HORIZON = timedelta(hours=6)

Row = TypeVar("Row", bound="WorkRow")


@dataclass(frozen=True)
class WorkSource:
    """One table whose waiting rows are worked on by one Celery task.

    Args:
        key: slug (``mail``).
        model: the table, a subclass of `WorkRow`.
        task: name of the Celery task; it takes one primary key.
        late_after: a row waiting longer is reported by `list_late_jobs` and /readyz.
        priority: 0, 3, 6 or 9; what has a lower number is done first when both wait, so that a mail does not stand
            behind a hundred letters (Celery's Redis transport keeps a list for each).
    """

    key: str
    label: str
    model: "type[WorkRow]"
    task: str
    late_after: timedelta = timedelta(minutes=5)
    priority: int = 0


@dataclass(frozen=True)
class Duty:
    """Something reconciled again and again: the task asks the database what is missing and does it.

    Args:
        every: period on the monotonic clock of the dispatcher.
    """

    key: str
    label: str
    task: str
    every: timedelta


_SOURCES: dict[str, WorkSource] = {}
_DUTIES: dict[str, Duty] = {}


def register_source(source: WorkSource) -> None:
    """Make the dispatcher look after a table; called in an app's `ready()`."""
    _SOURCES[source.key] = source


def register_duty(duty: Duty) -> None:
    """Make the dispatcher send a task again and again; called in an app's `ready()`."""
    _DUTIES[duty.key] = duty


def sources() -> list[WorkSource]:
    """All registered sources."""
    return list(_SOURCES.values())


def duties() -> list[Duty]:
    """All registered duties."""
    return list(_DUTIES.values())


def work_announce() -> None:
    """Tell the dispatcher that a row waits; heard when (and only if) the transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def due(model: type[Row], now: datetime | None = None) -> models.QuerySet[Row]:
    """Rows a worker may claim at `now`, oldest first."""
    now = now or timezone.now()
    far = now + HORIZON
    return model._default_manager.filter(
        Q(work_state=WorkState.WAITING)
        & (Q(run_after__lte=now) | Q(run_after__gt=far))
        & (Q(claimed_until__isnull=True) | Q(claimed_until__lte=now) | Q(claimed_until__gt=far))
    ).order_by("run_after", "pk")


@dataclass(frozen=True)
class Claim(Generic[Row]):
    """A worker's hold on a row; `token` fences off a worker that slept past its lease."""

    row: Row
    token: int

    def finish(self, **fields: Any) -> bool:
        """Mark the row done and set `fields`. False when the hold was lost: then nothing was changed."""
        return self._settle(work_state=WorkState.DONE, last_error="", **fields)

    def retry(self, error: str, *, after: timedelta, **fields: Any) -> bool:
        """Give the row back to be tried again later."""
        return self._settle(run_after=timezone.now() + after, last_error=error[:2000], **fields)

    def fail(self, error: str, **fields: Any) -> bool:
        """Give up: the row waits for a person."""
        return self._settle(work_state=WorkState.FAILED, last_error=error[:2000], **fields)

    def _settle(self, **fields: Any) -> bool:
        held = type(self.row)._default_manager.filter(
            pk=self.row.pk, attempts=self.token, work_state=WorkState.WAITING, claimed_until__isnull=False
        )
        return bool(held.update(claimed_until=None, **fields))


def work_claim(model: type[Row], pk: int, *, lease: timedelta = timedelta(minutes=2)) -> Claim[Row] | None:
    """Claim a due row by compare-and-set, or return None when it is done, held by another or not yet due."""
    now = timezone.now()
    if not due(model, now).filter(pk=pk).order_by().update(claimed_until=now + lease, attempts=F("attempts") + 1):
        return None
    row = model._default_manager.get(pk=pk)
    return Claim(row, row.attempts)


def backoff(attempts: int) -> timedelta:
    """30 s, 1, 2, 4 … minutes, at most 1 hour, for the attempt after `attempts` failed ones."""
    return min(timedelta(seconds=30 * 2 ** min(attempts - 1, 10)), timedelta(hours=1))
