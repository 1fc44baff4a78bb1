"""Every address, asked as every kind of visitor, answers as its line in lpse/access.py says (A1, A2).

A new address needs a line there and, when a new kind of object stands in it, a maker in tests/support/objects.py.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import ApiToken, User
from core.roles import ROLES
from lpse.access import ACCESS, ANONYMOUS, NO_ROLE, Access
from lpse.routes import Route, routes
from tests.support.objects import OTHER_PARTS, SAMPLES

VISITORS = [ANONYMOUS, NO_ROLE, *ROLES]
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
    "core:file",
    "core:file_page",
}
# Rows that reading may write: the visit itself.
WRITABLE = ("django_session", "core_shared_cache", "core_attemptcount", "core_apitoken")


def all_routes() -> list[Route]:
    """Every address with a line that someone may use."""
    return [route for route in routes() if route.access and route.access.methods]


def address(route: Route, names: dict[str, object]) -> str:
    """The address with its variable parts filled in."""
    values = {part: names.get(part, OTHER_PARTS.get(part)) for part in route.parts}
    missing = [part for part, value in values.items() if value is None]
    assert not missing, f"{route.name}: tests/support/objects.py names no {missing}"
    if not route.name.startswith("/"):
        return reverse(route.name, kwargs=values)
    path = route.pattern
    for part, value in values.items():
        path = path.replace(f"<path:{part}>", str(value)).replace(f"<{part}>", str(value))
    return path


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
def visit(sign_in: Callable[..., Client], client: Client) -> Callable[[str], Client]:
    """A client as that visitor."""

    def enter(visitor: str) -> Client:
        if visitor == ANONYMOUS:
            return client
        return sign_in(*([] if visitor == NO_ROLE else [visitor]))

    return enter


def ask(client: Client, method: str, route: Route, owner: User) -> HttpResponseBase:
    """Ask for an address whose object belongs to `owner`; what the answer did to the database is undone."""
    access = route.access
    assert access is not None
    session = dict(client.cookies)
    with transaction.atomic():
        names = SAMPLES[access.of](owner) if access.of else {}
        response = client.generic(method, address(route, names), headers=token_of(client, access.scope))
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(session)
    return response


def token_of(client: Client, scope: str) -> dict[str, str]:
    """A token with that scope for whoever is signed in, as if it had been issued while a role allowed it."""
    user = getattr(client, "user", None)
    if not scope or user is None:
        return {}
    secret = secrets.token_urlsafe()
    ApiToken.objects.create(
        owner=user, name="uji", prefix="uji", digest=hashlib.sha256(secret.encode()).hexdigest(), scopes=[scope],
        expires_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    return {"Authorization": f"Bearer {secret}"}


def faults(visitor: str, client: Client, owner: User) -> Iterator[str]:
    """What differs from the table, for one visitor."""
    for route in all_routes():
        access = route.access
        assert access is not None
        for method, who in (("GET", access.get), ("POST", access.post)):
            if route.name in ENDS_THE_VISIT:
                continue
            response = ask(client, method, route, owner)
            expected, got = visitor in who and not access.secret, is_let_in(response)
            if expected != got:
                yield f"{method} {route.pattern} ({route.name}): {response.status_code}, in the table {expected}"
            elif not expected and method == "GET" and not _refused_well(visitor, route, access, response):
                yield f"GET {route.pattern} ({route.name}): refused by {response.status_code}"
            if response.status_code >= 500:
                yield f"{method} {route.pattern} ({route.name}): {response.status_code}"


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


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", VISITORS)
def test_every_address_answers_as_the_table_says(
    visitor: str, visit: Callable[[str], Client], letters: object, stranger: User
) -> None:
    found = list(faults(visitor, visit(visitor), stranger))
    assert not found, f"as {visitor}:\n" + "\n".join(found)


@pytest.mark.django_db
def test_the_owner_may_what_the_table_says(sign_in: Callable[..., Client], letters: object) -> None:
    client = sign_in("vendor")
    refused = [
        route.name
        for route in all_routes()
        if route.access and route.access.own and ask(client, "GET", route, client.user).status_code in {302, 403, 404}  # type: ignore[attr-defined]
    ]
    assert refused == []


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", [ANONYMOUS, "vendor", "head", "verifier", "secretariat"])
def test_reading_changes_nothing(visitor: str, visit: Callable[[str], Client], letters: object, stranger: User) -> None:
    client = visit(visitor)
    writes: list[str] = []
    for route in all_routes():
        access = route.access
        if access is None or visitor not in access.get or access.secret or route.name in LOGGED_READS:
            continue
        names = SAMPLES[access.of](stranger) if access.of else {}
        with CaptureQueriesContext(connection) as queries:
            client.get(address(route, names))
        for query in queries.captured_queries:
            words = query["sql"].split()
            if words[0] in {"INSERT", "UPDATE", "DELETE"} and not any(table in query["sql"] for table in WRITABLE):
                writes.append(f"{route.name}: {query['sql'][:120]}")
    assert writes == []


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", [ANONYMOUS, "vendor", "head", "verifier", "secretariat"])
def test_sending_needs_the_form_token(
    visitor: str, visit: Callable[[str], Client], letters: object, stranger: User
) -> None:
    client = visit(visitor)
    client.handler.enforce_csrf_checks = True
    answers = {
        route.name: ask(client, "POST", route, stranger).status_code
        for route in all_routes()
        if route.access and visitor in route.access.post and not route.pattern.startswith("/api/")
    }
    assert {name: status for name, status in answers.items() if status != 403} == {}
    assert answers


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"])
def test_no_other_method_is_served(
    method: str, visit: Callable[[str], Client], letters: object, stranger: User
) -> None:
    client = visit("head")
    answers = {ask(client, method, route, stranger).status_code for route in all_routes()}
    assert answers == {405}


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
