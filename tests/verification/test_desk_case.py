"""The page of a case: what it shows to whom, and every record an officer makes there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, StoredFile
from registration.enums import ApplicationState
from tests.core import samples
from tests.verification import cases
from verification.models import DocumentCheck, Review
from verification.services.holding import CASES, review_claim

pytestmark = pytest.mark.django_db
PRESENT = {
    "kehadiran-kind": "signatory",
    "kehadiran-name": "Rahmat Hidayat",
    "kehadiran-nik": cases.NIK,
    "kehadiran-mode": "in_person",
}
ENVOY = {
    **PRESENT,
    "kehadiran-kind": "envoy",
    "kehadiran-name": "Utusan Contoh",
    "kehadiran-nik": "7322014107800002",
    "kehadiran-surat_kuasa_number": "004/SK/XI/2026",
    "kehadiran-surat_kuasa_date": "20-11-2026",
}
LOOKED_UP = {
    "daftar-hitam-result": "not_listed",
    "daftar-hitam-source": "Daftar Hitam Nasional",
    "daftar-hitam-snapshot": "20 November 2026",
}
MATCH = {"dokumen-ktp-copy_received": "on", "dokumen-ktp-original_seen": "on", "dokumen-ktp-result": "match"}


def at(row, name: str = "case", *more: str) -> str:
    return reverse(f"desk:{name}", args=[row.number, *more])


@pytest.fixture
def desk(sign_in) -> Client:
    """An officer at the desk."""
    return sign_in("verifier")


@pytest.fixture
def mine(waiting, desk):
    """A case in the hands of the officer at the desk."""
    review_claim(application=waiting, actor=desk.user)
    return waiting


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


# Looking


def test_the_page_puts_the_scan_beside_what_it_proves(waiting, desk) -> None:
    page = text(desk.get(at(waiting)))
    for file in StoredFile.objects.filter(case_number=waiting.number):
        assert file.original_name in page
    assert "7322 0141 0780 0001" in page
    assert "Nur Aini, S.H., M.Kn." in page
    assert "Kabupaten Luwu Utara, Sulawesi Selatan" in page
    assert "Ambil berkas ini" in page
    assert "Simpan kehadiran" not in page


def test_the_three_identities_stand_apart(waiting, desk) -> None:
    page = text(desk.get(at(waiting)))
    for word in ("Akun portal", "User ID di SPSE", "Akun nasional INAPROC", waiting.owner.email, waiting.spse_user_id):
        assert word in page


def test_a_scan_is_shown_in_a_frame_of_its_own(waiting, desk) -> None:
    item = waiting.items.get(key="ktp")
    item.files.update(replaced_at=timezone.now())
    file = cases.hand_in(item, content=samples.pdf(2)).file
    page = text(desk.get(at(waiting)))
    frame = f"{reverse('core:file_viewer', args=[file.public_id])}?bingkai=1"
    assert f'<iframe class="file-frame" src="{frame}"' in page
    answer = desk.get(frame)
    assert answer.status_code == 200
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert desk.get(reverse("core:file_page", args=[file.public_id, 1])).status_code == 200
    assert AuditEvent.objects.filter(action="file.viewed", actor=desk.user, object_number=file.public_id).count() == 1


def test_looking_at_a_case_is_written_down_once_a_while(waiting, desk, trail) -> None:
    desk.get(at(waiting))
    desk.get(at(waiting))
    assert trail(waiting) == ["case.viewed"]
    assert AuditEvent.objects.get().actor == desk.user


def test_the_heads_look_and_do_nothing(mine, sign_in) -> None:
    head = sign_in("head")
    page = text(head.get(at(mine)))
    assert "Lepas berkas" not in page
    assert "Ambil alih" not in page
    for name in ("claim", "release", "take_over", "presenter", "blacklist"):
        assert head.post(at(mine, name)).status_code == 403, name
    assert head.post(at(mine, "check", "ktp"), MATCH).status_code == 403
    assert Review.objects.get().claimed_by != head.user


@pytest.mark.parametrize("role", ["secretariat", "system_admin", "support"])
def test_other_staff_get_403(mine, sign_in, role: str) -> None:
    client = sign_in(role)
    assert client.get(at(mine)).status_code == 403
    assert client.post(at(mine, "claim")).status_code == 403


def test_a_draft_and_what_does_not_exist_answer_alike(vendor, desk) -> None:
    draft = cases.application(vendor, state="draft")
    for number in (draft.number, "REG-1999-00001"):
        assert desk.get(reverse("desk:case", args=[number])).status_code == 404
        assert desk.post(reverse("desk:claim", args=[number])).status_code == 404


def test_the_officer_cannot_see_files_of_a_draft(vendor, desk) -> None:
    draft = cases.application(vendor, state="draft")
    file = cases.hand_in(draft.items.get(key="ktp"), content=samples.pdf(1)).file
    assert desk.get(reverse("core:file", args=[file.public_id, "unduh"])).status_code == 404


@pytest.mark.parametrize("name", ["claim", "release", "presenter", "blacklist"])
def test_acts_are_posts_with_a_token(mine, desk, name: str) -> None:
    assert desk.get(at(mine, name)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(desk.user, backend="core.backends.RoleBackend")
    assert strict.post(at(mine, name)).status_code == 403


def test_duplicates_are_hinted_at_with_links(mine, desk, make_account) -> None:
    twin = cases.application(make_account("vendor"), npwp=mine.npwp, npwp_hash=mine.npwp_hash)
    before = cases.application(mine.owner, state="rejected", decided_at=timezone.now(), remaining=None)
    page = text(desk.get(at(mine)))
    assert "NPWP yang sama" in page
    assert "Surel (akun) yang sama" in page
    assert at(twin) in page
    assert at(before) in page


def test_hints_lead_only_to_what_the_desk_may_open(mine, desk, make_account) -> None:
    draft = cases.application(make_account("vendor"), state="draft", npwp=mine.npwp, npwp_hash=mine.npwp_hash)
    assert draft.number not in text(desk.get(at(mine)))


def test_warnings_about_numbers_stand_beside_the_document_and_bar_nothing(mine, desk) -> None:
    type(mine).objects.filter(pk=mine.pk).update(signatory_nik=b"")
    row = type(mine).objects.get(pk=mine.pk)
    row.signatory_nik = "9999999999999999"
    row.save(update_fields=["signatory_nik"])
    assert "NIK perlu diperiksa" in text(desk.get(at(mine)))


def test_markup_in_the_data_stays_text(vendor, desk) -> None:
    row = cases.application(vendor, name="<script>alert(1)</script>", street='"><img src=x onerror=alert(1)>')
    page = desk.get(at(row)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


def test_the_page_takes_a_bounded_number_of_queries(reviewed, desk, query_budget) -> None:
    desk.get(at(reviewed))
    # Two of them look for similar names, one in each register; one each for the visit, the objection and the copy of the
    # national blacklist.
    with query_budget(20):
        assert desk.get(at(reviewed)).status_code == 200


# Holding


def test_taking_and_putting_back(waiting, desk) -> None:
    answer = desk.post(at(waiting, "claim"), follow=True)
    assert "sekarang Anda pegang" in text(answer)
    assert "Simpan kehadiran" in text(answer)
    assert Review.objects.get().holder_at() == desk.user
    answer = desk.post(at(waiting, "release"), follow=True)
    assert "dilepas" in text(answer)
    assert Review.objects.get().claimed_by is None


def test_a_held_case_is_not_taken_but_may_be_taken_over_with_a_reason(waiting, desk, colleague) -> None:
    review_claim(application=waiting, actor=colleague)
    assert "sedang diperiksa Andi Rekan" in text(desk.post(at(waiting, "claim"), follow=True))
    page = text(desk.get(at(waiting)))
    assert "Ambil alih" in page
    assert "Simpan kehadiran" not in page
    answer = desk.post(at(waiting, "take_over"), {"reason": ""})
    assert answer.status_code == 400
    assert "Tulis alasan pengambilalihan" in text(answer)
    assert "Andi Rekan" in text(desk.get(at(waiting, "take_over")))
    answer = desk.post(at(waiting, "take_over"), {"reason": "rekan cuti"}, follow=True)
    assert "Anda ambil alih" in text(answer)
    assert Review.objects.get().holder_at() == desk.user


def test_a_reason_that_tells_a_password_is_kept_in_the_form_only(waiting, desk, colleague) -> None:
    review_claim(application=waiting, actor=colleague)
    answer = desk.post(at(waiting, "take_over"), {"reason": "sandi: rahasia1"})
    assert answer.status_code == 400
    assert "sandi: rahasia1" in text(answer)
    assert not AuditEvent.objects.filter(data__icontains="rahasia1").exists()


# Recording


def test_the_signatory_is_recorded(mine, desk) -> None:
    answer = desk.post(at(mine, "presenter"), {**PRESENT, "version": "1"})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("#kehadiran")
    assert Review.objects.get().presenter_is_entitled
    assert "Rahmat Hidayat, tatap muka" in text(desk.get(at(mine)))


def test_an_envoy_hands_in_the_surat_kuasa(mine, desk) -> None:
    scan = SimpleUploadedFile("kuasa.pdf", samples.pdf(1), "application/pdf")
    answer = desk.post(at(mine, "presenter"), {**ENVOY, "version": "1", "kehadiran-surat_kuasa_file": scan})
    assert answer.status_code == 302
    review = Review.objects.get()
    assert review.presenter_is_entitled
    assert (review.surat_kuasa_file.original_name, review.surat_kuasa_file.case_number) == ("kuasa.pdf", mine.number)
    assert review.surat_kuasa_file.owner == desk.user


def test_a_refused_form_keeps_the_words_and_the_scan(mine, desk) -> None:
    scan = SimpleUploadedFile("kuasa.pdf", samples.pdf(1), "application/pdf")
    typed = {**ENVOY, "kehadiran-nik": "123", "version": "1"}
    answer = desk.post(at(mine, "presenter"), {**typed, "kehadiran-surat_kuasa_file": scan})
    assert answer.status_code == 400
    page = text(answer)
    assert "NIK terdiri atas 16 angka" in page
    assert 'value="Utusan Contoh"' in page
    assert "sudah diterima; tidak perlu diunggah lagi" in page
    kept = StoredFile.objects.get(original_name="kuasa.pdf")
    answer = desk.post(at(mine, "presenter"), {**ENVOY, "version": "1", "kept_file": kept.public_id})
    assert answer.status_code == 302
    assert Review.objects.get().surat_kuasa_file == kept


def test_nobody_elses_file_is_taken_for_the_surat_kuasa(mine, desk) -> None:
    foreign = StoredFile.objects.filter(case_number=mine.number).first()
    desk.post(at(mine, "presenter"), {**ENVOY, "version": "1", "kept_file": foreign.public_id})
    assert Review.objects.get().surat_kuasa_file is None


def test_an_unsuitable_scan_is_refused_beside_its_field(mine, desk) -> None:
    bad = SimpleUploadedFile("kuasa.pdf", b"bukan pdf", "application/pdf")
    answer = desk.post(at(mine, "presenter"), {**ENVOY, "version": "1", "kehadiran-surat_kuasa_file": bad})
    assert answer.status_code == 400
    assert "kuasa.pdf" in text(answer)
    assert not StoredFile.objects.filter(original_name="kuasa.pdf").exists()
    assert Review.objects.get().presenter_kind == ""


def test_nothing_is_uploaded_into_the_case_of_a_colleague(mine, desk, colleague) -> None:
    CASES.take_over(mine, colleague, "lama tidak bergerak")
    scan = SimpleUploadedFile("kuasa.pdf", samples.pdf(1), "application/pdf")
    answer = desk.post(at(mine, "presenter"), {**ENVOY, "version": "1", "kehadiran-surat_kuasa_file": scan})
    assert answer.status_code == 409
    assert 'value="Utusan Contoh"' in text(answer)
    assert not StoredFile.objects.filter(original_name="kuasa.pdf").exists()


def test_the_blacklist_look_up_is_recorded(mine, desk) -> None:
    answer = desk.post(at(mine, "blacklist"), {**LOOKED_UP, "version": "1"})
    assert answer.headers["Location"].endswith("#daftar-hitam")
    assert "Tidak tercantum" in text(desk.get(at(mine)))


def test_an_empty_look_up_shows_each_gap_beside_its_field(mine, desk) -> None:
    answer = desk.post(at(mine, "blacklist"), {"version": "1", "daftar-hitam-source": "Koran"})
    assert answer.status_code == 400
    page = text(answer)
    assert "Pilih hasil." in page
    assert "Isi tanggal keadaan daftar." in page
    assert 'value="Koran"' in page


def test_a_document_is_recorded(mine, desk) -> None:
    cases.present(mine, desk.user)
    answer = desk.post(at(mine, "check", "ktp"), {**MATCH, "version": "0"})
    assert answer.headers["Location"].endswith("#dokumen-ktp")
    check = DocumentCheck.objects.get()
    assert (check.result, check.original_mode, check.original_seen_by) == ("match", "in_person", desk.user)
    assert "Asli dilihat" in text(desk.get(at(mine)))


def test_an_unfit_reason_keeps_the_note(mine, desk) -> None:
    typed = {"dokumen-ktp-result": "mismatch", "dokumen-ktp-note": "Nama beda satu huruf", "version": "0"}
    answer = desk.post(at(mine, "check", "ktp"), typed)
    assert answer.status_code == 400
    assert "Pilih alasan yang sesuai" in text(answer)
    assert "Nama beda satu huruf" in text(answer)
    assert not DocumentCheck.objects.exists()


def test_a_document_outside_the_set_is_404(mine, desk) -> None:
    for key in ("deed_amendment", "surat_domisili"):
        assert desk.post(at(mine, "check", key), {"version": "0"}).status_code == 404


@pytest.mark.parametrize("version", ["0", "", "abc", "9" * 30])
def test_a_form_from_another_tab_keeps_its_words_and_saves_at_the_second_try(mine, desk, version: str) -> None:
    cases.look_up(mine, desk.user)
    typed = {**LOOKED_UP, "daftar-hitam-note": "Nama mirip, NPWP lain"}
    answer = desk.post(at(mine, "blacklist"), {**typed, "version": version})
    assert answer.status_code == 409
    assert "sudah diubah di tab lain" in text(answer)
    assert "Nama mirip, NPWP lain" in text(answer)
    assert Review.objects.get().blacklist_note == ""
    assert 'name="version" value="2"' in answer.content.decode()
    desk.post(at(mine, "blacklist"), {**typed, "version": "2"})
    assert Review.objects.get().blacklist_note == "Nama mirip, NPWP lain"


def test_a_case_taken_over_meanwhile_keeps_what_was_typed_and_names_the_colleague(mine, desk, colleague) -> None:
    CASES.take_over(mine, colleague, "lama tidak bergerak")
    answer = desk.post(at(mine, "blacklist"), {**LOOKED_UP, "daftar-hitam-note": "catatan saya", "version": "1"})
    assert answer.status_code == 409
    assert "sedang diperiksa Andi Rekan" in text(answer)
    assert "catatan saya" in text(answer)
    assert Review.objects.get().blacklist_result == ""


def test_nothing_is_recorded_on_a_returned_case(mine, desk) -> None:
    type(mine).objects.filter(pk=mine.pk).update(state=ApplicationState.RETURNED, due_at=timezone.now(), remaining=None)
    answer = desk.post(at(mine, "blacklist"), {**LOOKED_UP, "version": "1"})
    assert answer.status_code == 409
    assert "perlu dilengkapi" in text(answer)
    assert Review.objects.get().blacklist_result == ""


def test_the_bar_lists_what_is_missing_and_leads_there(mine, desk) -> None:
    page = text(desk.get(at(mine)))
    assert "<strong>8 hal</strong> belum lengkap" in page
    assert '<a href="#kehadiran">Orang yang menunjukkan dokumen asli belum dicatat.</a>' in page
    assert 'id="kehadiran"' in page
    assert at(mine, "approve") not in page
    assert at(mine, "reject") in page


def test_a_complete_case_offers_the_approval(mine, desk) -> None:
    cases.review_all(mine, desk.user)
    page = text(desk.get(at(mine)))
    assert "lengkap, siap diputuskan" in page
    assert at(mine, "approve") in page


def test_an_officer_sees_that_an_own_application_is_decided_by_another(lpse, sign_in) -> None:
    client = sign_in("verifier", "vendor")
    row = cases.application(client.user)
    assert "keputusannya diambil petugas lain" in text(client.get(at(row)))
    assert client.post(at(row, "claim")).status_code == 403
