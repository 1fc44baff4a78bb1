"""The public pages of registration in real Chromium: readable by everyone, and the forms really come from the worker."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support import pdfs
from tests.support.portal import Portal

pytestmark = pytest.mark.browser
PAGES = ("/persyaratan/", "/formulir/", "/status/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("screen", ["page", "phone"])
def test_axe_finds_nothing_against_wcag_2_2_aa(
    portal: Portal, axe: Callable[[Page], list[str]], request: pytest.FixtureRequest, screen: str, address: str, scheme
) -> None:
    view: Page = request.getfixturevalue(screen)
    view.emulate_media(color_scheme=scheme)
    view.goto(portal.url + address)
    assert axe(view) == []


@pytest.mark.parametrize("address", PAGES)
def test_at_320_pixels_nothing_is_cut_off(portal: Portal, page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(portal.url + address)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_wrong_receipt_is_told_without_a_script_and_leads_back_to_the_fields(
    portal: Portal, page_without_javascript: Page
) -> None:
    view = page_without_javascript
    view.goto(portal.url + "/status/")
    view.get_by_label("Nomor pendaftaran").fill("REG-2026-00001")
    view.get_by_label("Kode rahasia").fill("0000-0000-0000-0000")
    view.get_by_role("button", name="Lihat status").click()
    assert view.get_by_role("alert").inner_text().count("tidak cocok") == 1
    assert view.get_by_label("Nomor pendaftaran").input_value() == "REG-2026-00001"


def fetch(address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - this machine
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, b""


@pytest.mark.parametrize("segment", ["pendaftaran", "keikutsertaan", "daftar-periksa"])
def test_the_worker_makes_the_blank_forms_of_a_new_portal(portal: Portal, segment: str) -> None:
    deadline = time.monotonic() + 120
    while (answer := fetch(f"{portal.url}/formulir/{segment}.pdf"))[0] == 503 and time.monotonic() < deadline:
        time.sleep(1)
    assert answer[0] == 200
    assert pdfs.is_archival(answer[1])
