"""In real Chromium: an official asks for support on a phone; a suggestion goes from the form to everybody's page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.helpdesk.test_tickets_browser import ask, enter_desk, no_wider
from tests.support.portal import Portal
from tests.support.walk import follow, sign_in

pytestmark = pytest.mark.browser


def test_an_official_is_served_and_a_suggestion_is_recommended(
    portal: Portal, phone: Page, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    def good(screen: Page) -> None:
        assert axe(screen) == []
        no_wider(screen)

    phone.goto(f"{portal.url}/bantuan/dukungan-penayangan/")
    good(phone)
    phone.goto(f"{portal.url}/bantuan/saran/")
    good(phone)
    suggestion, _ = ask(phone, portal, "Buka loket siang", type="Saran")
    sign_in(phone, portal, "ppk")
    follow(phone, phone.get_by_role("link", name="Minta dukungan"))
    phone.get_by_role("radio", name="Konsultasi teknis").check()
    phone.get_by_label("Instansi").fill("Dinas Contoh")
    phone.get_by_label("Apa yang menghambat?").fill("Cara mengisi paket tahun jamak.")
    follow(phone, phone.get_by_role("button", name="Kirim permintaan"))
    expect(phone.locator(".field-invalid").first).to_be_visible()
    good(phone)
    phone.get_by_label("Diperlukan paling lambat").fill("31-12-2099")
    follow(phone, phone.get_by_role("button", name="Kirim permintaan"))
    expect(phone.locator("h1")).to_contain_text("Tiket Anda kami terima")
    enter_desk(page, portal)
    page.goto(f"{portal.url}/admin/helpdesk/penayangan/")
    good(page)
    follow(page, page.get_by_role("link", name="Konsultasi teknis: Cara mengisi paket tahun jamak.").first)
    page.get_by_text("Catat hasil dan selesaikan").click()
    page.get_by_role("radio", name="terjawab atau tahapan berjalan").check()
    good(page)
    follow(page, page.get_by_role("button", name="Catat hasil dan kirim jawaban"))
    expect(page.locator("#penayangan")).to_contain_text("terjawab atau tahapan berjalan")
    page.goto(f"{portal.url}/admin/helpdesk/saran/{suggestion}/")
    page.get_by_role("radio", name="diterima", exact=True).check()
    page.get_by_label("Pertimbangan").fill("Layak dicoba.")
    follow(page, page.get_by_role("button", name="Simpan usul"))
    expect(page.locator(".desk")).to_contain_text("Layak dicoba.")
    good(page)
    page.goto(f"{portal.url}/admin/helpdesk/saran/")
    good(page)
