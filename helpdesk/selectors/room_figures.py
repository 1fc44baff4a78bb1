"""How much the rooms are used: for the desk's chart and for the evidence that Pasal 23 is fulfilled. Computed, never typed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from core import clock
from core.clock import Interval
from helpdesk.enums.rooms import BookingState
from helpdesk.models import CAME, NetworkVoucher, Room, RoomBooking
from helpdesk.selectors.room_times import day_bounds


@dataclass(frozen=True)
class DayUse:
    """One day of the chart.

    Attributes:
        percent: used seat time of the open seat time; None on a closed day and for a day that has not come: no data is
            a state of its own.
        note: why there is no figure.
    """

    day: date
    percent: int | None
    hours: float
    visits: int
    note: str


@dataclass(frozen=True)
class RoomUseShare:
    """One room over the period."""

    room: Room
    percent: int | None
    hours: float
    visits: int
    people: int


@dataclass(frozen=True)
class RoomFigures:
    """A period in figures (Pasal 23a-b).

    Attributes:
        no_show_percent: share of the bookings whose time came and to which nobody came; None without any.
    """

    begin: date
    end: date
    percent: int | None
    hours: float
    visits: int
    people: int
    vouchers: int
    no_show_percent: int | None
    days: tuple[DayUse, ...]
    rooms: tuple[RoomUseShare, ...]


def room_figures(begin: date, end: date, *, room: Room | None = None) -> RoomFigures:
    """The use of all rooms, or of one, from one day to another, both counted.

    Time counts as used from the check-in to the end of the visit, inside opening hours; a whole room counts all its seats.
    Days are the LPSE's own.

    Args:
        room: the chart of one room; the list of rooms shows all in any case.
    """
    rooms = list(Room.objects.order_by("name"))
    first, last = day_bounds(begin)[0], day_bounds(end)[1]
    rows = RoomBooking.objects.filter(starts_at__gte=first, starts_at__lt=last)
    bookings = list(
        rows.filter(state__in=[*CAME, BookingState.NO_SHOW])
        .only(
            "room_id", "seat_from", "seat_to", "starts_at", "ends_at", "state", "people", "checked_in_at", "finished_at"
        )
        .order_by("pk")
    )
    openings = _openings(begin, end)
    by_id = {one.pk: one for one in rooms}
    chosen = [one for one in bookings if room is None or one.room_id == room.pk]
    charted = rooms if room is None else [room]
    came = [one for one in chosen if one.state in CAME]
    missed = len(chosen) - len(came)
    used = _used(came, by_id, openings)
    # A room that is closed to bookings now does not thin out the figures, unless it was used.
    counted = [one for one in charted if one.is_active or any(row.room_id == one.pk for row in came)]
    seats = sum(one.seats for one in counted)
    days = tuple(_day(day, openings[day], seats, used, came) for day in openings)
    past = sum(_past_minutes(spans) for spans in openings.values()) * seats
    total = sum(used.values())
    vouchers = NetworkVoucher.objects.filter(issued_at__gte=first, issued_at__lt=last)
    if room is not None:
        vouchers = vouchers.filter(booking__room=room)
    return RoomFigures(
        begin=begin,
        end=end,
        percent=_percent(total, past),
        hours=_hours(total),
        visits=len(came),
        people=sum(row.people for row in came),
        vouchers=vouchers.count(),
        no_show_percent=_percent(missed, missed + len(came)),
        days=days,
        rooms=tuple(_share(one, bookings, by_id, openings) for one in rooms),
    )


def _share(
    room: Room, bookings: Iterable[RoomBooking], rooms: dict[int, Room], openings: dict[date, tuple[Interval, ...]]
) -> RoomUseShare:
    came = [row for row in bookings if row.room_id == room.pk and row.state in CAME]
    total = sum(_used(came, rooms, openings).values())
    past = sum(_past_minutes(spans) for spans in openings.values()) * room.seats
    return RoomUseShare(room, _percent(total, past), _hours(total), len(came), sum(row.people for row in came))


def _openings(begin: date, end: date) -> dict[date, tuple[Interval, ...]]:
    days = [begin + timedelta(days=number) for number in range((end - begin).days + 1)]
    return {day: clock.office_day(day).openings for day in days}


def _used(
    bookings: Iterable[RoomBooking], rooms: dict[int, Room], openings: dict[date, tuple[Interval, ...]]
) -> dict[date, int]:
    """Used seat minutes of each day."""
    now, found = timezone.now(), defaultdict[date, int](int)
    for row in bookings:
        if row.checked_in_at is None:
            continue
        day = clock.local(row.starts_at).date()
        until = row.finished_at or min(now, row.ends_at)
        seats = min(row.seat_to, rooms[row.room_id].seats) - row.seat_from + 1
        found[day] += max(seats, 1) * sum(_overlap(row.checked_in_at, until, *span) for span in openings[day])
    return found


def _day(
    day: date, spans: tuple[Interval, ...], seats: int, used: dict[date, int], came: Iterable[RoomBooking]
) -> DayUse:
    visits = sum(clock.local(row.starts_at).date() == day for row in came)
    if not spans:
        return DayUse(day, None, _hours(used.get(day, 0)), visits, clock.office_day(day).holiday_name or "tutup")
    past = _past_minutes(spans) * seats
    if not past:
        return DayUse(day, None, 0.0, visits, "belum berlangsung")
    return DayUse(day, _percent(used.get(day, 0), past), _hours(used.get(day, 0)), visits, "")


def _past_minutes(spans: Iterable[Interval]) -> int:
    """Opening minutes that lie behind us."""
    now = timezone.now()
    return sum(_overlap(begin, end, begin, min(end, now)) for begin, end in spans)


def _overlap(begin: datetime, end: datetime, other_begin: datetime, other_end: datetime) -> int:
    return max((min(end, other_end) - max(begin, other_begin)) // timedelta(minutes=1), 0)


def _percent(part: int, whole: int) -> int | None:
    return min(round(100 * part / whole), 100) if whole else None


def _hours(minutes: int) -> float:
    return round(minutes / 60, 1)
