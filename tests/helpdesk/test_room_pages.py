"""/ruang/: everybody sees what is free; vendors and officials book, see, and cancel their own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from core.models import AuditEvent, OutgoingMail, User
from helpdesk.models import Room, RoomBooking
from helpdesk.services.room_bookings import booking_cancel
from tests.helpdesk.rooms import HOUR, NINE, requested, room_make, set_rooms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moving_clock")]
ANSWERS = {
    "hari": "2026-11-26",
    "starts": "09:00",
    "ends": "10:00",
    "seat": "any",
    "people": "1",
    "purpose": "Mengunggah penawaran",
    "package_code": "1234567",
    "agency": "CV Contoh",
    "phone": "081234567890",
}


@pytest.fixture
def guest(sign_in: Callable[..., Client]) -> Client:
    return sign_in("vendor")


@pytest.fixture
def room(guest: Client) -> Room:
    return room_make(code="bidding-1", name="Ruang Bidding 1", equipment="Komputer\nPencetak\n")


def post(guest: Client, **changes: str) -> Any:
    return guest.post("/ruang/bidding-1/", {**ANSWERS, **changes})


def test_everybody_sees_rooms_and_free_times_but_no_names(
    client: Client, room: Room, make_account: Callable[..., User]
) -> None:
    requested(room, make_account("vendor", full_name="Rahasia Orang"))
    room_make(name="Gudang", is_active=False, code="gudang")
    client.logout()
    html = client.get("/ruang/").content.decode()
    assert "Ruang Bidding 1" in html
    assert "Komputer, Pencetak" in html
    assert "Pasal 23 huruf a" in html
    assert "Gudang" not in html
    html = client.get("/ruang/bidding-1/?hari=2026-11-26").content.decode()
    assert "sisa 2 dari 3" in html
    assert "Rahasia Orang" not in html
    assert "/akun/masuk/?next=/ruang/bidding-1/" in html
    assert "<form method" not in html
    assert client.get("/ruang/gudang/").status_code == 404


def test_without_rooms_the_list_says_what_to_do(guest: Client) -> None:
    assert "Belum ada ruang" in guest.get("/ruang/").content.decode()


@pytest.mark.parametrize("query", ["?hari=2026-11-28", "?hari=besok", "?hari=9999-99-99", "?hari=2020-01-01"])
def test_an_odd_day_shows_the_first_open_one(query: str, guest: Client, room: Room) -> None:
    page = guest.get(f"/ruang/bidding-1/{query}")
    assert page.status_code == 200
    assert "Rabu, 25 November 2026" in page.content.decode()


def test_booking_leads_to_the_page_with_code_and_calendar(guest: Client, room: Room) -> None:
    answer = post(guest)
    row = RoomBooking.objects.get()
    assert answer.headers["Location"] == f"/ruang/pesanan/{row.number}/"
    html = guest.get(answer.headers["Location"]).content.decode()
    for words in (
        row.number,
        row.code_label,
        "Kamis, 26 November 2026 pukul 09.00 WITA",
        "data:image/svg+xml",
        "1234567",
    ):
        assert words in html
    ics = guest.get(f"/ruang/pesanan/{row.number}/kunjungan.ics")
    assert ics.headers["Content-Type"].startswith("text/calendar")
    assert b"SUMMARY:Ruang Bidding 1" in ics.content
    # A second press of the button is the same as one.
    assert post(guest).status_code == 302
    assert RoomBooking.objects.count() == 1


def test_a_room_with_approval_says_that_it_waits(guest: Client, room: Room) -> None:
    Room.objects.update(needs_approval=True)
    html = guest.get(post(guest).headers["Location"]).content.decode()
    assert "menunggu persetujuan" in html
    assert "data:image/svg+xml" not in html
    number = RoomBooking.objects.get().number
    assert guest.get(f"/ruang/pesanan/{number}/kunjungan.ics").status_code == 404
    assert "Batalkan pemesanan ini" in html


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts": ""}, "Pilih jam mulai"),
        ({"ends": "pagi"}, "dari daftar"),
        ({"hari": "2026-11-25", "starts": "08:00"}, "sudah lewat"),
        ({"hari": "2026-11-28"}, "Kantor tutup pada Sabtu"),
        ({"hari": "2027-11-26"}, "baru dibuka sampai"),
        ({"starts": "09:10"}, "Pilih jam mulai dari daftar"),
        ({"starts": "11:00", "ends": "10:00"}, "sesudah jam mulai"),
        ({"seat": "9"}, "Pilih tempat dari daftar"),
        ({"people": "2"}, "Satu tempat duduk dipakai satu orang"),
        ({"purpose": ""}, "Isi keperluan"),
        ({"purpose": "password: abc"}, "kata sandi"),
        ({"agency": ""}, "Isi perusahaan atau instansi"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(changes: dict[str, str], words: str, guest: Client, room: Room) -> None:
    answer = post(guest, **changes)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert words in html
    assert "field-error" in html
    assert "081234567890" in html
    for name in ("starts", "ends"):
        typed = {**ANSWERS, **changes}[name]
        if ":" in typed:
            assert f'value="{typed}" selected' in html
    assert not RoomBooking.objects.exists()


def test_whoever_comes_second_is_told_what_is_free(
    guest: Client, room: Room, make_account: Callable[..., User]
) -> None:
    Room.objects.update(seats=1)
    requested(Room.objects.get(), make_account("ppk"))
    answer = post(guest)
    assert answer.status_code == 400
    html = answer.content.decode()
    assert "Masih kosong pada Kamis, 26 November 2026: 07.30–09.00, 10.00–12.00, 13.00–16.00 WITA." in html
    assert "penuh" in html


def test_the_next_form_knows_agency_and_phone(guest: Client, room: Room) -> None:
    post(guest)
    html = guest.get("/ruang/bidding-1/").content.decode()
    assert 'value="CV Contoh"' in html
    assert 'value="081234567890"' in html


def test_too_many_bookings_stand_on_top_of_the_form(guest: Client, room: Room) -> None:
    set_rooms(open_bookings=1)
    post(guest)
    answer = post(guest, starts="10:00", ends="11:00")
    assert answer.status_code == 400
    assert "sudah mempunyai 1 pemesanan" in answer.content.decode()


def test_who_may_not_book_is_led_to_sign_in_or_refused(
    client: Client, room: Room, sign_in: Callable[..., Client]
) -> None:
    client.logout()
    answer = post(client)
    assert answer.status_code == 302
    assert "/akun/masuk/" in answer.headers["Location"]
    for roles in ((), ("lkpp",), ("support",)):
        other = sign_in(*roles)
        assert post(other).status_code == 403
        assert "dipesan penyedia dan pejabat" in other.get("/ruang/bidding-1/").content.decode()
    assert not RoomBooking.objects.exists()


def test_cancelling_asks_once_more_and_twice_is_once(guest: Client, room: Room) -> None:
    post(guest)
    row = RoomBooking.objects.get()
    page = f"/ruang/pesanan/{row.number}/batal/"
    assert "Batalkan pemesanan Ruang Bidding 1?" in guest.get(page).content.decode()
    assert guest.post(page).headers["Location"] == f"/ruang/pesanan/{row.number}/"
    assert guest.post(page).status_code == 302
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert AuditEvent.objects.filter(action="room_booking.cancelled").count() == 1
    assert OutgoingMail.objects.filter(kind="room_booking.cancelled").count() == 1
    assert guest.get(page).status_code == 302
    assert "Pesan jam lain" in guest.get(f"/ruang/pesanan/{row.number}/").content.decode()


def test_too_late_to_cancel_says_whom_to_call(guest: Client, room: Room, moving_clock: Any) -> None:
    post(guest)
    row = RoomBooking.objects.get()
    moving_clock.move_to(NINE - timedelta(minutes=30))
    # The session of the day before is over.
    guest.force_login(guest.user, backend="core.backends.RoleBackend")  # type: ignore[attr-defined]
    assert "tidak dapat dibatalkan lagi di sini" in guest.get(f"/ruang/pesanan/{row.number}/").content.decode()
    html = guest.post(f"/ruang/pesanan/{row.number}/batal/", follow=True).content.decode()
    assert "hanya dapat dibatalkan sampai" in html
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_a_strangers_booking_is_not_found(guest: Client, room: Room, make_account: Callable[..., User]) -> None:
    row = requested(room, make_account("vendor"))
    for page in ("", "batal/", "kunjungan.ics"):
        assert guest.get(f"/ruang/pesanan/{row.number}/{page}").status_code == 404
    assert guest.post(f"/ruang/pesanan/{row.number}/batal/").status_code == 404
    assert row.number not in guest.get("/ruang/pesanan/").content.decode()


def test_own_bookings_stand_in_a_list_and_on_the_own_page(guest: Client, room: Room) -> None:
    assert "Anda belum memesan ruang" in guest.get("/ruang/pesanan/").content.decode()
    assert "tidak mempunyai pemesanan ruang" in guest.get("/akun/").content.decode()
    row = requested(room, guest.user, starts_at=NINE + HOUR)  # type: ignore[attr-defined]
    assert row.number in guest.get("/ruang/pesanan/").content.decode()
    assert f"/ruang/pesanan/{row.number}/" in guest.get("/akun/").content.decode()
    booking_cancel(booking=row, actor=guest.user)  # type: ignore[attr-defined]
    assert "dibatalkan" in guest.get("/ruang/pesanan/").content.decode()


def test_the_front_page_leads_to_the_rooms(guest: Client) -> None:
    assert 'href="/ruang/"' in guest.get("/").content.decode()
