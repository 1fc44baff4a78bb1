"""A berita acara gangguan in real Chromium: written at the desk, given up, written again, made final, read by an official."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.helpdesk.test_tickets_browser import enter_desk, no_wider
from tests.support.portal import Portal
from tests.support.walk import follow, sign_in

pytestmark = pytest.mark.browser
DESK = "/admin/helpdesk/gangguan/"


def begin(screen: Page, portal: Portal) -> None:
    """Write all of a report and take its tenders."""
    screen.goto(f"{portal.url}{DESK}")
    follow(screen, screen.get_by_role("link", name="Berita acara gangguan baru"))
    screen.get_by_label("Mulai").fill("10-8-2026 09.05")
    screen.get_by_label("Selesai").fill("11-8-2026 12.10")
    screen.get_by_label("Jaringan atau internet").check()
    screen.get_by_label("Cakupan").fill("Semua pengguna SPSE.")
    screen.get_by_label("Penyebab").fill("belum diketahui")
    screen.get_by_label("Yang dilakukan").fill("Sakelar diganti.")
    screen.get_by_label("Ditangani oleh").fill("Andi Teknisi Contoh")
    follow(screen, screen.get_by_role("button", name="Simpan dan lanjutkan"))
    follow(screen, screen.get_by_role("button", name="Ambil dari salinan SPSE"))


def test_from_a_draft_given_up_to_the_report_an_official_reads(
    portal: Portal, phone: Page, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    def good(screen: Page) -> None:
        assert axe(screen) == []
        no_wider(screen)

    enter_desk(page, portal)
    begin(page, portal)
    good(page)
    follow(page, page.get_by_role("link", name="Batalkan rancangan"))
    good(page)
    page.get_by_label("Mengapa dibatalkan").fill("Waktunya keliru.")
    follow(page, page.get_by_role("button", name="Batalkan rancangan"))
    expect(page.locator(".desk")).to_contain_text("Waktunya keliru.")
    good(page)
    begin(page, portal)
    address = page.url.split("#")[0]
    page.goto(f"{address}data/")
    good(page)
    sign_in(phone, portal, "kepala")
    phone.goto(address)
    good(phone)
    follow(phone, phone.get_by_role("link", name="Tetapkan"))
    good(phone)
    follow(phone, phone.get_by_role("button", name="Ya, tetapkan"))
    expect(phone.locator(".desk")).to_contain_text("ditetapkan, belum ditandatangani")
    phone.goto(f"{portal.url}{DESK}")
    good(phone)
    page.context.clear_cookies()
    sign_in(page, portal, "pokja")
    page.goto(f"{portal.url}/berita-acara/gangguan/")
    good(page)
    follow(page, page.get_by_role("link", name="/BA-GG/").first)
    expect(page.locator("main")).to_contain_text("1 hari 3 jam 5 menit")
    good(page)
