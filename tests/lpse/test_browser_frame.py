"""Chromium meets the running portal, and nothing but it."""

import pytest
from playwright.sync_api import Page

from tests.support.portal import Portal

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("view", ["page", "phone", "page_without_javascript"])
def test_the_front_page_opens_without_asking_another_machine(
    portal: Portal, view: str, request: pytest.FixtureRequest
) -> None:
    screen: Page = request.getfixturevalue(view)
    faults: list[str] = []
    screen.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    answer = screen.goto(portal.url + "/")
    assert answer is not None
    assert answer.status == 200
    assert screen.locator("h1").count() == 1
    assert faults == []
