"""Visits: the whole life of one, the queue numbers of a day, calling, and the figures computed from them."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, InternalError, connection, transaction

from core.enums import VisitState as S
from core.models import AuditEvent, User, Visit, VisitDay
from core.refusals import BadInput, Refusal
from core.transitions import WrongState
from core.visits import (
    visit_book,
    visit_call_next,
    visit_cancel,
    visit_check_in,
    visit_find,
    visit_move,
    visit_no_show,
    visit_serve,
    visit_walk_in,
)
from core.visits.selectors import day_now, figures, screen_now, visit_of_case

# Wednesday 25 November 2026, 09:00 WITA.
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def officer(lpse: object, make_account: Callable[..., User], clock: object) -> User:
    return make_account("verifier")


def book(officer: User, *, case: str = "UJI-1", at: datetime = NOW + timedelta(hours=1)) -> Visit:
    return visit_book(
        starts_at=at, ends_at=at + timedelta(minutes=30), place="desk", purpose="Uji", case_number=case,
        visitor=None, actor=officer,
    )  # fmt: skip


def walk_in(officer: User, case: str = "") -> Visit:
    return visit_walk_in(case_number=case, purpose="Uji", actor=officer)


def in_state(state: str, officer: User) -> Visit:
    """A visit brought there by the services."""
    visit = book(officer)
    if state == S.BOOKED:
        return visit
    if state == S.CANCELLED:
        return visit_cancel(visit=visit, actor=officer)
    if state == S.NO_SHOW:
        return visit_no_show(visit=visit, actor=officer)
    visit = visit_check_in(visit=visit, actor=officer)
    if state in {S.CALLED, S.SERVED}:
        called = visit_call_next(counter="Loket 1", actor=officer)
        assert called is not None
        visit = called
    return visit_serve(visit=visit, actor=officer) if state == S.SERVED else visit


def move(visit: Visit, officer: User) -> Visit:
    later = NOW + timedelta(hours=3)
    return visit_move(visit=visit, starts_at=later, ends_at=later + timedelta(minutes=30), place="video", actor=officer)


ACTIONS: dict[str, Callable[[Visit, User], Visit]] = {
    "move": move,
    "cancel": lambda visit, officer: visit_cancel(visit=visit, actor=officer),
    "check_in": lambda visit, officer: visit_check_in(visit=visit, actor=officer),
    "serve": lambda visit, officer: visit_serve(visit=visit, actor=officer),
    "no_show": lambda visit, officer: visit_no_show(visit=visit, actor=officer),
}
# Every state x every action: the state it leads to, or None for a refusal. Checking in twice is once.
MATRIX: dict[str, dict[str, str | None]] = {
    S.BOOKED: {"move": S.BOOKED, "cancel": S.CANCELLED, "check_in": S.CHECKED_IN, "serve": None, "no_show": S.NO_SHOW},
    S.CHECKED_IN: {"move": None, "cancel": None, "check_in": S.CHECKED_IN, "serve": None, "no_show": S.NO_SHOW},
    S.CALLED: {"move": None, "cancel": None, "check_in": S.CALLED, "serve": S.SERVED, "no_show": S.NO_SHOW},
    S.SERVED: {"move": None, "cancel": None, "check_in": S.SERVED, "serve": None, "no_show": None},
    S.NO_SHOW: {"move": None, "cancel": None, "check_in": None, "serve": None, "no_show": None},
    S.CANCELLED: {"move": None, "cancel": None, "check_in": None, "serve": None, "no_show": None},
}


@pytest.mark.parametrize(("state", "action"), [(state, action) for state in S for action in ACTIONS])
def test_every_state_answers_every_action_as_the_table_says(state: str, action: str, officer: User) -> None:
    visit = in_state(state, officer)
    events = AuditEvent.objects.count()
    target = MATRIX[state][action]
    if target is None:
        with pytest.raises(WrongState):
            ACTIONS[action](visit, officer)
    else:
        assert ACTIONS[action](visit, officer).state == target
    visit.refresh_from_db()
    assert visit.state == (target or state)
    traced = target is not None and (target != state or action == "move")
    assert AuditEvent.objects.count() == events + traced


def test_a_visit_keeps_its_times_and_actors(officer: User, clock: Any) -> None:
    visit = book(officer)
    assert (visit.number, visit.booked_by, len(visit.code)) == ("KJG-2026-00001", officer, 10)
    visit = visit_check_in(visit=visit, actor=officer)
    assert (visit.queue_label, visit.day) == ("001", date(2026, 11, 25))
    clock.shift(timedelta(minutes=17, seconds=50))
    called = visit_call_next(counter="Loket 2", actor=officer)
    assert called is not None
    assert (called.pk, called.waiting_minutes, called.counter, called.called_by) == (visit.pk, 17, "Loket 2", officer)
    served = visit_serve(visit=called, actor=officer)
    assert served.served_at == NOW + timedelta(minutes=17, seconds=50)
    trail = AuditEvent.objects.filter(object_type="visit").order_by("pk").values_list("action", flat=True)
    assert list(trail) == ["visit.booked", "visit.checked_in", "visit.called", "visit.served"]


def test_a_case_has_one_appointment(officer: User) -> None:
    book(officer)
    with pytest.raises(Refusal, match="sudah mempunyai jadwal kunjungan Rabu, 25 November 2026 pukul"):
        book(officer, at=NOW + timedelta(days=1))
    assert book(officer, case="UJI-2").case_number == "UJI-2"


def test_an_appointment_of_another_day_is_not_checked_in(officer: User) -> None:
    visit = book(officer, at=NOW + timedelta(days=1))
    with pytest.raises(Refusal, match="dijadwalkan Kamis, 26 November 2026"):
        visit_check_in(visit=visit, actor=officer)
    assert not VisitDay.objects.exists()


@pytest.mark.parametrize(
    "form", ["{code}", "{low}", "{dashed}", "{number}", " {number} ", "https://x.id/k/?kode={code}"]
)
def test_a_visit_is_found_by_code_address_or_number(form: str, officer: User) -> None:
    visit = book(officer)
    text = form.format(code=visit.code, low=visit.code.lower(), dashed=visit.code_label, number=visit.number)
    assert visit_find(text) == visit


@pytest.mark.parametrize(
    "text", ["", "KJG-2026-99999", "0000000000", "https://x.id/k/?kode=", "https://[x?kode=1", "\x00" * 5]
)
def test_what_is_no_code_finds_nothing(text: str, officer: User) -> None:
    book(officer)
    assert visit_find(text) is None


def test_numbers_begin_anew_every_day(officer: User, clock: Any) -> None:
    assert [walk_in(officer).queue_number for _ in range(3)] == [1, 2, 3]
    clock.shift(timedelta(days=1))
    assert walk_in(officer).queue_number == 1


def test_a_case_takes_one_number_at_a_time(officer: User) -> None:
    first = walk_in(officer, "UJI-9")
    with pytest.raises(Refusal, match="nomor antrean 001"):
        walk_in(officer, "UJI-9")
    visit_no_show(visit=first, actor=officer)
    # The refused try took no number.
    assert walk_in(officer, "UJI-9").queue_number == 2


def test_who_has_an_appointment_is_called_at_its_time(officer: User, clock: Any) -> None:
    early, booked = walk_in(officer), book(officer, at=NOW + timedelta(minutes=10))
    other = walk_in(officer)
    visit_check_in(visit=booked, actor=officer)
    assert visit_call_next(counter="Loket 1", actor=officer) == early
    clock.shift(timedelta(minutes=10))
    assert visit_call_next(counter="Loket 1", actor=officer) == booked
    assert visit_call_next(counter="Loket 1", actor=officer) == other
    assert visit_call_next(counter="Loket 1", actor=officer) is None


def test_a_call_names_its_counter(officer: User) -> None:
    walk_in(officer)
    with pytest.raises(BadInput, match="Pilih loket"):
        visit_call_next(counter="", actor=officer)
    assert Visit.objects.get().state == S.CHECKED_IN


def test_the_screen_shows_numbers_and_counters_of_today_only(officer: User, clock: Any) -> None:
    walk_in(officer, "UJI-KEMARIN")
    clock.shift(timedelta(days=1))
    walk_in(officer, "UJI-A")
    walk_in(officer, "UJI-B")
    visit_call_next(counter="Loket 1", actor=officer)
    screen = screen_now()
    assert (screen.called, screen.waiting) == ([("001", "Loket 1")], ["002"])


def test_the_day_at_the_counter_holds_what_was_left_open(officer: User, clock: Any) -> None:
    left = walk_in(officer)
    clock.shift(timedelta(days=1))
    come = book(officer, at=NOW + timedelta(days=1, hours=1))
    gone = book(officer, case="UJI-2", at=NOW + timedelta(days=1, minutes=5))
    visit_no_show(visit=gone, actor=officer)
    waiting = walk_in(officer)
    day = day_now()
    assert (day.booked, day.waiting, day.called, day.left_open) == ([come], [waiting], [], [left])
    assert (day.served, day.no_show) == (0, 1)


def test_figures_are_computed_from_the_last_thirty_days(officer: User, clock: Any) -> None:
    assert (figures().waiting, figures().median_minutes, figures().no_show_share) == (0, None, None)
    for minutes in (4, 10, 30):
        walk_in(officer)
        clock.shift(timedelta(minutes=minutes))
        visit_call_next(counter="Loket 1", actor=officer)
    visit_no_show(visit=book(officer, case="UJI-1", at=NOW), actor=officer)
    came = book(officer, case="UJI-2", at=NOW + timedelta(minutes=40))
    visit_check_in(visit=came, actor=officer)
    now = figures()
    assert (now.waiting, now.median_minutes, now.median_words, now.no_show_share) == (1, 10, "10 menit", 50)
    clock.shift(timedelta(days=31))
    assert (figures().waiting, figures().median_minutes, figures().no_show_share) == (0, None, None)


def test_the_visit_of_a_case_is_the_one_that_matters_now(officer: User, clock: Any) -> None:
    assert visit_of_case("UJI-1") is None
    first = visit_cancel(visit=book(officer), actor=officer)
    assert visit_of_case("UJI-1") == first
    coming = book(officer, at=NOW + timedelta(days=2))
    assert visit_of_case("UJI-1") == coming
    here = walk_in(officer, "UJI-1")
    assert visit_of_case("UJI-1") == here


def test_visits_are_seen_by_their_visitor_and_by_staff(
    officer: User, make_account: Callable[..., User], sign_in: Callable[..., Any]
) -> None:
    vendor, stranger = make_account("vendor"), make_account("vendor")
    at = NOW + timedelta(hours=1)
    visit_book(
        starts_at=at, ends_at=at + timedelta(minutes=30), place="desk", purpose="Uji", case_number="UJI-1",
        visitor=vendor, actor=vendor,
    )  # fmt: skip
    sign_in("support")
    assert [Visit.objects.visible_to(user).count() for user in (vendor, stranger, officer)] == [1, 0, 1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"queue_number": None}, "visit_arrived_has_queue_number"),
        ({"state": S.CALLED}, "visit_called_has_wait"),
        ({"state": S.SERVED, "served_at": NOW}, "visit_called_has_wait"),
        ({"state": S.NO_SHOW}, "visit_no_show_has_time"),
        ({"state": S.CANCELLED, "cancelled_at": NOW}, "visit_a"),
        ({"starts_at": NOW, "ends_at": NOW, "booked_at": NOW}, "visit_appointment_has_times"),
    ],
)
def test_the_database_repeats_the_rules(changes: dict[str, Any], words: str, officer: User) -> None:
    visit = walk_in(officer)
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(**changes)
    for change in ({"code": "X"}, {"number": "X"}):
        with pytest.raises(InternalError, match="visit_words_stay"), transaction.atomic():
            Visit.objects.filter(pk=visit.pk).update(**change)
    with pytest.raises(InternalError, match="visit_never_gone"), transaction.atomic():
        visit.delete()


def together(count: int, work: Callable[[int], Any]) -> tuple[list[Any], list[Exception]]:
    """Run `work` in threads that begin at the same moment."""
    start, results, errors = threading.Barrier(count), [], []

    def run(index: int) -> None:
        try:
            start.wait(20)
            results.append(work(index))
        except Exception as error:  # a thread's failure must reach the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results, errors


@pytest.mark.django_db(transaction=True)
def test_queue_numbers_of_many_counters_have_no_gap_and_no_double(officer: User) -> None:
    def take(index: int) -> int | None:
        try:
            with transaction.atomic():
                visit = walk_in(officer)
                if index % 3 == 0:
                    raise LookupError("the counter lost its connection")
                return visit.queue_number
        except LookupError:
            return None

    results, errors = together(8, take)
    assert errors == []
    kept = sorted(number for number in results if number)
    assert kept == list(range(1, len(kept) + 1)) == [1, 2, 3, 4, 5]
    assert VisitDay.objects.get().last == 5


@pytest.mark.django_db(transaction=True)
def test_two_officers_calling_at_once_get_two_visitors(officer: User) -> None:
    for _ in range(3):
        walk_in(officer)
    results, errors = together(4, lambda index: visit_call_next(counter=f"Loket {index}", actor=officer))
    assert errors == []
    called = [visit.queue_number for visit in results if visit]
    assert sorted(called) == [1, 2, 3]
    assert Visit.objects.filter(state=S.CALLED).values("counter").distinct().count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_officers_checking_the_same_visitor_in_give_one_number(officer: User) -> None:
    visit = book(officer)
    results, errors = together(3, lambda _: visit_check_in(visit=visit, actor=officer).queue_number)
    assert (errors, results) == ([], [1, 1, 1])
    assert VisitDay.objects.get().last == 1
