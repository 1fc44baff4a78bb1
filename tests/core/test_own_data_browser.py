"""A vendor takes along what the portal keeps about them, with a telephone, without scripts and with them."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.portal import Portal
from tests.support.walk import PASSWORD, Judge, downloaded, follow, loaded, press, sign_in

pytestmark = pytest.mark.browser


def test_a_vendor_asks_for_the_copy_and_takes_it_along_with_a_telephone(
    portal: Portal, phone: Page, judge: Judge, tmp_path: Path
) -> None:
    sign_in(phone, portal, "penyedia")
    follow(phone, phone.locator('a[href="/akun/data/"]').first)
    judge(phone)
    press(phone, "Minta salinan data saya")
    judge(phone)
    # The page puts the finished copy in the place of the waiting one by itself.
    link = phone.get_by_role("link", name="Unduh salinan")
    expect(link).to_be_visible(timeout=60_000)
    judge(phone)
    follow(phone, link)
    judge(phone)
    phone.locator("input[type=password]").fill(PASSWORD)
    copy = downloaded(phone, phone.locator("main form button[type=submit]").first, tmp_path / "salinan.zip")
    inside = tmp_path / "isi"
    subprocess.run(["unzip", "-q", copy, "-d", inside], check=True)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=inside, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert {path.suffix for path in inside.rglob("*")} >= {".html", ".json", ".pdf"}


def test_without_scripts_the_page_is_loaded_again_until_the_copy_is_there(
    portal: Portal, page_without_javascript: Page
) -> None:
    screen = page_without_javascript
    sign_in(screen, portal, "kepala")
    screen.goto(f"{portal.url}/akun/data/")
    press(screen, "Minta salinan data saya")
    loaded(screen, screen.get_by_role("link", name="Unduh salinan"))
