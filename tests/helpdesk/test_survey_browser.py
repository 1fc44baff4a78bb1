"""In real Chromium: the desk opens a survey, a visitor answers on a phone without scripts, the desk closes it."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.portal import Portal
from tests.support.walk import Judge, press, sign_in, today, typed

pytestmark = pytest.mark.browser
DESK = "/admin/helpdesk/survei/"


def test_a_survey_is_opened_answered_on_a_phone_and_closed(
    portal: Portal, page_without_javascript: Page, page: Page, judge: Judge
) -> None:
    sign_in(page, portal, "layanan", to=DESK)
    page.goto(f"{portal.url}{DESK}baru/")
    page.get_by_label("Nama masa survei").fill("Survei uji peramban")
    page.get_by_label("Hari pertama").fill(typed(today()))
    page.get_by_label("Hari terakhir").fill("x")
    press(page, "Simpan rancangan")
    judge(page)
    page.get_by_label("Hari terakhir").fill(typed(today()))
    press(page, "Simpan rancangan")
    press(page, "Buka survei")
    desk = page.url

    phone = page_without_javascript
    phone.goto(f"{portal.url}/survei/")
    phone.locator('input[name="user_group"][value="vendor"]').check()
    phone.locator('input[name="service"]').first.check()
    for number in range(1, 9):
        phone.locator(f'input[name="u{number}"][value="4"]').check()
    press(phone, "Kirim jawaban")
    expect(phone.locator("main")).to_contain_text("Pilih jawaban nomor 9")
    expect(phone.locator('input[name="u8"][value="4"]')).to_be_checked()
    phone.locator('input[name="u9"][value="3"]').check()
    press(phone, "Kirim jawaban")
    expect(phone.locator("h1")).to_contain_text("Terima kasih")

    for path in ("/survei/", "/survei/hasil/"):
        page.goto(portal.url + path)
        judge(page)
    page.goto(desk)
    judge(page)
    press(page, "Tutup survei")
    expect(page.locator(".desk")).to_contain_text("1")
    judge(page)
