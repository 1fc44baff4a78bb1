"""The clocks of a ticket: read from its events, kept on its row for lists, and said as a badge."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from core import clock, profile
from core.clock import duration
from core.enums import SlaKind
from core.formats import clock_time, relative
from core.sla import Clocks, LogEntry, Reading, explain, moment_used, read_clocks, targets_in_table, targets_stamp
from helpdesk.models import Ticket, TicketEvent

# What waits for somebody else, or has no target, stands below everything that is due.
_LAST = timedelta(days=3650)


@dataclass(frozen=True)
class Badge:
    """A due time in a word and a tone; `note` says when."""

    tone: str
    label: str
    note: str


def clocks_read(ticket: Ticket, *, now: datetime | None = None, events: Iterable[TicketEvent] | None = None) -> Clocks:
    """Both clocks of a ticket as they stand."""
    rows = ticket.events.order_by("pk") if events is None else events
    log = [LogEntry(row.kind, row.at, row.priority, row.waits_for) for row in rows]
    return read_clocks(log, calendar=clock.calendar(), targets=targets_in_table(), now=now or timezone.now())


def clock_fields(ticket: Ticket, *, now: datetime | None = None) -> dict[str, Any]:
    """What a ticket's row keeps of its clocks; to be stored whenever something happened to it."""
    found = clocks_read(ticket, now=now)
    watched = found.response if found.response.finished_at is None else found.resolution
    runs = watched.is_running and watched.due_at is not None
    key = _warning_key(watched)
    return {
        "response_due_at": found.response.due_at,
        "response_breached_at": found.response.breached_at,
        "resolution_due_at": found.resolution.due_at,
        "resolution_breached_at": found.resolution.breached_at,
        "attention_at": watched.due_at if runs else ticket.opened_at + _LAST,
        "warn_at": _warn_at(watched) if runs and key != ticket.warned_for else None,
        "clock_stamp": targets_stamp(),
    }


def clock_keep(ticket: Ticket, *, now: datetime | None = None) -> Ticket:
    """Store the present reading on the row; the ticket's other columns stay as they are."""
    fields = clock_fields(ticket, now=now)
    Ticket.objects.filter(pk=ticket.pk).update(**fields)
    for name, value in fields.items():
        setattr(ticket, name, value)
    return ticket


def warning_key(ticket: Ticket) -> str:
    """Names the due time that a warning is about; another due time is worth another warning."""
    found = clocks_read(ticket)
    return _warning_key(found.response if found.response.finished_at is None else found.resolution)


def _warning_key(reading: Reading) -> str:
    return f"{reading.kind}:{reading.due_at:%Y%m%d%H%M}" if reading.due_at else ""


def _warn_at(reading: Reading) -> datetime | None:
    return moment_used(reading, calendar=clock.calendar(), percent=profile.current().limits.ticket_warn_percent)


def badge(ticket: Ticket, *, now: datetime | None = None) -> Badge | None:
    """What is due next on a ticket, from its row alone; None when nothing is."""
    now = now or timezone.now()
    if not ticket.is_open:
        return None
    if ticket.waits_for:
        return Badge("wait", "jam berhenti", ticket.get_state_display())
    kind, due = (
        (SlaKind.RESPONSE, ticket.response_due_at)
        if ticket.responded_at is None
        else (SlaKind.RESOLUTION, ticket.resolution_due_at)
    )
    if due is None:
        return Badge("quiet", "tanpa target", "")
    what = "tanggapan" if kind == SlaKind.RESPONSE else "penyelesaian"
    if due < now:
        return Badge("bad", f"{what} terlambat", f"sejak {relative(due, now)}")
    left = clock.working_minutes(now, due)
    tone = "warn" if ticket.warn_at is None or ticket.warn_at <= now else "good"
    return Badge(
        tone, f"{what} {duration(left)} lagi", f"{relative(due, now)}" if (due - now).days else clock_time(due)
    )


@dataclass(frozen=True)
class ClockLine:
    """One clock on the page of a ticket."""

    label: str
    reading: Reading
    sentence: str

    @property
    def tone(self) -> str:
        """How it looks."""
        if self.reading.breached_at is not None:
            return "bad"
        if self.reading.finished_at is not None:
            return "good"
        return "wait" if self.reading.waits_for else "info"

    @property
    def word(self) -> str:
        """How it stands, in a word."""
        if self.reading.breached_at is not None:
            return "lewat jatuh tempo"
        if self.reading.finished_at is not None:
            return "tepat waktu" if self.reading.due_at is not None else "selesai"
        return "berhenti" if self.reading.waits_for else "berjalan"


def clock_lines(ticket: Ticket) -> list[ClockLine]:
    """Both clocks with their reasons."""
    found = clocks_read(ticket)
    office = clock.calendar()
    return [
        ClockLine(SlaKind(one.kind).label.capitalize(), one, explain(one, calendar=office))
        for one in (found.response, found.resolution)
    ]
