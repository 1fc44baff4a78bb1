"""Real Chromium for tests marked `browser`: Debian's build without windows, which takes less processor time."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.support.guards import is_this_machine

# Nothing but the page under test: no update, no sync, no warm-up traffic.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No host but this machine has an address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PROGRAM = "chromium-headless-shell"
# Milliseconds; generous, since other parts of the suite use the same two processors.
PATIENCE = 30_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    program = shutil.which(PROGRAM)
    assert program, f"apt-get install {PROGRAM}"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def new_context(browser: Browser, **options: object) -> tuple[BrowserContext, list[str]]:
    """A browser of its own for one person, and the list of addresses elsewhere that it asked for."""
    context = browser.new_context(locale="id-ID", timezone_id="Asia/Makassar", **options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    foreign: list[str] = []

    def judge(request: Request) -> None:
        host = request.url.split("/")[2].rsplit(":", 1)[0] if "://" in request.url else ""
        if not is_this_machine(host):
            foreign.append(request.url)

    # Watching leaves the browser its cache; a route of Playwright would switch it off.
    context.on("request", judge)
    return context, foreign


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh desktop page; the test fails when the page asked another machine for anything (ASVS 3.6.1)."""
    context, foreign = new_context(chromium, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
    assert not foreign, f"the page asked for {foreign}"


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A fresh page on a screen of 390 px."""
    context, foreign = new_context(
        chromium, viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True
    )
    yield context.new_page()
    context.close()
    assert not foreign, f"the page asked for {foreign}"


@pytest.fixture
def page_without_javascript(chromium: Browser) -> Iterator[Page]:
    """A fresh page with JavaScript off."""
    context, foreign = new_context(chromium, java_script_enabled=False, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()
    assert not foreign, f"the page asked for {foreign}"


AXE = Path(__file__).parent / "axe" / "axe.min.js"
# WCAG 2.2 AA is the promise (faults P2); best practices are a help, not a rule.
AXE_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """`assert axe(page) == []`: what axe-core finds against WCAG 2.2 AA on the page as it stands, one line a finding."""
    source = AXE.read_text()

    def judge(page: Page) -> list[str]:
        # The protocol's evaluate is not bound by the page's policy, so the page keeps its strict one.
        page.evaluate(source)
        violations = page.evaluate("rules => axe.run(document, rules).then(result => result.violations)", AXE_RULES)
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in violations
            for node in violation["nodes"]
        ]

    return judge
