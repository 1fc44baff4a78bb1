"""The pages of an objection: the applicant's own, and the desk's list and answer."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.models import User
from registration.models import Application
from tests.core.samples import pdf
from tests.verification import cases
from verification.models import Objection
from verification.services.decisions import decision_approve, decision_reject
from verification.services.objections import objection_answer, objection_submit

pytestmark = pytest.mark.django_db
WORDS = "Nama pada KTP sudah sama dengan isian; yang dibaca petugas KTP lama."
ANSWER = "KTP yang baru memang memuat nama yang sama."
LIST = "/admin/verification/keberatan/"


@pytest.fixture
def applicant(sign_in) -> Client:
    return sign_in("vendor")


@pytest.fixture
def rejected(applicant: Client, officer: User) -> Application:
    """The applicant's own, rejected by `officer`."""
    row = cases.review_all(cases.application(applicant.user), officer)  # type: ignore[attr-defined]
    cases.compare(row.items.get(key="ktp"), officer, result="mismatch", reason_code="data_differs")
    decision_reject(application=row, actor=officer, reason_code="data_differs")
    return Application.objects.get(pk=row.pk)


def address(application: Application) -> str:
    return f"/keberatan/{application.number}/"


@pytest.fixture
def handed_in(officer: User, vendor: User) -> Objection:
    """Somebody's, waiting for an answer."""
    row = cases.review_all(cases.application(vendor), officer)
    cases.compare(row.items.get(key="ktp"), officer, result="mismatch", reason_code="data_differs")
    decision_reject(application=row, actor=officer, reason_code="data_differs")
    return objection_submit(application=Application.objects.get(pk=row.pk), actor=vendor, text=WORDS)


def test_the_page_of_the_application_leads_there_and_later_says_where_it_stands(applicant, rejected) -> None:
    own = f"/pendaftaran/{rejected.number}/"
    assert f'href="{address(rejected)}">Sampaikan keberatan' in applicant.get(own).content.decode()
    applicant.post(address(rejected), {"text": WORDS, "sure": "on", "kirim": "1"})
    html = applicant.get(own).content.decode()
    assert "menunggu jawaban" in html
    assert Objection.objects.get().number in html


def test_saving_keeps_text_and_file_without_handing_in(applicant, rejected) -> None:
    file = SimpleUploadedFile("ktp baru.pdf", pdf(), content_type="application/pdf")
    response = applicant.post(address(rejected), {"text": WORDS, "file": file, "simpan": "1"})
    assert (response.status_code, response.headers["Location"]) == (302, address(rejected))
    objection = Objection.objects.get()
    assert (objection.state, objection.text, objection.files.count()) == ("draft", WORDS, 1)
    html = applicant.get(address(rejected)).content.decode()
    assert WORDS in html
    assert "ktp baru.pdf" in html
    applicant.post(f"{address(rejected)}berkas/{objection.files.get().file.public_id}/hapus/")
    assert objection.files.count() == 0


@pytest.mark.parametrize(
    ("sent", "beside"),
    [
        ({"text": WORDS, "kirim": "1"}, "Centang pernyataan ini untuk menyampaikan keberatan."),
        ({"text": "pendek", "sure": "on", "kirim": "1"}, "Jelaskan keberatan Anda paling sedikit"),
        ({"text": "sandi SPSE: rahasia1", "sure": "on", "kirim": "1"}, "tampak memuat kata sandi"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(applicant, rejected, sent: dict[str, str], beside: str) -> None:
    response = applicant.post(address(rejected), sent)
    html = response.content.decode()
    assert response.status_code == 400
    assert beside in html
    assert sent["text"] in html
    assert not Objection.objects.exclude(state="draft").exists()


def test_a_foreign_file_is_refused_beside_its_field_and_the_text_is_kept(applicant, rejected) -> None:
    file = SimpleUploadedFile("foto.pdf", b"PK\x03\x04 bukan pdf", content_type="application/pdf")
    response = applicant.post(address(rejected), {"text": WORDS, "file": file, "simpan": "1"})
    assert response.status_code == 400
    assert WORDS in response.content.decode()
    assert Objection.objects.get().text == WORDS
    assert Objection.objects.get().files.count() == 0


def test_handing_in_twice_leads_to_the_same_page(applicant, rejected) -> None:
    for _ in range(2):
        response = applicant.post(address(rejected), {"text": WORDS, "sure": "on", "kirim": "1"})
        assert response.headers["Location"] == address(rejected)
    html = applicant.get(address(rejected)).content.decode()
    assert Objection.objects.get().number in html
    assert 'name="kirim"' not in html


def test_there_is_no_such_page_for_a_stranger_or_without_a_rejection(client, applicant, rejected, make_account) -> None:
    running = cases.application(make_account("vendor"))
    stranger = Client()
    assert stranger.get(address(rejected)).status_code == 302
    stranger.force_login(running.owner, backend="core.backends.RoleBackend")
    assert stranger.get(address(rejected)).status_code == 404
    assert stranger.get(address(running)).status_code == 404
    assert stranger.post(address(rejected), {"text": WORDS, "sure": "on", "kirim": "1"}).status_code == 404
    assert stranger.get(f"/pendaftaran/{running.number}/").content.decode().count("keberatan") == 0
    assert not Objection.objects.exists()


def test_an_answer_is_read_there_with_its_letter(applicant, rejected, colleague) -> None:
    objection = objection_submit(application=rejected, actor=applicant.user, text=WORDS)
    objection_answer(objection=objection, actor=colleague, is_granted=True, answer=ANSWER)
    html = applicant.get(address(rejected)).content.decode()
    assert ANSWER in html
    assert "Pendaftaran Anda diperiksa lagi" in html
    assert "sedang disiapkan" in html


# The desk


def test_the_list_shows_what_waits_and_what_was_answered(handed_in, sign_in, colleague) -> None:
    desk = sign_in("deputy")
    assert handed_in.number in desk.get(LIST).content.decode()
    objection_answer(objection=handed_in, actor=colleague, is_granted=False, answer=ANSWER)
    assert handed_in.number not in desk.get(LIST).content.decode()
    assert "penolakan tetap berlaku" in desk.get(LIST, {"tampil": "dijawab"}).content.decode()


def test_the_first_page_of_the_staff_counts_them(handed_in, sign_in) -> None:
    html = sign_in("verifier").get("/admin/").content.decode()
    assert "<strong>1</strong> keberatan menunggu jawaban" in html


@pytest.mark.parametrize("role", ["verifier", "head"])
def test_an_answer_is_shown_before_it_is_given(handed_in, sign_in, role: str) -> None:
    desk = sign_in(role)
    sent = {"outcome": "granted", "answer": ANSWER}
    html = desk.post(f"{LIST}{handed_in.number}/", sent).content.decode()
    assert "Ya, terbitkan jawaban" in html
    assert Objection.objects.get().state == "submitted"
    response = desk.post(f"{LIST}{handed_in.number}/", {**sent, "yakin": "1"})
    assert response.status_code == 302
    assert Objection.objects.get().state == "granted"
    assert "Data yang diisi berbeda dengan dokumen" in desk.get(f"{LIST}{handed_in.number}/").content.decode()
    html = desk.get(f"/admin/verification/berkas/{handed_in.application.number}/").content.decode()
    assert f"Keberatan {handed_in.number}" in html
    assert handed_in.decision.letter.number in html
    again = desk.post(f"{LIST}{handed_in.number}/", {**sent, "yakin": "1"}, follow=True)
    assert "sudah dijawab" in again.content.decode()


def test_an_answer_without_reasons_keeps_the_choice(handed_in, sign_in) -> None:
    response = sign_in("head").post(
        f"{LIST}{handed_in.number}/", {"outcome": "upheld", "answer": "pendek", "yakin": "1"}
    )
    assert response.status_code == 400
    html = response.content.decode()
    assert "Tulis alasan jawaban dengan 20 sampai" in html
    assert "pendek</textarea>" in html


def test_who_rejected_is_told_that_somebody_else_answers(handed_in, officer, client, sign_in) -> None:
    sign_in("verifier")
    desk = Client()
    desk.force_login(officer, backend="core.backends.RoleBackend")
    html = desk.get(f"{LIST}{handed_in.number}/").content.decode()
    assert "dijawab petugas lain atau Kepala" in html
    assert '<h2 id="judul-jawab"' not in html
    sent = {"outcome": "upheld", "answer": ANSWER, "yakin": "1"}
    assert desk.post(f"{LIST}{handed_in.number}/", sent).status_code == 403


@pytest.mark.parametrize(("role", "status"), [("deputy", 403), ("secretariat", 403), ("vendor", 302)])
def test_other_roles_answer_nothing(handed_in, sign_in: Callable[..., Client], role: str, status: int) -> None:
    sent = {"outcome": "upheld", "answer": ANSWER, "yakin": "1"}
    assert sign_in(role).post(f"{LIST}{handed_in.number}/", sent).status_code == status
    assert Objection.objects.get().state == "submitted"


def test_a_draft_is_not_on_the_desk(applicant, rejected, make_account, colleague) -> None:
    applicant.post(address(rejected), {"text": WORDS, "simpan": "1"})
    desk = Client()
    desk.force_login(colleague, backend="core.backends.RoleBackend")
    number = Objection.objects.get().number
    assert desk.get(f"{LIST}{number}/").status_code == 404


def test_a_second_rejection_after_a_granted_objection_cannot_be_objected_to(applicant, rejected, colleague) -> None:
    objection = objection_submit(application=rejected, actor=applicant.user, text=WORDS)
    objection_answer(objection=objection, actor=colleague, is_granted=True, answer=ANSWER)
    row = cases.review_all(Application.objects.get(pk=rejected.pk), colleague)
    cases.compare(row.items.get(key="ktp"), colleague, result="mismatch", reason_code="data_differs")
    decision_reject(application=row, actor=colleague, reason_code="data_differs")
    response = applicant.post(address(rejected), {"text": "Sekali lagi saya keberatan.", "sure": "on", "kirim": "1"})
    assert response.status_code == 302
    assert Objection.objects.get().text == WORDS


def test_an_approved_case_of_another_has_no_way_to_object(applicant, officer) -> None:
    row = cases.review_all(cases.application(applicant.user), officer)
    decision_approve(application=row, actor=officer, user_id="CAHAYA1")
    assert applicant.get(address(row)).status_code == 404
