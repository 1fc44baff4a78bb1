"""The front page in real Chromium: readable by everyone, in both colour schemes, on any width, without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.support.portal import Portal

pytestmark = pytest.mark.browser
PAGES = ("/", "/tidak-ada/")


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


def test_axe_would_find_a_picture_without_words(portal: Portal, axe: Callable[[Page], list[str]], page: Page) -> None:
    page.goto(portal.url + "/")
    page.evaluate("document.querySelector('.brand img').removeAttribute('alt')")
    assert any(finding.startswith("image-alt") for finding in axe(page))


@pytest.mark.parametrize("address", PAGES)
def test_at_320_pixels_and_with_wide_text_nothing_is_cut_off(portal: Portal, page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(portal.url + address)
    # WCAG 1.4.12: a reader's own spacing.
    page.evaluate(
        "for (const e of document.querySelectorAll('main *')) "
        "Object.assign(e.style, {letterSpacing: '.12em', wordSpacing: '.16em', lineHeight: '1.5'})"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_menu_opens_without_a_script(portal: Portal, page_without_javascript: Page) -> None:
    screen = page_without_javascript
    screen.goto(portal.url + "/")
    menu = screen.locator(".site-menu nav")
    assert not menu.is_visible()
    screen.locator(".site-menu summary").click()
    assert menu.is_visible()
    assert menu.get_by_role("link", name="Beranda").get_attribute("href") == "/"


def test_escape_closes_the_menu_and_gives_the_focus_back(portal: Portal, phone: Page) -> None:
    phone.goto(portal.url + "/")
    phone.locator(".site-menu summary").click()
    phone.keyboard.press("Escape")
    assert not phone.locator(".site-menu nav").is_visible()
    assert phone.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_first_tab_leads_past_the_header(portal: Portal, page: Page) -> None:
    page.goto(portal.url + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Langsung ke isi"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"


def test_every_link_and_button_is_at_least_24_pixels_or_stands_in_text(portal: Portal, phone: Page) -> None:
    phone.goto(portal.url + "/")
    small = phone.evaluate(
        """() => [...document.querySelectorAll('a, button, summary')]
            .filter(e => e.checkVisibility() && !e.classList.contains('skip-link') && !e.closest('main p'))
            .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
            .filter(([, box]) => box.height < 24 || box.width < 24)
            .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
    )
    assert small == []


def test_the_second_visit_fetches_no_asset_again(portal: Portal, chromium: Browser) -> None:
    context = chromium.new_context()
    view = context.new_page()
    view.goto(portal.url + "/")
    view.wait_for_load_state("networkidle")
    view.goto(portal.url + "/periksa-lagi/")
    view.wait_for_load_state("networkidle")
    sent = view.evaluate("performance.getEntriesByType('resource').filter(e => e.transferSize > 0).map(e => e.name)")
    context.close()
    assert [name for name in sent if "/static/" in name] == []
