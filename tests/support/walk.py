"""How a person moves about the pages, and an office whose people sign in once for the whole run."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.support.browser import new_context
from tests.support.portal import Portal

# Of every account of the example office, its vendors among them.
PASSWORD = "padi-menguning-di-sawah"
Judge = Callable[[Page], None]


def today() -> date:
    """The day at the office, whose zone need not be that of this machine."""
    return datetime.now(ZoneInfo("Asia/Makassar")).date()


def typed(day: date) -> str:
    """A day as people type it."""
    return f"{day.day}-{day.month}-{day.year}"


def sign_in(screen: Page, portal: Portal, name: str, *, password: str = PASSWORD, to: str = "/akun/") -> None:
    """By the one way in; returns on the page behind it, which need not be `to`."""
    screen.goto(f"{portal.url}/akun/masuk/?next={to}")
    screen.locator("#id_login").fill(name)
    screen.locator("#id_password").fill(password)
    follow(screen, screen.locator("main form button[type=submit]").first)
    assert "/akun/masuk/" not in screen.url, screen.locator("main").inner_text()


def press(screen: Page, name: str, *, within: Locator | None = None) -> None:
    """Press a button and wait for the page that it leads to, which may look as this one does."""
    follow(screen, (within or screen).get_by_role("button", name=name))


def follow(screen: Page, what: Locator) -> None:
    """Follow a link or press a button, and wait for the new page."""
    with screen.expect_navigation():
        what.click()


def loaded(screen: Page, what: Locator, *, seconds: float = 60) -> None:
    """Load the page again and again until `what` is on it."""
    for _ in range(int(seconds * 2)):
        if what.count():
            break
        screen.wait_for_timeout(500)
        screen.reload()
    expect(what.first).to_be_visible()


def downloaded(screen: Page, what: Locator, place: Path) -> Path:
    """The file behind a link or button."""
    with screen.expect_download() as download:
        what.click()
    download.value.save_as(place)
    return place


@pytest.fixture(scope="session")
def judge(axe: Callable[[Page], list[str]]) -> Judge:
    """`judge(page)`: it is accessible and not wider than its screen."""

    def check(screen: Page) -> None:
        assert axe(screen) == [], screen.url
        wide = screen.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{screen.url} is {wide} px too wide"

    return check


@pytest.fixture(scope="session")
def at_work(portal: Portal, chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """`at_work("kepala")`: the desk of somebody of the example office, signed in, one page for the whole run."""
    desks: dict[str, tuple[BrowserContext, list[str], Page]] = {}

    def desk(name: str) -> Page:
        if name not in desks:
            context, foreign = new_context(chromium, viewport={"width": 1280, "height": 900})
            desks[name] = (context, foreign, context.new_page())
            sign_in(desks[name][2], portal, name)
        return desks[name][2]

    yield desk
    for context, foreign, _ in desks.values():
        context.close()
        assert not foreign, f"the page asked for {foreign}"
