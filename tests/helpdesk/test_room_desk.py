"""The rooms' desk: board, entry for a visitor, decision, check-in with slip, week, use, and the rooms themselves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from core.models import AuditEvent, User
from helpdesk.models import NetworkVoucher, Room, RoomBooking
from helpdesk.services.room_bookings import booking_confirm
from tests.helpdesk.rooms import HOUR, NINE, NOW, booking_make, entered, requested, room_make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moving_clock")]
DESK = "/admin/helpdesk/meja-ruang/"
ANSWERS = {
    "ruang": "bidding-1",
    "hari": "2026-11-25",
    "channel": "visit",
    "name": "Andi Contoh",
    "agency": "CV Contoh",
    "starts": "09:00",
    "ends": "10:00",
    "seat": "any",
    "people": "1",
    "purpose": "Mengunggah penawaran",
    "package_code": "",
    "phone": "081234567890",
    "email": "",
    "code": "0123456789",
}


@pytest.fixture
def desk(sign_in: Callable[..., Client]) -> Client:
    return sign_in("support")


@pytest.fixture
def room(desk: Client) -> Room:
    return room_make(code="bidding-1", name="Ruang Bidding 1")


def user(client: Client) -> User:
    return client.user  # type: ignore[attr-defined]


def test_a_walk_in_is_booked_checked_in_and_gets_the_voucher_on_the_slip(desk: Client, room: Room) -> None:
    answer = desk.post(f"{DESK}pesankan/", ANSWERS)
    row = RoomBooking.objects.get()
    assert answer.headers["Location"] == f"{DESK}{row.number}/"
    assert desk.post(f"{DESK}pesankan/", ANSWERS).headers["Location"] == answer.headers["Location"]
    html = desk.get(f"{DESK}{row.number}/").content.decode()
    assert "Catat hadir dan beri voucher" in html
    assert "0812" in html
    assert "081234567890" not in html
    answer = desk.post(f"{DESK}hadir/", {"kode": row.number, "identity": "ktp"})
    assert answer.headers["Location"] == f"{DESK}{row.number}/slip/"
    slip = desk.get(answer.headers["Location"]).content.decode()
    voucher = NetworkVoucher.objects.get()
    code = str(voucher.shown_code)
    shown = f"{code[:4]}-{code[4:]}"
    assert shown in slip
    assert "Berlaku sampai 16.00 WITA" in slip
    for page in ("", f"{row.number}/", "pekan/", "pemakaian/"):
        assert shown not in desk.get(f"{DESK}{page}").content.decode()
    board = desk.get(DESK).content.decode()
    assert "Andi Contoh" in board
    assert "1 voucher diberikan" in board


def test_a_lost_code_is_replaced_from_the_slip(desk: Client, room: Room, moving_clock: Any) -> None:
    row = entered(room, user(desk), starts_at=NOW)
    desk.post(f"{DESK}hadir/", {"kode": row.code, "identity": "ktp"})
    first = NetworkVoucher.objects.get()
    moving_clock.shift(timedelta(minutes=11))
    slip = desk.get(f"{DESK}{row.number}/slip/").content.decode()
    assert "Voucher jaringan sudah diberikan 09.00 WITA" in slip
    answer = desk.post(f"{DESK}{row.number}/voucher/", {"pengganti": str(first.pk)})
    assert answer.headers["Location"] == f"{DESK}{row.number}/slip/"
    desk.post(f"{DESK}{row.number}/voucher/", {"pengganti": str(first.pk)})
    assert NetworkVoucher.objects.count() == 2
    desk.post(f"{DESK}{row.number}/voucher/", {"pengganti": "²"})
    assert NetworkVoucher.objects.filter(revoked_at__isnull=True).count() == 1


def test_who_only_looks_on_sees_no_voucher(sign_in: Callable[..., Client], make_account: Callable[..., User]) -> None:
    head = sign_in("head")
    row = booking_make(state="checked_in")
    NetworkVoucher.objects.create(booking=row, code_hash="0" * 64, shown_code="ABCD2345", valid_until=NOW + HOUR)
    assert "ABCD-2345" not in head.get(f"{DESK}{row.number}/slip/").content.decode()
    for page in ("hadir/", f"{row.number}/selesai/", f"{row.number}/voucher/", f"{row.number}/batal/"):
        assert head.post(f"{DESK}{page}").status_code == 403
    assert head.get(f"{DESK}{booking_make().number}/slip/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Isi nama pengunjung"),
        ({"hari": "2026-11-24"}, "sudah lewat"),
        ({"starts": "12:00"}, "Pilih jam mulai dari daftar"),
        ({"email": "bukan-surel"}, "alamat surel yang lengkap"),
        ({"channel": "internet"}, "dari daftar"),
    ],
)
def test_a_refused_entry_keeps_what_was_typed(changes: dict[str, str], words: str, desk: Client, room: Room) -> None:
    answer = desk.post(f"{DESK}pesankan/", {**ANSWERS, **changes})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert words in html
    assert "081234567890" in html
    assert not RoomBooking.objects.exists()


def test_without_a_room_the_entry_leads_to_adding_one(desk: Client) -> None:
    assert "/admin/helpdesk/room/add/" in desk.get(f"{DESK}pesankan/").content.decode()
    assert "Belum ada ruang" in desk.get(f"{DESK}pekan/").content.decode()
    assert desk.get(f"{DESK}pemakaian/").status_code == 200


def test_a_scanned_address_types_the_code_and_changes_nothing(desk: Client, room: Room) -> None:
    row = entered(room, user(desk), starts_at=NOW)
    assert f'value="{row.code}"' in desk.get(f"{DESK}?kode={row.code}").content.decode()
    row.refresh_from_db()
    assert row.state == "confirmed"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kode": "", "identity": "ktp"}, "Isi kode hadir"),
        ({"kode": "salah", "identity": "ktp"}, "Tidak ada pemesanan"),
        ({"kode": "salah", "identity": ""}, "Pilih identitas yang ditunjukkan"),
    ],
)
def test_a_refused_check_in_says_why(data: dict[str, str], words: str, desk: Client, room: Room) -> None:
    answer = desk.post(f"{DESK}hadir/", data)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert words in html
    assert f'value="{data["kode"]}"' in html or not data["kode"]


def test_approval_and_refusal_by_somebody_else(desk: Client, room: Room, make_account: Callable[..., User]) -> None:
    Room.objects.update(needs_approval=True)
    asked = requested(room, make_account("vendor"))
    own = entered(room, user(desk))
    html = desk.get(DESK).content.decode()
    assert f"{DESK}{asked.number}/setujui/" in html
    assert f"{DESK}{own.number}/setujui/" not in html
    assert desk.post(f"{DESK}{own.number}/setujui/").status_code == 403
    assert desk.post(f"{DESK}{own.number}/tolak/", {"reason": "x"}).status_code == 403
    assert "diputuskan orang lain" in desk.get(f"{DESK}{own.number}/").content.decode()
    answer = desk.post(f"{DESK}{asked.number}/tolak/", {"reason": ""})
    assert answer.status_code == 400
    assert "Tulis alasannya" in answer.content.decode()
    answer = desk.post(f"{DESK}{asked.number}/tolak/", {"reason": "kata sandi: rahasia"})
    assert answer.status_code == 400
    desk.post(f"{DESK}{asked.number}/setujui/")
    asked.refresh_from_db()
    assert (asked.state, asked.confirmed_by) == ("confirmed", user(desk))
    # A second window is told, and nothing changes.
    html = desk.post(f"{DESK}{asked.number}/tolak/", {"reason": "Penuh."}, follow=True).content.decode()
    assert "sudah diubah orang lain" in html
    asked.refresh_from_db()
    assert asked.state == "confirmed"


def test_declining_leads_back_with_the_reason(desk: Client, room: Room, make_account: Callable[..., User]) -> None:
    Room.objects.update(needs_approval=True)
    asked = requested(room, make_account("vendor"))
    html = desk.post(f"{DESK}{asked.number}/tolak/", {"reason": "Dipakai pelatihan."}, follow=True).content.decode()
    assert "Dipakai pelatihan." in html
    asked.refresh_from_db()
    assert asked.state == "declined"


def test_the_end_of_a_visit_and_a_no_show(desk: Client, room: Room) -> None:
    row = entered(room, user(desk), starts_at=NOW)
    other = entered(room, user(desk), starts_at=NOW)
    tomorrow = entered(room, user(desk))
    desk.post(f"{DESK}hadir/", {"kode": row.number, "identity": "sim"})
    assert desk.post(f"{DESK}{row.number}/selesai/", {"dari": "hari-ini"}).headers["Location"] == DESK
    desk.post(f"{DESK}{row.number}/selesai/")
    desk.post(f"{DESK}{other.number}/tidak-hadir/")
    assert "baru mulai" in desk.post(f"{DESK}{tomorrow.number}/tidak-hadir/", follow=True).content.decode()
    desk.post(f"{DESK}{tomorrow.number}/batal/")
    states = dict(RoomBooking.objects.order_by("pk").values_list("number", "state"))
    assert states == {row.number: "finished", other.number: "no_show", tomorrow.number: "cancelled"}
    assert AuditEvent.objects.filter(action="room_booking.finished").count() == 1
    assert "tidak dapat dibatalkan" in desk.post(f"{DESK}{row.number}/batal/", follow=True).content.decode()


def test_week_and_use_show_the_room_and_odd_addresses_the_present(desk: Client, room: Room) -> None:
    entered(room, user(desk), seat="2")
    html = desk.get(f"{DESK}pekan/?ruang=bidding-1&mulai=2026-11-26").content.decode()
    assert "tempat duduk 2" in html
    assert "room-bar-confirmed" in html
    for query in ("?ruang=tidak-ada&mulai=kemarin", "?mulai=9999-12-31", "?mulai=0001-01-01"):
        assert desk.get(f"{DESK}pekan/{query}").status_code == 200
        assert desk.get(f"{DESK}pemakaian/{query}&masa=pekan").status_code == 200
    html = desk.get(f"{DESK}pemakaian/?ruang=bidding-1").content.decode()
    assert "November 2026" in html
    assert "Pasal 23 huruf a" in html
    assert "Pasal 23 huruf b" in html
    assert "belum berlangsung" in html


def test_the_first_page_of_the_unit_shows_the_rooms(desk: Client, sign_in: Callable[..., Client]) -> None:
    assert "Ruang hari ini" in desk.get("/admin/").content.decode()
    assert "Ruang hari ini" not in sign_in("verifier").get("/admin/").content.decode()


def test_a_booking_of_an_erased_visitor_says_so(desk: Client) -> None:
    row = booking_make(state="finished", visitor_name="", erased_at=NOW)
    html = desk.get(f"{DESK}{row.number}/").content.decode()
    assert "menurut masa simpan" in html


# The rooms themselves, and the register

ROOM = {
    "code": "pelatihan-1", "name": "Ruang Pelatihan", "kind": "training", "place": "Lantai 1", "seats": "20",
    "use": "whole", "needs_approval": "on", "equipment": "Proyektor", "is_active": "on", "opened_version": "0",
}  # fmt: skip


def test_a_room_is_added_and_changed_with_history(desk: Client) -> None:
    assert desk.post("/admin/helpdesk/room/add/", ROOM).status_code == 302
    room = Room.objects.get()
    assert (room.seats, room.needs_approval, room.version) == (20, True, 1)
    page = f"/admin/helpdesk/room/{room.pk}/change/"
    assert desk.post(page, {**ROOM, "seats": "25", "opened_version": "1"}).status_code == 302
    room.refresh_from_db()
    assert (room.seats, room.version) == (25, 2)
    event = AuditEvent.objects.get(action="room.changed")
    assert event.data == {"seats": ["20", "25"]}
    assert "Ruang diubah" in desk.get(f"/admin/helpdesk/room/{room.pk}/history/").content.decode()
    # Saved without a change: no second version.
    desk.post(page, {**ROOM, "seats": "25", "opened_version": "2"})
    room.refresh_from_db()
    assert room.version == 2


def test_of_two_officers_the_second_is_told(desk: Client) -> None:
    desk.post("/admin/helpdesk/room/add/", ROOM)
    page = f"/admin/helpdesk/room/{Room.objects.get().pk}/change/"
    desk.post(page, {**ROOM, "seats": "25", "opened_version": "1"})
    answer = desk.post(page, {**ROOM, "seats": "30", "opened_version": "1"})
    assert answer.status_code == 200
    assert "baru saja diubah petugas lain" in answer.content.decode()
    assert Room.objects.get().seats == 25


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "Ruang 1"}, "huruf kecil, angka, dan tanda hubung"),
        ({"code": "pesanan"}, "sudah dipakai alamat lain"),
        ({"seats": "0"}, "paling sedikit 1 tempat duduk"),
        ({"seats": "501"}, "paling banyak 500"),
        ({"equipment": "password: rahasia"}, "kata sandi"),
    ],
)
def test_a_room_that_cannot_be_is_refused(changes: dict[str, str], words: str, desk: Client) -> None:
    answer = desk.post("/admin/helpdesk/room/add/", {**ROOM, **changes})
    assert words in answer.content.decode()
    assert not Room.objects.exists()


def test_a_room_keeps_what_is_booked(desk: Client, room: Room) -> None:
    row = entered(room, user(desk), seat="3")
    page = f"/admin/helpdesk/room/{room.pk}/change/"
    values = {**ROOM, "name": room.name, "kind": "bidding", "use": "both", "opened_version": "1"}
    html = desk.post(page, {**values, "seats": "2"}).content.decode()
    assert f"Tempat duduk 3 masih dipesan ({row.number})" in html
    closed = {key: value for key, value in values.items() if key != "is_active"}
    assert "Masih ada 1 pemesanan" in desk.post(page, {**closed, "seats": "3"}).content.decode()
    room.refresh_from_db()
    assert (room.seats, room.is_active, room.version) == (3, True, 1)


def test_the_deputy_sees_rooms_and_changes_none(sign_in: Callable[..., Client]) -> None:
    deputy, room = sign_in("deputy"), room_make()
    assert deputy.get(f"/admin/helpdesk/room/{room.pk}/change/").status_code == 200
    assert deputy.post(f"/admin/helpdesk/room/{room.pk}/change/", ROOM).status_code == 403
    assert deputy.post("/admin/helpdesk/room/add/", ROOM).status_code == 403


def test_the_register_finds_names_and_vouchers_and_exports(desk: Client, room: Room) -> None:
    row = entered(room, user(desk), starts_at=NOW)
    entered(room, user(desk), starts_at=NINE)
    desk.post(f"{DESK}hadir/", {"kode": row.number, "identity": "ktp"})
    code = str(NetworkVoucher.objects.get().shown_code)
    register = "/admin/helpdesk/roombooking/"
    html = desk.get(register, {"q": f"{code[:4]}-{code[4:]}".lower()}).content.decode()
    assert row.number in html
    assert html.count("RNG-2026-") == html.count(row.number)
    assert row.number in desk.get(register, {"q": "Andi"}).content.decode()
    file = desk.post(register, {"action": "export_csv"})
    text = b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Andi Contoh" in text
    assert "KTP" in text
    assert code not in text
    assert desk.get(f"{register}{row.pk}/change/").headers["Location"] == f"{DESK}{row.number}/"
    assert desk.get("/admin/helpdesk/roomdesk/").headers["Location"] == DESK


def test_what_was_approved_stands_in_the_history(desk: Client, room: Room, make_account: Callable[..., User]) -> None:
    Room.objects.update(needs_approval=True)
    row = booking_confirm(booking=requested(room, make_account("vendor")), actor=user(desk))
    html = desk.get(f"{DESK}{row.number}/").content.decode()
    assert "Pemesanan ruang disetujui" in html
    assert "Ruang dipesan" in html
