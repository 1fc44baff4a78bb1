"""The first Kepala of a real portal sets a password, a second factor, and reaches the desk; also without JavaScript."""

import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.support.portal import Portal, portal_folder

pytestmark = pytest.mark.browser
PASSWORD = "padi menguning di sawah luas"


@pytest.fixture(scope="module")
def office() -> Iterator[Portal]:
    """A portal that is no demonstration, empty but for its profile and roles."""
    folder = portal_folder("sign-in")
    copy = Portal(folder / "data", {"LPSE_DEMO": "0", "LPSE_CLAMD": "tcp:127.0.0.1:9"})
    try:
        yield copy.start(seconds=300)
    finally:
        copy.stop()
    shutil.rmtree(folder)


def head(office: Portal, username: str, role: str) -> str:
    """Found a head; returns the path of the link that create_head prints."""
    made = office.manage(
        "create_head", "--name", "Andi Contoh", "--username", username, "--email", f"{username}@contoh.id", "--role", role
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return made.stdout.strip().splitlines()[-1].removeprefix(office.url)


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def fresh_code(secret: str, used: str) -> str:
    """The next code, when the present one was used."""
    while (code := code_of(secret)) == used:
        time.sleep(0.5)
    return code


def set_password(page: Page, office: Portal, link: str) -> None:
    page.goto(office.url + link)
    page.get_by_label("Kata sandi baru").fill(PASSWORD)
    page.get_by_label("Tulis sekali lagi").fill(PASSWORD)
    page.get_by_role("button", name="Simpan kata sandi").click()
    expect(page.get_by_role("heading", name="Kata sandi baru tersimpan")).to_be_visible()
    page.locator("main a.btn").click()


def sign_in(page: Page, username: str) -> None:
    page.get_by_label("Nama pengguna atau surel").fill(username)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def set_up_app(page: Page) -> tuple[str, str]:
    """Type the key into an app; returns the key and the code that was used."""
    expect(page.get_by_role("heading", name="Pasang aplikasi autentikator")).to_be_visible()
    picture = page.get_by_alt_text("Kode QR untuk aplikasi autentikator")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 100  # drawn, not only placed
    secret = page.locator("#kunci").inner_text().strip()
    code = code_of(secret)
    page.get_by_label("Kode 6 angka").fill(code)
    page.get_by_label("Kode 6 angka").press("Enter")
    expect(page.get_by_role("heading", name="Kode pemulihan")).to_be_visible()
    return secret, code


def test_the_first_head_comes_to_the_desk_by_two_steps(
    office: Portal, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    set_password(page, office, head(office, "kepala", "head"))
    assert axe(page) == []
    sign_in(page, "kepala")
    secret, used = set_up_app(page)
    assert axe(page) == []
    page.get_by_role("link", name="Lanjut ke meja kerja").click()
    expect(page).to_have_url(f"{office.url}/admin/")

    page.goto(f"{office.url}/akun/")
    assert axe(page) == []
    page.get_by_role("main").get_by_role("button", name="Keluar").click()
    page.goto(f"{office.url}/admin/core/person/")
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    sign_in(page, "kepala")
    expect(page.get_by_role("heading", name="Tulis kode dari aplikasi")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Kode", exact=True).fill("000000")
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("alert")).to_contain_text("Kode tidak cocok")
    page.get_by_label("Kode", exact=True).fill(fresh_code(secret, used))
    page.get_by_role("button", name="Masuk").click()
    expect(page).to_have_url(f"{office.url}/admin/core/person/")


def test_it_works_on_a_phone_without_javascript(office: Portal, page_without_javascript: Page) -> None:
    page = page_without_javascript
    set_password(page, office, head(office, "wakil", "deputy"))
    sign_in(page, "wakil")
    set_up_app(page)
    page.goto(f"{office.url}/admin/core/roleassignment/")
    expect(page.get_by_text("Kepala LPSE").first).to_be_visible()
    page.goto(f"{office.url}/akun/")
    page.get_by_role("main").get_by_role("button", name="Keluar").click()
    page.goto(f"{office.url}/akun/")
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
