"""The Kepala's profile form in real Chromium: what stands in a field is what is sent, also beside a chosen file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.support.portal import Portal

pytestmark = pytest.mark.browser
ADD = "/admin/core/profileversion/add/"


def _of_ours(findings: list[str]) -> list[str]:
    """Without the arrow between unfold's breadcrumbs, which is drawn as a letter and says nothing."""
    return [finding for finding in findings if "['.mx-2']" not in finding]


@pytest.mark.parametrize("view", ["page", "phone"])
def test_a_chosen_picture_changes_no_other_answer_and_is_shown_in_the_letterhead(
    portal: Portal, axe: Callable[[Page], list[str]], view: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    screen: Page = request.getfixturevalue(view)
    picture = tmp_path / "lambang.png"
    Image.new("RGBA", (300, 340), (15, 107, 79, 255)).save(picture)
    screen.goto(portal.url + "/akun/masuk/?next=" + ADD)
    screen.locator("#id_login").fill("kepala")
    screen.locator("#id_password").fill("padi-menguning-di-sawah")
    screen.locator("main form button[type=submit]").first.click()
    expect(screen).to_have_url(portal.url + ADD)
    assert _of_ours(axe(screen)) == []
    colour = screen.locator("[name=letterhead-color]").input_value()
    screen.locator("[name=signatory-name]").fill("Ir. Sitti Aminah, M.Si.")
    screen.locator("[name=arms]").set_input_files(picture)
    assert screen.locator("[name=letterhead-color]").input_value() == colour
    screen.get_by_role("button", name="Lanjut: periksa perubahan").click()
    expect(screen.get_by_role("heading", name="Yang berubah")).to_be_visible()
    expect(screen.locator(".kop-preview img")).to_be_visible()
    expect(screen.locator(".desk-table")).to_contain_text("Ir. Sitti Aminah, M.Si.")
    assert _of_ours(axe(screen)) == []
    wide = screen.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    screen.get_by_role("button", name="Ubah lagi").click()
    expect(screen.locator("[name=signatory-name]")).to_have_value("Ir. Sitti Aminah, M.Si.")
