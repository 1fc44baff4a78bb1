"""Planning a training: its place is held in the rooms' calendar, its states, and what changes tell the participants."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connections, transaction

from core.models import AuditEvent, OutgoingMail, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from helpdesk.models import RoomBooking, Training
from helpdesk.services.room_bookings import booking_cancel
from helpdesk.services.room_upkeep import rooms_keep
from helpdesk.services.room_visits import booking_check_in, booking_no_show
from helpdesk.services.training import (
    training_cancel,
    training_change,
    training_close,
    training_hold,
    training_open,
    training_plan,
)
from helpdesk.transitions.training import ALL
from tests.helpdesk.rooms import entered, room_make
from tests.helpdesk.trainings import BEGIN, END, NOW, enrolment_make, plan, planned, training_make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moving_clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_a_plan_gets_number_trail_and_holds_its_room(support: User) -> None:
    room = room_make(seats=20)
    row = planned(support, room=room, place="")
    assert (row.number, row.state) == ("PLT-2026-0001", "draft")
    booking = row.room_booking
    assert booking is not None
    assert (booking.room, booking.starts_at, booking.ends_at, booking.is_whole) == (room, BEGIN, END, True)
    assert AuditEvent.objects.get(action="training.planned").object_number == row.number
    with pytest.raises(BadInput, match="sudah dipesan orang lain"):
        entered(room, support, starts_at=BEGIN)


def test_a_room_that_somebody_booked_is_refused_with_who_has_it(support: User) -> None:
    room = room_make(seats=20)
    first = entered(room, support, starts_at=BEGIN)
    with pytest.raises(BadInput, match=first.number) as refused:
        planned(support, room=room, place="")
    assert (refused.value.code, refused.value.field) == ("taken", "room")
    assert not Training.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"place": ""}, "no_place", "room"),
        ({"starts_at": NOW - timedelta(hours=1)}, "past", "starts_at"),
        ({"ends_at": BEGIN}, "backwards", "ends_at"),
        ({"ends_at": BEGIN + timedelta(days=9)}, "too_long", "ends_at"),
        ({"enrol_closes_at": BEGIN + timedelta(hours=1)}, "too_late", "enrol_closes_at"),
        ({"enrol_opens_at": BEGIN}, "backwards", "enrol_closes_at"),
        ({"title": "  "}, "empty", "title"),
        ({"subject": "password SPSE: rahasia1"}, "tells_password", "subject"),
        ({"video_link": "javascript:alert(1)"}, "link", "video_link"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(
    support: User, changes: dict[str, Any], code: str, field: str
) -> None:
    if code == "past":
        changes["enrol_opens_at"], changes["enrol_closes_at"] = NOW - timedelta(days=2), NOW - timedelta(days=1)
    with pytest.raises(BadInput) as refused:
        planned(support, **changes)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_room_must_be_large_enough_open_and_alone(support: User) -> None:
    with pytest.raises(BadInput, match="memuat 3 orang"):
        planned(support, room=room_make(), place="", seats=4)
    with pytest.raises(BadInput, match="tidak dapat dipesan"):
        planned(support, room=room_make(is_active=False), place="")
    with pytest.raises(BadInput, match="tidak keduanya"):
        planned(support, room=room_make())


def test_only_the_unit_plans_and_moves(support: User, head: User) -> None:
    with pytest.raises(Forbidden):
        planned(head)
    row = planned(support)
    for act in (training_open, training_close, training_hold):
        with pytest.raises(Forbidden):
            act(training=row, actor=head)
    with pytest.raises(Forbidden):
        training_cancel(training=row, reason="Sakit", actor=head)
    with pytest.raises(Forbidden):
        training_change(training=row, actor=head, version=1, **plan())


def test_a_training_is_not_moved_into_the_past_nor_changed_when_it_is_over(support: User, moving_clock: Any) -> None:
    row = training_open(training=planned(support), actor=support)
    past = {"starts_at": NOW - timedelta(hours=1), "enrol_closes_at": NOW - timedelta(hours=2)}
    with pytest.raises(BadInput) as refused:
        training_change(training=row, actor=support, version=row.version, **plan(**past))
    assert refused.value.field == "starts_at"
    moving_clock.move_to(END + timedelta(minutes=1))
    row = training_hold(training=row, actor=support)
    with pytest.raises(WrongState):
        training_change(training=row, actor=support, version=row.version, **plan(title="Judul lain"))


def test_another_time_moves_the_booking_and_tells_those_who_have_a_seat(support: User, ppk: User) -> None:
    room = room_make(seats=20)
    row = training_open(training=planned(support, room=room, place=""), actor=support)
    enrolment_make(row, ppk)
    later = {"room": room, "place": "", "starts_at": BEGIN + timedelta(days=3), "ends_at": END + timedelta(days=3)}
    row = training_change(training=row, actor=support, version=row.version, **plan(**later))
    assert row.room_booking is not None
    assert row.room_booking.starts_at == BEGIN + timedelta(days=3)
    assert RoomBooking.objects.live().count() == 1
    mail = OutgoingMail.objects.get(kind="training.changed")
    assert mail.to == ppk.email
    assert b"SEQUENCE:1" in bytes(mail.parts.get().content)
    entered(room, support, starts_at=BEGIN)


def test_two_officers_change_and_the_second_is_told(support: User, colleague: User) -> None:
    row = planned(support)
    training_change(training=row, actor=support, version=1, **plan(title="Judul baru"))
    with pytest.raises(BadInput, match="diubah orang lain"):
        training_change(training=row, actor=colleague, version=1, **plan(title="Judul lain"))
    assert Training.objects.get().title == "Judul baru"


def test_seats_may_not_go_below_those_who_have_one(support: User, make_account: Callable[..., User]) -> None:
    row = training_open(training=planned(support), actor=support)
    for _ in range(2):
        enrolment_make(row, make_account("vendor"))
    with pytest.raises(BadInput, match="Sudah 2 peserta"):
        training_change(training=row, actor=support, version=row.version, **plan(seats=1))


def test_more_seats_move_the_waiting_list_up(support: User, make_account: Callable[..., User]) -> None:
    row = training_open(training=planned(support, seats=1), actor=support)
    enrolment_make(row, make_account("vendor"))
    waits = enrolment_make(row, make_account("vendor"), state="waiting")
    training_change(training=row, actor=support, version=row.version, **plan(seats=2))
    waits.refresh_from_db()
    assert (waits.state, waits.seat) == ("enrolled", 2)
    assert OutgoingMail.objects.get(kind="training.moved_up").to == waits.email


def test_calling_off_frees_the_room_and_tells_everybody(support: User, make_account: Callable[..., User]) -> None:
    room = room_make(seats=20)
    row = training_open(training=planned(support, room=room, place=""), actor=support)
    for state in ("enrolled", "waiting", "cancelled", "unconfirmed"):
        enrolment_make(row, make_account("vendor"), state=state)
    row = training_cancel(training=row, reason="Narasumber sakit", actor=support)
    assert (row.state, row.cancel_reason, row.room_booking) == ("cancelled", "Narasumber sakit", None)
    assert not RoomBooking.objects.live().exists()
    mails = list(OutgoingMail.objects.filter(kind="training.called_off").order_by("pk"))
    assert len(mails) == 2
    assert "Narasumber sakit" in mails[0].body
    assert b"METHOD:CANCEL" in bytes(mails[0].parts.get().content)
    with pytest.raises(WrongState):
        training_cancel(training=row, reason="Lagi", actor=support)
    with pytest.raises(DatabaseError, match="tidak dapat diubah lagi"), transaction.atomic():
        Training.objects.filter(pk=row.pk).update(title="Lain")


def test_calling_off_needs_a_reason_and_nobody_who_was_there(support: User, ppk: User) -> None:
    row = training_make(support)
    with pytest.raises(BadInput, match="Tulis alasannya"):
        training_cancel(training=row, reason=" ", actor=support)
    enrolment_make(row, ppk, state="attended")
    with pytest.raises(Refusal, match="Kehadiran peserta sudah tercatat"):
        training_cancel(training=row, reason="Sakit", actor=support)


def test_it_is_held_only_after_it_began(support: User, moving_clock: Any) -> None:
    row = training_open(training=planned(support), actor=support)
    with pytest.raises(Refusal, match="baru mulai"):
        training_hold(training=row, actor=support)
    moving_clock.move_to(BEGIN + timedelta(minutes=1))
    assert training_hold(training=row, actor=support).state == "held"
    with pytest.raises(WrongState, match="sudah dilaksanakan"):
        training_hold(training=row, actor=support)


def test_opening_copies_the_questions_and_needs_time_to_enrol(support: User, moving_clock: Any) -> None:
    row = planned(support)
    opened = training_open(training=row, actor=support)
    assert len(opened.questions) == 5
    late = planned(support)
    moving_clock.move_to(BEGIN - timedelta(hours=1))
    with pytest.raises(Refusal, match="Pendaftaran sudah berakhir"):
        training_open(training=late, actor=support)


@pytest.mark.parametrize("state", ["draft", "open", "closed", "held", "cancelled"])
def test_every_state_allows_its_moves_and_no_other(support: User, state: str, moving_clock: Any) -> None:
    marks = {"cancelled": {"cancelled_at": NOW, "cancel_reason": "Sakit"}}.get(state, {})
    row = training_make(support, state=state, **marks)
    moving_clock.move_to(max(row.starts_at, NOW) + timedelta(minutes=1))
    if state == "draft":
        Training.objects.filter(pk=row.pk).update(
            ends_at=row.ends_at + timedelta(days=3),
            starts_at=row.starts_at + timedelta(days=3),
            enrol_closes_at=row.enrol_closes_at + timedelta(days=2),
        )
    acts: dict[str, Callable[[], object]] = {
        "open": lambda: training_open(training=row, actor=support),
        "close": lambda: training_close(training=row, actor=support),
        "hold": lambda: training_hold(training=row, actor=support),
        "cancel": lambda: training_cancel(training=row, reason="Sakit", actor=support),
    }
    for move in ALL[:4]:
        with transaction.atomic():
            if move.allows(state):
                acts[move.name]()
            else:
                with pytest.raises(WrongState):
                    acts[move.name]()
            transaction.set_rollback(True)


def test_a_trainings_booking_is_changed_only_with_its_training(support: User, moving_clock: Any) -> None:
    row = training_open(training=planned(support, room=room_make(seats=20), place=""), actor=support)
    booking = row.room_booking
    assert booking is not None
    with pytest.raises(Refusal, match=row.number):
        booking_cancel(booking=booking, actor=support)
    moving_clock.move_to(BEGIN + timedelta(hours=1))
    with pytest.raises(Refusal, match=row.number):
        booking_no_show(booking=booking, actor=support)
    with pytest.raises(Refusal, match=row.number):
        booking_check_in(text=booking.number, identity="ktp", actor=support)
    rooms_keep()
    booking.refresh_from_db()
    assert booking.state == "confirmed"


@pytest.mark.django_db(transaction=True)
def test_of_two_trainings_in_one_room_one_gets_it(support: User) -> None:
    room, start, answers = room_make(seats=20), threading.Barrier(2), []

    def act() -> None:
        start.wait()
        try:
            answers.append(training_plan(actor=User.objects.get(pk=support.pk), **plan(room=room, place="")).state)
        except BadInput as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["draft", "taken"]
    assert RoomBooking.objects.live().count() == 1
