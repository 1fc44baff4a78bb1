"""The use of rooms is computed from visits, day by day, and a day without data is none."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from core import clock
from core.models import Holiday, User
from helpdesk.selectors.room_figures import room_figures
from helpdesk.selectors.rooms import board, monday_of, week_of
from helpdesk.services.room_visits import booking_check_in, booking_finish
from tests.helpdesk.rooms import HOUR, NINE, NOW, booking_make, entered, room_make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moving_clock", "lpse")]
THURSDAY = date(2026, 11, 26)


@pytest.fixture
def officer(sign_in: Callable[..., Any], make_account: Callable[..., User]) -> User:
    return make_account("support")


def test_use_counts_from_the_check_in_to_the_end_over_all_seats(officer: User, moving_clock: Any) -> None:
    small, whole = room_make(seats=1), room_make(seats=4)
    one = entered(small, officer, hours=3)
    all_seats = entered(whole, officer, seat="whole", people=3, hours=2)
    entered(small, officer, starts_at=NINE + 4 * HOUR)
    moving_clock.move_to(NINE + HOUR)
    booking_check_in(text=one.code, identity="ktp", actor=officer)
    booking_check_in(text=all_seats.code, identity="sim", actor=officer)
    moving_clock.move_to(NINE + 1.5 * HOUR)
    booking_finish(booking=one, actor=officer)
    # The whole room is still in use: it counts until now, at most until its booked end.
    moving_clock.move_to(NINE + timedelta(days=1))
    figures = room_figures(THURSDAY - timedelta(days=3), THURSDAY + timedelta(days=3))
    by_day = {use.day: use for use in figures.days}
    # 30 minutes of one seat and 60 minutes of four, of 7.5 hours of five seats.
    assert (by_day[THURSDAY].hours, by_day[THURSDAY].percent, by_day[THURSDAY].visits) == (4.5, 12, 2)
    assert by_day[THURSDAY - timedelta(days=1)].percent == 0
    assert (by_day[date(2026, 11, 28)].percent, by_day[date(2026, 11, 28)].note) == (None, "tutup")
    assert (figures.visits, figures.people, figures.vouchers) == (2, 4, 2)
    assert {share.room: (share.hours, share.visits) for share in figures.rooms} == {small: (0.5, 1), whole: (4.0, 1)}
    alone = room_figures(THURSDAY, THURSDAY, room=small)
    assert (alone.visits, alone.vouchers, alone.percent) == (1, 1, 7)


def test_a_day_that_has_not_come_and_a_holiday_have_no_figure() -> None:
    room_make()
    Holiday.objects.create(date=THURSDAY, name="Hari Jadi", kind="local")
    clock.forget()
    figures = room_figures(THURSDAY, THURSDAY + timedelta(days=1))
    assert [(use.percent, use.note) for use in figures.days] == [(None, "Hari Jadi"), (None, "belum berlangsung")]
    assert (figures.percent, figures.no_show_percent) == (None, None)


def test_no_shows_are_a_share_of_what_came_due() -> None:
    room = room_make()
    booking_make(room, state="finished", starts_at=NOW - HOUR, ends_at=NOW)
    for number in (1, 2, 3):
        booking_make(room, state="no_show", no_show_at=NOW, starts_at=NOW - HOUR, ends_at=NOW, seat_from=1, seat_to=1)
        assert room_figures(NOW.date(), NOW.date()).no_show_percent == round(100 * number / (number + 1))


def test_without_rooms_nothing_fails() -> None:
    figures = room_figures(THURSDAY, THURSDAY)
    assert (figures.percent, figures.rooms, figures.visits) == (None, (), 0)
    assert board().people == 0


def test_the_board_shows_today_in_parts(officer: User, moving_clock: Any) -> None:
    coming = entered(room_make(), officer, starts_at=NOW + HOUR)
    entered(room_make(), officer)  # tomorrow
    waiting = entered(room_make(needs_approval=True), officer)
    inside = booking_check_in(text=entered(room_make(), officer, starts_at=NOW).code, identity="ktp", actor=officer)
    now = board()
    assert (now.coming, now.waiting, now.inside, now.people, now.vouchers) == ([coming], [waiting], [inside], 1, 1)
    moving_clock.move_to(NOW + timedelta(days=1))
    assert board().left_open == [inside]


def test_a_week_draws_each_booking_in_the_lane_of_its_seat(officer: User) -> None:
    room = room_make(seats=3)
    entered(room, officer, seat="3", starts_at=NINE - 1.5 * HOUR, hours=1.5)
    entered(room, officer, seat="whole", starts_at=NINE + 4 * HOUR, hours=3)
    Holiday.objects.create(date=date(2026, 11, 27), name="Hari Jadi", kind="local")
    clock.forget()
    days = week_of(room, monday_of(THURSDAY))
    assert [day.day.weekday() for day in days] == [0, 1, 2, 3, 4]
    thursday = days[3]
    assert [(bar.x, bar.y, bar.height) for bar in thursday.bars] == [(0, 21, 8), (388, 0, 30)]
    assert sum(thursday.bars[1].x + bar.width for bar in thursday.bars[1:]) == 600
    assert ("08" in [label for _, label in thursday.hours], days[4].closed) == (True, "Hari Jadi")
