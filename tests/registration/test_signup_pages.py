"""From the front page to an account: the same answer for every address, a link that changes nothing by being opened."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from core.models import OutgoingMail, User
from registration.models import Application, EmailConfirmation
from registration.views import signup

pytestmark = pytest.mark.django_db
GOOD = {"kind": "business_entity", "email": "Direktur@MajuJaya.id"}
ACCOUNT = {"full_name": "  Rahmat   Hidayat ", "password": "kuda poni biru laut"}


@pytest.fixture(autouse=True)
def _sign_in_addresses(settings, monkeypatch) -> None:
    settings.LOGIN_URL = "/akun/masuk/"


def link(client, **changes: str) -> str:
    """Ask for a link as a visitor; the path that the mail holds."""
    assert client.post(reverse("registration:vendor_signup"), {**GOOD, **changes}).status_code == 302
    body = OutgoingMail.objects.latest("pk").body
    found = re.search(r"https?://\S+/daftar/konfirmasi/\S+/", body)
    assert found
    return urlsplit(found.group()).path


def test_daftar_asks_whether_a_vendor_or_an_official_registers(client, lpse) -> None:
    html = client.get("/daftar/").content.decode()
    assert 'href="/daftar/penyedia/"' in html
    assert 'href="/daftar/pejabat/"' in html
    assert "Pasal 22 ayat (1) huruf b" in html


def test_the_page_asks_who_and_where_and_tells_how_data_is_used(client, lpse) -> None:
    html = client.get("/daftar/penyedia/").content.decode()
    for text in ("Badan usaha", "Perusahaan perseorangan", "Perorangan", "Undang-Undang Nomor 27 Tahun 2022"):
        assert text in html


def test_the_front_page_leads_here(client, lpse) -> None:
    assert 'href="/daftar/penyedia/"' in client.get("/").content.decode()


def test_a_request_sends_a_link_and_shows_the_address_once_more(client, lpse) -> None:
    response = client.post("/daftar/penyedia/", GOOD, follow=True)
    assert response.redirect_chain == [("/daftar/terkirim/", 302)]
    assert "direktur@majujaya.id" in response.content.decode().lower()
    assert EmailConfirmation.objects.get().email == "direktur@majujaya.id"
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "direktur"}, "Tulis alamat surel yang lengkap"),
        ({"email": ""}, "Isi alamat surel."),
        ({"kind": ""}, "Pilih siapa yang mendaftar."),
        ({"kind": "yayasan"}, "Pilih salah satu dari daftar."),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_what_was_typed_stays(client, lpse, changes, sentence) -> None:
    response = client.post("/daftar/penyedia/", {**GOOD, **changes})
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count(sentence) == 2, "in the summary and beside the field"
    if "kind" in changes:
        assert 'value="Direktur@MajuJaya.id"' in html
    assert not EmailConfirmation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_too_many_requests_from_one_connection_wait(client, lpse, monkeypatch) -> None:
    monkeypatch.setattr(signup, "_MOST_REQUESTS", 2)
    answers = [
        client.post("/daftar/penyedia/", {**GOOD, "email": f"a{number}@contoh.id"}).status_code for number in range(3)
    ]
    assert answers == [302, 302, 429]
    assert EmailConfirmation.objects.count() == 2


def test_opening_the_link_takes_the_token_out_of_the_address_and_changes_nothing(client, lpse) -> None:
    path = link(client)
    for _ in range(2):
        response = client.get(path)
        assert response.headers["Location"] == "/daftar/konfirmasi/"
        assert response.headers["Referrer-Policy"] == "no-referrer"
    page = client.get("/daftar/konfirmasi/")
    html = page.content.decode()
    assert "direktur@majujaya.id" in html
    # With "no-referrer" a browser sends the form without its origin, and it is refused.
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert path.rsplit("/", 2)[1] not in html
    assert EmailConfirmation.objects.get().used_at is None
    assert not User.objects.exists()


def test_name_and_password_open_the_account_and_lead_to_the_draft(client, lpse) -> None:
    client.get(link(client))
    response = client.post("/daftar/konfirmasi/", ACCOUNT, follow=True)
    application = Application.objects.get()
    assert response.redirect_chain == [(f"/pendaftaran/{application.number}/", 302)]
    assert application.number in response.content.decode()
    assert application.owner.full_name == "Rahmat Hidayat"
    assert response.wsgi_request.user == application.owner


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "pendek"}, "12"),
        ({"password": ""}, "Isi kata sandi"),
        ({"full_name": ""}, "Isi nama lengkap"),
    ],
)
def test_a_weak_password_or_no_name_makes_nothing_and_keeps_what_was_typed(client, lpse, changes, sentence) -> None:
    client.get(link(client))
    html = client.post("/daftar/konfirmasi/", {**ACCOUNT, **changes}).content.decode()
    assert sentence in html
    assert "field-error" in html
    if "password" in changes:
        assert "Rahmat" in html
    assert not User.objects.exists()
    assert EmailConfirmation.objects.get().used_at is None


def test_sending_the_form_twice_makes_one_account(client, lpse) -> None:
    client.get(link(client))
    cookie = client.cookies["konfirmasi"].value
    client.post("/daftar/konfirmasi/", ACCOUNT)
    client.cookies["konfirmasi"] = cookie
    response = client.post("/daftar/konfirmasi/", ACCOUNT, follow=True)
    assert response.redirect_chain[-1] == (f"/pendaftaran/{Application.objects.get().number}/", 302)
    assert User.objects.count() == 1


def test_a_used_unknown_or_forged_link_is_404_and_says_what_to_do(client, lpse) -> None:
    path = link(client)
    client.get(path)
    client.post("/daftar/konfirmasi/", ACCOUNT)
    client.logout()
    for address in (path, "/daftar/konfirmasi/abc/", "/daftar/konfirmasi/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "Minta tautan baru" in response.content.decode()
    client.cookies["konfirmasi"] = "palsu:xx:yy"
    assert client.post("/daftar/konfirmasi/", ACCOUNT).status_code == 404


def test_names_of_any_script_live_and_signs_that_deceive_do_not(client, lpse) -> None:
    client.get(link(client))
    client.post("/daftar/konfirmasi/", {**ACCOUNT, "full_name": "\u202eمحمد O’Neil 王 🙂\x07"})
    assert Application.objects.get().owner.full_name == "محمد O’Neil 王 🙂"


def test_without_an_application_the_own_page_leads_to_the_start(sign_in) -> None:
    client = sign_in()
    assert client.get("/pendaftaran/").headers["Location"] == "/daftar/penyedia/"
