"""The guards of the suite bite: each has a test that trips it and a twin that passes."""

import socket
from pathlib import Path

import pytest
from django.core.cache import caches
from django.template import Context, Template, engines
from django.template.base import Origin
from playwright.sync_api import Browser

from tests.support.browser import new_context
from tests.support.guards import ROOT, RowLockTooWide, TrafficRefused, UndefinedVariable


def _template(text: str, folder: Path) -> Template:
    engine = engines["django"].engine
    return Template(text, origin=Origin(name=str(folder / "x.html"), template_name="x.html"), engine=engine)


def test_an_undefined_variable_in_our_template_fails() -> None:
    with pytest.raises(UndefinedVariable, match="nmae"):
        _template("<p>{{ nmae }}</p>", ROOT / "templates").render(Context({"name": "Dinas"}))


def test_a_defined_variable_a_default_and_a_condition_pass() -> None:
    text = "{{ name }}{{ gone|default:'-' }}{% if gone %}x{% endif %}{% for x in gone %}x{% endfor %}"
    assert _template(text, ROOT / "templates").render(Context({"name": "Dinas"})) == "Dinas-"


def test_an_undefined_variable_in_a_library_template_is_blank_as_its_authors_expect() -> None:
    assert _template("[{{ gone }}]", Path("/usr/share/library")).render(Context()) == "[]"


def test_a_row_lock_without_of_fails_and_with_of_passes(db: None, django_user_model: type) -> None:
    people = django_user_model.objects.all()
    with pytest.raises(RowLockTooWide):
        people.select_for_update()
    assert list(people.select_for_update(of=("self",))) == []


def test_traffic_to_another_machine_is_refused(traffic_refused: list[str]) -> None:
    with pytest.raises(TrafficRefused), socket.socket() as probe:
        probe.connect(("192.0.2.1", 80))
    with pytest.raises(TrafficRefused):
        socket.getaddrinfo("lpse.example", 80)
    assert traffic_refused == ["192.0.2.1", "lpse.example"]
    traffic_refused.clear()


def test_traffic_on_this_machine_passes() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
        assert client.getpeername() == server.getsockname()


@pytest.mark.parametrize("_turn", [1, 2])
def test_no_test_sees_what_another_cached(_turn: int) -> None:
    assert caches["local"].get("left-behind") is None
    caches["local"].set("left-behind", "x")


def test_the_query_budget_fails_only_when_it_is_passed(db: None, django_user_model: type, query_budget) -> None:  # type: ignore[no-untyped-def]
    with query_budget(1):
        assert django_user_model.objects.count() == 0
    with pytest.raises(AssertionError, match="2 queries, the budget is 1"), query_budget(1):
        assert [django_user_model.objects.count(), django_user_model.objects.count()] == [0, 0]


@pytest.mark.browser
def test_the_browser_reaches_no_other_machine_and_says_what_a_page_asked_for(chromium: Browser) -> None:
    context, foreign = new_context(chromium)
    page = context.new_page()
    with page.expect_event("requestfailed") as failed:
        page.set_content(
            '<img src="http://gambar.contoh.example/x.png"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
        )
    assert foreign == ["http://gambar.contoh.example/x.png"]
    assert failed.value.failure == "net::ERR_NAME_NOT_RESOLVED"
    context.close()
