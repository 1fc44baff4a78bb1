"""From the check-in to the end: identity, voucher, what the portal does by itself, and what is forgotten."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from core.models import AuditEvent, OutgoingMail, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from helpdesk.emails.rooms import check_in_address
from helpdesk.models import NetworkVoucher, RoomBooking
from helpdesk.services.room_bookings import booking_cancel
from helpdesk.services.room_upkeep import rooms_keep, rooms_of_person_erase
from helpdesk.services.room_visits import (
    booking_check_in,
    booking_find,
    booking_finish,
    booking_no_show,
    shown_code,
    voucher_find,
    voucher_of,
    voucher_replace,
)
from helpdesk.tasks.rooms import keep_rooms
from tests.helpdesk.rooms import HOUR, NINE, booking_make, entered, guest, requested, room_make, set_rooms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moving_clock")]
CLOSING = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


@pytest.fixture
def officer(sign_in: Callable[..., Any], make_account: Callable[..., User]) -> User:
    return make_account("support")


@pytest.fixture
def booked(vendor: User, moving_clock: Any) -> RoomBooking:
    """Booked for tomorrow at nine, which is now."""
    row = requested(room_make(), vendor)
    moving_clock.move_to(NINE)
    return row


def check_in(row: RoomBooking, officer: User, text: str = "") -> RoomBooking:
    return booking_check_in(text=text or row.code, identity="ktp", actor=officer)


def test_a_booking_is_found_by_code_address_and_number() -> None:
    row = booking_make(code="7KX2M0QF4T")
    for text in ("7kx2m-oqf4t", " 7KX2M 0QF4T ", check_in_address(row), row.number.lower(), f"\x00{row.number}"):
        assert booking_find(text) == row
    assert booking_find("tidak ada") is None
    assert booking_find("") is None


def test_checking_in_gives_one_voucher_until_closing(booked: RoomBooking, officer: User) -> None:
    row = check_in(booked, officer)
    assert (row.state, row.checked_in_at, row.checked_in_by, row.identity_shown) == ("checked_in", NINE, officer, "ktp")
    voucher = voucher_of(row)
    assert voucher is not None
    assert voucher.valid_until == CLOSING
    code = shown_code(voucher)
    assert len(code) == 9
    assert voucher_find(code.lower()) == row
    assert code.replace("-", "") not in str(NetworkVoucher.objects.values_list("code_hash", flat=True))
    # Twice is once.
    assert check_in(row, officer).checked_in_at == NINE
    assert NetworkVoucher.objects.count() == 1
    actions = list(AuditEvent.objects.filter(object_number=row.number).order_by("pk").values_list("action", flat=True))
    assert actions == ["room_booking.requested", "room_booking.checked_in", "room_booking.voucher_issued"]
    assert code.replace("-", "") not in str(list(AuditEvent.objects.order_by("pk").values("data")))


def test_the_code_is_shown_for_ten_minutes_and_then_nobody_has_it(
    booked: RoomBooking, officer: User, moving_clock: Any
) -> None:
    row = check_in(booked, officer)
    moving_clock.shift(timedelta(minutes=9))
    assert shown_code(voucher_of(row))
    moving_clock.shift(timedelta(minutes=1))
    assert shown_code(voucher_of(row)) == ""
    rooms_keep()
    assert voucher_of(row).shown_code == ""
    assert shown_code(None) == ""


def test_a_lost_voucher_is_replaced_once_and_the_old_one_stops_counting(
    booked: RoomBooking, officer: User, vendor: User
) -> None:
    row = check_in(booked, officer)
    first = voucher_of(row)
    with pytest.raises(Forbidden):
        voucher_replace(booking=row, actor=vendor, after=first.pk)
    second = voucher_replace(booking=row, actor=officer, after=first.pk)
    assert voucher_replace(booking=row, actor=officer, after=first.pk) == second
    first.refresh_from_db()
    assert (first.revoked_by, first.shown_code) == (officer, "")
    assert voucher_of(row) == second
    booking_finish(booking=row, actor=officer)
    with pytest.raises(Refusal, match="selama pengunjung memakai ruang"):
        voucher_replace(booking=row, actor=officer, after=second.pk)


def test_the_database_keeps_one_voucher_a_visit(booked: RoomBooking, officer: User) -> None:
    row = check_in(booked, officer)
    with pytest.raises(IntegrityError, match="network_voucher_one_a_visit"), transaction.atomic():
        NetworkVoucher.objects.create(booking=row, code_hash="0" * 64, valid_until=CLOSING, issued_at=NINE)


def test_a_check_in_asks_for_officer_code_and_card(booked: RoomBooking, officer: User, vendor: User) -> None:
    with pytest.raises(Forbidden):
        check_in(booked, vendor)
    with pytest.raises(BadInput, match="Tidak ada pemesanan") as refused:
        check_in(booked, officer, "RNG-0")
    assert refused.value.field == "kode"
    with pytest.raises(BadInput, match="Pilih kartu identitas"):
        booking_check_in(text=booked.number, identity="", actor=officer)


def test_a_visitor_comes_in_from_half_an_hour_before_until_the_end(
    booked: RoomBooking, officer: User, moving_clock: Any
) -> None:
    moving_clock.move_to(NINE - timedelta(minutes=31))
    with pytest.raises(Refusal, match=r"dapat masuk sejak 08\.30 WITA"):
        check_in(booked, officer)
    moving_clock.move_to(NINE + HOUR)
    with pytest.raises(Refusal, match="berakhir"):
        check_in(booked, officer)
    moving_clock.move_to(NINE - timedelta(minutes=30))
    assert check_in(booked, officer).state == "checked_in"


def test_what_waits_or_is_over_is_not_checked_in(booked: RoomBooking, officer: User, vendor: User) -> None:
    waiting = booking_make(state="requested", starts_at=NINE, ends_at=NINE + HOUR)
    with pytest.raises(WrongState, match="menunggu persetujuan"):
        check_in(waiting, officer)
    row = booking_finish(booking=check_in(booked, officer), actor=officer)
    with pytest.raises(WrongState, match="selesai"):
        check_in(row, officer)
    with pytest.raises(WrongState):
        booking_cancel(booking=row, actor=vendor)


def test_leaving_early_frees_the_seat(booked: RoomBooking, officer: User, moving_clock: Any) -> None:
    row = check_in(booked, officer)
    moving_clock.shift(timedelta(minutes=10))
    row = booking_finish(booking=row, actor=officer)
    assert (row.state, row.finished_at, row.finished_by) == ("finished", NINE + timedelta(minutes=10), officer)
    assert booking_finish(booking=row, actor=officer).finished_at == row.finished_at
    assert entered(row.room, officer, seat="1", starts_at=NINE).seat_from == 1
    with pytest.raises(WrongState):
        booking_finish(booking=booking_make(), actor=officer)


def test_only_the_unit_notes_an_end_or_a_no_show(booked: RoomBooking, officer: User, vendor: User) -> None:
    with pytest.raises(Forbidden):
        booking_no_show(booking=booked, actor=vendor)
    check_in(booked, officer)
    with pytest.raises(Forbidden):
        booking_finish(booking=booked, actor=vendor)
    booked.refresh_from_db()
    assert booked.state == "checked_in"


def test_the_portal_frees_what_nobody_came_for(booked: RoomBooking, officer: User, moving_clock: Any) -> None:
    moving_clock.move_to(NINE + timedelta(minutes=29))
    assert rooms_keep() == 0
    moving_clock.move_to(NINE + timedelta(minutes=30))
    keep_rooms()
    booked.refresh_from_db()
    assert (booked.state, booked.no_show_by) == ("no_show", None)
    assert OutgoingMail.objects.latest("pk").kind == "room_booking.missed"
    assert entered(booked.room, officer, seat="1", starts_at=NINE + HOUR / 2).seat_from == 1
    assert rooms_keep() == 0


def test_a_booking_shorter_than_the_grace_is_missed_at_its_end(booked: RoomBooking, moving_clock: Any) -> None:
    set_rooms(no_show_minutes=240)
    moving_clock.move_to(NINE + HOUR)
    assert rooms_keep() == 1
    booked.refresh_from_db()
    assert booked.state == "no_show"


def test_the_desk_notes_a_no_show_only_after_the_beginning(
    booked: RoomBooking, officer: User, moving_clock: Any
) -> None:
    moving_clock.move_to(NINE - timedelta(minutes=1))
    with pytest.raises(Refusal, match="baru mulai"):
        booking_no_show(booking=booked, actor=officer)
    moving_clock.move_to(NINE)
    assert booking_no_show(booking=booked, actor=officer).no_show_by == officer


def test_a_request_that_nobody_decided_lapses(vendor: User, moving_clock: Any) -> None:
    row = requested(room_make(needs_approval=True), vendor)
    moving_clock.move_to(NINE + timedelta(minutes=29))
    assert rooms_keep() == 0
    moving_clock.move_to(NINE + timedelta(minutes=30))
    assert rooms_keep() == 1
    row.refresh_from_db()
    assert (row.state, row.declined_by) == ("declined", None)
    assert "Belum diputuskan" in OutgoingMail.objects.latest("pk").body


@pytest.mark.parametrize("asks", [True, False])
def test_what_was_booked_after_it_began_is_not_freed_at_once(asks: bool, officer: User, moving_clock: Any) -> None:
    moving_clock.move_to(NINE + timedelta(minutes=29))
    row = entered(room_make(needs_approval=asks), officer, starts_at=NINE, hours=2)
    moving_clock.move_to(NINE + timedelta(minutes=58))
    assert rooms_keep() == 0
    moving_clock.move_to(NINE + timedelta(minutes=59))
    assert rooms_keep() == 1
    row.refresh_from_db()
    assert row.state == ("declined" if asks else "no_show")


def test_who_was_not_seen_leaving_has_left_at_closing(booked: RoomBooking, officer: User, moving_clock: Any) -> None:
    row = check_in(booked, officer)
    moving_clock.move_to(CLOSING - timedelta(minutes=1))
    assert rooms_keep() == 0
    moving_clock.move_to(CLOSING)
    assert rooms_keep() == 1
    row.refresh_from_db()
    assert (row.state, row.finished_at, row.finished_by) == ("finished", NINE + HOUR, None)


def test_a_visitor_is_reminded_once(vendor: User, moving_clock: Any) -> None:
    early = requested(room_make(), vendor, starts_at=NINE + timedelta(days=1))
    moving_clock.move_to(NINE)
    late = requested(room_make(), vendor, starts_at=NINE + timedelta(hours=4))
    assert [rooms_keep(), rooms_keep()] == [1, 0]
    mails = OutgoingMail.objects.filter(kind="room_booking.reminder").order_by("pk")
    assert [mail.case_number for mail in mails] == [early.number]
    late.refresh_from_db()
    assert late.reminded_at is None


def test_no_reminder_where_the_profile_wants_none(vendor: User, moving_clock: Any) -> None:
    set_rooms(reminder_hours=0)
    requested(room_make(), vendor, starts_at=NINE + timedelta(days=1))
    moving_clock.move_to(NINE)
    assert rooms_keep() == 0


def test_names_are_forgotten_after_the_profiles_days(booked: RoomBooking, officer: User, moving_clock: Any) -> None:
    row = booking_finish(booking=check_in(booked, officer), actor=officer)
    moving_clock.move_to(NINE + HOUR + timedelta(days=730))
    assert rooms_keep() == 1
    row.refresh_from_db()
    assert (row.visitor_name, row.visitor_agency, row.visitor_phone, row.purpose) == ("", "", "", "")
    assert row.erased_at is not None
    assert row.state == "finished"
    assert rooms_keep() == 0


def test_a_person_who_asks_is_forgotten_once_nothing_is_ahead(booked: RoomBooking, officer: User, vendor: User) -> None:
    with pytest.raises(Refusal, match="masih mempunyai pemesanan ruang"):
        rooms_of_person_erase(vendor.person)
    booking_cancel(booking=booked, actor=officer)
    other = entered(room_make(), officer, who=guest())
    rooms_of_person_erase(vendor.person)
    booked.refresh_from_db()
    other.refresh_from_db()
    assert booked.visitor_name == ""
    assert other.visitor_name == "Andi Contoh"


@pytest.mark.django_db(transaction=True)
def test_a_visitor_who_comes_while_the_portal_frees_the_room_is_in_or_is_told(
    make_account: Callable[..., User], sign_in: Callable[..., Any], moving_clock: Any
) -> None:
    officer = make_account("support")
    row = requested(room_make(), make_account("vendor"))
    moving_clock.move_to(NINE + timedelta(minutes=30))
    start, answers = threading.Barrier(2), []

    def come() -> None:
        start.wait()
        try:
            answers.append(check_in(row, officer).state)
        except WrongState as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    def keep() -> None:
        start.wait()
        try:
            rooms_keep()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come), threading.Thread(target=keep)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row.refresh_from_db()
    assert (row.state, answers) in [("checked_in", ["checked_in"]), ("no_show", ["wrong_state"])]
    assert NetworkVoucher.objects.count() == (row.state == "checked_in")
