"""Reading the two clocks of a request from the log of what happened to it.

Nothing is stored but the log: whatever changes afterwards (a priority, a holiday, a target), the next reading is right.
The rules, all of them:

- Both clocks begin when the request is opened and count working minutes only.
- They stand still while the request waits for its user or for LKPP. The response clock ends with the first response
  (an answer, or a solution); the resolution clock ends when the request is resolved, and goes on when it is reopened.
- The target is that of the priority in force, as it was valid on the day the request was opened. A new priority counts
  for the whole time already used; what was due before the change is due at the change.
- A breach is a fact: it is the first moment at which the clock ran past what was then due, and no later priority
  takes it away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from core.clock import Interval, WorkCalendar
from core.enums import SlaEvent, SlaKind


@dataclass(frozen=True)
class LogEntry:
    """One thing that happened.

    Args:
        priority: the priority that an `OPENED` or `PRIORITY` entry sets.
        waits_for: whom a `PAUSED` entry waits for.
    """

    kind: str
    at: datetime
    priority: str = ""
    waits_for: str = ""


@dataclass(frozen=True)
class Target:
    """Working minutes promised for a priority, for requests opened from one day to another (None: open end)."""

    priority: str
    kind: str
    minutes: int
    valid_from: date
    valid_until: date | None = None

    def holds(self, day: date) -> bool:
        """True for requests opened on that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class Stop:
    """A stretch in which the clock stood still; `waits_for` is empty where the request was resolved meanwhile."""

    begin: datetime
    end: datetime
    waits_for: str


@dataclass(frozen=True)
class Reading:
    """What one clock shows at one moment.

    Attributes:
        priority_since: when the priority in force was set.
        target_minutes: None while no target is set for the priority.
        due_at: None without a target. While the clock is paused it is the time that holds if it goes on now.
        left_minutes: negative once more was used than promised.
        waits_for: whom the clock waits for now; empty while it runs or is finished.
        breached_at: the first moment past what was due; None while the promise holds.
        changes: how often the priority was changed while the clock ran.
    """

    kind: str
    opened_at: datetime
    priority: str
    priority_since: datetime
    target_minutes: int | None
    due_at: datetime | None
    used_minutes: int
    left_minutes: int | None
    waits_for: str
    finished_at: datetime | None
    breached_at: datetime | None
    stops: tuple[Stop, ...] = ()
    changes: int = 0

    @property
    def is_running(self) -> bool:
        """True while working time counts."""
        return self.finished_at is None and not self.waits_for

    @property
    def pauses(self) -> tuple[Interval, ...]:
        """The stops as the calendar takes them."""
        return tuple((stop.begin, stop.end) for stop in self.stops)


@dataclass(frozen=True)
class Clocks:
    """Both clocks of one request."""

    response: Reading
    resolution: Reading


@dataclass
class _Walk:
    """The log, walked for one clock."""

    kind: str
    opened_at: datetime
    priorities: list[tuple[datetime, str]]
    stops: list[Stop] = field(default_factory=list)
    paused: tuple[datetime, str] | None = None
    done_at: datetime | None = None
    pending: str = ""

    def hear(self, entry: LogEntry) -> bool:
        """Take in one entry; True when nothing after it matters."""
        if entry.kind == SlaEvent.PRIORITY:
            self._set_priority(entry.at, entry.priority)
        elif entry.kind == SlaEvent.PAUSED and self.done_at is None:
            if self.paused is None or self.paused[1] != entry.waits_for:
                self._go_on(entry.at)
                self.paused = (entry.at, entry.waits_for)
        elif entry.kind == SlaEvent.RESUMED:
            self._go_on(entry.at)
        elif entry.kind in {SlaEvent.RESOLVED, SlaEvent.CLOSED} or (
            entry.kind == SlaEvent.RESPONDED and self.kind == SlaKind.RESPONSE
        ):
            if self.done_at is None:
                self._go_on(entry.at)
                self.done_at = entry.at
            return self.kind == SlaKind.RESPONSE
        elif entry.kind == SlaEvent.REOPENED and self.done_at is not None:
            self._stop(self.done_at, entry.at, "")
            self.done_at = None
            if self.pending:
                self._set_priority(entry.at, self.pending)
                self.pending = ""
        return False

    def _set_priority(self, at: datetime, priority: str) -> None:
        if self.done_at is not None:
            self.pending = priority
        elif priority != self.priorities[-1][1]:
            self.priorities.append((at, priority))

    def _go_on(self, at: datetime) -> None:
        if self.paused is not None:
            self._stop(self.paused[0], at, self.paused[1])
            self.paused = None

    def _stop(self, begin: datetime, end: datetime, waits_for: str) -> None:
        if end > begin:
            self.stops.append(Stop(begin, end, waits_for))

    def finish(self, now: datetime) -> tuple[datetime, str]:
        """Until when the clock counted, and whom it waits for now."""
        waits_for = ""
        if self.paused is not None:
            waits_for = self.paused[1]
            self._go_on(now)
        return self.done_at or now, waits_for


def read_clock(
    kind: str, log: Iterable[LogEntry], *, calendar: WorkCalendar, targets: Sequence[Target], now: datetime
) -> Reading:
    """What one clock shows at `now`; entries after `now` are not heard.

    Args:
        kind: a `SlaKind`.
        log: in any order; entries of the same moment in the order in which they came. It begins with `OPENED`.

    Raises:
        ValueError: the log does not begin with `OPENED`.
        NeverOpen: the calendar holds no opening for more than a year.
    """
    entries = sorted((entry for entry in log if entry.at <= now), key=lambda entry: entry.at)
    if not entries or entries[0].kind != SlaEvent.OPENED:
        raise ValueError("the log of a clock begins with its opening")
    opened = entries[0]
    walk = _Walk(kind, opened.at, [(opened.at, opened.priority)])
    for entry in entries[1:]:
        if walk.hear(entry):
            break
    end, waits_for = walk.finish(now)
    pauses = [(stop.begin, stop.end) for stop in walk.stops]
    day = calendar.local(opened.at).date()
    minutes = {target.priority: target.minutes for target in targets if target.kind == kind and target.holds(day)}
    dues = {
        priority: calendar.add_working_minutes(opened.at, minutes[priority], pauses)
        for _, priority in walk.priorities
        if priority in minutes
    }
    since, priority = walk.priorities[-1]
    due = dues.get(priority)
    used = calendar.working_minutes(opened.at, end, pauses)
    promised = minutes.get(priority)
    return Reading(
        kind=kind,
        opened_at=opened.at,
        priority=priority,
        priority_since=since,
        target_minutes=promised,
        due_at=max(due, since) if due is not None else None,
        used_minutes=used,
        left_minutes=promised - used if promised is not None else None,
        waits_for=waits_for,
        finished_at=walk.done_at,
        breached_at=_breach(walk, dues, end),
        stops=tuple(walk.stops),
        changes=len(walk.priorities) - 1,
    )


def read_clocks(log: Iterable[LogEntry], *, calendar: WorkCalendar, targets: Sequence[Target], now: datetime) -> Clocks:
    """Both clocks; see `read_clock`."""
    entries = list(log)
    return Clocks(
        response=read_clock(SlaKind.RESPONSE, entries, calendar=calendar, targets=targets, now=now),
        resolution=read_clock(SlaKind.RESOLUTION, entries, calendar=calendar, targets=targets, now=now),
    )


def moment_used(reading: Reading, *, calendar: WorkCalendar, percent: int) -> datetime | None:
    """When that part of the promised time is used up; never before the priority was set. None without a target."""
    if reading.target_minutes is None:
        return None
    minutes = reading.target_minutes * percent // 100
    return max(calendar.add_working_minutes(reading.opened_at, minutes, reading.pauses), reading.priority_since)


def _breach(walk: _Walk, dues: dict[str, datetime], end: datetime) -> datetime | None:
    """The first moment at which the clock ran although what was then promised was used up."""
    ends = [since for since, _ in walk.priorities[1:]] + [end]
    for (since, priority), until in zip(walk.priorities, ends, strict=True):
        due = dues.get(priority)
        if due is None:
            continue
        at = max(since, due)
        for stop in walk.stops:
            if stop.begin <= at < stop.end:
                at = stop.end
        if at < until:
            return at
    return None
