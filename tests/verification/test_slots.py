"""Appointments: which slots there are, booking, moving, cancelling, and what the portal ends by itself."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from icalendar import Calendar

from core import clock
from core.enums import VisitState
from core.models import AuditEvent, Holiday, OutgoingMail, User, Visit
from core.refusals import BadInput, Forbidden, Refusal
from core.visits import visit_check_in
from registration.enums import ApplicationState as A
from registration.models import Application
from registration.services.application import application_withdraw
from tests.verification import cases
from tests.verification.visits import NOW, THURSDAY_NINE, set_visits
from verification.services.slots import appointments_keep, slot_book, slot_cancel, slot_move
from verification.slots import bookable_days, grid, places, slot_key, slot_read, slots_of
from verification.tasks import keep_appointments

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moving_clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def booked(waiting: Application, vendor: User) -> Visit:
    return slot_book(application=waiting, starts_at=THURSDAY_NINE, place="desk", actor=vendor)


def calendar_of(mail: OutgoingMail) -> Any:
    part = mail.parts.get(name="kunjungan.ics")
    return Calendar.from_ical(bytes(part.content))


def test_slots_lie_inside_opening_hours(lpse: object) -> None:
    times = [slot_key(begin)[11:] for begin, _ in grid(date(2026, 11, 26))]
    assert (times[0], times[8], times[9], times[-1], len(times)) == ("07:30", "11:30", "13:00", "15:30", 15)
    assert grid(date(2026, 11, 28)) == []


def test_days_without_openings_are_not_offered(lpse: object) -> None:
    Holiday.objects.create(date=date(2026, 11, 27), name="Hari Jadi", kind="local")
    clock.forget()
    days = bookable_days()
    assert days[:3] == [date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 30)]
    assert days[-1] == date(2026, 12, 9)
    clock.forget()


def test_a_way_with_no_places_is_not_offered(lpse: object) -> None:
    assert places() == ["desk", "video"]
    set_visits(video_capacity=0)
    assert places() == ["desk"]


def test_past_slots_of_today_are_not_offered_and_places_are_counted(booked: Visit, vendor: User) -> None:
    today = slots_of(date(2026, 11, 25), "desk")
    assert today[0].key == "2026-11-25T09:30"
    thursday = {slot.label: slot.free for slot in slots_of(date(2026, 11, 26), "desk")}
    assert (thursday["08.30–09.00"], thursday["09.00–09.30"]) == (2, 1)
    assert {slot.free for slot in slots_of(date(2026, 11, 26), "video")} == {1}


def test_slots_of_another_length_still_see_what_they_overlap(booked: Visit) -> None:
    set_visits(slot_minutes=45)
    free = {slot.label: slot.free for slot in slots_of(date(2026, 11, 26), "desk")}
    assert (free["08.15–09.00"], free["09.00–09.45"]) == (2, 1)


def test_booking_is_written_traced_shown_and_told(booked: Visit, waiting: Application, vendor: User) -> None:
    waiting.refresh_from_db()
    assert (waiting.slot_at, waiting.slot_mode) == (THURSDAY_NINE, "desk")
    assert (booked.case_number, booked.visitor, booked.state) == (waiting.number, vendor, VisitState.BOOKED)
    assert AuditEvent.objects.get(action="visit.booked").actor == vendor
    mail = OutgoingMail.objects.get(kind="application.visit_booked")
    assert (mail.to, mail.case_number) == (vendor.email, waiting.number)
    assert "Kamis, 26 November 2026 pukul 09.00 WITA" in mail.body
    assert booked.code_label in mail.body
    file = calendar_of(mail)
    event = next(iter(file.walk("VEVENT")))
    assert (file["method"], event.decoded("dtstart")) == ("REQUEST", THURSDAY_NINE)
    assert mail.parts.filter(content_type="image/png").count() == 1


def test_booking_the_same_slot_twice_is_once(booked: Visit, waiting: Application, vendor: User) -> None:
    assert slot_book(application=waiting, starts_at=THURSDAY_NINE, place="desk", actor=vendor) == booked
    assert OutgoingMail.objects.filter(kind="application.visit_booked").count() == 1
    with pytest.raises(Refusal, match="sudah mempunyai jadwal"):
        slot_book(application=waiting, starts_at=THURSDAY_NINE + timedelta(hours=1), place="desk", actor=vendor)


@pytest.mark.parametrize(
    ("moment", "place", "words"),
    [
        ("2026-11-25T08:30", "desk", "sudah lewat"),
        ("2026-11-25T09:00", "desk", "sudah lewat"),
        ("2026-12-24T09:00", "desk", "baru dibuka sampai Rabu, 9 Desember 2026"),
        ("2026-11-28T09:00", "desk", "Kantor tutup pada Sabtu, 28 November 2026"),
        ("2026-11-27T09:00", "desk", "libur Hari Jadi"),
        ("2026-11-26T12:30", "desk", "Tidak ada jadwal yang mulai"),
        ("2026-11-26T09:10", "desk", "Tidak ada jadwal yang mulai"),
        ("2026-11-26T09:00", "rumah", "Pilih cara kunjungan"),
    ],
)
def test_a_slot_that_cannot_be_had_is_refused_in_plain_words(
    moment: str, place: str, words: str, waiting: Application, vendor: User
) -> None:
    Holiday.objects.create(date=date(2026, 11, 27), name="Hari Jadi", kind="local")
    clock.forget()
    starts_at = slot_read(moment)
    assert starts_at is not None
    with pytest.raises(BadInput, match=words) as refusal:
        slot_book(application=waiting, starts_at=starts_at, place=place, actor=vendor)
    assert refusal.value.field == "slot"
    assert not Visit.objects.exists()
    clock.forget()


def test_a_full_slot_is_refused(booked: Visit, make_account: Callable[..., User]) -> None:
    second, third = (cases.application(make_account("vendor")) for _ in range(2))
    slot_book(application=second, starts_at=THURSDAY_NINE, place="desk", actor=second.owner)
    with pytest.raises(BadInput, match="baru saja penuh"):
        slot_book(application=third, starts_at=THURSDAY_NINE, place="desk", actor=third.owner)
    # The other way has places of its own.
    slot_book(application=third, starts_at=THURSDAY_NINE, place="video", actor=third.owner)


# Every state of an application x the three acts: may the applicant do it?
@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (A.DRAFT, False),
        (A.SUBMITTED, True),
        (A.UNDER_REVIEW, True),
        (A.RETURNED, False),
    ],
)
def test_appointments_belong_to_applications_with_the_office(
    state: str, allowed: bool, make_account: Callable[..., User], lpse: object
) -> None:
    row = cases.application(make_account("vendor"), state=state)
    if allowed:
        assert slot_book(application=row, starts_at=THURSDAY_NINE, place="desk", actor=row.owner).pk
        later = THURSDAY_NINE + timedelta(minutes=30)
        assert slot_move(application=row, starts_at=later, place="desk", actor=row.owner).starts_at == later
        assert slot_cancel(application=row, actor=row.owner) is not None
    else:
        for act in (slot_book, slot_move):
            with pytest.raises(Refusal, match="setelah pendaftaran diserahkan"):
                act(application=row, starts_at=THURSDAY_NINE, place="desk", actor=row.owner)
        assert slot_cancel(application=row, actor=row.owner) is None


@pytest.mark.parametrize("state", [A.APPROVED, A.REJECTED, A.EXPIRED, A.WITHDRAWN])
def test_an_ended_application_takes_no_appointment(state: str, make_application: Callable[..., Application]) -> None:
    row = make_application(state=state)
    with pytest.raises(Refusal, match="sebelum diputuskan"):
        slot_book(application=row, starts_at=THURSDAY_NINE, place="desk", actor=row.owner)


def test_nobody_books_moves_or_cancels_for_another(booked: Visit, waiting: Application, officer: User) -> None:
    for act in (
        lambda: slot_book(application=waiting, starts_at=THURSDAY_NINE, place="desk", actor=officer),
        lambda: slot_move(application=waiting, starts_at=THURSDAY_NINE, place="desk", actor=officer),
        lambda: slot_cancel(application=waiting, actor=officer),
    ):
        with pytest.raises(Forbidden):
            act()


def test_moving_keeps_number_and_code_and_replaces_the_calendar_entry(
    booked: Visit, waiting: Application, vendor: User
) -> None:
    later = THURSDAY_NINE + timedelta(hours=4)
    moved = slot_move(application=waiting, starts_at=later, place="video", actor=vendor)
    assert (moved.number, moved.code, moved.starts_at, moved.place) == (booked.number, booked.code, later, "video")
    waiting.refresh_from_db()
    assert (waiting.slot_at, waiting.slot_mode) == (later, "video")
    first, second = OutgoingMail.objects.filter(kind__startswith="application.visit").order_by("pk")
    old, new = (next(iter(calendar_of(mail).walk("VEVENT"))) for mail in (first, second))
    assert (old["uid"], old["sequence"] < new["sequence"]) == (new["uid"], True)
    # To the slot it has already: nothing happens.
    slot_move(application=waiting, starts_at=later, place="video", actor=vendor)
    assert AuditEvent.objects.filter(action="visit.moved").count() == 1


def test_an_appointment_does_not_stand_in_its_own_way(waiting: Application, vendor: User) -> None:
    set_visits(desk_capacity=1)
    slot_book(application=waiting, starts_at=THURSDAY_NINE, place="desk", actor=vendor)
    set_visits(slot_minutes=45)
    # 09:00-09:45 overlaps only the appointment that is moved.
    begin = slot_read("2026-11-26T08:15")
    assert begin is not None
    assert slot_move(application=waiting, starts_at=begin, place="desk", actor=vendor).starts_at == begin
    set_visits(slot_minutes=30)
    assert {slot.free for slot in slots_of(date(2026, 11, 26), "desk", besides=Visit.objects.get())} == {1}


def test_cancelling_frees_the_place_and_takes_the_calendar_entry_out(
    booked: Visit, waiting: Application, vendor: User
) -> None:
    assert slot_cancel(application=waiting, actor=vendor) is not None
    assert slot_cancel(application=waiting, actor=vendor) is None
    waiting.refresh_from_db()
    assert (waiting.slot_at, waiting.slot_mode) == (None, "")
    mail = OutgoingMail.objects.get(kind="application.visit_cancelled")
    file = calendar_of(mail)
    event = next(iter(file.walk("VEVENT")))
    assert (file["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert mail.parts.get().content_type == "text/calendar; method=CANCEL"
    assert slots_of(date(2026, 11, 26), "desk")[3].free == 2


def test_too_late_is_said_with_the_hour_and_whom_to_call(
    booked: Visit, waiting: Application, vendor: User, moving_clock: Any
) -> None:
    moving_clock.move_to(THURSDAY_NINE - timedelta(hours=2))
    slot_move(application=waiting, starts_at=THURSDAY_NINE + timedelta(hours=4), place="desk", actor=vendor)
    moving_clock.move_to(THURSDAY_NINE + timedelta(hours=2, minutes=1))
    with pytest.raises(Refusal, match=r"hanya dapat diubah sampai .* hubungi kami: \(0473\)"):
        slot_cancel(application=waiting, actor=vendor)
    assert Visit.objects.get().state == VisitState.BOOKED


def test_who_does_not_come_is_noted_once_after_the_grace(
    booked: Visit, waiting: Application, vendor: User, moving_clock: Any
) -> None:
    moving_clock.move_to(THURSDAY_NINE + timedelta(minutes=29))
    assert appointments_keep() == 0
    moving_clock.move_to(THURSDAY_NINE + timedelta(minutes=30))
    keep_appointments()
    assert appointments_keep() == 0
    booked.refresh_from_db()
    waiting.refresh_from_db()
    assert (booked.state, booked.no_show_by, waiting.slot_at) == (VisitState.NO_SHOW, None, None)
    assert AuditEvent.objects.filter(action="visit.no_show").count() == 1
    assert OutgoingMail.objects.filter(kind="application.visit_missed").count() == 1
    assert slot_book(
        application=waiting, starts_at=THURSDAY_NINE + timedelta(hours=4), place="desk", actor=vendor
    ).state == VisitState.BOOKED  # fmt: skip


def test_a_missed_appointment_bars_no_new_one_before_the_duty_ran(
    booked: Visit, waiting: Application, vendor: User, moving_clock: Any
) -> None:
    moving_clock.move_to(THURSDAY_NINE + timedelta(hours=1))
    fresh = slot_book(application=waiting, starts_at=THURSDAY_NINE + timedelta(hours=4), place="desk", actor=vendor)
    booked.refresh_from_db()
    assert (booked.state, fresh.state) == (VisitState.NO_SHOW, VisitState.BOOKED)


def test_who_came_is_never_a_no_show(booked: Visit, officer: User, moving_clock: Any) -> None:
    moving_clock.move_to(THURSDAY_NINE)
    visit_check_in(visit=booked, actor=officer)
    moving_clock.move_to(THURSDAY_NINE + timedelta(hours=2))
    assert appointments_keep() == 0


def test_an_appointment_of_a_withdrawn_application_is_taken_back_once(
    booked: Visit, waiting: Application, vendor: User
) -> None:
    application_withdraw(application=waiting, actor=vendor)
    assert (appointments_keep(), appointments_keep()) == (1, 0)
    booked.refresh_from_db()
    assert (booked.state, booked.cancelled_by) == (VisitState.CANCELLED, None)
    assert OutgoingMail.objects.filter(kind="application.visit_cancelled").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_last_place_at_once_one_wins(lpse: object, make_account: Callable[..., User]) -> None:
    set_visits(desk_capacity=1)
    rows = [cases.application(make_account("vendor")) for _ in range(3)]
    start, won, told, errors = threading.Barrier(3), [], [], []

    def book(row: Application) -> None:
        try:
            start.wait(20)
            won.append(slot_book(application=row, starts_at=THURSDAY_NINE, place="desk", actor=row.owner))
        except BadInput as refusal:
            told.append(refusal.message)
        except Exception as error:  # a thread's failure must reach the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=book, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert (len(won), Visit.objects.count()) == (1, 1)
    assert ["baru saja penuh" in message for message in told] == [True, True]
    # The losers took no number.
    assert Visit.objects.get().number == "KJG-2026-00001"


@pytest.mark.django_db(transaction=True)
def test_two_tabs_of_one_applicant_book_one_appointment(lpse: object, vendor: User) -> None:
    row = cases.application(vendor)
    start, outcomes = threading.Barrier(2), []

    def book(starts_at: datetime) -> None:
        try:
            start.wait(20)
            slot_book(application=row, starts_at=starts_at, place="desk", actor=vendor)
            outcomes.append("booked")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    times = (THURSDAY_NINE, THURSDAY_NINE + timedelta(hours=1))
    threads = [threading.Thread(target=book, args=(at,)) for at in times]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["booked", "booked_already"]
    assert Visit.objects.count() == 1
