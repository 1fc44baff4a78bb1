"""The forms as PDF: blank for everybody once a worker made them, filled in for the applicant only, sealed at rest."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from core import profile
from core.enums import WorkState
from core.models import AuditEvent, ProfileVersion
from core.work import due, sources
from registration import form_printing
from registration.enums import ApplicantKind, FormKind
from registration.form_printing import form_print
from registration.models import Application, PreparedForm
from registration.services.prepared_forms import form_current, form_prepare, form_read, forms_reconcile
from registration.tasks import print_form, reconcile_forms
from tests.support import pdfs
from tests.support.applications import NIK, NPWP
from tests.support.people import use_profile

pytestmark = pytest.mark.django_db
SEGMENTS = ("pendaftaran", "keikutsertaan", "daftar-periksa")


def work_off() -> None:
    for row in due(PreparedForm):
        assert form_print(row.pk)


def ready(kind: str, application: Application | None = None) -> bytes:
    prepared = form_prepare(kind=kind, application=application)
    work_off()
    prepared.refresh_from_db()
    return form_read(prepared)


# Blank forms


def test_a_blank_form_that_is_not_made_yet_asks_for_patience(client, lpse) -> None:
    response = client.get("/formulir/pendaftaran.pdf")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "sedang disiapkan" in response.content.decode()
    assert not PreparedForm.objects.exists()


def test_the_duty_asks_for_every_blank_form_once(lpse) -> None:
    assert forms_reconcile() == 3
    assert forms_reconcile() == 0
    assert PreparedForm.objects.count() == 3
    source = next(source for source in sources() if source.model is PreparedForm)
    assert source.task == print_form.name
    assert due(source.model).count() == 3


@pytest.mark.parametrize("segment", SEGMENTS)
def test_anyone_downloads_a_blank_form(client, lpse, segment: str) -> None:
    reconcile_forms()
    work_off()
    response = client.get(f"/formulir/{segment}.pdf")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="formulir-{segment}.pdf"'
    assert pdfs.is_archival(response.content)
    assert len(response.content) <= 150 * 1024
    assert (
        client.get(f"/formulir/{segment}.pdf", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    )
    assert client.post(f"/formulir/{segment}.pdf").status_code == 405


def test_a_form_that_does_not_exist_is_not_found(client, lpse) -> None:
    assert client.get("/formulir/lain.pdf").status_code == 404


def test_a_new_profile_asks_for_new_blank_forms_and_drops_the_old(client, lpse) -> None:
    forms_reconcile()
    work_off()
    use_profile("temanggung")
    assert client.get("/formulir/pendaftaran.pdf").status_code == 503
    assert forms_reconcile() == 3
    work_off()
    assert PreparedForm.objects.count() == 3
    assert "Temanggung" in pdfs.words(client.get("/formulir/pendaftaran.pdf").content)


def test_the_page_of_forms_leads_to_each(client, lpse) -> None:
    html = client.get("/formulir/").content.decode()
    for segment in SEGMENTS:
        assert f'href="/formulir/{segment}.pdf"' in html
    assert "Pasal 22 ayat (6)" in html
    assert 'href="/formulir/"' in client.get("/").content.decode()


# Filled forms


@pytest.fixture
def vendor(sign_in: Callable[..., Client], make_application: Callable[..., Application]) -> Client:
    client = sign_in("vendor")
    client.application = make_application(owner=client.user)  # type: ignore[attr-defined]
    return client


def test_the_applicant_asks_waits_and_downloads(vendor) -> None:
    address = f"/pendaftaran/{vendor.application.number}/formulir/pendaftaran.pdf"
    first = vendor.get(address)
    assert first.status_code == 200
    assert "Siapkan formulir" in first.content.decode()
    assert not PreparedForm.objects.exists()
    assert vendor.post(address).headers["Location"] == address
    waiting = vendor.get(address)
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (202, "5")
    assert "sedang disiapkan" in waiting.content.decode()
    work_off()
    done = vendor.get(address)
    assert done.headers["Content-Type"] == "application/pdf"
    assert "no-store" in done.headers["Cache-Control"]
    text = pdfs.words(done.content)
    for part in ("Cahaya Sawerigading", NIK, NPWP, "Kappuna", "Masamba", "AHU-0012345.AH.01.14", "1234567890123"):
        assert part in text, part
    event = AuditEvent.objects.get(action="application.form_downloaded")
    assert (event.actor, event.object_number) == (vendor.user, vendor.application.number)


def test_asking_twice_makes_it_once(vendor) -> None:
    address = f"/pendaftaran/{vendor.application.number}/formulir/keikutsertaan.pdf"
    vendor.post(address)
    vendor.post(address)
    assert PreparedForm.objects.count() == 1


def test_new_words_need_a_new_form_and_the_old_one_goes(vendor) -> None:
    application = vendor.application
    ready(FormKind.REGISTRATION, application)
    Application.objects.filter(pk=application.pk).update(version=application.version + 1, name="Nama Baru")
    application.refresh_from_db()
    address = f"/pendaftaran/{application.number}/formulir/pendaftaran.pdf"
    assert "Siapkan formulir" in vendor.get(address).content.decode()
    assert "Nama Baru" in pdfs.words(ready(FormKind.REGISTRATION, application))
    assert PreparedForm.objects.filter(application=application).count() == 1


def test_a_stranger_finds_nothing(vendor, make_application) -> None:
    other = make_application()
    for send in (vendor.get, vendor.post):
        assert send(f"/pendaftaran/{other.number}/formulir/pendaftaran.pdf").status_code == 404
    assert not PreparedForm.objects.exists()


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(client, make_application, settings) -> None:
    settings.LOGIN_URL = "/akun/masuk/"
    number = make_application().number
    response = client.get(f"/pendaftaran/{number}/formulir/pendaftaran.pdf")
    assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/akun/masuk/")


def test_a_filled_form_is_sealed_at_rest_and_dropped_after_a_week(make_application) -> None:
    prepared = form_prepare(kind=FormKind.PARTICIPATION, application=make_application())
    work_off()
    prepared.refresh_from_db()
    assert b"%PDF" not in bytes(prepared.sealed)
    assert form_read(prepared).startswith(b"%PDF")
    with time_machine.travel(timezone.now() + timedelta(days=6), tick=False):
        forms_reconcile()
        assert PreparedForm.objects.filter(pk=prepared.pk).exists()
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        forms_reconcile()
        assert not PreparedForm.objects.filter(pk=prepared.pk).exists()
        assert PreparedForm.objects.filter(application=None).count() == 3


def test_the_form_of_an_erased_application_cannot_be_asked_for(vendor) -> None:
    Application.objects.filter(pk=vendor.application.pk).update(erased_at=timezone.now())
    response = vendor.post(f"/pendaftaran/{vendor.application.number}/formulir/pendaftaran.pdf")
    assert response.status_code == 409
    assert not PreparedForm.objects.exists()


# The worker


def test_two_workers_make_it_once(make_application) -> None:
    prepared = form_prepare(kind=FormKind.CHECKLIST, application=make_application())
    assert form_print(prepared.pk)
    assert not form_print(prepared.pk)


def test_a_form_that_cannot_be_laid_out_is_tried_again_then_rests_an_hour(lpse, monkeypatch) -> None:
    def broken(row: PreparedForm) -> bytes:
        raise RecursionError("too deep")

    prepared = form_prepare(kind=FormKind.CHECKLIST)
    monkeypatch.setattr(form_printing, "printed", broken)
    at = timezone.now()
    for _ in range(form_printing.ATTEMPTS):
        at += timedelta(hours=1)
        with time_machine.travel(at, tick=False):
            assert not form_print(prepared.pk)
    prepared.refresh_from_db()
    assert prepared.work_state == WorkState.FAILED
    assert "RecursionError" in prepared.last_error
    with time_machine.travel(at + timedelta(hours=2), tick=False):
        forms_reconcile()
    prepared.refresh_from_db()
    assert prepared.work_state == WorkState.WAITING


def test_names_cannot_break_out_of_the_form(make_application) -> None:
    application = make_application(name="<img src=http://127.0.0.1:9/x> {{ profile }} O'Malley & محمد 陈")
    text = pdfs.words(ready(FormKind.REGISTRATION, application))
    assert "<img src=http" in text
    assert "O'Malley &" in text


# Their looks


@pytest.mark.parametrize("slug", ["luwu-utara", "temanggung"])
@pytest.mark.parametrize(("kind", "pages"), [("registration", 2), ("participation", 1), ("checklist", 1)])
def test_a_blank_form_looks_as_approved(db, settings, slug: str, kind: str, pages: int) -> None:
    settings.DEMO = False
    use_profile(slug)
    content = ready(kind)
    if slug == "temanggung" and kind == "checklist":
        pages = 2
    pdfs.assert_looks_as_approved(content, f"{kind}-blank-{slug}")
    assert pdfs.pages(content) == pages
    assert "CONTOH – BUKAN" not in pdfs.words(content)


@pytest.mark.parametrize("kind", FormKind)
def test_a_filled_form_looks_as_approved(settings, make_application, kind: str) -> None:
    settings.DEMO = False
    application = make_application()
    application.owner.email = "cahaya@contoh.id"
    application.owner.save()
    pdfs.assert_looks_as_approved(ready(kind, application), f"{kind}-filled")


@pytest.mark.parametrize("kind", ApplicantKind)
def test_every_kind_of_applicant_gets_its_own_sections(make_application, kind: str) -> None:
    text = pdfs.words(ready(FormKind.REGISTRATION, make_application(kind=kind)))
    assert ("D. Akta" in text) is (kind == ApplicantKind.BUSINESS_ENTITY)
    assert "Izin" in text or "izin" in text


def test_forms_cite_the_articles_of_the_profile(lpse) -> None:
    assert "Pasal 22 ayat (5)" in pdfs.words(ready(FormKind.PARTICIPATION))
    use_profile("temanggung")
    text = pdfs.words(ready(FormKind.PARTICIPATION))
    assert "Pasal 22 ayat (3)" in text
    assert "Panitia Pengadaan" in text
    assert form_current(kind=FormKind.PARTICIPATION).profile_version == ProfileVersion.objects.latest("pk")
    assert profile.current().slug == "temanggung"
