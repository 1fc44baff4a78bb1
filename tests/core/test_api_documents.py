"""Documents over the API: checked by code by anyone, listed for the owner of a token; the schema and its page."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from core.documents import document_void
from core.models import ApiToken, OfficialDocument, User
from core.tokens import token_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(sign_in: Callable[..., Client]) -> Callable[..., dict[str, Any]]:
    """Read the list with a fresh token of a person with these roles; `reader.user` is that person."""

    def read(user: User, query: str = "") -> dict[str, Any]:
        purpose = f"uji {ApiToken.objects.filter(owner=user).count()}"
        _, secret = token_issue(owner=user, name=purpose, scopes=["documents.read"], days=30)
        answer = Client().get(f"/api/v1/dokumen/{query}", headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        return dict(answer.json())

    return read


def test_anyone_checks_a_document_by_its_code(client: Client, finished: Callable[..., OfficialDocument]) -> None:
    document = finished()
    answer = client.get(f"/api/v1/dokumen/{document.code_grouped.lower()}/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    body = answer.json()
    assert body["number"] == document.number
    assert body["sha256"] == document.sha256
    assert body["validity"] == "valid"
    assert body["facts"] == [{"name": "Tempat", "value": "Masamba"}]
    assert body["replaced_by"] is None
    assert body["is_example"] is True


def test_a_check_tells_no_more_than_the_public_page(client: Client, issue: Callable[..., OfficialDocument]) -> None:
    text = client.get(f"/api/v1/dokumen/{issue().code}/").content.decode()
    assert "Cahaya Sawerigading" not in text
    assert "0012345678901000" not in text
    assert "UJI-2026" not in text.replace(issue().number, "")


def test_a_withdrawn_and_a_replaced_document_say_so(
    client: Client,
    issue: Callable[..., OfficialDocument],
    finished: Callable[..., OfficialDocument],
    sign_in: Callable[..., Client],
) -> None:
    head: Any = sign_in("head")
    old = issue()
    new = issue(replaces=old)
    gone = document_void(document=finished(), reason="Salah nama", actor=head.user)
    replaced = client.get(f"/api/v1/dokumen/{old.code}/").json()
    assert (replaced["validity"], replaced["replaced_by"]) == ("replaced", {"number": new.number, "code": new.code})
    voided = client.get(f"/api/v1/dokumen/{gone.code}/").json()
    assert (voided["validity"], voided["void_reason"]) == ("voided", "Salah nama")
    assert voided["voided_at"]


@pytest.mark.parametrize("code", ["x", "0" * 28, "7" * 300, "%00", "..%2f.."])
def test_an_unknown_code_is_404(client: Client, letters: object, code: str) -> None:
    answer = client.get(f"/api/v1/dokumen/{code}/")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_token_lists_what_its_owner_may_see_and_nothing_else(
    reader, issue: Callable[..., OfficialDocument], make_account: Callable[..., User]
) -> None:
    mine, other = make_account("vendor"), make_account("vendor")
    own, foreign = issue(holder=mine), issue(holder=other)
    assert [row["number"] for row in reader(mine)["results"]] == [own.number]
    assert [row["number"] for row in reader(other)["results"]] == [foreign.number]
    assert reader(make_account("head"))["results"][0]["check_url"].endswith(f"/periksa/{foreign.code}/")
    assert len(reader(make_account("head"))["results"]) == 2


def test_the_list_goes_on_page_by_page_without_more_queries_for_more_rows(
    reader, issue: Callable[..., OfficialDocument], make_account: Callable[..., User], query_budget
) -> None:
    mine = make_account("vendor")
    numbers = [issue(holder=mine).number for _ in range(27)]
    with query_budget(16):
        first = reader(mine)
    assert len(first["results"]) == 25
    assert first["previous"] == ""
    rest = reader(mine, first["next"])
    assert rest["next"] == ""
    assert [row["number"] for row in first["results"] + rest["results"]] == numbers[::-1]


def schema(client: Client, **extra: Any) -> dict[str, Any]:
    answer = client.get("/api/schema/", **extra)
    assert answer.status_code == 200
    return dict(json.loads(answer.content))


def test_the_schema_is_valid_and_without_a_warning(lpse: object) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=StringIO())


def test_the_anonymous_schema_shows_public_addresses_only(client: Client, lpse: object) -> None:
    paths = schema(client)["paths"]
    assert "/api/v1/dokumen/{code}/" in paths
    assert "/api/v1/dokumen/" not in paths


def test_the_schema_of_a_token_shows_what_its_scope_opens(client: Client, sign_in: Callable[..., Client]) -> None:
    user: Any = sign_in("vendor").user  # type: ignore[attr-defined]
    _, secret = token_issue(owner=user, name="uji", scopes=["documents.read"], days=30)
    paths = schema(Client(), headers={"Authorization": f"Bearer {secret}"})["paths"]
    assert paths["/api/v1/dokumen/"]["get"]["x-scope"] == "documents.read"
    assert paths["/api/v1/dokumen/"]["get"]["security"] == [{"token": []}]
    assert "security" not in paths["/api/v1/dokumen/{code}/"]["get"] or paths["/api/v1/dokumen/{code}/"]["get"][
        "security"
    ] == [{}]


def test_the_page_explains_every_address_without_script(client: Client, lpse: object) -> None:
    html = client.get("/api/docs/").content.decode()
    assert "/api/v1/dokumen/{code}/" in html
    assert "documents.read" in html
    assert "Retry-After" in html
    assert html.count("<script") == 1  # the common one of every page
    assert "<style" not in html
