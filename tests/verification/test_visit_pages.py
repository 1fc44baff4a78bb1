"""/kunjungan/: the applicant chooses, sees, moves and cancels; the screen of the waiting room shows no person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.enums import VisitState
from core.models import User, Visit
from core.visits import visit_call_next, visit_check_in, visit_walk_in
from registration.models import Application
from tests.verification import cases
from tests.verification.visits import NOW, THURSDAY_NINE, set_visits
from verification.services.slots import slot_book

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moving_clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def guest(sign_in: Callable[..., Client]) -> Client:
    return sign_in("vendor")


@pytest.fixture
def own(guest: Client) -> Application:
    return cases.application(guest.user)  # type: ignore[attr-defined]


def post(guest: Client, own: Application, slot: str, page: str = "", way: str = "desk", day: str = "2026-11-26") -> Any:
    return guest.post(f"/kunjungan/{own.number}/{page}", {"slot": slot, "cara": way, "hari": day})


def test_the_short_address_leads_to_the_own_appointment(guest: Client, own: Application) -> None:
    assert guest.get("/kunjungan/").headers["Location"] == f"/kunjungan/{own.number}/"


def test_without_an_application_the_short_address_leads_to_registration(guest: Client) -> None:
    assert guest.get("/kunjungan/").headers["Location"] == "/daftar/penyedia/"


def test_a_day_offers_its_times_with_places_left(guest: Client, own: Application) -> None:
    html = guest.get(f"/kunjungan/{own.number}/?cara=desk&hari=2026-11-26").content.decode()
    assert 'value="2026-11-26T09:00"' in html
    assert "sisa 2" in html
    assert "Kamis, 26 November 2026" in html
    assert "?cara=desk&amp;hari=2026-11-30" in html
    assert "hari=2026-11-28" not in html


@pytest.mark.parametrize(
    "query", ["?hari=2026-11-28", "?hari=besok&cara=rumah", "?hari=9999-99-99", "?hari=2020-01-01"]
)
def test_an_odd_address_shows_the_first_day(query: str, guest: Client, own: Application) -> None:
    page = guest.get(f"/kunjungan/{own.number}/{query}")
    assert page.status_code == 200
    assert 'value="2026-11-25T09:30"' in page.content.decode()


def test_booking_leads_to_the_page_with_code_calendar_and_changes(guest: Client, own: Application) -> None:
    answer = post(guest, own, "2026-11-26T09:00")
    assert answer.headers["Location"] == f"/kunjungan/{own.number}/"
    visit = Visit.objects.get()
    html = guest.get(answer.headers["Location"]).content.decode()
    for words in (visit.number, visit.code_label, "Kamis, 26 November 2026 pukul 09.00 WITA", "data:image/svg+xml"):
        assert words in html
    for page in ("pindah/", "batal/", "kunjungan.ics"):
        assert f"/kunjungan/{own.number}/{page}" in html
    # A second press of the button is the same as one.
    assert post(guest, own, "2026-11-26T09:00").status_code == 302
    assert Visit.objects.count() == 1


def test_the_page_of_the_application_shows_the_appointment(guest: Client, own: Application) -> None:
    page = f"/pendaftaran/{own.number}/"
    assert "Pesan jadwal kunjungan" in guest.get(page).content.decode()
    post(guest, own, "2026-11-26T09:00", way="video")
    html = guest.get(page).content.decode()
    assert "Kamis, 26 November 2026 pukul 09.00 WITA" in html
    assert "panggilan video" in html
    assert "Lihat jadwal dan kode QR" in html


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        ("", "Pilih jam."),
        ("besok pagi", "Pilih jam dari daftar."),
        ("2026-11-25T08:00", "sudah lewat"),
        ("2026-11-28T09:00", "Kantor tutup pada Sabtu"),
        ("2027-11-26T09:00", "baru dibuka sampai"),
        ("2026-11-26T09:10", "Tidak ada jadwal yang mulai"),
    ],
)
def test_a_refused_choice_comes_back_with_its_reason(slot: str, words: str, guest: Client, own: Application) -> None:
    answer = post(guest, own, slot)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert words in html
    assert "field-error" in html
    assert not Visit.objects.exists()
    if slot.startswith("20"):
        assert f'value="{slot}"' in html
        assert "checked" in html.split(f'value="{slot}"', 1)[1].split(">", 1)[0]


def test_a_full_slot_stays_chosen_and_says_so(
    guest: Client, own: Application, make_account: Callable[..., User]
) -> None:
    set_visits(desk_capacity=1)
    other = cases.application(make_account("vendor"))
    slot_book(application=other, starts_at=THURSDAY_NINE, place="desk", actor=other.owner)
    answer = post(guest, own, "2026-11-26T09:00")
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "baru saja penuh" in html
    assert "checked" in html.split('value="2026-11-26T09:00"', 1)[1].split(">", 1)[0]
    # On a fresh page it is not offered.
    assert 'value="2026-11-26T09:00"' not in guest.get(f"/kunjungan/{own.number}/?hari=2026-11-26").content.decode()


def test_moving_and_cancelling(guest: Client, own: Application) -> None:
    post(guest, own, "2026-11-26T09:00")
    page = guest.get(f"/kunjungan/{own.number}/pindah/").content.decode()
    assert "Jadwal sekarang: Kamis, 26 November 2026 pukul 09.00 WITA" in page
    assert post(guest, own, "2026-11-30T10:00", "pindah/", day="2026-11-30").status_code == 302
    assert "Senin, 30 November 2026" in guest.get(f"/kunjungan/{own.number}/batal/").content.decode()
    assert guest.post(f"/kunjungan/{own.number}/batal/").headers["Location"] == f"/pendaftaran/{own.number}/"
    assert guest.post(f"/kunjungan/{own.number}/batal/").status_code == 302
    assert Visit.objects.get().state == VisitState.CANCELLED
    # Without an appointment these pages lead to the one that makes it.
    for other in ("pindah/", "batal/"):
        assert guest.get(f"/kunjungan/{own.number}/{other}").headers["Location"] == f"/kunjungan/{own.number}/"
    assert guest.get(f"/kunjungan/{own.number}/kunjungan.ics").status_code == 404


def test_too_late_to_change_is_said_and_nothing_is_changed(guest: Client, own: Application) -> None:
    post(guest, own, "2026-11-26T09:00")
    set_visits(cancel_hours=25)
    html = guest.get(f"/kunjungan/{own.number}/").content.decode()
    assert f"/kunjungan/{own.number}/pindah/" not in html
    assert "tidak dapat diubah lagi" in html
    page = guest.post(f"/kunjungan/{own.number}/batal/", follow=True).content.decode()
    assert "hanya dapat diubah sampai" in page
    answer = post(guest, own, "2026-11-26T13:00", "pindah/")
    assert answer.status_code == 400
    assert Visit.objects.get().starts_at == THURSDAY_NINE


def test_an_application_sent_back_keeps_its_appointment_and_may_cancel_it(guest: Client, own: Application) -> None:
    post(guest, own, "2026-11-26T09:00")
    Application.objects.filter(pk=own.pk).update(
        state="returned", returned_at=NOW, due_at=NOW + timedelta(days=9), remaining=None
    )
    html = guest.get(f"/kunjungan/{own.number}/").content.decode()
    assert f"/kunjungan/{own.number}/batal/" in html
    assert f"/kunjungan/{own.number}/pindah/" not in html
    guest.post(f"/kunjungan/{own.number}/batal/")
    assert Visit.objects.get().state == VisitState.CANCELLED


def test_the_calendar_file_is_handed_out(guest: Client, own: Application) -> None:
    post(guest, own, "2026-11-26T09:00")
    answer = guest.get(f"/kunjungan/{own.number}/kunjungan.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert b"DTSTART:20261126T010000Z" in answer.content


def test_an_application_that_is_not_with_the_office_is_told_so(
    guest: Client, make_account: Callable[..., User]
) -> None:
    draft = cases.application(guest.user, state="draft")  # type: ignore[attr-defined]
    html = guest.get(f"/kunjungan/{draft.number}/").content.decode()
    assert "Jadwal dipesan setelah pendaftaran diserahkan" in html
    assert "<form" not in html.split("<main", 1)[1].split("</main", 1)[0]
    answer = post(guest, draft, "2026-11-26T09:00")
    assert answer.status_code == 400
    assert "setelah pendaftaran diserahkan" in answer.content.decode()


def test_strangers_officers_and_the_anonymous_see_nothing(
    own: Application, client: Client, sign_in: Callable[..., Client]
) -> None:
    client.logout()
    assert "/akun/masuk/" in client.get(f"/kunjungan/{own.number}/").headers["Location"]
    for role in ("vendor", "verifier"):
        other = sign_in(role)
        for page in ("", "pindah/", "batal/", "kunjungan.ics"):
            assert other.get(f"/kunjungan/{own.number}/{page}").status_code == 404
        assert post(other, own, "2026-11-26T09:00").status_code == 404
    assert not Visit.objects.exists()


def test_who_is_at_the_office_sees_the_number(
    guest: Client, own: Application, make_account: Callable[..., User]
) -> None:
    post(guest, own, "2026-11-25T09:30", day="2026-11-25")
    officer = make_account("verifier")
    visit_check_in(visit=Visit.objects.get(), actor=officer)
    assert "Nomor antrean 001" in guest.get(f"/kunjungan/{own.number}/").content.decode()
    visit_call_next(counter="Loket 2", actor=officer)
    assert "Silakan menuju Loket 2" in guest.get(f"/kunjungan/{own.number}/").content.decode()


def test_the_screen_shows_numbers_and_never_a_person(client: Client, own: Application, officer: User) -> None:
    client.logout()
    assert "Belum ada nomor yang dipanggil" in client.get("/kunjungan/layar/").content.decode()
    visit_walk_in(case_number=own.number, purpose="Menunjukkan dokumen asli", actor=officer)
    visit_walk_in(case_number="", purpose="Bertanya", actor=officer)
    called = visit_call_next(counter="Loket 1", actor=officer)
    assert called is not None
    answer = client.get("/kunjungan/layar/")
    html = answer.content.decode()
    assert "<strong>001</strong><span>Loket 1</span>" in html
    assert "<li>002</li>" in html
    for secret in (
        own.number,
        own.name,
        own.owner.full_name,
        called.number,
        called.code,
        "Menunjukkan",
        officer.full_name,
    ):
        assert secret not in html
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in html
    assert "no-store" in answer.headers["Cache-Control"]
