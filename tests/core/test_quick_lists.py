"""The lists of the admin are drawn quickly and look as the theme means them to."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin import helpers
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.test import Client
from unfold.admin import checkbox

from core.admin.quick_lists import tick_box, without_indentation
from core.roles import HEAD

pytestmark = pytest.mark.django_db


def _page(text: bytes) -> TemplateResponse:
    response = TemplateResponse(None, "404.html")  # type: ignore[arg-type]
    response.content = text
    return response


def test_a_tick_box_works_as_the_theme_s_own_with_the_row_s_number() -> None:
    ours, theirs = (
        dict(re.findall(r'([\w-]+)="([^"]*)"', str(box)))
        for box in (tick_box(4711), checkbox.render(helpers.ACTION_CHECKBOX_NAME, "4711"))
    )
    classes = ours.pop("class").split()
    assert "action-select" in classes
    assert "action-select" in theirs.pop("class").split()
    assert ours == theirs


def test_a_tick_box_takes_nothing_but_a_number() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        tick_box('1"><script>')


def test_indentation_goes_and_words_stay() -> None:
    page = _page(b"<ul>\n      <li>satu dua</li>\n\n\t<li>tiga</li>\n</ul>")
    without_indentation(page)
    assert page.content == b"<ul>\n<li>satu dua</li>\n<li>tiga</li>\n</ul>"


@pytest.mark.parametrize("text", [b"<textarea>\n    a</textarea>", b"<pre>\n    a</pre>"])
def test_white_space_that_people_see_stays(text: bytes) -> None:
    page = _page(text)
    without_indentation(page)
    assert page.content == text
    other = HttpResponse(b"a\n    b")
    without_indentation(other)
    assert other.content == b"a\n    b"


def test_a_list_shows_every_heading_and_a_tick_box_a_row(
    sign_in: Callable[..., Client], issue: Callable[..., Any]
) -> None:
    documents = [issue(case_number=f"UJI-2026-00000{number}") for number in range(1, 4)]
    page = sign_in(HEAD).get("/admin/core/officialdocument/").content.decode()
    ticks = re.findall(r'name="_selected_action" value="(\d+)"', page)
    assert sorted(map(int, ticks)) == [document.pk for document in documents]
    assert all(document.number in page for document in documents)
    labels = set(re.findall(r'data-label="([^"]+)"', page))
    assert len(labels) >= 4
    assert not re.search(r"\n[ \t]", page)
