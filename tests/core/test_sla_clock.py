"""The clock of targets against a reference that walks minute by minute, and its rules one by one."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import WorkCalendar
from core.enums import SlaEvent as E
from core.enums import SlaKind, SlaPriority, SlaWaiting
from core.profile import DAYS, WeekHours, shipped
from core.sla import LogEntry, Reading, Target, explain, moment_used, read_clock, read_clocks
from tests.core.test_clock import RAMADAN, WEEK, WITA, calendar, wita

EXAMPLES = 2_600  # of each of the four calendars
LATEST = 4 * 24 * 60
EPOCH = date(2010, 12, 31)


def targets(**minutes: int) -> tuple[Target, ...]:
    """`high_response=30` and so on, valid from the beginning."""
    return tuple(Target(*name.split("_"), value, EPOCH) for name, value in minutes.items())  # type: ignore[arg-type]


TARGETS = targets(
    high_response=30,
    high_resolution=240,
    medium_response=120,
    medium_resolution=600,
    low_response=240,
    low_resolution=900,
)


# The reference: written apart from the code, from the words of the rules alone


@dataclass(frozen=True)
class World:
    """One office for the reference: when it begins, and which minutes after that are working minutes."""

    office: WorkCalendar
    start: datetime
    working: tuple[bool, ...]
    open_minutes: tuple[int, ...]


@cache
def world(name: str) -> World:
    """Four offices: cuti bersama before a weekend, the other zone, Ramadan beginning, and one with odd hours."""
    odd = WeekHours(
        "Ganjil",
        "2010-12-31",
        "",
        {
            **dict.fromkeys(DAYS, ()),
            "mon": ("00:00-00:07", "23:50-24:00"),
            "tue": ("00:00-24:00",),
            "sat": ("06:01-06:02", "06:03-09:00"),
        },
    )
    offices = {
        "christmas": (calendar(), datetime(2026, 12, 22, tzinfo=WITA)),
        "temanggung": (
            WorkCalendar(
                ZoneInfo("Asia/Jakarta"), "WIB", shipped("temanggung").hours, {date(2026, 8, 17): "Kemerdekaan"}
            ),
            datetime(2026, 8, 13, tzinfo=ZoneInfo("Asia/Jakarta")),
        ),
        "ramadan": (calendar(hours=(WEEK, RAMADAN)), datetime(2027, 2, 4, tzinfo=WITA)),
        "odd": (calendar(hours=(odd,), holidays={}), datetime(2026, 11, 27, tzinfo=WITA)),
    }
    office, start = offices[name]
    working = []
    for minute in range(45 * 24 * 60):
        at = start + timedelta(minutes=minute)
        weeks = [week for week in office.hours if week.valid_from <= at.date().isoformat() <= (week.valid_until or "9")]
        spans = [] if at.date() in office.holidays else weeks[-1].days.get(DAYS[at.weekday()], ())
        clock = f"{at:%H:%M}"
        working.append(any(span.split("-")[0] <= clock < span.split("-")[1] for span in spans))
    return World(office, start, tuple(working), tuple(minute for minute, is_open in enumerate(working) if is_open))


Entry = tuple[str, int, str, str]


def reference(
    kind: str, log: Sequence[Entry], now: int, place: World
) -> tuple[int, int | None, int | None, int | None]:
    """Used minutes, due minute, minute of the breach, minute of the end, by walking through every minute."""
    entries = sorted((entry for entry in log if entry[1] <= now), key=lambda entry: entry[1])
    minutes_of = {target.priority: target.minutes for target in TARGETS if target.kind == kind}
    opened = entries[0][1]
    priority, wanted, since = entries[0][2], entries[0][2], opened
    waiting, done, used = "", None, 0
    reached: list[int] = []
    breached = None
    rest = entries[1:]
    for minute in range(opened, now + 1):
        while rest and rest[0][1] == minute:
            what, _, value, who = rest.pop(0)
            if what == E.PRIORITY:
                wanted = value
            elif what == E.PAUSED and done is None:
                waiting = who
            elif what == E.RESUMED:
                waiting = ""
            elif what in {E.RESOLVED, E.CLOSED} or (what == E.RESPONDED and kind == SlaKind.RESPONSE):
                if done is None:
                    done, waiting = minute, ""
                if kind == SlaKind.RESPONSE:
                    rest = []
            elif what == E.REOPENED:
                done = None
            if done is None and wanted != priority:
                priority, since = wanted, minute
        if (done is not None and kind == SlaKind.RESPONSE) or minute == now:
            break
        if done is not None or waiting:
            continue
        if breached is None and priority in minutes_of and used >= minutes_of[priority]:
            breached = minute
        if place.working[minute]:
            used += 1
            reached.append(minute + 1)
    due = None
    if priority in minutes_of:
        promised = minutes_of[priority]
        end = now if done is None else done
        if promised <= used:
            due = reached[promised - 1]
        else:
            due = place.open_minutes[bisect_left(place.open_minutes, end) + promised - used - 1] + 1
        due = max(due, since)
    return used, due, breached, done


def drawn_entry(minute: int) -> st.SearchStrategy[Entry]:
    return st.tuples(
        st.sampled_from([kind for kind in E if kind != E.OPENED]).map(str),
        st.integers(minute, LATEST),
        st.sampled_from([*SlaPriority.values, "none"]),
        st.sampled_from(SlaWaiting.values),
    )


def entry_at(place: World, entry: Entry) -> LogEntry:
    kind, minute, priority, who = entry
    return LogEntry(
        kind=kind,
        at=place.start + timedelta(minutes=minute),
        priority=priority if kind in {E.OPENED, E.PRIORITY} else "",
        waits_for=who if kind == E.PAUSED else "",
    )


@pytest.mark.parametrize("name", ["christmas", "temanggung", "ramadan", "odd"])
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(
    opened=st.tuples(st.just(str(E.OPENED)), st.integers(0, 1440), st.sampled_from(SlaPriority.values), st.just("")),
    others=st.lists(drawn_entry(1440), max_size=9),
    now=st.integers(1440, LATEST + 600),
)
def test_it_shows_what_walking_through_every_minute_shows(
    name: str, opened: Entry, others: list[Entry], now: int
) -> None:
    place = world(name)
    log = [opened, *others]
    at = place.start + timedelta(minutes=now)
    found = read_clocks([entry_at(place, entry) for entry in log], calendar=place.office, targets=TARGETS, now=at)
    for kind, reading in ((SlaKind.RESPONSE, found.response), (SlaKind.RESOLUTION, found.resolution)):
        used, due, breached, done = reference(kind, log, now, place)
        assert reading.used_minutes == used
        assert _minute(reading.due_at, place) == due
        assert _minute(reading.breached_at, place) == breached
        assert _minute(reading.finished_at, place) == done


def _minute(at: datetime | None, place: World) -> int | None:
    return None if at is None else (at - place.start) // timedelta(minutes=1)


# The rules, one by one; the week of 23 November 2026 in Masamba: Mon-Thu 07.30-12.00 and 13.00-16.00


def opened(*at: int, priority: str = "high") -> LogEntry:
    return LogEntry(E.OPENED, wita(*at), priority)


def event(kind: str, *at: int, priority: str = "", waits_for: str = "") -> LogEntry:
    return LogEntry(kind, wita(*at), priority, waits_for)


def resolution(*log: LogEntry, now: datetime, office: WorkCalendar | None = None) -> Reading:
    return read_clock(SlaKind.RESOLUTION, log, calendar=office or calendar(), targets=TARGETS, now=now)


def test_it_counts_working_time_only_and_says_why() -> None:
    office = calendar(holidays={date(2026, 11, 25): "Libur daerah"})
    found = resolution(opened(2026, 11, 24, 14, 50), now=wita(2026, 11, 24, 15, 0), office=office)
    assert found.due_at == wita(2026, 11, 26, 10, 20)
    assert (found.used_minutes, found.left_minutes) == (10, 230)
    sentence = explain(found, calendar=office)
    assert sentence.startswith(
        "Jatuh tempo Kamis, 26 November 2026 pukul 10.20 WITA karena target penyelesaian prioritas Tinggi adalah 4 jam kerja "
        "sejak Selasa, 24 November 2026 pukul 14.50 WITA; tidak dihitung: Rabu, 25 November 2026 (libur Libur daerah)."
    )
    assert sentence.endswith("Terpakai 10 menit, sisa 3 jam 50 menit.")


def test_a_holiday_that_is_decreed_later_moves_the_due_time() -> None:
    log = opened(2026, 11, 24, 14, 50)
    before = resolution(log, now=wita(2026, 11, 24, 15, 0), office=calendar(holidays={}))
    after = resolution(
        log, now=wita(2026, 11, 24, 15, 0), office=calendar(holidays={date(2026, 11, 25): "Pemilihan kepala daerah"})
    )
    assert before.due_at == wita(2026, 11, 25, 10, 20)
    assert after.due_at == wita(2026, 11, 26, 10, 20)


def test_a_pause_moves_the_due_time_by_its_working_minutes_only() -> None:
    log = [
        opened(2026, 11, 23, 8, 0),
        event(E.PAUSED, 2026, 11, 23, 9, 0, waits_for="user"),
        event(E.RESUMED, 2026, 11, 24, 8, 0),
    ]
    found = resolution(*log, now=wita(2026, 11, 24, 9, 0))
    assert found.used_minutes == 120
    assert found.due_at == wita(2026, 11, 24, 11, 0)
    assert "6 jam 30 menit kerja tidak dihitung karena menunggu pengguna" in explain(found, calendar=calendar())


def test_while_it_waits_for_lkpp_the_due_time_is_the_one_that_holds_if_it_goes_on_now() -> None:
    log = [opened(2026, 11, 23, 8, 0), event(E.PAUSED, 2026, 11, 23, 9, 0, waits_for="lkpp")]
    found = resolution(*log, now=wita(2026, 11, 26, 8, 0))
    assert (found.waits_for, found.used_minutes, found.breached_at) == ("lkpp", 60, None)
    assert found.due_at == wita(2026, 11, 26, 11, 0)
    assert not found.is_running
    assert "menunggu LKPP; jatuh tempo bergeser" in explain(found, calendar=calendar())


def test_a_new_priority_counts_for_the_time_already_used() -> None:
    log = [opened(2026, 11, 23, 8, 0, priority="low"), event(E.PRIORITY, 2026, 11, 23, 10, 0, priority="high")]
    found = resolution(*log, now=wita(2026, 11, 23, 10, 5))
    assert found.due_at == wita(2026, 11, 23, 13, 0) - timedelta(hours=1)
    assert (found.used_minutes, found.left_minutes, found.changes) == (125, 115, 1)
    assert "prioritas terakhir ditetapkan Senin, 23 November 2026 pukul 10.00 WITA" in explain(
        found, calendar=calendar()
    )


def test_a_higher_priority_is_never_due_before_it_was_set() -> None:
    log = [opened(2026, 11, 23, 8, 0, priority="low"), event(E.PRIORITY, 2026, 11, 24, 8, 0, priority="high")]
    found = resolution(*log, now=wita(2026, 11, 24, 8, 1))
    assert found.due_at == wita(2026, 11, 24, 8, 0)
    assert found.breached_at == wita(2026, 11, 24, 8, 0)


def test_pauses_are_kept_when_the_priority_changes() -> None:
    log = [
        opened(2026, 11, 23, 8, 0, priority="low"),
        event(E.PAUSED, 2026, 11, 23, 8, 30, waits_for="user"),
        event(E.RESUMED, 2026, 11, 23, 11, 30),
        event(E.PRIORITY, 2026, 11, 23, 13, 0, priority="high"),
    ]
    assert resolution(*log, now=wita(2026, 11, 23, 13, 1)).due_at == wita(2026, 11, 23, 16, 0)


def test_a_lower_priority_does_not_take_a_breach_away() -> None:
    log = [opened(2026, 11, 23, 8, 0), event(E.PRIORITY, 2026, 11, 23, 15, 0, priority="low")]
    found = resolution(*log, now=wita(2026, 11, 23, 15, 30))
    assert found.breached_at == wita(2026, 11, 23, 13, 0) - timedelta(hours=1)
    assert found.left_minutes is not None
    assert found.left_minutes > 0
    assert "Lewat jatuh tempo sejak Senin, 23 November 2026 pukul 12.00 WITA." in explain(found, calendar=calendar())


def test_reopening_goes_on_with_what_was_used() -> None:
    log = [
        opened(2026, 11, 23, 8, 0),
        event(E.RESOLVED, 2026, 11, 23, 10, 0),
        event(E.REOPENED, 2026, 11, 25, 8, 0),
    ]
    resolved = resolution(*log, now=wita(2026, 11, 24, 8, 0))
    assert (resolved.used_minutes, resolved.finished_at) == (120, wita(2026, 11, 23, 10, 0))
    again = resolution(*log, now=wita(2026, 11, 25, 9, 0))
    assert (again.used_minutes, again.finished_at) == (180, None)
    assert again.due_at == wita(2026, 11, 25, 10, 0)
    assert "selama permintaan dinyatakan selesai" in explain(again, calendar=calendar())


def test_resolved_in_time_is_no_breach_however_late_one_looks() -> None:
    log = [opened(2026, 11, 23, 8, 0), event(E.RESOLVED, 2026, 11, 23, 12, 0)]
    assert resolution(*log, now=wita(2026, 12, 23, 8, 0)).breached_at is None
    late = [log[0], event(E.RESOLVED, 2026, 11, 23, 12, 1)]
    assert resolution(*late, now=wita(2026, 12, 23, 8, 0)).breached_at == wita(2026, 11, 23, 12, 0)


def test_the_first_response_ends_the_response_clock_and_reopening_does_not_start_it_again() -> None:
    log = [
        opened(2026, 11, 23, 8, 0),
        event(E.RESPONDED, 2026, 11, 23, 8, 20),
        event(E.RESPONDED, 2026, 11, 23, 11, 0),
        event(E.RESOLVED, 2026, 11, 23, 11, 30),
        event(E.REOPENED, 2026, 11, 23, 15, 0),
    ]
    found = read_clocks(log, calendar=calendar(), targets=TARGETS, now=wita(2026, 11, 23, 15, 30))
    assert (found.response.used_minutes, found.response.finished_at) == (20, wita(2026, 11, 23, 8, 20))
    assert found.response.breached_at is None
    assert found.resolution.finished_at is None


def test_a_solution_without_an_answer_is_the_first_response() -> None:
    log = [opened(2026, 11, 23, 8, 0), event(E.RESOLVED, 2026, 11, 23, 8, 10)]
    found = read_clock(SlaKind.RESPONSE, log, calendar=calendar(), targets=TARGETS, now=wita(2026, 11, 23, 9, 0))
    assert found.finished_at == wita(2026, 11, 23, 8, 10)


def test_targets_are_those_of_the_day_on_which_it_was_opened() -> None:
    dated = (
        Target("high", "resolution", 240, EPOCH, date(2026, 11, 23)),
        Target("high", "resolution", 60, date(2026, 11, 24)),
    )
    old = read_clock(
        SlaKind.RESOLUTION,
        [opened(2026, 11, 23, 15, 0)],
        calendar=calendar(),
        targets=dated,
        now=wita(2026, 11, 24, 8, 0),
    )
    new = read_clock(
        SlaKind.RESOLUTION,
        [opened(2026, 11, 24, 8, 0)],
        calendar=calendar(),
        targets=dated,
        now=wita(2026, 11, 24, 8, 0),
    )
    assert (old.target_minutes, new.target_minutes) == (240, 60)


def test_without_a_target_there_is_no_due_time_and_it_says_so() -> None:
    found = resolution(opened(2026, 11, 23, 8, 0, priority=""), now=wita(2026, 11, 23, 9, 0))
    assert (found.due_at, found.left_minutes, found.breached_at) == (None, None, None)
    assert explain(found, calendar=calendar()).startswith(
        "Belum ada target penyelesaian untuk prioritas yang belum ditetapkan"
    )


def test_it_knows_when_a_part_of_the_time_is_used_up() -> None:
    found = resolution(opened(2026, 11, 23, 8, 0), now=wita(2026, 11, 23, 8, 0))
    assert moment_used(found, calendar=calendar(), percent=75) == wita(2026, 11, 23, 11, 0)
    assert moment_used(replace(found, target_minutes=None), calendar=calendar(), percent=75) is None


def test_a_log_without_an_opening_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with its opening"):
        resolution(event(E.RESOLVED, 2026, 11, 23, 8, 0), now=wita(2026, 11, 23, 9, 0))
    with pytest.raises(ValueError, match="begins with its opening"):
        resolution(opened(2026, 11, 23, 8, 0), now=wita(2026, 11, 22, 9, 0))
