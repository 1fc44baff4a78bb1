"""Reads of rooms: the board of today, the week of one room, the waiting decisions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter

from django.db.models import Q
from django.utils import timezone

from core import clock
from core.clock import Interval
from helpdesk.enums.rooms import BookingState
from helpdesk.models import LAST_SEAT, LIVE, NetworkVoucher, Room, RoomBooking
from helpdesk.selectors.room_times import day_bounds

MOST_SHOWN = 100
# More lanes than this cannot be told apart in a small drawing.
MOST_LANES = 12
DRAWN_WIDTH = 600
LANE_HEIGHT = 10


@dataclass(frozen=True)
class Board:
    """The rooms of today as the desk sees them; each part is bounded, because rooms hold people, not thousands."""

    waiting: list[RoomBooking]
    coming: list[RoomBooking]
    inside: list[RoomBooking]
    left_open: list[RoomBooking]
    finished: int
    no_show: int
    vouchers: int

    @property
    def people(self) -> int:
        """How many people are in the rooms now."""
        return sum(row.people for row in self.inside)


@dataclass(frozen=True)
class Bar:
    """One booking in the drawing of a day: its place in pixels."""

    x: int
    y: int
    width: int
    height: int
    state: str


@dataclass(frozen=True)
class WeekDay:
    """One day of a room's week.

    Attributes:
        closed: why the office is closed; empty on an open day.
        hours: where the full hours stand in the drawing: pixel and label.
    """

    day: date
    closed: str
    bookings: list[RoomBooking]
    bars: list[Bar]
    hours: list[tuple[int, str]]
    height: int
    is_today: bool


def active_rooms() -> list[Room]:
    """Rooms that may be booked."""
    return list(Room.objects.filter(is_active=True).order_by("name"))


def board() -> Board:
    """The rooms of today."""
    begin, end = day_bounds(clock.today())
    rows = RoomBooking.objects.select_related("room", "visitor__person").filter(
        Q(state=BookingState.REQUESTED)
        | Q(state=BookingState.CONFIRMED, starts_at__gte=begin, starts_at__lt=end)
        | Q(state=BookingState.CHECKED_IN)
    )
    found = sorted(rows.order_by("starts_at", "pk")[: 4 * MOST_SHOWN], key=attrgetter("starts_at", "pk"))
    inside = [row for row in found if row.state == BookingState.CHECKED_IN]
    ended = RoomBooking.objects.filter(starts_at__gte=begin, starts_at__lt=end)
    return Board(
        waiting=[row for row in found if row.state == BookingState.REQUESTED][:MOST_SHOWN],
        coming=[row for row in found if row.state == BookingState.CONFIRMED][:MOST_SHOWN],
        inside=[row for row in inside if row.starts_at >= begin][:MOST_SHOWN],
        left_open=[row for row in inside if row.starts_at < begin][:MOST_SHOWN],
        finished=ended.filter(state=BookingState.FINISHED).count(),
        no_show=ended.filter(state=BookingState.NO_SHOW).count(),
        vouchers=NetworkVoucher.objects.filter(issued_at__gte=begin, issued_at__lt=end).count(),
    )


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_of(room: Room, monday: date) -> list[WeekDay]:
    """Monday to Sunday of one room; a weekend without opening and without a booking is left out."""
    first, last = day_bounds(monday)[0], day_bounds(monday + timedelta(days=6))[1]
    shown = [*LIVE, BookingState.FINISHED]
    rows = RoomBooking.objects.filter(room=room, state__in=shown).within(first, last)
    held = list(rows.select_related("visitor__person").order_by("starts_at", "seat_from", "pk"))
    found = []
    for number in range(7):
        day = monday + timedelta(days=number)
        office = clock.office_day(day)
        mine = [row for row in held if clock.local(row.starts_at).date() == day]
        if number < 5 or office.openings or mine:
            found.append(_week_day(room, day, office.openings, office.holiday_name, mine))
    return found


def _week_day(
    room: Room, day: date, openings: tuple[Interval, ...], holiday: str, bookings: list[RoomBooking]
) -> WeekDay:
    closed = "" if openings else holiday or "tutup"
    lanes = min(room.seats, MOST_LANES)
    bars: list[Bar] = []
    hours: list[tuple[int, str]] = []
    if openings:
        begin, end = openings[0][0], openings[-1][1]
        bars = [_bar(room, row, begin, end, lanes) for row in bookings]
        at = begin.replace(minute=0)
        while at <= end:
            if at >= begin:
                hours.append((_x(at, begin, end), f"{clock.local(at):%H}"))
            at += timedelta(hours=1)
    return WeekDay(day, closed, bookings, bars, hours, lanes * LANE_HEIGHT, day == clock.today())


def _bar(room: Room, row: RoomBooking, begin: datetime, end: datetime, lanes: int) -> Bar:
    left, right = _x(row.starts_at, begin, end), _x(row.ends_at, begin, end)
    if row.seat_to == LAST_SEAT:
        return Bar(left, 0, right - left, lanes * LANE_HEIGHT, row.state)
    lane = (row.seat_from - 1) * lanes // room.seats
    return Bar(left, min(lane, lanes - 1) * LANE_HEIGHT + 1, right - left, LANE_HEIGHT - 2, row.state)


def _x(at: datetime, begin: datetime, end: datetime) -> int:
    return round(DRAWN_WIDTH * (at - begin) / (end - begin))


def is_late(booking: RoomBooking) -> bool:
    """The visitor is still in the room after the booked end."""
    return booking.state == BookingState.CHECKED_IN and booking.ends_at <= timezone.now()
