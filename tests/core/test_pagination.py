"""Long lists: forward and back without a count, without losing or doubling a row."""

from datetime import date, timedelta

import pytest
from django.test import RequestFactory

from core.models import Holiday
from core.pagination import keyset_page


@pytest.fixture
def rows(db: None) -> list[Holiday]:
    start = date(2030, 1, 1)
    Holiday.objects.all().delete()
    # Three rows share each date, so only the key tells them apart.
    return Holiday.objects.bulk_create(
        [Holiday(date=start + timedelta(days=number // 3), name=f"Hari {number}") for number in range(60)]
    )


def walk(url: str, order: str, direction: str = "next_url") -> tuple[list[list[int]], str]:
    """Keys of every page from the one at `url` on, and the last page's address."""
    pages = []
    while True:
        page = keyset_page(Holiday.objects.all(), request=RequestFactory().get(url), order=order)
        pages.append([row.pk for row in page])
        following = getattr(page, direction)
        if not following:
            return pages, url
        url = f"/{following}"


@pytest.mark.parametrize("order", ["date", "-date", "pk", "-pk"])
def test_every_row_comes_once_forward_and_back(rows: list[Holiday], order: str) -> None:
    expected = list(
        Holiday.objects.order_by(order, *(["-pk"] if order == "-date" else ["pk"] if order == "date" else []))
    )
    forward, last = walk("/?cari=x", order)
    assert [len(page) for page in forward] == [25, 25, 10]
    assert [key for page in forward for key in page] == [row.pk for row in expected]
    assert "cari=x" in last
    backward, first = walk(last, order, "previous_url")
    assert backward[0] == forward[2]
    assert backward[1] == forward[1]
    assert backward[2] == forward[0]
    assert "sebelum=" in first


def test_a_page_costs_one_query_and_no_count(rows: list[Holiday], query_budget) -> None:
    with query_budget(1) as captured:
        page = keyset_page(Holiday.objects.all(), request=RequestFactory().get("/"), order="date")
        assert len(page) == 25
    assert "COUNT" not in captured.captured_queries[0]["sql"].upper()


@pytest.mark.parametrize("cursor", ["x", "", "WyIiLDFd:abc:def"])
def test_a_cursor_that_is_not_ours_shows_the_first_page(rows: list[Holiday], cursor: str) -> None:
    page = keyset_page(Holiday.objects.all(), request=RequestFactory().get("/", {"setelah": cursor}), order="pk")
    assert page.rows[0] == rows[0]
    assert page.previous_url == ""


def test_a_short_list_has_no_links(rows: list[Holiday]) -> None:
    page = keyset_page(Holiday.objects.filter(date=date(2030, 1, 1)), request=RequestFactory().get("/"))
    assert len(page) == 3
    assert (page.previous_url, page.next_url) == ("", "")
