"""Booking a room: inside opening hours, never twice, with approval where the room asks for it, cancelled in time."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connections, transaction

from core.models import AuditEvent, Holiday, OutgoingMail, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from helpdesk.models import LAST_SEAT, RoomBooking
from helpdesk.services.room_bookings import booking_cancel, booking_confirm, booking_decline
from tests.helpdesk.rooms import HOUR, NINE, NOW, booking_make, entered, guest, requested, room_make, set_rooms
from tests.support.people import use_profile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moving_clock")]


@pytest.fixture
def officer(sign_in: Callable[..., Any], make_account: Callable[..., User]) -> User:
    return make_account("support")


def test_a_booking_gets_number_code_seat_trail_and_mail(vendor: User) -> None:
    row = requested(room_make(), vendor)
    assert (row.state, row.seat_from, row.seat_to, row.visitor_name) == ("confirmed", 1, 1, "Rahmat Contoh")
    assert row.number == "RNG-2026-00001"
    assert row.confirmed_at == NOW
    assert row.confirmed_by is None
    event = AuditEvent.objects.get(action="room_booking.requested")
    assert (event.object_number, event.actor) == (row.number, vendor)
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.to) == ("room_booking.confirmed", vendor.email)
    assert "Kamis, 26 November 2026 pukul 09.00 WITA" in mail.body
    assert row.code_label in mail.body
    parts = {part.name: bytes(part.content) for part in mail.parts.order_by("pk")}
    assert b"DTSTART:20261126T010000Z" in parts["kunjungan.ics"]
    assert f"kode-hadir-{row.number}.png" in parts


def test_the_same_booking_twice_is_one(vendor: User) -> None:
    room = room_make()
    assert requested(room, vendor) == requested(room, vendor)
    assert RoomBooking.objects.count() == OutgoingMail.objects.count() == 1


def test_seats_are_given_in_turn_and_the_next_is_told_what_is_free(
    vendor: User, make_account: Callable[..., User]
) -> None:
    room = room_make(seats=2)
    taken = [requested(room, make_account("ppk")).seat_from for _ in range(2)]
    assert taken == [1, 2]
    with pytest.raises(
        BadInput, match=r"Masih kosong pada Kamis, 26 November 2026: 07\.30–09\.00, 10\.00–12\.00"
    ) as refused:
        requested(room, vendor)
    assert (refused.value.code, refused.value.field) == ("taken", "starts")
    assert requested(room, vendor, starts_at=NINE + HOUR).seat_from == 1


def test_a_whole_room_needs_every_seat_and_takes_every_seat(
    vendor: User, officer: User, make_account: Callable[..., User]
) -> None:
    room = room_make()
    requested(room, vendor, seat="3")
    with pytest.raises(BadInput, match="sudah dipesan orang lain"):
        entered(room, officer, seat="whole", people=3)
    row = entered(room, officer, seat="whole", people=3, starts_at=NINE + HOUR)
    assert (row.seat_from, row.seat_to, row.seat_label) == (1, LAST_SEAT, "Seluruh ruang")
    with pytest.raises(BadInput, match="sudah dipesan orang lain"):
        requested(room, make_account("pokja"), starts_at=NINE + HOUR)


def test_a_day_that_is_full_says_so(vendor: User, officer: User) -> None:
    room = room_make(use="whole")
    entered(room, officer, seat="whole", starts_at=NINE - 1.5 * HOUR, hours=8.5)
    with pytest.raises(BadInput, match="tidak ada lagi jam yang kosong"):
        requested(room, vendor, seat="whole")


def test_a_whole_day_may_lie_over_the_break(vendor: User) -> None:
    row = requested(room_make(), vendor, starts_at=NINE - 1.5 * HOUR, hours=8.5)
    assert row.ends_at == datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts_at", "hours", "code", "field"),
    [
        (NOW - HOUR, 1, "past", "starts"),
        (NOW, 1, "past", "starts"),
        (NINE + timedelta(days=40), 1, "too_far", "starts"),
        (NINE + timedelta(days=2), 1, "closed", "starts"),  # Saturday
        (NINE + 3 * HOUR, 1, "outside", "starts"),  # the break at noon
        (NINE + timedelta(minutes=10), 1, "outside", "starts"),
        (NINE, 0, "backwards", "ends"),
        (NINE, 3.5, "outside", "ends"),
        (NINE + 6 * HOUR, 2, "outside", "ends"),
    ],
)
def test_a_time_that_cannot_be_had_is_refused(
    vendor: User, starts_at: datetime, hours: float, code: str, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        requested(room_make(), vendor, starts_at=starts_at, hours=hours)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not RoomBooking.objects.exists()


def test_too_long_is_refused_by_the_profile(vendor: User) -> None:
    set_rooms(longest_minutes=60)
    with pytest.raises(BadInput, match="Paling lama 1 jam"):
        requested(room_make(), vendor, hours=2)


def test_a_holiday_is_named(vendor: User) -> None:
    Holiday.objects.create(date=NINE.date(), name="Hari Jadi", kind="local")
    with pytest.raises(BadInput, match="libur Hari Jadi"):
        requested(room_make(), vendor)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seat": "4"}, "seat"),
        ({"seat": "0"}, "seat"),
        ({"seat": "²"}, "seat"),
        ({"seat": "semua"}, "seat"),
        ({"people": 2}, "people"),
        ({"seat": "whole", "people": 4}, "people"),
        ({"seat": "whole", "people": 0}, "people"),
        ({"purpose": "  "}, "purpose"),
        ({"purpose": "kata sandi: rahasia"}, "purpose"),
    ],
)
def test_an_answer_that_cannot_be_taken_names_its_field(vendor: User, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        requested(room_make(), vendor, **changes)
    assert refused.value.field == field


@pytest.mark.parametrize(("use", "seat"), [("whole", "any"), ("whole", "1"), ("seats", "whole")])
def test_a_room_is_booked_as_it_is_offered(vendor: User, use: str, seat: str) -> None:
    with pytest.raises(BadInput, match="dari daftar"):
        requested(room_make(use=use), vendor, seat=seat)


def test_one_person_has_few_bookings_ahead(vendor: User) -> None:
    set_rooms(open_bookings=2)
    rows = [requested(room_make(), vendor) for _ in range(2)]
    with pytest.raises(Refusal, match="sudah mempunyai 2 pemesanan") as refused:
        requested(room_make(), vendor)
    assert refused.value.code == "too_many"
    booking_cancel(booking=rows[0], actor=vendor)
    assert requested(room_make(), vendor).state == "confirmed"


def test_only_vendors_and_officials_book_for_themselves(officer: User, make_account: Callable[..., User]) -> None:
    for user in (officer, make_account(), make_account("lkpp")):
        with pytest.raises(Forbidden):
            requested(room_make(), user)
    with pytest.raises(Forbidden):
        requested(room_make(is_active=False), make_account("vendor"))
    with pytest.raises(BadInput, match="sedang tidak dapat dipesan"):
        entered(room_make(is_active=False), officer)


def test_the_desk_books_what_has_just_begun_and_twice_is_once(officer: User) -> None:
    room = room_make()
    row = entered(room, officer, starts_at=NOW, code="0123456789")
    assert (row.channel, row.visitor, row.requested_by, row.visitor_email) == ("visit", None, officer, "andi@contoh.id")
    assert entered(room, officer, starts_at=NOW, code="0123456789") == row
    assert OutgoingMail.objects.get().to == "andi@contoh.id"


def test_a_caller_without_address_gets_no_mail(officer: User) -> None:
    assert entered(room_make(), officer, who=guest(email="", channel="phone")).channel == "phone"
    assert not OutgoingMail.objects.exists()


def test_the_desk_names_visitor_and_channel(officer: User, vendor: User) -> None:
    with pytest.raises(BadInput, match="nama pengunjung"):
        entered(room_make(), officer, who=guest(name=" "))
    with pytest.raises(BadInput, match="cara pengunjung memesan"):
        entered(room_make(), officer, who=guest(channel="internet"))
    with pytest.raises(Forbidden):
        entered(room_make(), vendor)


def test_a_room_with_approval_holds_the_place_until_somebody_else_decides(vendor: User, officer: User) -> None:
    room = room_make(needs_approval=True, seats=1)
    row = requested(room, vendor)
    assert (row.state, row.confirmed_at) == ("requested", None)
    assert OutgoingMail.objects.get().kind == "room_booking.requested"
    with pytest.raises(BadInput, match="sudah dipesan"):
        entered(room, officer)
    row = booking_confirm(booking=row, actor=officer)
    assert (row.state, row.confirmed_by) == ("confirmed", officer)
    assert OutgoingMail.objects.latest("pk").kind == "room_booking.confirmed"
    with pytest.raises(WrongState, match="sudah diubah orang lain"):
        booking_confirm(booking=row, actor=officer)


def test_who_asked_does_not_decide(officer: User, vendor: User, make_account: Callable[..., User]) -> None:
    row = entered(room_make(needs_approval=True), officer)
    for act in (
        lambda user: booking_confirm(booking=row, actor=user),
        lambda user: booking_decline(booking=row, reason="Penuh", actor=user),
    ):
        for user in (officer, vendor):
            with pytest.raises(Forbidden):
                act(user)
    assert booking_confirm(booking=row, actor=make_account("head")).state == "confirmed"
    with pytest.raises(IntegrityError, match="room_booking_two_people"), transaction.atomic():
        RoomBooking.objects.filter(pk=row.pk).update(confirmed_by=officer)


def test_a_declined_booking_tells_why_and_frees_the_place(vendor: User, officer: User) -> None:
    room = room_make(needs_approval=True, seats=1)
    row = requested(room, vendor)
    with pytest.raises(BadInput, match="Tulis alasannya"):
        booking_decline(booking=row, reason=" ", actor=officer)
    row = booking_decline(booking=row, reason="Dipakai pelatihan.", actor=officer)
    assert (row.state, row.declined_by) == ("declined", officer)
    assert "Dipakai pelatihan." in OutgoingMail.objects.latest("pk").body
    assert entered(room, officer).seat_from == 1


def test_cancelling_frees_the_place_and_takes_it_out_of_the_calendar(
    vendor: User, make_account: Callable[..., User]
) -> None:
    room = room_make(seats=1)
    row = requested(room, vendor)
    with pytest.raises(Forbidden):
        booking_cancel(booking=row, actor=make_account("vendor"))
    row = booking_cancel(booking=row, actor=vendor)
    assert (row.state, row.cancelled_by, row.sequence) == ("cancelled", vendor, 1)
    assert booking_cancel(booking=row, actor=vendor).sequence == 1
    mail = OutgoingMail.objects.latest("pk")
    assert mail.kind == "room_booking.cancelled"
    assert b"METHOD:CANCEL" in bytes(mail.parts.get().content)
    assert requested(room, make_account("ppk")).seat_from == 1


def test_the_visitor_cancels_in_time_and_the_desk_always(vendor: User, officer: User, moving_clock: Any) -> None:
    row = requested(room_make(), vendor)
    moving_clock.move_to(NINE - timedelta(minutes=59))
    with pytest.raises(
        Refusal, match=r"hanya dapat dibatalkan sampai Kamis, 26 November 2026 pukul 08\.00 WITA"
    ) as refused:
        booking_cancel(booking=row, actor=vendor)
    assert refused.value.code == "too_late"
    assert booking_cancel(booking=row, actor=officer).state == "cancelled"


def test_the_database_refuses_what_overlaps_and_only_that() -> None:
    room = room_make(code="tunggal")
    first = booking_make(room, starts_at=NINE, ends_at=NINE + HOUR, seat_from=1, seat_to=1)

    def again(**changes: Any) -> RoomBooking:
        with transaction.atomic():
            return booking_make(
                room, **{"starts_at": NINE, "ends_at": NINE + HOUR, "seat_from": 1, "seat_to": 1, **changes}
            )

    for overlap in ({}, {"whole": True}, {"starts_at": NINE + HOUR / 2, "ends_at": NINE + 2 * HOUR}):
        with pytest.raises(IntegrityError, match="room_booking_never_twice"):
            again(**overlap)
    assert again(seat_from=2, seat_to=2).pk
    assert again(starts_at=NINE + HOUR, ends_at=NINE + 2 * HOUR).pk
    assert booking_make(room_make(), starts_at=NINE, ends_at=NINE + HOUR, seat_from=1, seat_to=1).pk
    RoomBooking.objects.filter(pk=first.pk).update(state="cancelled", cancelled_at=NOW)
    assert again().pk


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"ends_at": NINE - HOUR}, "room_booking_has_times"),
        ({"seat_from": 0}, "room_booking_has_seats"),
        ({"visitor_name": ""}, "room_booking_has_visitor"),
        ({"confirmed_at": None}, "room_booking_confirmed_has_time"),
        ({"checked_in_at": NOW}, "room_booking_came_with_identity"),
        ({"decline_reason": "x"}, "room_booking_declined_has_reason"),
        ({"finished_at": NOW}, "room_booking_finished_has_time"),
        ({"no_show_at": NOW}, "room_booking_no_show_has_time"),
        ({"cancelled_at": NOW}, "room_booking_cancelled_has_time"),
    ],
)
def test_the_database_ties_states_to_their_facts(changes: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        booking_make(**{"starts_at": NINE, "ends_at": NINE + HOUR, **changes})


def test_the_words_of_a_booking_stay_and_no_booking_is_deleted() -> None:
    row = booking_make()
    with pytest.raises(InternalError, match="update"), transaction.atomic():
        RoomBooking.objects.filter(pk=row.pk).update(starts_at=NINE - timedelta(days=1))
    with pytest.raises(InternalError, match="delete"), transaction.atomic():
        row.delete()
    assert RoomBooking.objects.filter(pk=row.pk).exists()


def test_the_times_are_those_of_the_profiles_zone(vendor: User) -> None:
    use_profile("temanggung")
    # 09:00 WIB is 02:00 UTC; the office of Temanggung is open then.
    row = requested(room_make(), vendor, starts_at=NINE + HOUR)
    assert "pukul 09.00 WIB" in OutgoingMail.objects.get(case_number=row.number).body


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_get_one_place_and_the_other_is_told(make_account: Callable[..., User], lpse: Any) -> None:
    room = room_make(seats=1)
    people = [make_account("vendor") for _ in range(4)]
    start, answers = threading.Barrier(len(people)), []

    def book(user: User) -> None:
        start.wait()
        try:
            answers.append(requested(room, user).state)
        except BadInput as refusal:
            answers.append(refusal.message)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=book, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [answer for answer in answers if answer != "confirmed"]
    assert len(told) == 3
    assert all("sudah dipesan orang lain" in answer and "Masih kosong" in answer for answer in told)
    assert RoomBooking.objects.live().count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_in_many_windows_does_not_pass_the_limit(make_account: Callable[..., User], lpse: Any) -> None:
    set_rooms(open_bookings=1)
    user, rooms = make_account("vendor"), [room_make() for _ in range(3)]
    start, codes = threading.Barrier(len(rooms)), []

    def book(room: Any) -> None:
        start.wait()
        try:
            codes.append(requested(room, user).state)
        except Refusal as refusal:
            codes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=book, args=[room]) for room in rooms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["confirmed", "too_many", "too_many"]


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_one_decides_and_the_other_is_told(
    make_account: Callable[..., User], sign_in: Callable[..., Any]
) -> None:
    row = requested(room_make(needs_approval=True), make_account("vendor"))
    officers = [make_account("support"), make_account("head")]
    start, answers = threading.Barrier(2), []

    def decide(number: int) -> None:
        start.wait()
        try:
            if number:
                booking_confirm(booking=row, actor=officers[1])
            else:
                booking_decline(booking=row, reason="Penuh.", actor=officers[0])
            answers.append("done")
        except WrongState as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["done", "wrong_state"]
