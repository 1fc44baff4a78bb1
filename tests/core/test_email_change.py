"""A new address counts when its link was opened by the account's owner; the old address is told."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from core.models import AuditEvent, OutgoingMail, User
from core.sessions import sessions_sweep

pytestmark = pytest.mark.django_db
PAGE = "/akun/surel/"
PASSWORD = "kata sandi panjang untuk uji"


@pytest.fixture
def budi(client, lpse, make_account) -> User:
    user = make_account(username="budi", email="budi@contoh.id", full_name="Budi Contoh")
    client.post("/akun/masuk/", {"login": "budi", "password": PASSWORD})
    return user


def confirm_password(client: Client) -> None:
    client.post("/akun/konfirmasi/", {"password": PASSWORD, "next": PAGE})


def link(client: Client, email: str = "baru@contoh.id") -> str:
    confirm_password(client)
    page = client.post(PAGE, {"email": email})
    assert "Periksa surel Anda" in page.content.decode()
    return re.search(r"http://127\.0\.0\.1:8000(/akun/surel/\S+)", OutgoingMail.objects.latest("pk").body)[1]


def test_the_password_is_asked_first(client, budi) -> None:
    for answer in (client.get(PAGE), client.post(PAGE, {"email": "baru@contoh.id"})):
        assert answer.headers["Location"].startswith("/akun/konfirmasi/")
    assert not OutgoingMail.objects.exists()


def test_the_address_changes_when_the_link_is_confirmed(client, budi) -> None:
    address = link(client, " Baru@Contoh.id ")
    assert "contoh.id" not in address
    page = client.get(address)
    assert "baru@contoh.id" in page.content.decode()
    budi.refresh_from_db()
    assert budi.email == "budi@contoh.id"
    assert client.post(address).status_code == 302
    budi.refresh_from_db()
    assert budi.email == "baru@contoh.id"
    assert OutgoingMail.objects.filter(to="budi@contoh.id", kind="account.email_changed").exists()
    assert AuditEvent.objects.filter(action="account.email_changed", actor=budi).exists()
    assert client.get(address).status_code == 404


def test_an_address_in_use_gets_the_same_answer_and_nothing_changes(client, budi, make_account) -> None:
    make_account(username="tono", email="tono@contoh.id")
    confirm_password(client)
    taken = client.post(PAGE, {"email": "tono@contoh.id"}).content.decode().replace("tono@contoh.id", "X")
    free = client.post(PAGE, {"email": "lain@contoh.id"}).content.decode().replace("lain@contoh.id", "X")
    assert taken == free
    assert "sudah dipakai akun lain" in OutgoingMail.objects.get(to="tono@contoh.id").body


def test_an_address_taken_meanwhile_is_refused_in_words(client, budi, make_account) -> None:
    address = link(client)
    make_account(username="tono", email="baru@contoh.id")
    page = client.post(address)
    assert page.status_code == 409
    assert "sudah dipakai akun lain" in page.content.decode()


@pytest.mark.parametrize("what", ["late", "stranger", "altered", "new password"])
def test_a_link_that_is_not_good_is_not_there(client, budi, make_account, time_machine, what: str) -> None:
    address = link(client)
    if what == "late":
        time_machine.move_to(timezone.now() + timedelta(minutes=61))
    elif what == "stranger":
        make_account(username="tono")
        client.post("/akun/keluar/")
        client.post("/akun/masuk/", {"login": "tono", "password": PASSWORD})
    elif what == "altered":
        address = address[:-6] + "AAAA=/"
    else:
        budi.set_password("padi menguning di sawah")
        budi.save()
        client.force_login(budi, backend="core.backends.RoleBackend")
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("email", ["", "bukan alamat", "a@b", "baru@contoh.id\nBcc: x@y.id"])
def test_what_is_no_address_is_named_beside_the_field(client, budi, email: str) -> None:
    confirm_password(client)
    page = client.post(PAGE, {"email": email})
    assert page.status_code == 400
    assert "field-error" in page.content.decode()
    assert not OutgoingMail.objects.exists()


def test_sessions_and_tries_that_are_over_are_swept(client, budi, time_machine) -> None:
    client.post("/akun/masuk/", {"login": "budi", "password": "salah"})
    Client().post("/akun/masuk/", {"login": "budi", "password": "salah"})
    assert AccessAttempt.objects.exists()
    assert sessions_sweep() == 0
    assert UserSession.objects.filter(user=budi).exists()
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert sessions_sweep() >= 1
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()
    assert not AccessAttempt.objects.exists()
