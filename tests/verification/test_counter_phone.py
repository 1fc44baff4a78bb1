"""The telephone at the counter: one draft, fifteen minutes, pictures only; it ends when the officer closes it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core.models import AuditEvent, User
from core.refusals import Forbidden
from registration.models import Application, CounterEntry, DocumentFile
from registration.services.counter import counter_start
from tests.core.samples import pdf
from verification.models import PhoneUpload
from verification.services.phone import LIFETIME, PhoneClosed, phone_close, phone_find, phone_open, phone_upload

pytestmark = pytest.mark.django_db
DESK = "/admin/verification/loket/"
PAGE = "/verifikasi/ponsel/"


@pytest.fixture
def desk(sign_in) -> Client:
    return sign_in("verifier")


@pytest.fixture
def officer(desk: Client) -> User:
    return desk.user  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def entered(officer: User) -> Application:
    return counter_start(actor=officer, kind="individual", email="walkin@contoh.id", full_name="Siti Aminah")


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("foto.pdf", pdf(), content_type="application/pdf")


def test_a_picture_goes_into_the_draft_and_the_trail_names_the_officer(entered, officer) -> None:
    row = phone_upload(code=phone_open(application=entered, actor=officer), key="ktp", upload=picture())
    assert (row.item.application, row.file.owner) == (entered, entered.owner)
    assert AuditEvent.objects.get(action="file.received").actor == officer


def test_after_a_quarter_of_an_hour_or_a_new_code_or_the_officers_close_it_opens_nothing(entered, officer) -> None:
    first = phone_open(application=entered, actor=officer)
    second = phone_open(application=entered, actor=officer)
    with pytest.raises(PhoneClosed):
        phone_find(first)
    with time_machine.travel(timezone.now() + LIFETIME + timedelta(seconds=1), tick=False), pytest.raises(PhoneClosed):
        phone_upload(code=second, key="ktp", upload=picture())
    for _ in range(2):
        phone_close(application=entered, actor=officer)
    with pytest.raises(PhoneClosed):
        phone_upload(code=second, key="ktp", upload=picture())
    assert not DocumentFile.objects.exists()
    assert AuditEvent.objects.filter(action="phone.closed").count() == 1


def test_it_ends_when_the_owner_confirms(entered, officer) -> None:
    code = phone_open(application=entered, actor=officer)
    CounterEntry.objects.update(confirmed_at=timezone.now())
    with pytest.raises(PhoneClosed):
        phone_find(code)


def test_only_the_officer_who_entered_opens_it(entered, make_account) -> None:
    for person in (make_account("verifier"), entered.owner):
        with pytest.raises(Forbidden):
            phone_open(application=entered, actor=person)
    assert not PhoneUpload.objects.exists()


def test_the_code_is_kept_as_a_hash_only(entered, officer) -> None:
    code = phone_open(application=entered, actor=officer)
    assert len(code) >= 40
    assert code not in str(PhoneUpload.objects.values().get())


def test_the_screen_shows_the_code_and_the_fragment_what_arrived(desk, entered, settings) -> None:
    html = desk.post(f"{DESK}{entered.number}/ponsel/").content.decode()
    assert 'src="data:image/svg+xml' in html
    assert f'hx-get="{DESK}{entered.number}/berkas/"' in html
    assert re.search(r'href="[^"]*/berkas/"', html)
    fragment = desk.get(f"{DESK}{entered.number}/berkas/").content.decode()
    assert "<html" not in fragment
    assert "belum diunggah" in fragment
    assert desk.post(f"{DESK}{entered.number}/ponsel/", {"tutup": "1"}).status_code == 302
    assert PhoneUpload.objects.get().closed_at is not None


def test_the_telephones_page_takes_pictures_and_tells_nothing_else(entered, officer) -> None:
    code = phone_open(application=entered, actor=officer)
    phone = Client()
    assert phone.get(f"{PAGE}{code}/").headers["Location"] == PAGE
    html = phone.get(PAGE).content.decode()
    assert 'capture="environment"' in html
    for secret in (entered.number, "walkin@contoh.id", "Siti Aminah", code):
        assert secret not in html
    refused = phone.post(PAGE, {"key": "ktp"})
    assert (refused.status_code, "Ambil foto, atau pilih berkas." in refused.content.decode()) == (400, True)
    assert phone.post(PAGE, {"key": "deed", "file": picture()}).status_code == 400
    done = phone.post(PAGE, {"key": "ktp", "file": picture()}, follow=True).content.decode()
    assert "Terkirim" in done
    assert "foto.pdf" not in done
    phone_close(application=entered, actor=officer)
    assert phone.get(PAGE).status_code == 404
    assert phone.post(PAGE, {"key": "ktp", "file": picture()}).status_code == 404
    assert DocumentFile.objects.count() == 1


def test_without_a_code_there_is_no_such_page(client, lpse) -> None:
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}tautan-yang-salah/").status_code == 404
