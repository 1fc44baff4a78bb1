"""The pages of the documents: a file is added, shown, taken away, and refused with its reason."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import StoredFile
from registration.enums import ApplicantKind, ItemState
from registration.models import Application, DocumentFile, DocumentItem
from registration.services.application import application_start
from tests.registration.filling import upload
from tests.registration.typing import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def vendor(sign_in):
    """A client whose account has an empty draft, `client.draft`."""
    client = sign_in()
    client.draft = application_start(owner=client.user, kind=ApplicantKind.BUSINESS_ENTITY)
    return client


def send(client, name: str = "ktp.pdf", key: str = "ktp"):
    return client.post(page(client.draft, f"dokumen/{key}"), {"file": upload(name)})


def removal(client, key: str = "ktp") -> str:
    return page(client.draft, f"dokumen/{key}/{DocumentFile.objects.latest('pk').file.public_id}/hapus")


def test_the_list_names_what_is_needed_and_leads_to_each_document(vendor) -> None:
    html = vendor.get(page(vendor.draft, "dokumen")).content.decode()
    assert "6 dokumen lagi perlu diunggah" in html
    assert "Akta perubahan terakhir" not in html, "no amendment, no deed of amendment"
    for key in ("registration_form", "participation_form", "ktp", "deed", "npwp", "licence"):
        assert page(vendor.draft, f"dokumen/{key}") in html


def test_a_file_is_added_and_shown_with_its_name_and_state(vendor) -> None:
    response = send(vendor, "kartu “saya” محمد.pdf")
    stored = StoredFile.objects.get()
    assert response.headers["Location"] == f"{page(vendor.draft, 'dokumen/ktp')}?diterima={stored.public_id}"
    html = vendor.get(response.headers["Location"]).content.decode()
    assert "Berkas “kartu “saya” محمد.pdf” sudah diterima." in html
    assert f"/berkas/{stored.public_id}/" in html
    assert DocumentItem.objects.get(key="ktp").state == ItemState.HANDED_IN
    assert "5 dokumen lagi" in vendor.get(page(vendor.draft, "dokumen")).content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "kosong"),
        (b"MZ\x90 program", "bukan PDF, JPG, atau PNG"),
        (b"PK\x03\x04 docx", "arsip atau dokumen kantor"),
    ],
)
def test_an_unfit_file_is_refused_beside_the_question_and_kept_nowhere(vendor, content: bytes, sentence: str) -> None:
    response = vendor.post(
        page(vendor.draft, "dokumen/ktp"), {"file": SimpleUploadedFile("ktp.pdf", content, "application/pdf")}
    )
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count(sentence) == 2
    assert not StoredFile.objects.exists()
    assert DocumentItem.objects.get(key="ktp").state == ItemState.MISSING


def test_no_file_chosen_is_said(vendor) -> None:
    assert "Pilih dahulu berkas" in vendor.post(page(vendor.draft, "dokumen/ktp")).content.decode()


def test_a_file_is_taken_away_and_twice_is_harmless(vendor) -> None:
    send(vendor)
    address = removal(vendor)
    for _ in range(2):
        assert vendor.post(address).headers["Location"] == page(vendor.draft, "dokumen/ktp")
    assert DocumentItem.objects.get(key="ktp").state == ItemState.MISSING
    assert StoredFile.objects.get().state == "erased"
    assert vendor.get(address).status_code == 405


def test_another_vendors_file_is_not_taken_away(vendor, make_account) -> None:
    send(vendor)
    address = removal(vendor)
    foreign = application_start(owner=make_account(), kind=ApplicantKind.BUSINESS_ENTITY)
    for path in (
        address.replace(vendor.draft.number, foreign.number),
        address.replace("/ktp/", "/deed/"),
        address.replace("/hapus/", "x/hapus/"),
    ):
        assert vendor.post(path).status_code == 404
    assert DocumentFile.objects.get().replaced_at is None


@pytest.mark.parametrize("key", ["deed_amendment", "surat-fiskal"])
def test_a_document_that_is_not_asked_has_no_page(vendor, key: str) -> None:
    assert vendor.get(page(vendor.draft, f"dokumen/{key}")).status_code == 404
    assert send(vendor, key=key).status_code == 404


@pytest.mark.parametrize("state", ["submitted", "under_review", "approved", "withdrawn"])
def test_outside_the_applicants_turn_nothing_is_added(sign_in, make_application, state: str) -> None:
    client = sign_in()
    client.draft = make_application(owner=client.user, state=state)
    for address in ("dokumen", "dokumen/ktp"):
        assert client.get(page(client.draft, address)).headers["Location"] == page(client.draft)
    assert send(client).status_code == 409
    assert not StoredFile.objects.exists()


def test_after_a_return_the_document_says_why_and_a_new_file_takes_its_place(sign_in, make_application) -> None:
    client = sign_in()
    client.draft = make_application(owner=client.user, state="returned")
    DocumentItem.objects.update(is_open=False)
    DocumentItem.objects.filter(key="ktp").update(
        is_open=True, state=ItemState.RETURNED, reason_code="illegible", note="Bagian bawah terpotong."
    )
    html = client.get(page(client.draft, "dokumen/ktp")).content.decode()
    assert "Salinan tidak terbaca atau terpotong" in html
    assert "Bagian bawah terpotong." in html
    assert client.get(page(client.draft, "dokumen/npwp")).headers["Location"] == page(client.draft)
    assert send(client).status_code == 302
    assert "sudah diunggah lagi" in client.get(page(client.draft)).content.decode()
    assert send(client, key="npwp").status_code == 409


def test_the_form_carries_what_the_upload_script_needs_and_works_without_it(vendor) -> None:
    html = vendor.get(page(vendor.draft, "dokumen/ktp")).content.decode()
    assert 'enctype="multipart/form-data"' in html
    assert "data-upload" in html
    assert "PDF, JPG, atau PNG, paling besar 10 MiB" in html


def test_the_list_costs_the_same_however_many_files(vendor, query_budget) -> None:
    for key in ("ktp", "ktp", "deed", "npwp"):
        send(vendor, key=key)
    with query_budget(12):
        assert vendor.get(page(vendor.draft, "dokumen")).status_code == 200
    assert Application.objects.count() == 1
