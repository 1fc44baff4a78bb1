"""Is the office open now, until when, and how does this week look: for the front page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core import clock, formats
from core.clock import Interval, NeverOpen, WorkCalendar


@dataclass(frozen=True)
class WeekDay:
    """A line of the week: the day's name and date, its spans or why it is closed."""

    name: str
    date: str
    spans: tuple[str, ...]
    closed: str
    is_today: bool


@dataclass(frozen=True)
class OfficeNow:
    """What the panel says."""

    is_open: bool
    sentence: str
    days: tuple[WeekDay, ...]
    zone_label: str


def office_now(now: datetime) -> OfficeNow | None:
    """The office at this moment, or None when the profile gives no opening hours at all."""
    calendar = clock.calendar()
    try:
        opening = calendar.next_opening(now)
    except NeverOpen:
        return None
    is_open = calendar.is_open(now)
    return OfficeNow(
        is_open=is_open,
        sentence=_open_sentence(calendar, now) if is_open else _closed_sentence(calendar, now, opening),
        days=_week(calendar, now),
        zone_label=calendar.zone_label,
    )


def _open_sentence(calendar: WorkCalendar, now: datetime) -> str:
    openings = calendar.day(calendar.local(now).date()).openings
    end = next(close for begin, close in openings if begin <= now < close)
    later = [begin for begin, _ in openings if begin >= end]
    sentence = f"Sampai pukul {formats.clock_time(end)}"
    return f"{sentence}, lalu buka lagi pukul {formats.clock_time(later[0])}." if later else f"{sentence}."


def _closed_sentence(calendar: WorkCalendar, now: datetime, opening: datetime) -> str:
    today = calendar.local(now).date()
    day = calendar.day(today)
    when = formats.relative(opening, now)
    if not when.startswith(("hari ini", "besok")):
        when = formats.long_datetime(opening)
    if day.holiday_name:
        return f"Hari ini libur: {day.holiday_name}. Buka lagi {when}."
    if any(begin <= now for begin, _ in day.openings) and opening.date() == today:
        return f"Sedang istirahat. Buka lagi {when}."
    return f"Buka lagi {when}."


def _week(calendar: WorkCalendar, now: datetime) -> tuple[WeekDay, ...]:
    """Monday to Sunday of this week; a weekend without opening and without a name is left out."""
    today = calendar.local(now).date()
    monday = today - timedelta(days=today.weekday())
    days = []
    for number in range(7):
        day = monday + timedelta(days=number)
        office = calendar.day(day)
        if office.openings or office.holiday_name or number < 5 or day == today:
            days.append(
                WeekDay(
                    name=formats.DAYS[number],
                    date=formats.short_date(day),
                    spans=tuple(_span(calendar, opening) for opening in office.openings),
                    closed="" if office.openings else (office.holiday_name or "Tutup"),
                    is_today=day == today,
                )
            )
    return tuple(days)


def _span(calendar: WorkCalendar, opening: Interval) -> str:
    begin, end = (calendar.local(edge) for edge in opening)
    return f"{begin:%H.%M}–{end:%H.%M}"
