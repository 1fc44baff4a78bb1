"""Tokens of the API: shown once, kept hashed, scoped, and dead as soon as they should be (A4, A6, ASVS 13.2.1)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.models import ApiToken, AuditEvent, User
from core.refusals import BadInput, Forbidden, Refusal
from core.tokens import LIFETIMES, MOST_TOKENS, grant_by_secret, token_issue, token_revoke

pytestmark = pytest.mark.django_db
LIST = "/api/v1/dokumen/"
SCOPES = ["documents.read"]


@pytest.fixture
def owner(lpse: object, make_account: Callable[..., User]) -> User:
    return make_account("vendor")


def call(client: Client, secret: str, address: str = LIST) -> int:
    return client.get(address, headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_token_opens_what_its_scope_says_and_leaves_a_trace(client: Client, owner: User) -> None:
    token, secret = token_issue(owner=owner, name=" Aplikasi  gudang ", scopes=SCOPES, days=30)
    assert call(client, secret) == 200
    assert (token.name, token.scopes) == ("Aplikasi gudang", SCOPES)
    event = AuditEvent.objects.get(action="token.issued")
    assert (event.actor, event.object_number, event.data["scopes"]) == (owner, token.prefix, SCOPES)


def test_the_secret_is_nowhere_in_the_database(owner: User) -> None:
    _, secret = token_issue(owner=owner, name="gudang", scopes=SCOPES, days=30)
    bare = secret.removeprefix("lpse_")
    assert len(bare) >= 43
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM core_apitoken t WHERE t::text LIKE %(like)s)"
            " + (SELECT count(*) FROM core_auditevent t WHERE t::text LIKE %(like)s)",
            {"like": f"%{bare}%"},
        )
        assert cursor.fetchone() == (0,)
    assert len(ApiToken.objects.get().digest) == 64


@pytest.mark.parametrize("secret", ["", "lpse_salah", "x" * 5000, "lpse_\x00", "é" * 10])
def test_an_unknown_token_is_refused_and_named_as_what_is_missing(client: Client, owner: User, secret: str) -> None:
    answer = client.get(LIST, HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'
    assert answer.json()["code"] == "bad_token"


def test_a_bad_token_is_refused_on_public_addresses_too(client: Client, owner: User) -> None:
    assert call(client, "lpse_salah", "/api/v1/dokumen/0/") == 401
    assert client.get("/api/v1/dokumen/0/").status_code == 404


def test_a_session_or_another_scheme_opens_nothing(sign_in: Callable[..., Client]) -> None:
    client = sign_in("head")
    assert client.get(LIST).status_code == 401
    assert client.get(LIST, headers={"Authorization": "Basic eDp5"}).status_code == 401


def test_an_expired_token_is_dead(client: Client, owner: User) -> None:
    _, secret = token_issue(owner=owner, name="gudang", scopes=SCOPES, days=30)
    with time_machine.travel(timezone.now() + timedelta(days=29, hours=23)):
        assert call(client, secret) == 200
    with time_machine.travel(timezone.now() + timedelta(days=30, seconds=1)):
        assert call(client, secret) == 401


def test_a_clock_that_went_back_does_not_lengthen_a_life(client: Client, owner: User) -> None:
    _, secret = token_issue(owner=owner, name="gudang", scopes=SCOPES, days=30)
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        assert call(client, secret) == 401


def test_a_revoked_token_is_dead_at_once_and_revoking_twice_is_harmless(client: Client, owner: User) -> None:
    token, secret = token_issue(owner=owner, name="gudang", scopes=SCOPES, days=30)
    assert call(client, secret) == 200
    first = token_revoke(token=token, actor=owner)
    assert call(client, secret) == 401
    assert token_revoke(token=token, actor=owner).revoked_at == first.revoked_at
    assert AuditEvent.objects.filter(action="token.revoked").count() == 1


def test_nobody_revokes_the_token_of_another(owner: User, make_account: Callable[..., User]) -> None:
    token, secret = token_issue(owner=owner, name="gudang", scopes=SCOPES, days=30)
    with pytest.raises(Forbidden):
        token_revoke(token=token, actor=make_account("head"))
    assert grant_by_secret(secret) is not None


def test_a_token_dies_with_the_role_of_its_owner(client: Client, owner: User) -> None:
    _, secret = token_issue(owner=owner, name="gudang", scopes=SCOPES, days=30)
    owner.person.assignments.all().delete()
    assert call(client, secret) == 401


def test_a_token_dies_with_the_account_of_its_owner(client: Client, owner: User) -> None:
    _, secret = token_issue(owner=owner, name="gudang", scopes=SCOPES, days=30)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert call(client, secret) == 401


def test_use_is_noted_at_most_once_a_minute(client: Client, owner: User) -> None:
    token, secret = token_issue(owner=owner, name="gudang", scopes=SCOPES, days=30)
    at = timezone.now() + timedelta(hours=1)
    seen = []
    for seconds in (0, 30, 61):
        with time_machine.travel(at + timedelta(seconds=seconds), tick=False):
            assert call(client, secret) == 200
        token.refresh_from_db()
        seen.append((token.last_used_at - at).total_seconds())
    assert seen == [0, 0, 61]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "  "}, "no_name"),
        ({"name": "x" * 101}, "no_name"),
        ({"scopes": []}, "no_scope"),
        ({"days": 366}, "bad_lifetime"),
        ({"days": 0}, "bad_lifetime"),
    ],
)
def test_what_is_wrong_is_refused_with_its_field(owner: User, changes: dict[str, object], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        token_issue(**{"owner": owner, "name": "gudang", "scopes": SCOPES, "days": LIFETIMES[0], **changes})
    assert refused.value.code == code
    assert refused.value.field
    assert not ApiToken.objects.exists()


def test_a_scope_that_the_role_does_not_give_is_refused(owner: User, make_account: Callable[..., User]) -> None:
    with pytest.raises(Forbidden):
        token_issue(owner=owner, name="gudang", scopes=["documents.read", "everything.write"], days=30)
    with pytest.raises(Forbidden):
        token_issue(owner=make_account(), name="gudang", scopes=SCOPES, days=30)
    assert not ApiToken.objects.exists()


def test_the_number_of_live_tokens_is_bounded(owner: User) -> None:
    for number in range(MOST_TOKENS):
        token, _ = token_issue(owner=owner, name=f"gudang {number}", scopes=SCOPES, days=30)
    with pytest.raises(Refusal, match="Cabut yang tidak dipakai"):
        token_issue(owner=owner, name="satu lagi", scopes=SCOPES, days=30)
    token_revoke(token=token, actor=owner)
    assert token_issue(owner=owner, name="satu lagi", scopes=SCOPES, days=30)
