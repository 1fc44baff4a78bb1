"""The desk in real Chromium: an officer at 1280 pixels, on a phone, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.portal import Portal

pytestmark = pytest.mark.browser
PASSWORD = "padi-menguning-di-sawah"
QUEUE = "/admin/verification/antrean/"


def sign_in(screen: Page, portal: Portal, name: str = "verifikator") -> None:
    screen.goto(portal.url + "/akun/masuk/?next=" + QUEUE)
    screen.locator("#id_login").fill(name)
    screen.locator("#id_password").fill(PASSWORD)
    screen.locator("main form button[type=submit]").first.click()
    expect(screen).to_have_url(portal.url + QUEUE)


def follow(screen: Page, what: Locator) -> None:
    """Press it and wait for the whole page behind it: the admin hides a page until its style sheet is there, and without
    scripts Playwright does not see it appear."""
    with screen.expect_navigation(wait_until="load"):
        what.click()


def open_a_free_case(screen: Page, portal: Portal) -> None:
    screen.goto(portal.url + QUEUE + "?tampil=bebas")
    follow(screen, screen.locator(".desk-table tbody th a").first)
    expect(screen.locator("#pemohon")).to_be_visible()


@pytest.mark.parametrize("view", ["page", "phone"])
def test_the_pages_of_the_desk_are_accessible_and_fit_the_screen(
    portal: Portal, axe: Callable[[Page], list[str]], view: str, request: pytest.FixtureRequest
) -> None:
    screen: Page = request.getfixturevalue(view)
    faults: list[str] = []
    screen.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    sign_in(screen, portal)
    open_a_free_case(screen, portal)
    case = screen.url.split("#")[0]
    take = screen.get_by_role("button", name="Ambil berkas ini")
    if take.count():
        take.click()
        expect(screen.get_by_role("button", name="Lepas berkas")).to_be_visible()
    for address in (portal.url + "/admin/", portal.url + QUEUE, case, case + "tolak/"):
        screen.goto(address)
        assert axe(screen) == [], address
        wide = screen.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} px too wide"
    screen.goto(case)
    screen.get_by_role("button", name="Lepas berkas").click()
    expect(screen.get_by_role("button", name="Ambil berkas ini")).to_be_visible()
    assert faults == []


def test_a_case_is_worked_on_without_scripts(portal: Portal, page_without_javascript: Page) -> None:
    screen = page_without_javascript
    sign_in(screen, portal, "verifikator2")
    open_a_free_case(screen, portal)
    take = screen.get_by_role("button", name="Ambil berkas ini")
    if take.count():
        follow(screen, take)
    look_up = screen.locator("#daftar-hitam form")
    look_up.get_by_label("Keadaan daftar per").fill("")
    follow(screen, look_up.get_by_role("button", name="Simpan pemeriksaan"))
    expect(screen.locator(".error-summary")).to_contain_text("Isi tanggal keadaan daftar.")
    look_up = screen.locator("#daftar-hitam form")
    look_up.get_by_label("Tidak tercantum").check()
    look_up.get_by_label("Keadaan daftar per").fill("23 November 2026")
    follow(screen, look_up.get_by_role("button", name="Simpan pemeriksaan"))
    expect(screen.locator("#daftar-hitam .recorded")).to_contain_text("keadaan 23 November 2026")
    frame = screen.frame_locator("iframe.file-frame").first
    screen.locator("iframe.file-frame").first.scroll_into_view_if_needed()
    expect(frame.locator("img.file-picture")).to_be_visible()
    follow(screen, screen.get_by_role("button", name="Lepas berkas"))
    expect(screen.get_by_role("button", name="Ambil berkas ini")).to_be_visible()
