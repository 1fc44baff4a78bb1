"""Appointment, counter and call screen in real Chromium, each by its real role, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import new_context
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
PASSWORD = "padi-menguning-di-sawah"
COUNTER = "/admin/verification/kunjungan/"


def sign_in(screen: Page, portal: Portal, name: str, page: str) -> None:
    screen.goto(f"{portal.url}/akun/masuk/?next={page}")
    screen.locator("#id_login").fill(name)
    screen.locator("#id_password").fill(PASSWORD)
    screen.locator("main form button[type=submit]").first.click()
    expect(screen).to_have_url(portal.url + page)


def waiting(portal: Portal) -> tuple[str, str]:
    """Number and account of a demo application that waits for the office and has no appointment."""
    [(number, account)] = portal.sql(
        "SELECT a.number, u.username FROM registration_application a JOIN core_user u ON u.id = a.owner_id "
        "WHERE a.state IN ('submitted', 'under_review') AND a.slot_at IS NULL ORDER BY a.id LIMIT 1"
    )
    return number, account


def fits(screen: Page) -> bool:
    return bool(screen.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_from_the_appointment_to_the_counter_and_its_screen(
    portal: Portal, chromium: Browser, phone: Page, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    number, account = waiting(portal)
    mine = f"/kunjungan/{number}/"

    # The applicant, on a phone: another day, a time, the page with the code.
    sign_in(phone, portal, account, mine)
    phone.get_by_label("Hari").get_by_role("link").nth(2).click()
    assert (axe(phone), fits(phone)) == ([], True)
    phone.get_by_role("button", name="Pesan jadwal ini").click()
    expect(phone.locator(".error-summary")).to_contain_text("Pilih jam.")
    phone.locator(".choice").first.click()
    phone.get_by_role("button", name="Pesan jadwal ini").click()
    expect(phone.get_by_role("heading", name="Jadwal kunjungan Anda")).to_be_visible()
    expect(phone.get_by_alt_text("Kode QR kehadiran")).to_be_visible()
    assert (axe(phone), fits(phone)) == ([], True)
    code = phone.locator(".check-in .code").inner_text()

    # The officer: the code is for another day, so a number without appointment; then the call.
    sign_in(page, portal, "verifikator", COUNTER)
    page.get_by_label("Kode hadir atau nomor kunjungan").fill(code)
    page.get_by_role("button", name="Catat hadir").click()
    expect(page.locator(".error-summary")).to_contain_text("bukan hari ini")
    page.get_by_label("Nomor pendaftaran").fill(number)
    page.get_by_role("button", name="Beri nomor antrean").click()
    expect(page.locator(".slip-number")).to_be_visible()
    queue_number = page.locator(".slip-number").inner_text().split()[-1]

    # The waiting room, signed in as nobody, sees the number by itself.
    context, foreign = new_context(chromium, viewport={"width": 1280, "height": 720}, color_scheme="dark")
    room = context.new_page()
    room.goto(portal.url + "/kunjungan/layar/")
    expect(room.locator(".next")).to_contain_text(queue_number)
    assert axe(room) == []
    page.get_by_role("link", name="Kembali ke kunjungan").click()
    assert (axe(page), fits(page)) == ([], True)
    page.get_by_label("Loket").select_option("Loket 2")
    page.get_by_role("button", name="Panggil nomor berikutnya").click()
    expect(page.locator("#dipanggil")).to_contain_text(queue_number)
    expect(room.locator(".called .latest")).to_contain_text(queue_number)
    expect(room.locator(".called .latest")).to_contain_text("Loket 2")
    assert number not in room.content()
    assert foreign == []
    context.close()

    # The applicant's phone says so too, and the officer ends the visit.
    phone.goto(portal.url + mine)
    expect(phone.get_by_text("Silakan menuju Loket 2.")).to_be_visible()
    page.locator("#dipanggil tr", has_text=number).get_by_role("button", name="Selesai").click()
    expect(page.locator("#dipanggil")).not_to_contain_text(number)
    assert portal.sql("SELECT state FROM core_visit WHERE case_number = %s AND queue_number IS NOT NULL", number) == [
        ("served",)
    ]


def test_an_appointment_is_made_moved_and_cancelled_without_scripts(
    portal: Portal, page_without_javascript: Page
) -> None:
    screen = page_without_javascript
    number, account = waiting(portal)
    mine = f"/kunjungan/{number}/"
    sign_in(screen, portal, account, mine)
    screen.get_by_role("link", name="Panggilan video").click()
    screen.get_by_label("Hari").get_by_role("link").nth(3).click()
    screen.locator(".choice").nth(1).click()
    screen.get_by_role("button", name="Pesan jadwal ini").click()
    expect(screen.get_by_text("Petugas menghubungi nomor telepon")).to_be_visible()
    screen.get_by_role("link", name="Pindah jadwal").click()
    screen.get_by_role("link", name="Di kantor").click()
    screen.locator(".choice").nth(2).click()
    screen.get_by_role("button", name="Pindah ke jadwal ini").click()
    expect(screen.get_by_alt_text("Kode QR kehadiran")).to_be_visible()
    screen.get_by_role("link", name="Batalkan jadwal ini").click()
    screen.get_by_role("button", name="Ya, batalkan jadwal").click()
    expect(screen.get_by_role("link", name="Pesan jadwal kunjungan")).to_be_visible()
    assert portal.sql("SELECT state FROM core_visit WHERE case_number = %s ORDER BY id DESC LIMIT 1", number) == [
        ("cancelled",)
    ]
    # The screen of the waiting room asks for itself again without scripts as well.
    screen.goto(portal.url + "/kunjungan/layar/")
    assert screen.locator("head noscript, head meta[http-equiv=refresh]").count() >= 1
