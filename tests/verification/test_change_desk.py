"""The desk's pages of change requests: queue, page, records, decisions, and entering at the counter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEvent
from registration.enums import ChangeState
from registration.models import ChangeRequest
from tests.registration.filling import upload
from tests.support.changes import NEW_NPWP, change_make
from tests.verification import cases, changes
from verification.models import ChangeCheck, ChangeDecision, ChangeReview
from verification.services.change_review import change_claim

pytestmark = pytest.mark.django_db
QUEUE = "/admin/verification/perubahan/"


@pytest.fixture
def desk(sign_in):
    """A client of an officer."""
    return sign_in("verifier")


@pytest.fixture
def waiting(vendor, officer):
    """A request that nobody took yet."""
    return changes.handed_in(changes.approved(vendor, officer))


def page(row: ChangeRequest, part: str = "") -> str:
    return f"{QUEUE}{row.number}/" + (f"{part}/" if part else "")


def presence(**fields: str) -> dict[str, str]:
    given = {"kind": "signatory", "name": "Rahmat Hidayat", "nik": cases.NIK, "mode": "in_person", **fields}
    return {"version": "1", **{f"kehadiran-{name}": value for name, value in given.items()}}


def finding(key: str, version: int = 0, **fields: str) -> dict[str, str]:
    given = {"original_seen": "on", "mode": "in_person", "result": "match", **fields}
    return {"version": str(version), **{f"dokumen-{key}-{name}": value for name, value in given.items()}}


def test_the_queue_is_by_age_and_filters(desk, waiting, colleague, vendor) -> None:
    other = changes.handed_in(waiting.application, "email", first_submitted_at=timezone.now() - timedelta(days=2))
    html = desk.get(QUEUE).content.decode()
    assert html.index(other.number) < html.index(waiting.number)
    assert "Perubahan NPWP" in html
    change_claim(change=waiting, actor=colleague)
    assert waiting.number not in desk.get(QUEUE + "?tampil=bebas").content.decode()
    assert "Andi Rekan" in desk.get(QUEUE).content.decode()
    assert "Tidak ada permohonan dengan saringan ini" in desk.get(QUEUE + "?tampil=milik-saya").content.decode()


def test_an_empty_queue_says_so(desk) -> None:
    assert "Antrean kosong" in desk.get(QUEUE).content.decode()


def test_the_page_shows_old_and_new_and_leaves_one_trace(desk, waiting) -> None:
    for _ in range(2):
        html = desk.get(page(waiting)).content.decode()
    assert f'data-label="Data lama"><span>{waiting.application.npwp}' in html
    assert f'data-label="Data baru"><strong>{NEW_NPWP}' in html
    assert "Surat permohonan bermeterai" in html
    assert 'id="dokumen-ktp"' not in html, "only what changes is checked"
    assert AuditEvent.objects.filter(action="change.viewed", object_number=waiting.number).count() == 1


def test_a_draft_is_not_at_the_desk(desk, vendor, officer) -> None:
    row = change_make(vendor, application=changes.approved(vendor, officer))
    assert desk.get(page(row)).status_code == 404
    assert row.number not in desk.get(QUEUE).content.decode()


def test_an_officer_takes_records_and_approves(desk, waiting) -> None:
    assert desk.post(page(waiting, "ambil")).status_code == 302
    assert "Lepas permohonan" in desk.get(page(waiting)).content.decode()
    assert desk.post(page(waiting, "kehadiran"), presence()).headers["Location"].endswith("#kehadiran")
    for key in ("request_letter", "npwp"):
        answer = desk.post(page(waiting, f"dokumen/{key}"), finding(key))
        assert answer.headers["Location"].endswith(f"#dokumen-{key}")
    html = desk.get(page(waiting)).content.decode()
    assert "lengkap, siap diputuskan" in html
    assert f"Asli dilihat {desk.user.full_name}" in html
    assert NEW_NPWP in desk.get(page(waiting, "setujui")).content.decode()
    for _ in range(2):
        assert desk.post(page(waiting, "setujui")).status_code == 302
    assert ChangeDecision.objects.get().outcome == "approved"
    html = desk.get(page(waiting)).content.decode()
    assert "sudah disetujui oleh" in html, "the second click is told"
    assert ChangeDecision.objects.get().letter.number in html


def test_a_refused_record_keeps_what_was_typed(desk, waiting) -> None:
    desk.post(page(waiting, "ambil"))
    answer = desk.post(page(waiting, "kehadiran"), presence(nik="123", name="Rahmat H."))
    assert answer.status_code == 400
    assert 'value="Rahmat H."' in answer.content.decode()
    assert "NIK terdiri atas 16 angka" in answer.content.decode()
    answer = desk.post(page(waiting, "dokumen/npwp"), finding("npwp", note="Cocok dengan kartu."))
    assert answer.status_code == 400
    assert "Catat dahulu siapa yang menunjukkan" in answer.content.decode()
    assert "Cocok dengan kartu." in answer.content.decode()
    answer = desk.post(page(waiting, "dokumen/npwp"), finding("npwp", note="password: rahasia1"))
    assert "tampak memuat kata sandi" in answer.content.decode()
    assert not ChangeCheck.objects.exists()
    assert ChangeReview.objects.get().presenter_kind == ""


def test_an_outdated_window_is_told(desk, waiting) -> None:
    desk.post(page(waiting, "ambil"))
    desk.post(page(waiting, "kehadiran"), presence())
    answer = desk.post(page(waiting, "kehadiran"), presence(name="Lain"))
    assert answer.status_code == 409
    assert "sudah diubah di tab lain" in answer.content.decode()
    assert ChangeReview.objects.get().presenter_name == "Rahmat Hidayat"


def test_a_colleague_s_request_is_not_worked_on(desk, waiting, colleague) -> None:
    change_claim(change=waiting, actor=colleague)
    answer = desk.post(page(waiting, "ambil"), follow=True)
    assert "sedang diperiksa Andi Rekan" in answer.content.decode()
    assert "Ambil permohonan ini" not in answer.content.decode()
    assert desk.post(page(waiting, "dokumen/npwp"), finding("npwp")).status_code == 409
    for part in ("setujui", "tolak", "kembalikan"):
        assert desk.get(page(waiting, part)).headers["Location"] == page(waiting)


def test_a_held_request_is_taken_over_with_a_reason(desk, waiting, colleague) -> None:
    change_claim(change=waiting, actor=colleague)
    assert f'href="{page(waiting, "ambil-alih")}"' in desk.get(page(waiting)).content.decode()
    answer = desk.post(page(waiting, "ambil-alih"), {"reason": ""})
    assert answer.status_code == 400
    assert "Tulis alasan pengambilalihan" in answer.content.decode()
    answer = desk.post(page(waiting, "ambil-alih"), {"reason": "sandi: rahasia1"})
    assert answer.status_code == 400
    assert "sandi: rahasia1" in answer.content.decode()
    assert "dipegang <strong>Andi Rekan</strong>" in desk.get(page(waiting, "ambil-alih")).content.decode()
    for _ in range(2):
        answer = desk.post(page(waiting, "ambil-alih"), {"reason": "rekan cuti"}, follow=True)
        assert "Anda ambil alih" in answer.content.decode()
    assert ChangeReview.objects.get().holder_at() == desk.user
    assert AuditEvent.objects.filter(action="change_review.taken_over").count() == 1
    assert "Simpan kehadiran" in desk.get(page(waiting)).content.decode()


def test_documents_go_back_with_their_reasons(desk, waiting) -> None:
    desk.post(page(waiting, "ambil"))
    assert "Belum ada dokumen yang ditandai" in desk.get(page(waiting, "kembalikan")).content.decode()
    bad = finding("npwp", result="mismatch", reason_code="illegible", note="Buram.")
    bad.pop("dokumen-npwp-original_seen")
    assert desk.post(page(waiting, "dokumen/npwp"), bad).status_code == 302
    html = desk.get(page(waiting, "kembalikan")).content.decode()
    assert "Buram." in html
    assert desk.post(page(waiting, "kembalikan"), {"note": "password: x1"}).status_code == 400
    assert desk.post(page(waiting, "kembalikan"), {"note": "Pindai ulang."}).status_code == 302
    assert ChangeRequest.objects.get().state == ChangeState.RETURNED


def test_a_rejection_asks_for_its_reason(desk, waiting) -> None:
    desk.post(page(waiting, "ambil"))
    html = desk.get(page(waiting, "tolak")).content.decode()
    assert "Tercantum dalam daftar hitam" not in html
    answer = desk.post(page(waiting, "tolak"), {"reason_code": "duplicate_account", "note": ""})
    assert answer.status_code == 400
    assert "Jelaskan temuan Anda kepada pemohon." in answer.content.decode()
    answer = desk.post(page(waiting, "tolak"), {"reason_code": "duplicate_account", "note": "NPWP dipakai User ID X."})
    assert answer.status_code == 302
    assert ChangeDecision.objects.get().reasons == ["duplicate_account"]


@pytest.mark.parametrize("part", ["setujui", "tolak"])
def test_the_entrant_may_not_decide(part: str, desk, waiting) -> None:
    ChangeRequest.objects.filter(pk=waiting.pk).update(entered_by=desk.user)
    desk.post(page(waiting, "ambil"))
    assert desk.get(page(waiting, part)).status_code == 403
    assert desk.post(page(waiting, part), {"reason_code": "duplicate_account", "note": "x"}).status_code == 403
    assert "keputusannya diambil petugas lain" in desk.get(page(waiting)).content.decode()


@pytest.mark.parametrize(("role", "status"), [("head", 403), ("secretariat", 403), ("vendor", 302)])
def test_others_change_nothing(role: str, status: int, sign_in, waiting) -> None:
    client = sign_in(role)
    for part in ("ambil", "ambil-alih", "kehadiran", "dokumen/npwp", "setujui", "tolak", "kembalikan"):
        assert client.post(page(waiting, part), presence()).status_code == status
    assert ChangeRequest.objects.get().state == ChangeState.SUBMITTED
    assert client.get(QUEUE).status_code == (200 if role == "head" else status)


def test_a_new_address_is_entered_at_the_counter(desk, vendor, officer) -> None:
    application = changes.approved(vendor, officer)
    given = {"number": application.number, "email": "baru@contoh.id", "has_envoy": "tidak", "reason": "Surel hilang."}
    answer = desk.post(QUEUE + "surel/", {**given, "number": "REG-2026-99999"})
    assert answer.status_code == 400
    assert 'value="baru@contoh.id"' in answer.content.decode()
    assert "Tidak ada pendaftaran yang disetujui" in answer.content.decode()
    assert not ChangeRequest.objects.exists()
    address = desk.post(QUEUE + "surel/", given).headers["Location"]
    row = ChangeRequest.objects.get()
    assert address == f"{QUEUE}surel/{row.number}/"
    assert "Serahkan permohonan" not in desk.get(address).content.decode()
    answer = desk.post(address, {"key": "ktp"})
    assert answer.status_code == 400
    assert "Pilih dahulu berkas" in answer.content.decode()
    for key in ("request_letter", "ktp", "npwp"):
        assert desk.post(address, {"key": key, "file": upload()}).headers["Location"] == address
    assert "Serahkan permohonan" in desk.get(address).content.decode()
    assert desk.post(address, {"serahkan": "1"}).headers["Location"] == page(row)
    row.refresh_from_db()
    assert (row.entered_by, row.owner, row.state) == (desk.user, vendor, ChangeState.SUBMITTED)
    assert "di loket" in desk.get(page(row)).content.decode()
    assert desk.post(address, {"tarik": "1"}).headers["Location"] == QUEUE, "it is handed in"
    row.refresh_from_db()
    assert row.state == ChangeState.SUBMITTED


def test_what_a_colleague_entered_is_left_to_the_colleague(desk, vendor, officer, colleague) -> None:
    row = change_make(vendor, kind="email", application=changes.approved(vendor, officer), entered_by=colleague)
    address = f"{QUEUE}surel/{row.number}/"
    assert "dimasukkan rekan Anda" in desk.get(address).content.decode()
    answer = desk.post(address, {"tarik": "1"}, follow=True)
    assert "dimasukkan Andi Rekan" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == ChangeState.DRAFT


def test_what_was_entered_by_mistake_is_taken_back(desk, vendor, officer) -> None:
    row = change_make(vendor, kind="email", application=changes.approved(vendor, officer), entered_by=desk.user)
    assert desk.post(f"{QUEUE}surel/{row.number}/", {"tarik": "1"}).headers["Location"] == QUEUE
    row.refresh_from_db()
    assert row.state == ChangeState.WITHDRAWN


def test_only_the_desk_enters(sign_in) -> None:
    assert sign_in("head").get(QUEUE + "surel/").status_code == 403


def test_the_first_page_of_staff_counts_what_waits(desk, waiting) -> None:
    html = desk.get("/admin/").content.decode()
    assert "Permohonan perubahan" in html
    assert f'<a href="{QUEUE}"><strong>1</strong> menunggu</a>' in html
