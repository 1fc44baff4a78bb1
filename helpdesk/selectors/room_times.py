"""When a room may be booked: inside opening hours, never on a closed day, and which seats are free then (rule 13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core import clock, profile
from core.clock import Interval
from core.formats import long_date
from core.refusals import BadInput
from helpdesk.models import Room, RoomBooking

# How forms and addresses name a minute of a day.
TIME_FORMAT = "%H:%M"
# Besides a number, what one may ask for.
ANY_SEAT = "any"
WHOLE_ROOM = "whole"


@dataclass(frozen=True)
class Stretch:
    """One piece of a room's day; `free` is how many seats nobody holds."""

    starts_at: datetime
    ends_at: datetime
    free: int
    is_over: bool

    @property
    def label(self) -> str:
        """``09.00–09.30``, on the office's clock."""
        return span_label(self.starts_at, self.ends_at)


def span_label(starts_at: datetime, ends_at: datetime) -> str:
    """``09.00–11.30``, on the office's clock and without its zone."""
    return f"{clock.local(starts_at):%H.%M}–{clock.local(ends_at):%H.%M}"


def grid(day: date) -> list[Interval]:
    """Begin and end of every piece of a day."""
    return clock.pieces(day, profile.current().rooms.slot_minutes)


def last_day() -> date:
    """The last day that may be booked now."""
    return clock.today() + timedelta(days=profile.current().rooms.days_ahead)


def open_days() -> list[date]:
    """Days with a piece that has not begun, from today to the last one that is open for booking."""
    rooms = profile.current().rooms
    return clock.days_with_pieces(rooms.days_ahead, rooms.slot_minutes)


def at_time(day: date, text: str) -> datetime | None:
    """The moment that a form names by day and time, or None when it names none."""
    try:
        named = datetime.strptime(text, TIME_FORMAT).time()
    except ValueError:
        return None
    return datetime.combine(day, named, clock.calendar().zone)


def day_bounds(day: date) -> Interval:
    """Begin and end of a day at the LPSE."""
    begin = datetime.combine(day, time(), clock.calendar().zone)
    return begin, begin + timedelta(days=1)


def held_on(room: Room, day: date) -> list[RoomBooking]:
    """Live bookings of a room on one day."""
    rows = RoomBooking.objects.live().filter(room=room).within(*day_bounds(day))
    return list(rows.order_by("starts_at", "pk"))


def taken_seats(room: Room, bookings: Iterable[RoomBooking], starts_at: datetime, ends_at: datetime) -> set[int]:
    """Numbers of the seats that somebody holds at some time of the period."""
    return {
        seat
        for row in bookings
        if row.starts_at < ends_at and row.ends_at > starts_at
        for seat in range(row.seat_from, min(row.seat_to, room.seats) + 1)
    }


def day_of(room: Room, day: date) -> list[Stretch]:
    """The pieces of a room's day with what is free in each."""
    held, now = held_on(room, day), timezone.now()
    return [
        Stretch(begin, end, room.seats - len(taken_seats(room, held, begin, end)), end <= now)
        for begin, end in grid(day)
    ]


def ahead_merged(pieces: Iterable[Stretch]) -> list[Stretch]:
    """What of a day is not over, neighbours with the same number of free seats joined."""
    found: list[Stretch] = []
    for piece in pieces:
        if piece.is_over:
            continue
        last = found[-1] if found else None
        if last is not None and last.ends_at == piece.starts_at and last.free == piece.free:
            found[-1] = Stretch(last.starts_at, piece.ends_at, piece.free, False)
        else:
            found.append(piece)
    return found


def seats_for(room: Room, bookings: Sequence[RoomBooking], starts_at: datetime, ends_at: datetime, wish: str) -> int:
    """The seat that a wish gets: its number, 0 for the whole room, -1 when nothing is free."""
    taken = taken_seats(room, bookings, starts_at, ends_at)
    if wish == WHOLE_ROOM:
        return 0 if not taken else -1
    if wish == ANY_SEAT:
        return next((seat for seat in range(1, room.seats + 1) if seat not in taken), -1)
    return int(wish) if int(wish) not in taken else -1


def free_words(room: Room, day: date, wish: str) -> str:
    """Which times of a day are free for a wish, as a sentence for whoever came too late."""
    held, now = held_on(room, day), timezone.now()
    spans: list[list[datetime]] = []
    for begin, end in grid(day):
        if end <= now or seats_for(room, held, begin, end, wish) < 0:
            continue
        if spans and spans[-1][1] == begin:
            spans[-1][1] = end
        else:
            spans.append([begin, end])
    if not spans:
        return f"Pada {long_date(day)} tidak ada lagi jam yang kosong. Pilih hari lain."
    zone = profile.current().region.zone_label
    return f"Masih kosong pada {long_date(day)}: {', '.join(span_label(*span) for span in spans)} {zone}."


def require_open(starts_at: datetime, ends_at: datetime, *, may_have_begun: bool) -> None:
    """Refuse a time at which no room can be had, whoever asks.

    It begins and ends inside opening hours of one day; the break at noon may lie between.

    Args:
        may_have_begun: for somebody who stands at the desk: the piece that runs now may still be booked.

    Raises:
        BadInput: past, too far ahead, on a closed day, outside opening hours, too long, or not at the offered times.
    """
    rules = profile.current().rooms
    day, now = clock.local(starts_at).date(), timezone.now()
    grace = timedelta(minutes=rules.slot_minutes if may_have_begun else 0)
    if starts_at + grace <= now:
        raise BadInput(
            f"Jam mulai pada {long_date(day)} sudah lewat. Pilih jam yang belum mulai.", code="past", field="starts"
        )
    if day > last_day():
        raise BadInput(
            f"Pemesanan baru dibuka sampai {long_date(last_day())}. Pilih hari sebelum itu.",
            code="too_far",
            field="starts",
        )
    office = clock.office_day(day)
    if not office.openings:
        why = f" (libur {office.holiday_name})" if office.holiday_name else ""
        raise BadInput(f"Kantor tutup pada {long_date(day)}{why}. Pilih hari lain.", code="closed", field="starts")
    pieces = grid(day)
    if starts_at not in {begin for begin, _ in pieces}:
        raise BadInput("Pilih jam mulai dari daftar, di dalam jam layanan.", code="outside", field="starts")
    if ends_at <= starts_at:
        raise BadInput("Jam selesai harus sesudah jam mulai.", code="backwards", field="ends")
    if ends_at not in {end for _, end in pieces}:
        raise BadInput("Pilih jam selesai dari daftar, di dalam jam layanan.", code="outside", field="ends")
    if ends_at - starts_at > timedelta(minutes=rules.longest_minutes):
        raise BadInput(
            f"Paling lama {clock.duration(rules.longest_minutes)} setiap pemesanan. Pilih jam selesai yang lebih awal.",
            code="too_long",
            field="ends",
        )
