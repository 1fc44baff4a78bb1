"""Every address, asked as every kind of visitor, answers as its line in lpse/access.py says (A1, A2).

A new address needs a line there and, when a new kind of object stands in it, a maker in tests/support/objects.py.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator
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
from lpse.access import ACCESS
from lpse.access_rules import ANONYMOUS, NO_ROLE, Access
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


def answers(
    client: Client,
    owner: User,
    wanted: Callable[[Route, Access], Iterable[str]],
    ask: Callable[[Client, str, Route, str], HttpResponseBase] | None = None,
) -> Iterator[tuple[Route, str, HttpResponseBase]]:
    """Ask every address by the wanted methods; its object belongs to `owner`.

    Objects of one kind are made once; what an answer did to the database is undone before the next.
    """
    by_kind: dict[str, list[Route]] = {}
    for route in all_routes():
        if route.access is not None and any(wanted(route, route.access)):
            by_kind.setdefault(route.access.of, []).append(route)
    for kind, group in by_kind.items():
        with transaction.atomic():
            names = SAMPLES[kind](owner) if kind else {}
            for route in group:
                for method in wanted(route, route.access or Access()):
                    yield route, method, (ask or asked)(client, method, route, address(route, names))
            transaction.set_rollback(True)


def asked(client: Client, method: str, route: Route, path: str) -> HttpResponseBase:
    """Ask for one address, and undo what the answer did."""
    session = dict(client.cookies)
    with transaction.atomic():
        response = client.generic(method, path, headers=token_of(client, route.access.scope if route.access else ""))
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


def _both(route: Route, access: Access) -> tuple[str, ...]:
    """What everybody is asked to try; that an address without POST serves none is tried once, below."""
    if route.name in ENDS_THE_VISIT:
        return ()
    return ("GET", "POST") if access.post or access.own_post else ("GET",)


def faults(visitor: str, client: Client, owner: User) -> Iterator[str]:
    """What differs from the table, for one visitor."""
    for route, method, response in answers(client, owner, _both):
        access = route.access
        assert access is not None
        who = access.get if method == "GET" else access.post
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
    owner: User = client.user  # type: ignore[attr-defined]
    asked_for = answers(client, owner, lambda _, access: ("GET",) if access.own else ())
    got = {route.name: answer.status_code for route, _, answer in asked_for}
    assert got
    assert {name: status for name, status in got.items() if status in {302, 403, 404}} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", [ANONYMOUS, "vendor", "head", "verifier", "secretariat"])
def test_reading_changes_nothing(visitor: str, visit: Callable[[str], Client], letters: object, stranger: User) -> None:
    client = visit(visitor)
    writes: list[str] = []

    def read(route: Route, access: Access) -> tuple[str, ...]:
        return ("GET",) if visitor in access.get and not access.secret and route.name not in LOGGED_READS else ()

    def watched(client: Client, _: str, route: Route, path: str) -> HttpResponseBase:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        for query in queries.captured_queries:
            words = query["sql"].split()
            if words[0] in {"INSERT", "UPDATE", "DELETE"} and not any(table in query["sql"] for table in WRITABLE):
                writes.append(f"{route.name}: {query['sql'][:120]}")
        return response

    assert len(list(answers(client, stranger, read, watched))) > 10
    assert writes == []


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", [ANONYMOUS, "vendor", "head", "verifier", "secretariat"])
def test_sending_needs_the_form_token(
    visitor: str, visit: Callable[[str], Client], letters: object, stranger: User
) -> None:
    client = visit(visitor)
    client.handler.enforce_csrf_checks = True

    def send(route: Route, access: Access) -> tuple[str, ...]:
        is_free = route.pattern.startswith("/api/") or route.name in ONE_CLICK
        return ("POST",) if visitor in access.post and not is_free else ()

    got = {route.name: answer.status_code for route, _, answer in answers(client, stranger, send)}
    assert got
    assert {name: status for name, status in got.items() if status != 403} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"])
def test_no_other_method_is_served(
    method: str, visit: Callable[[str], Client], letters: object, stranger: User
) -> None:
    def served_by_none(_: Route, access: Access) -> tuple[str, ...]:
        return () if method == "POST" and (access.post or access.own_post) else (method,)

    got = {answer.status_code for _, _, answer in answers(visit("head"), stranger, served_by_none)}
    assert got == {405}


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
