"""The working-time clock: openings, holidays, date ranges, explanations, and the laws it keeps."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.clock import NeverOpen, WorkCalendar
from core.models import Holiday
from core.profile import ProfileError, WeekHours, opening_spans, shipped

WITA = ZoneInfo("Asia/Makassar")
WEEK = WeekHours(
    label="Jam layanan",
    valid_from="2010-12-31",
    valid_until="",
    days={
        **dict.fromkeys(("mon", "tue", "wed", "thu"), ("07:30-12:00", "13:00-16:00")),
        "fri": ("07:30-11:30", "13:00-16:30"),
        "sat": (),
        "sun": (),
    },
)
RAMADAN = WeekHours(
    label="Ramadan",
    valid_from="2027-02-08",
    valid_until="2027-03-09",
    days=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("08:00-12:00", "12:30-15:00")),
)
CHRISTMAS = {date(2026, 12, 24): "cuti bersama Natal", date(2026, 12, 25): "Natal"}


def calendar(zone: ZoneInfo = WITA, **changes: object) -> WorkCalendar:
    fields = {"zone": zone, "zone_label": "WITA", "hours": (WEEK,), "holidays": CHRISTMAS, **changes}
    return WorkCalendar(**fields)  # type: ignore[arg-type]


def wita(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=WITA)  # type: ignore[misc,arg-type]


zones = st.sampled_from([ZoneInfo("Asia/Jakarta"), WITA, ZoneInfo("Asia/Jayapura")])
moments = st.datetimes(datetime(2026, 11, 1), datetime(2027, 3, 31), timezones=st.just(UTC))
lengths = st.integers(0, 6000)
closed_days = st.sets(st.dates(date(2026, 11, 1), date(2027, 3, 31)), max_size=15)


def drawn(zone: ZoneInfo, days: set[date]) -> WorkCalendar:
    return calendar(zone, hours=(WEEK, RAMADAN), holidays={**CHRISTMAS, **dict.fromkeys(days, "libur")})


@given(zones, closed_days, moments, lengths)
def test_adding_minutes_and_counting_them_are_inverse(
    zone: ZoneInfo, days: set[date], start: datetime, minutes: int
) -> None:
    office = drawn(zone, days)
    due = office.add_working_minutes(start, minutes)
    assert office.working_minutes(start, due) == minutes
    if minutes:
        assert office.working_minutes(start, due - timedelta(seconds=1)) == minutes - 1


@given(zones, closed_days, moments, lengths, lengths)
def test_more_minutes_are_never_due_earlier(
    zone: ZoneInfo, days: set[date], start: datetime, one: int, other: int
) -> None:
    office = drawn(zone, days)
    assert office.add_working_minutes(start, min(one, other)) <= office.add_working_minutes(start, max(one, other))


@given(zones, closed_days, moments, moments, lengths)
def test_a_later_start_is_never_due_earlier(
    zone: ZoneInfo, days: set[date], one: datetime, other: datetime, minutes: int
) -> None:
    office = drawn(zone, days)
    early, late = sorted((one, other))
    assert office.add_working_minutes(early, minutes) <= office.add_working_minutes(late, minutes)


@given(zones, closed_days, moments, moments, moments)
def test_counting_is_additive(zone: ZoneInfo, days: set[date], a: datetime, b: datetime, c: datetime) -> None:
    office = drawn(zone, days)
    first, middle, last = sorted(moment.replace(second=0, microsecond=0) for moment in (a, b, c))
    assert office.working_minutes(first, last) == office.working_minutes(first, middle) + office.working_minutes(
        middle, last
    )


@given(zones, st.dates(date(2026, 11, 1), date(2027, 3, 31)), moments, lengths)
def test_a_further_holiday_gives_nothing_and_delays(
    zone: ZoneInfo, closed: date, start: datetime, minutes: int
) -> None:
    plain, holiday = drawn(zone, set()), drawn(zone, {closed})
    midnight = datetime(closed.year, closed.month, closed.day, tzinfo=zone)
    assert holiday.working_minutes(midnight, midnight + timedelta(days=1)) == 0
    assert holiday.add_working_minutes(start, minutes) >= plain.add_working_minutes(start, minutes)


@given(zones, closed_days, moments)
def test_the_next_opening_is_open_and_nothing_is_open_before_it(zone: ZoneInfo, days: set[date], at: datetime) -> None:
    office = drawn(zone, days)
    opening = office.next_opening(at)
    assert office.is_open(opening)
    assert opening >= at
    assert office.working_minutes(at, opening) == 0


@given(zones, moments, moments, lengths)
def test_a_pause_counts_for_nothing(zone: ZoneInfo, one: datetime, other: datetime, minutes: int) -> None:
    office = drawn(zone, set())
    pause = (min(one, other), max(one, other))
    start = pause[0] - timedelta(days=2)
    assert office.working_minutes(*pause, [pause]) == 0
    due = office.add_working_minutes(start, minutes, [pause])
    assert due >= office.add_working_minutes(start, minutes)
    assert office.working_minutes(start, due, [pause]) == minutes


def test_the_year_ends_without_losing_the_rest_of_the_work() -> None:
    # Wednesday 30 December 15.00: one hour there, a whole Thursday, Friday 1 January closed, then Monday.
    office = calendar(holidays={date(2027, 1, 1): "Tahun Baru"})
    assert office.add_working_minutes(wita(2026, 12, 30, 15, 0), 60 + 450 + 30) == wita(2027, 1, 4, 8, 0)


def test_the_range_that_begins_latest_is_in_force() -> None:
    office = calendar(hours=(WEEK, RAMADAN))
    assert [begin.hour for begin, _ in office.day(date(2027, 2, 5)).openings] == [7, 13]
    assert [begin.hour for begin, _ in office.day(date(2027, 2, 8)).openings] == [8, 12]
    assert [begin.hour for begin, _ in office.day(date(2027, 3, 10)).openings] == [7, 13]


def test_a_day_before_the_first_range_has_no_opening() -> None:
    assert calendar().day(date(2010, 12, 30)).openings == ()


def test_the_closing_minute_is_closed() -> None:
    office = calendar()
    assert office.is_open(wita(2026, 11, 26, 15, 59))
    assert not office.is_open(wita(2026, 11, 26, 16, 0))
    assert not office.is_open(wita(2026, 12, 25, 10, 0))


def test_a_deadline_says_why() -> None:
    deadline = calendar().explain(wita(2026, 12, 23, 15, 0), 90)
    assert deadline.due == wita(2026, 12, 28, 8, 0)
    assert deadline.sentence == (
        "Jatuh tempo Senin, 28 Desember 2026 pukul 08.00 WITA karena dihitung 1 jam 30 menit jam kerja sejak "
        "Rabu, 23 Desember 2026 pukul 15.00 WITA; tidak dihitung: Kamis, 24 Desember 2026 (libur cuti bersama Natal), "
        "Jumat, 25 Desember 2026 (libur Natal), Sabtu, 26 Desember 2026 (kantor tutup), "
        "Minggu, 27 Desember 2026 (kantor tutup)."
    )
    assert [share.minutes for share in deadline.days] == [60, 0, 0, 0, 0, 30]


def test_a_calendar_that_never_opens_is_refused_and_does_not_hang() -> None:
    with pytest.raises(NeverOpen):
        calendar(hours=()).add_working_minutes(wita(2026, 11, 26, 8, 0), 1)
    with pytest.raises(ValueError, match="negative"):
        calendar().add_working_minutes(wita(2026, 11, 26, 8, 0), -1)


@pytest.mark.parametrize(
    "spans", [["7:30-12:00"], ["12:00-12:00"], ["07:30-12:00", "11:00-13:00"], ["23:00-24:30"], ["07:30"], [""]]
)
def test_hours_that_make_no_sense_are_refused(spans: list[str]) -> None:
    with pytest.raises(ProfileError):
        opening_spans(spans)


def test_hours_that_make_sense_are_read() -> None:
    assert opening_spans(["07:30-12:00", "12:00-24:00"]) == ((450, 720), (720, 1440))


def test_hours_are_told_with_equal_days_joined() -> None:
    assert clock.week_text(WEEK) == (
        "Senin–Kamis 07.30–12.00 dan 13.00–16.00",
        "Jumat 07.30–11.30 dan 13.00–16.30",
    )


@pytest.mark.parametrize("slug", ["luwu-utara", "temanggung"])
def test_the_shipped_week_is_thirty_seven_and_a_half_hours(slug: str) -> None:
    lpse = shipped(slug)
    office = WorkCalendar(lpse.zone, lpse.region.zone_label, lpse.hours)
    monday = datetime(2026, 11, 23, tzinfo=lpse.zone)
    assert office.working_minutes(monday, monday + timedelta(days=7)) == 37 * 60 + 30


@pytest.mark.django_db
def test_the_clock_of_this_lpse_reads_profile_and_holidays_and_then_asks_nothing(lpse, query_budget) -> None:
    Holiday.objects.create(date=date(2026, 12, 25), name="Natal")
    Holiday.objects.create(date=date(2026, 12, 28), name="Batal libur", is_observed=False)
    clock.forget()
    with query_budget(2):
        assert clock.office_day(date(2026, 12, 25)) == clock.OfficeDay((), "Natal")
    with query_budget(0):
        assert clock.office_day(date(2026, 12, 28)).openings
        assert clock.is_open(wita(2026, 11, 26, 9, 0))
        assert clock.next_opening(wita(2026, 12, 25, 9, 0)) == wita(2026, 12, 28, 7, 30)
        assert clock.working_minutes(wita(2026, 12, 24, 9, 0), wita(2026, 12, 24, 10, 0)) == 60
        assert clock.add_working_minutes(wita(2026, 12, 24, 15, 30), 60) == wita(2026, 12, 28, 8, 0)
        assert "WITA" in clock.explain_deadline(wita(2026, 12, 24, 15, 30), 60).sentence
        assert clock.local(datetime(2026, 11, 26, 0, 0, tzinfo=UTC)).hour == 8
