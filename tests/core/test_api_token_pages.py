"""One's own tokens at /akun/token/: made after the password, shown once, revoked by their owner only."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from core.models import ApiToken, AuditEvent
from core.tokens import token_issue

pytestmark = pytest.mark.django_db
LIST, NEW = "/akun/token/", "/akun/token/baru/"
DATA = {"name": "Arsip", "scopes": ["documents.read"], "days": "90"}


@pytest.fixture
def person(sign_in: Callable[..., Client]) -> Client:
    """A vendor who typed the password a moment ago."""
    client = sign_in("vendor")
    client.post("/akun/konfirmasi/", {"password": "kata sandi panjang untuk uji"})
    return client


def test_a_token_is_made_shown_once_and_works(person: Client) -> None:
    answer = person.post(NEW, DATA)
    assert answer.status_code == 201
    assert "no-store" in answer.headers["Cache-Control"]
    found = re.search(r'value="(lpse_[^"]+)"', answer.content.decode())
    assert found
    assert Client().get("/api/v1/dokumen/", headers={"Authorization": f"Bearer {found[1]}"}).status_code == 200
    listing = person.get(LIST).content.decode()
    assert "Arsip" in listing
    assert found[1] not in listing
    assert ApiToken.objects.get().prefix in listing


def test_without_the_password_nothing_is_made(sign_in: Callable[..., Client]) -> None:
    client = sign_in("vendor")
    assert client.get(NEW).headers["Location"].startswith("/akun/konfirmasi/")
    assert client.post(NEW, DATA).headers["Location"].startswith("/akun/konfirmasi/")
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Isi kegunaan."),
        ({"scopes": []}, "Pilih paling sedikit satu cakupan."),
        ({"scopes": ["everything"]}, "Pilih cakupan dari daftar."),
        ({"days": "9999"}, "Pilih masa berlaku dari daftar."),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(person: Client, changes: dict[str, Any], sentence: str) -> None:
    answer = person.post(NEW, {**DATA, "name": "Arsip lama", **changes})
    assert answer.status_code == 400
    html = answer.content.decode()
    assert sentence in html
    assert ("Arsip lama" in html) is ("name" not in changes)
    assert not ApiToken.objects.exists()


def test_a_second_click_makes_no_second_token(person: Client) -> None:
    assert person.post(NEW, DATA).status_code == 201
    again = person.post(NEW, DATA)
    assert again.status_code == 400
    assert "sudah mempunyai token yang berlaku untuk kegunaan ini" in again.content.decode()
    assert ApiToken.objects.count() == 1


def test_revoking_asks_first_and_twice_is_harmless(person: Client) -> None:
    token, _ = token_issue(owner=person.user, name="Arsip", scopes=["documents.read"], days=30)  # type: ignore[attr-defined]
    address = f"/akun/token/{token.prefix}/cabut/"
    assert "Cabut token “Arsip”?" in person.get(address).content.decode()
    token.refresh_from_db()
    assert token.revoked_at is None
    assert person.post(address).headers["Location"] == LIST
    assert person.post(address).headers["Location"] == LIST
    assert AuditEvent.objects.filter(action="token.revoked").count() == 1
    assert "dicabut" in person.get(LIST).content.decode()


def test_the_token_of_another_is_not_there(person: Client, make_account: Callable[..., Any]) -> None:
    token, _ = token_issue(owner=make_account("vendor"), name="Arsip", scopes=["documents.read"], days=30)
    assert person.post(f"/akun/token/{token.prefix}/cabut/").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None
    assert "Arsip" not in person.get(LIST).content.decode()


def test_who_has_no_role_is_told_so(sign_in: Callable[..., Client]) -> None:
    html = sign_in().get(LIST).content.decode()
    assert "belum mempunyai peran" in html
    assert NEW not in html
