"""The one working-time clock (rule 13): opening hours of the profile, holidays of the table, and an explanation.

`WorkCalendar` is pure: it knows a zone, the hours with their date ranges, and the closed days, and asks nothing else.
The functions below it apply the calendar of this LPSE, read at most once every few seconds and process.
Times come in and go out with a zone; a day is a day in the LPSE's zone. Indonesia has no daylight saving time, and
nothing here depends on that: lengths are measured in UTC.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.utils import timezone, translation
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format

from core import profile
from core.models import Holiday
from core.profile import DAYS, WeekHours, opening_spans

Interval = tuple[datetime, datetime]


# A calendar without a single opening in this many days is a mistake, not a long holiday.
_LONGEST_CLOSURE = 400
_CACHE_KEY = "core.clock.holidays"
_CACHE_SECONDS = 5


class NeverOpen(ValueError):
    """The calendar holds no opening for more than a year: the hours of the profile are wrong."""


@dataclass(frozen=True)
class OfficeDay:
    """Openings of one day, in the LPSE's zone, in order; `holiday_name` says why a day is closed (may be empty)."""

    openings: tuple[Interval, ...]
    holiday_name: str


@dataclass(frozen=True)
class DayShare:
    """What one day gave to a deadline: counted minutes, or the reason why there were none."""

    day: date
    minutes: int
    note: str


@dataclass(frozen=True)
class Deadline:
    """A due time that can say why it is that time.

    `sentence` is for people: "Jatuh tempo Kamis, 26 November 2026 pukul 10.20 WITA karena …".
    """

    start: datetime
    minutes: int
    due: datetime
    days: tuple[DayShare, ...]
    sentence: str


@dataclass(frozen=True)
class WorkCalendar:
    """Opening hours with date ranges, and closed days, in one zone.

    Args:
        zone: the LPSE's time zone.
        zone_label: WIB, WITA or WIT, printed with every time.
        hours: ranges may overlap; the one that begins latest is in force (Ramadan over the ordinary week).
        holidays: closed days with their names.
    """

    zone: ZoneInfo
    zone_label: str
    hours: tuple[WeekHours, ...]
    holidays: Mapping[date, str] = field(default_factory=dict)

    def local(self, at: datetime) -> datetime:
        """The moment as the clock on the office wall shows it."""
        return at.astimezone(self.zone)

    def week_in_force(self, day: date) -> WeekHours | None:
        """The hours that apply on a day: of those that cover it, the one that begins latest, then the later listed."""
        iso = day.isoformat()
        covering = [
            week for week in self.hours if week.valid_from <= iso and (not week.valid_until or iso <= week.valid_until)
        ]
        return max(enumerate(covering), key=lambda pair: (pair[1].valid_from, pair[0]))[1] if covering else None

    def day(self, day: date) -> OfficeDay:
        """Openings of a day, or the name of the holiday that closes it."""
        if day in self.holidays:
            return OfficeDay((), self.holidays[day])
        week = self.week_in_force(day)
        spans = week.days.get(DAYS[day.weekday()], ()) if week else ()
        midnight = datetime.combine(day, time(), self.zone)
        return OfficeDay(
            tuple(
                (midnight + timedelta(minutes=begin), midnight + timedelta(minutes=end))
                for begin, end in opening_spans(spans)
            ),
            "",
        )

    def is_open(self, at: datetime) -> bool:
        """True when the office is open at the moment; the closing minute itself is closed."""
        return any(begin <= at < end for begin, end in self.day(self.local(at).date()).openings)

    def next_opening(self, at: datetime) -> datetime:
        """The moment itself when the office is open, otherwise the next time it opens.

        Raises:
            NeverOpen: there is none within more than a year.
        """
        begin, _ = next(self.open_intervals(at))
        return self.local(begin)

    def open_intervals(self, start: datetime, pauses: Sequence[Interval] = ()) -> Iterator[Interval]:
        """Stretches of working time from `start` on, in UTC, without the pauses; endless.

        Raises:
            NeverOpen: nothing opens for more than a year.
        """
        at = start.astimezone(UTC)
        stops = sorted((begin.astimezone(UTC), end.astimezone(UTC)) for begin, end in pauses)
        day, closed = self.local(start).date(), 0
        while True:
            found = False
            for opening in self.day(day).openings:
                begin, end = (edge.astimezone(UTC) for edge in opening)
                for piece in _without(max(begin, at), end, stops):
                    found = True
                    yield piece
            # A pause may be longer than any closure; it says nothing about the opening hours.
            paused = any(begin.date() <= day <= end.date() + timedelta(days=1) for begin, end in stops)
            closed = 0 if found or paused else closed + 1
            if closed > _LONGEST_CLOSURE:
                raise NeverOpen(f"no opening hours within {_LONGEST_CLOSURE} days of {day.isoformat()}")
            day += timedelta(days=1)

    def working_minutes(self, start: datetime, end: datetime, pauses: Sequence[Interval] = ()) -> int:
        """Whole minutes of working time between two moments; 0 when `end` is not after `start`."""
        if end <= start:
            return 0
        total = timedelta()
        last = self.local(end).date()
        day = self.local(start).date()
        at, until = start.astimezone(UTC), end.astimezone(UTC)
        stops = sorted((begin.astimezone(UTC), stop.astimezone(UTC)) for begin, stop in pauses)
        while day <= last:
            for opening in self.day(day).openings:
                begin, close = (edge.astimezone(UTC) for edge in opening)
                for piece in _without(max(begin, at), min(close, until), stops):
                    total += piece[1] - piece[0]
            day += timedelta(days=1)
        return total // timedelta(minutes=1)

    def add_working_minutes(self, start: datetime, minutes: int, pauses: Sequence[Interval] = ()) -> datetime:
        """The first moment by which that much working time has passed since `start`.

        With 0 minutes it is the first working moment from `start` on.

        Raises:
            ValueError: `minutes` is negative.
            NeverOpen: the calendar never opens again.
        """
        return self._spend(start, minutes, pauses)[0]

    def explain(self, start: datetime, minutes: int, pauses: Sequence[Interval] = ()) -> Deadline:
        """Like `add_working_minutes`, with what each day gave and why some gave nothing."""
        due, shares = self._spend(start, minutes, pauses)
        days = tuple(self._shares(self.local(start).date(), due.date(), shares, bool(pauses)))
        return Deadline(self.local(start), minutes, due, days, self._sentence(due, minutes, start, days))

    def _spend(
        self, start: datetime, minutes: int, pauses: Sequence[Interval]
    ) -> tuple[datetime, dict[date, timedelta]]:
        """When the minutes are used up, and what each day gave."""
        if minutes < 0:
            raise ValueError("minutes must not be negative")
        left = timedelta(minutes=minutes)
        shares: dict[date, timedelta] = {}
        for begin, end in self.open_intervals(start, pauses):
            taken = min(end - begin, left)
            today = self.local(begin).date()
            shares[today] = shares.get(today, timedelta()) + taken
            left -= taken
            if not left:
                return self.local(begin + taken), shares
        raise NeverOpen("no working time")  # open_intervals is endless or raises

    def _shares(self, first: date, last: date, shares: Mapping[date, timedelta], paused: bool) -> Iterator[DayShare]:
        day = first
        while day <= last:
            counted = shares.get(day, timedelta()) // timedelta(minutes=1)
            office = self.day(day)
            note = ""
            if office.holiday_name:
                note = f"libur {office.holiday_name}"
            elif not office.openings:
                note = "kantor tutup"
            elif not counted and day != last:
                note = "waktu dijeda" if paused and day != first else "di luar jam layanan"
            yield DayShare(day, counted, note)
            day += timedelta(days=1)

    def _sentence(self, due: datetime, minutes: int, start: datetime, days: Sequence[DayShare]) -> str:
        sentence = (
            f"Jatuh tempo {self.moment(due)} karena dihitung {duration(minutes)} jam kerja sejak {self.moment(start)}"
        )
        skipped = [f"{day_text(share.day)} ({share.note})" for share in days if share.note]
        if skipped:
            shown = skipped if len(skipped) <= 6 else [*skipped[:6], f"dan {len(skipped) - 6} hari lain"]
            sentence += "; tidak dihitung: " + ", ".join(shown)
        return sentence + "."

    def moment(self, at: datetime) -> str:
        """A moment in words with its zone: ``Kamis, 26 November 2026 pukul 10.20 WITA``."""
        there = self.local(at)
        return f"{day_text(there.date())} pukul {there:%H.%M} {self.zone_label}"


def day_text(day: date) -> str:
    """A day in Indonesian words: ``Kamis, 26 November 2026``."""
    with translation.override("id"):
        return date_format(day, "l, j F Y")


def duration(minutes: int) -> str:
    """A length in Indonesian words: ``2 jam 30 menit``."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} jam"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} menit")
    return " ".join(parts)


def _without(begin: datetime, end: datetime, stops: Sequence[Interval]) -> Iterator[Interval]:
    """The parts of a stretch that no pause covers; `stops` is sorted and may overlap itself."""
    for stop, resume in stops:
        if stop >= end or begin >= end:
            break
        if resume <= begin:
            continue
        if stop > begin:
            yield begin, stop
        begin = max(begin, resume)
    if begin < end:
        yield begin, end


def calendar() -> WorkCalendar:
    """The calendar of this LPSE; without a query while the caches are warm."""
    lpse = profile.current()
    holidays = caches["local"].get(_CACHE_KEY)
    if holidays is None:
        holidays = {}
        for day, name in Holiday.objects.filter(is_observed=True).order_by("date", "pk").values_list("date", "name"):
            holidays[day] = f"{holidays[day]} dan {name}" if day in holidays else name
        caches["local"].set(_CACHE_KEY, holidays, _CACHE_SECONDS)
    return WorkCalendar(lpse.zone, lpse.region.zone_label, lpse.hours, holidays)


def forget() -> None:
    """Drop this process's copy of the holidays, after the table was changed."""
    caches["local"].delete(_CACHE_KEY)


def local(at: datetime) -> datetime:
    """A moment in the LPSE's zone."""
    return at.astimezone(profile.current().zone)


def today() -> date:
    """The present day in the LPSE's zone."""
    return local(timezone.now()).date()


def office_day(day: date) -> OfficeDay:
    """Openings of a day of this LPSE, or the holiday that closes it."""
    return calendar().day(day)


def pieces(day: date, minutes: int) -> list[Interval]:
    """Begin and end of every piece of a day; a rest of an opening that is shorter than a piece is not offered.

    Args:
        minutes: length of a piece, as the profile says it for visits or rooms.
    """
    step = timedelta(minutes=minutes)
    found = []
    for begin, end in office_day(day).openings:
        at = begin
        while at + step <= end:
            found.append((at, at + step))
            at += step
    return found


def days_with_pieces(ahead: int, minutes: int) -> list[date]:
    """Days with a piece that has not begun, from today on.

    Args:
        ahead: how many days after today are looked at.
    """
    now = timezone.now()
    days = [today() + timedelta(days=number) for number in range(ahead + 1)]
    return [day for day in days if any(begin > now for begin, _ in pieces(day, minutes))]


def is_open(at: datetime) -> bool:
    """True when this LPSE is open at the moment."""
    return calendar().is_open(at)


def next_opening(at: datetime) -> datetime:
    """The moment itself when this LPSE is open, otherwise its next opening."""
    return calendar().next_opening(at)


def working_minutes(start: datetime, end: datetime, pauses: Sequence[Interval] = ()) -> int:
    """Whole working minutes between two moments at this LPSE; see `WorkCalendar.working_minutes`."""
    return calendar().working_minutes(start, end, pauses)


def add_working_minutes(start: datetime, minutes: int, pauses: Sequence[Interval] = ()) -> datetime:
    """When so many working minutes will have passed at this LPSE; see `WorkCalendar.add_working_minutes`."""
    return calendar().add_working_minutes(start, minutes, pauses)


def explain_deadline(start: datetime, minutes: int, pauses: Sequence[Interval] = ()) -> Deadline:
    """A due time of this LPSE with its reasons; see `WorkCalendar.explain`."""
    return calendar().explain(start, minutes, pauses)


def week_text(week: WeekHours) -> tuple[str, ...]:
    """Opening hours for people, equal days joined: ``Senin–Kamis 07.30–12.00 dan 13.00–16.00``; closed days are left out."""
    lines: list[str] = []
    run: list[int] = []
    for number, key in enumerate(DAYS):
        spans = week.days.get(key, ())
        if run and spans == week.days.get(DAYS[run[-1]], ()):
            run.append(number)
        else:
            lines += _run_text(week, run)
            run = [number]
    return tuple(lines + _run_text(week, run))


def _run_text(week: WeekHours, run: Sequence[int]) -> list[str]:
    spans = week.days.get(DAYS[run[0]], ()) if run else ()
    if not spans:
        return []
    with translation.override("id"):
        names = [str(WEEKDAYS[number]) for number in run]
        days = names[0] if len(run) == 1 else f"{names[0]}{' dan ' if len(run) == 2 else '–'}{names[-1]}"
    return [f"{days} {' dan '.join(span.replace(':', '.').replace('-', '–') for span in spans)}"]
