"""Every address, asked as every kind of visitor, answers as its line in lpse/access.py says (A1, A2).

A new address needs a line there and, when a new kind of object stands in it, a maker in tests/support/objects.py.
"""

import json
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import User
from core.roles import ROLES
from lpse.access import ACCESS
from lpse.access_rules import ANONYMOUS, NO_ROLE, Access
from lpse.routes import Route, routes
from tests.support.addresses import Wanted, answers, asked, each_kind, wanted_at_all
from tests.support.objects import SAMPLES

VISITORS = [ANONYMOUS, NO_ROLE, *ROLES]
# What does not hang on the table's every line is asked as these.
SOME = [ANONYMOUS, "vendor", "head", "verifier", "secretariat"]
# Signing in and out ends the visit, so nothing can be asked afterwards; tests/core has their tests.
ENDS_THE_VISIT = {"admin:logout", "account_logout"}
# Reading these leaves a trace on purpose (L1).
LOGGED_READS = {
    "breach:draft",
    "breach:export",
    "imports:bad_rows",
    "admin:core_person_change",
    "admin:core_user_change",
    "desk:case",
    "desk:official",
    "desk:change",
    "admin:registration_application_change",
    "core:document_download",
    "witness:pdf",
    "witness_desk:pdf",
    "outage:pdf",
    "outage_desk:pdf",
    "training_desk:document",
    "core:file",
    "core:file_page",
}
# Mail programs leave a list by a POST without a cookie (RFC 8058); the secret is in the address.
ONE_CLICK = {"announcements:leave"}
# Rows that reading may write: the visit itself.
# An article counts its readings of a day, without a name.
WRITABLE = ("django_session", "core_shared_cache", "core_attemptcount", "core_apitoken", "helpdesk_articleday")


def is_let_in(response: HttpResponseBase) -> bool:
    """False for a refusal: 401, 403, 404, 405, or a way to the sign-in page."""
    if response.status_code in {301, 302}:
        return "/masuk/" not in response.headers["Location"] and "/login/" not in response.headers["Location"]
    return response.status_code not in {401, 403, 404, 405}


@pytest.fixture(autouse=True)
def _sign_in_page(settings) -> None:  # type: ignore[no-untyped-def]
    settings.LOGIN_URL = "/akun/masuk/"


@pytest.fixture
def stranger(make_account: Callable[..., User]) -> User:
    return make_account("vendor")


@pytest.fixture
def visit(make_client: Callable[..., Client]) -> Callable[..., dict[str, Client]]:
    """`visit("head", ANONYMOUS)` gives a client for each visitor."""

    def enter(*visitors: str) -> dict[str, Client]:
        roles = {name: () if name == NO_ROLE else (name,) for name in visitors}
        return {name: Client() if name == ANONYMOUS else make_client(*roles[name]) for name in visitors}

    return enter


def _both(_: str, route: Route, access: Access) -> tuple[str, ...]:
    """What everybody is asked to try; that an address without POST serves none is tried once, below."""
    if route.name in ENDS_THE_VISIT:
        return ()
    return ("GET", "POST") if access.post or access.own_post else ("GET",)


def faults(kind: str, owner: User, visitors: dict[str, Client]) -> Iterator[str]:
    """What differs from the table, at the addresses of one kind."""
    for visitor, route, method, response in answers(kind, owner, visitors, _both):
        access = route.access
        assert access is not None
        who = access.get if method == "GET" else access.post
        expected, got = visitor in who and not access.secret, is_let_in(response)
        if expected != got:
            yield f"{visitor}, {method} {route.pattern} ({route.name}): {response.status_code}, in the table {expected}"
        elif not expected and method == "GET" and not _refused_well(visitor, route, access, response):
            yield f"{visitor}, GET {route.pattern} ({route.name}): refused by {response.status_code}"
        if response.status_code >= 500:
            yield f"{visitor}, {method} {route.pattern} ({route.name}): {response.status_code}"


def _refused_well(visitor: str, route: Route, access: Access, response: HttpResponseBase) -> bool:
    """The anonymous are led to the sign-in page; on a page of an object strangers get 404 (A2), elsewhere 403."""
    if not access.get and not access.own:
        return response.status_code == 405
    if access.secret:
        return response.status_code in {302, 404}
    if access.scope:
        return response.status_code == 401
    if visitor == ANONYMOUS:
        return response.status_code == 302
    if route.name.startswith("admin:") or route.pattern.startswith("/admin/"):
        return response.status_code in {302, 403, 404}
    return response.status_code == (404 if access.of else 403)


def test_every_address_has_its_line() -> None:
    missing = [f"{route.name}  ({route.pattern})" for route in routes() if route.access is None]
    assert not missing, "lpse/access.py has no line for:\n" + "\n".join(missing)


def test_every_line_has_its_address() -> None:
    gone = sorted(set(ACCESS) - {route.name for route in routes()})
    assert not gone, f"lpse/access.py names addresses that do not exist: {gone}"


def test_every_kind_of_object_can_be_made() -> None:
    missing = {access.of for access in ACCESS.values() if access.of} - set(SAMPLES)
    assert not missing, f"tests/support/objects.py cannot make {sorted(missing)}"


@each_kind
@pytest.mark.django_db
def test_every_address_answers_as_the_table_says(
    kind: str, visit: Callable[..., dict[str, Client]], letters: object, stranger: User
) -> None:
    assert list(faults(kind, stranger, visit(*VISITORS))) == []


def _own(_: str, route: Route, access: Access) -> tuple[str, ...]:
    return ("GET",) if access.own else ()


@each_kind
@pytest.mark.django_db
def test_the_owner_may_what_the_table_says(kind: str, sign_in: Callable[..., Client], letters: object) -> None:
    client = sign_in("vendor")
    asked_for = answers(kind, client.user, {"owner": client}, _own)  # type: ignore[attr-defined]
    got = {route.name: answer.status_code for _, route, _, answer in asked_for}
    assert {name: status for name, status in got.items() if status in {302, 403, 404}} == {}


def _read(visitor: str, route: Route, access: Access) -> tuple[str, ...]:
    return ("GET",) if visitor in access.get and not access.secret and route.name not in LOGGED_READS else ()


@each_kind
@pytest.mark.django_db
def test_reading_changes_nothing(
    kind: str, visit: Callable[..., dict[str, Client]], letters: object, stranger: User
) -> None:
    writes: list[str] = []

    def watched(client: Client, method: str, route: Route, path: str) -> HttpResponseBase:
        with CaptureQueriesContext(connection) as queries:
            response = asked(client, method, route, path)
        for query in queries.captured_queries:
            words = query["sql"].split()
            if words[0] in {"INSERT", "UPDATE", "DELETE"} and not any(table in query["sql"] for table in WRITABLE):
                writes.append(f"{route.name}: {query['sql'][:120]}")
        return response

    assert all(is_let_in(answer) for *_, answer in answers(kind, stranger, visit(*SOME), _read, watched))
    assert writes == []


def _send(visitor: str, route: Route, access: Access) -> tuple[str, ...]:
    is_free = route.pattern.startswith("/api/") or route.name in ONE_CLICK
    return ("POST",) if visitor in access.post and not is_free else ()


@each_kind
@pytest.mark.django_db
def test_sending_needs_the_form_token(
    kind: str, visit: Callable[..., dict[str, Client]], letters: object, stranger: User
) -> None:
    visitors = visit(*SOME)
    for client in visitors.values():
        client.handler.enforce_csrf_checks = True
    got = {(who, route.name): answer.status_code for who, route, _, answer in answers(kind, stranger, visitors, _send)}
    assert {name: status for name, status in got.items() if status != 403} == {}


def _other_methods(_: str, route: Route, access: Access) -> tuple[str, ...]:
    others = ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS")
    return others if access.post or access.own_post else ("POST", *others)


@each_kind
@pytest.mark.django_db
def test_no_other_method_is_served(
    kind: str, visit: Callable[..., dict[str, Client]], letters: object, stranger: User
) -> None:
    got = {answer.status_code for *_, answer in answers(kind, stranger, visit("head"), _other_methods)}
    assert got == {405}


@pytest.mark.parametrize(
    ("visitors", "wanted", "least"),
    [
        (VISITORS, _both, 5000),
        (["owner"], _own, 40),
        (SOME, _read, 300),
        (SOME, _send, 150),
        (["head"], _other_methods, 1500),
    ],
)
def test_all_of_it_is_asked(visitors: list[str], wanted: Wanted, least: int) -> None:
    assert wanted_at_all(visitors, wanted) > least


@pytest.mark.django_db
def test_an_address_without_a_line_is_refused(client: Client, lpse: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/periksa/").status_code == 200
    monkeypatch.delitem(ACCESS, "core:document_search")
    assert client.get("/periksa/").status_code == 404


def test_the_command_prints_every_address_for_programs() -> None:
    out = StringIO()
    call_command("routes", "--json", stdout=out)
    rows = {row["name"]: row for row in json.loads(out.getvalue())}
    assert len(rows) == len(routes())
    assert rows["home"]["roles"] == {"GET": "anyone"}
    assert rows["admin:core_holiday_add"]["roles"]["POST"] == ["head", "secretariat"]
    assert rows["core:document_download"]["owner"] is True
    assert rows["core:document_download"]["object_type"] == "document"


def test_the_command_prints_a_table_for_people() -> None:
    out = StringIO()
    call_command("routes", stdout=out)
    assert len(out.getvalue().splitlines()) == len(routes())
    assert "/admin/core/holiday/add/" in out.getvalue()
