"""The pages of change requests: choose, fill in, upload, compare, hand in, take back; strangers get nothing."""

import pytest
from django.urls import reverse

from registration.enums import ChangeKind, ChangeState
from registration.models import Application, ChangeFile, ChangeRequest
from registration.register import unpacked
from tests.registration.filling import upload
from tests.support.applications import application_make
from tests.support.changes import TYPED, VALUES, change_make

pytestmark = pytest.mark.django_db
ABOUT = {"has_envoy": "tidak", "reason": "Sesuai akta."}


@pytest.fixture
def vendor(sign_in):
    """A client whose account has an approved registration, `client.approved`."""
    client = sign_in("vendor")
    client.approved = application_make(owner=client.user, number="REG-2026-00001", state="approved")
    return client


def page(row: ChangeRequest, part: str = "") -> str:
    return f"/pendaftaran/{row.application.number}/perubahan/{row.number}/" + (f"{part}/" if part else "")


def begin(client, kind: str) -> ChangeRequest:
    response = client.post(f"/pendaftaran/{client.approved.number}/perubahan/", {"kind": kind})
    row = ChangeRequest.objects.get(kind=kind)
    assert response.headers["Location"] == page(row, "isian")
    return row


def test_the_page_of_an_approved_registration_leads_to_the_requests(vendor) -> None:
    html = vendor.get("/pendaftaran/REG-2026-00001/").content.decode()
    assert "Ajukan perubahan data" in html
    assert reverse("registration:changes", args=["REG-2026-00001"]) in html


def test_the_account_page_names_the_requests_that_run(vendor) -> None:
    row = begin(vendor, ChangeKind.EMAIL)
    assert page(row) in vendor.get("/akun/").content.decode()
    assert vendor.post(page(row, "tarik")).status_code == 302
    assert page(row) not in vendor.get("/akun/").content.decode()


def test_an_application_that_is_not_approved_has_no_requests(sign_in) -> None:
    client = sign_in()
    row = application_make(owner=client.user, number="REG-2026-00009", state="submitted")
    assert "Perubahan data" not in client.get(f"/pendaftaran/{row.number}/").content.decode()
    assert client.get(f"/pendaftaran/{row.number}/perubahan/").headers["Location"] == f"/pendaftaran/{row.number}/"


def test_no_choice_is_answered_in_words(vendor) -> None:
    response = vendor.post("/pendaftaran/REG-2026-00001/perubahan/")
    assert response.status_code == 400
    assert "Pilih jenis permohonan dari daftar." in response.content.decode()


@pytest.mark.parametrize("kind", ChangeKind.values)
def test_each_kind_is_filled_in_uploaded_compared_and_handed_in(kind: str, vendor) -> None:
    row = begin(vendor, kind)
    html = vendor.get(page(row, "isian")).content.decode()
    assert 'type="password"' not in html
    answer = vendor.post(page(row, "isian"), {"version": "1", **ABOUT, **TYPED[kind]})
    assert answer.status_code == 302, answer.content.decode()
    row.refresh_from_db()
    proposed = unpacked(row.proposed)
    for name, value in VALUES[kind].items():
        if name != "licences":
            assert proposed[name].replace(" ", "") == value.replace(" ", "") if "phone" in name else value
    html = vendor.get(page(row)).content.decode()
    assert ("Data lama dan baru" in html) == bool(VALUES[kind])
    assert page(row, "serahkan") not in html, "documents are missing"
    for item in row.items.exclude(key__in=["surat_kuasa"]):
        if f"dokumen/{item.key}/" in html:
            assert vendor.post(page(row, f"dokumen/{item.key}"), {"file": upload()}).status_code == 302
    assert page(row, "serahkan") in vendor.get(page(row)).content.decode()
    assert "Centang pernyataan" in vendor.post(page(row, "serahkan")).content.decode()
    for _ in range(2):
        answer = vendor.post(page(row, "serahkan"), {"declaration": "on"})
        assert answer.headers["Location"] == page(row)
    row.refresh_from_db()
    assert row.state == ChangeState.SUBMITTED
    assert "menunggu diperiksa" in vendor.get(page(row)).content.decode()


def test_old_and_new_stand_side_by_side(vendor) -> None:
    row = begin(vendor, "address")
    vendor.post(page(row, "isian"), {"version": "1", **ABOUT, **TYPED["address"]})
    html = vendor.get(page(row)).content.decode()
    assert 'data-label="Data lama"><span>Jalan Simpurusiang Nomor 12' in html
    assert 'data-label="Data baru"><span>Jalan Ahmad Yani 5' in html


def test_a_refused_form_keeps_what_was_typed(vendor) -> None:
    row = begin(vendor, "npwp")
    answer = vendor.post(page(row, "isian"), {"version": "1", "npwp": "12-34", "reason": "Sesuai kartu baru."})
    html = answer.content.decode()
    assert 'value="12-34"' in html
    assert "Sesuai kartu baru." in html
    assert "NPWP terdiri atas 16 angka" in html
    assert "Pilih siapa yang akan menunjukkan dokumen asli." in html
    assert ChangeRequest.objects.get().proposed == ""


def test_a_password_in_the_words_is_refused_beside_them(vendor) -> None:
    row = begin(vendor, "password_reset_letter")
    answer = vendor.post(
        page(row, "isian"), {"version": "1", "has_envoy": "tidak", "reason": "kata sandi saya: rahasia1"}
    )
    assert "tampak memuat kata sandi" in answer.content.decode()
    assert ChangeRequest.objects.get().reason == ""


def test_the_second_window_sees_what_is_saved_and_its_own(vendor) -> None:
    row = begin(vendor, "npwp")
    vendor.post(page(row, "isian"), {"version": "1", **ABOUT, "npwp": "0011111111111111"})
    answer = vendor.post(page(row, "isian"), {"version": "1", **ABOUT, "npwp": "0022222222222222"})
    html = answer.content.decode()
    assert "Yang tersimpan sekarang" in html
    assert "0011111111111111" in html
    assert 'value="0022222222222222"' in html
    assert 'name="version" value="2"' in html
    assert vendor.post(page(row, "isian"), {"version": "2", **ABOUT, "npwp": "0022222222222222"}).status_code == 302
    assert unpacked(ChangeRequest.objects.get().proposed) == {"npwp": "0022222222222222"}


def test_regions_and_licences_are_rearranged_without_a_script(vendor) -> None:
    row = begin(vendor, "address")
    answer = vendor.post(page(row, "isian"), {"version": "1", "street": "Jalan Baru", "province": "33", "pilih": "1"})
    assert 'name="regency"' in answer.content.decode()
    assert "Jalan Baru" in answer.content.decode()
    row = begin(vendor, "licences")
    answer = vendor.post(page(row, "isian"), {"version": "1", **TYPED["licences"], "tambah": "1"})
    assert 'name="izin-1-number"' in answer.content.decode()
    answer = vendor.post(page(row, "isian"), {"version": "1", **ABOUT, "izin-TOTAL_FORMS": "1", "izin-0-kind": "nib"})
    assert "Isi paling sedikit satu izin usaha" in answer.content.decode()
    assert ChangeRequest.objects.get(kind="licences").proposed == ""


def test_an_unfit_file_is_refused_and_a_file_is_taken_away(vendor) -> None:
    row = begin(vendor, "npwp")
    address = page(row, "dokumen/npwp")
    assert "Pilih dahulu berkas" in vendor.post(address).content.decode()
    vendor.post(address, {"file": upload("npwp.pdf")})
    file = ChangeFile.objects.get()
    assert f"/berkas/{file.file.public_id}/" in vendor.get(address).content.decode()
    removal = page(row, f"dokumen/npwp/{file.file.public_id}/hapus")
    for _ in range(2):
        assert vendor.post(removal).headers["Location"] == address
    assert row.items.get(key="npwp").state == "missing"
    assert vendor.get(page(row, "dokumen/ktp")).status_code == 404, "not asked for this request"
    assert vendor.get(page(row, "dokumen/surat_kuasa")).status_code == 404, "no envoy comes"


@pytest.mark.parametrize("state", ["submitted", "under_review", "approved", "rejected", "withdrawn"])
def test_a_request_with_the_office_or_over_is_only_shown(state: str, vendor) -> None:
    row = change_make(vendor.user, state=state, application=vendor.approved)
    assert vendor.get(page(row)).status_code == 200
    for part in ("isian", "serahkan"):
        assert vendor.get(page(row, part)).headers["Location"] == page(row)
        assert vendor.post(page(row, part), {"version": "2", **ABOUT}).headers["Location"] == page(row)
    row.refresh_from_db()
    assert row.state == state


def test_a_request_is_taken_back_after_a_question_and_twice_is_harmless(vendor) -> None:
    row = change_make(vendor.user, state="submitted", application=vendor.approved)
    assert "Ya, tarik permohonan" in vendor.get(page(row, "tarik")).content.decode()
    for _ in range(2):
        assert vendor.post(page(row, "tarik")).headers["Location"] == page(row)
    row.refresh_from_db()
    assert row.state == ChangeState.WITHDRAWN


def test_what_came_back_is_named_with_its_reason(vendor) -> None:
    row = change_make(vendor.user, state="returned", application=vendor.approved)
    row.items.filter(key="request_letter").update(note="Halaman 2 terpotong.")
    html = vendor.get(page(row)).content.decode()
    assert "Salinan tidak terbaca atau terpotong" in html
    assert "Halaman 2 terpotong." in html
    assert page(row, "dokumen/request_letter") in html


@pytest.mark.parametrize("part", ["", "isian", "serahkan", "tarik", "dokumen/npwp"])
def test_strangers_and_officers_get_404_and_the_anonymous_sign_in(part: str, client, sign_in, make_change) -> None:
    row = make_change()
    assert client.get(page(row, part)).status_code == 302
    for role in ("vendor", "verifier"):
        client = sign_in(role)
        assert client.get(page(row, part)).status_code == 404
        assert client.post(page(row, part), {"version": "2", **ABOUT}).status_code == (404 if part else 405)
    assert ChangeRequest.objects.get().state == ChangeState.DRAFT


def test_a_request_is_only_found_under_its_own_registration(vendor) -> None:
    row = change_make(vendor.user, application=vendor.approved)
    other = application_make(owner=vendor.user, number="REG-2026-00002", state="approved")
    assert vendor.get(f"/pendaftaran/{other.number}/perubahan/{row.number}/").status_code == 404


def test_the_register_lists_requests_without_values_for_staff(sign_in, make_change) -> None:
    row = make_change(state="submitted")
    client = sign_in("head")
    html = client.get("/admin/registration/changerequest/").content.decode()
    assert row.number in html
    assert "Perubahan NPWP" in html
    detail = client.get(f"/admin/registration/changerequest/{row.pk}/change/").content.decode()
    assert unpacked(row.proposed)["npwp"] not in detail
    assert sign_in("secretariat").get("/admin/registration/changerequest/").status_code == 403
    assert Application.objects.count() == 1
