"""Help and announcements in real Chromium on a phone: a suggestion while typing, an article, a vote; an announcement from draft to banner."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.helpdesk.test_tickets_browser import no_wider
from tests.support.portal import Portal
from tests.support.walk import follow, press, sign_in

pytestmark = pytest.mark.browser
DESK = "/admin/helpdesk/pengumuman/"


def test_an_answer_comes_while_a_question_is_typed_and_an_announcement_reaches_every_page(
    portal: Portal, phone: Page, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    faults: list[str] = []
    for screen in (phone, page):
        screen.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    phone.goto(f"{portal.url}/bantuan/tiket/baru/")
    phone.get_by_label("Judul").press_sequentially("Apendo macet")
    suggestion = phone.locator("#saran").get_by_role("link", name="Apendo tidak dapat dibuka")
    expect(suggestion).to_be_visible()
    assert axe(phone) == []
    phone.goto(f"{portal.url}/bantuan/?q=apendo")
    follow(phone, phone.get_by_role("link", name="Apendo tidak dapat dibuka"))
    assert axe(phone) == []
    no_wider(phone)
    press(phone, "Ya")
    expect(phone.get_by_text("Anda sudah menilai artikel ini")).to_be_visible()

    sign_in(page, portal, "layanan", to=f"{DESK}baru/")
    page.get_by_label("Judul").fill("SPSE dipelihara Sabtu malam")
    page.get_by_label("Isi", exact=True).fill("SPSE **tidak dapat dibuka** selama dua jam.")
    assert axe(page) == []
    press(page, "Simpan rancangan")
    here = page.url
    assert axe(page) == []
    page.context.clear_cookies()
    sign_in(page, portal, "kepala", to=here.removeprefix(portal.url))
    press(page, "Setujui")
    phone.goto(f"{portal.url}/pengumuman/")
    follow(phone, phone.locator("main").get_by_role("link", name="SPSE dipelihara Sabtu malam"))
    expect(phone.get_by_text("tidak dapat dibuka")).to_be_visible()
    assert axe(phone) == []
    no_wider(phone)
    assert faults == []
