"""The pages that end a review: shown before it happens, done once, told to whoever comes second."""

import pytest
from django.test import Client
from django.urls import reverse

from core.clock import local
from core.models import OfficialDocument, OutgoingMail
from core.rendering import document_render
from registration.enums import ApplicationState
from tests.verification import cases
from tests.verification.test_desk_case import at, text
from verification.models import Decision, UserId
from verification.services.decisions import decision_approve
from verification.services.holding import CASES, review_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(sign_in) -> Client:
    """An officer at the desk."""
    return sign_in("verifier")


@pytest.fixture
def ready(waiting, desk):
    """A case that the officer at the desk may approve."""
    return cases.review_all(waiting, desk.user)


def mismatch(row, officer) -> None:
    item = row.items.get(key="npwp")
    cases.compare(item, officer, result="mismatch", reason_code="npwp_of_another", note="Atas nama pengurus")


# Approve


def test_approving_asks_shows_and_then_does_it(ready, desk) -> None:
    page = text(desk.get(at(ready, "approve")))
    assert f'value="{ready.spse_user_id}"' in page
    assert "Rahmat Hidayat, Direktur Utama" in page
    shown = desk.post(at(ready, "approve"), {"user_id": " cahaya_1 "})
    assert shown.status_code == 200
    assert '<strong class="user-id">CAHAYA_1</strong>' in text(shown)
    assert "Keputusan tidak dapat diubah" in text(shown)
    assert not Decision.objects.exists()
    done = desk.post(at(ready, "approve"), {"user_id": "CAHAYA_1", "yakin": "1"}, follow=True)
    assert "disetujui" in text(done)
    assert "sedang disiapkan" in text(done)
    assert UserId.objects.get().value == "CAHAYA_1"
    assert Decision.objects.get().decided_by == desk.user


@pytest.mark.parametrize("confirmed", ["", "1"])
def test_a_user_id_with_strange_signs_is_refused_beside_its_field(ready, desk, confirmed: str) -> None:
    answer = desk.post(at(ready, "approve"), {"user_id": "| |?#BERSAUDARA", "yakin": confirmed})
    assert answer.status_code == 400
    assert "hanya boleh memuat 3–30 huruf" in text(answer)
    assert "| |?#BERSAUDARA" in text(answer)
    assert not Decision.objects.exists()


def test_a_taken_user_id_is_told_before_the_confirmation(ready, desk, make_account) -> None:
    other = cases.review_all(cases.application(make_account("vendor")), desk.user)
    decision_approve(application=other, actor=desk.user, user_id="CAHAYA1")
    answer = desk.post(at(ready, "approve"), {"user_id": "cahaya1"})
    assert answer.status_code == 400
    assert "sudah tercatat untuk pengguna lain" in text(answer)


def test_with_gaps_there_is_nothing_to_press(waiting, desk) -> None:
    review_claim(application=waiting, actor=desk.user)
    page = text(desk.get(at(waiting, "approve")))
    assert "Belum dapat disetujui." in page
    assert f"{at(waiting)}#kehadiran" in page
    assert 'name="user_id"' not in page
    answer = desk.post(at(waiting, "approve"), {"user_id": "CAHAYA1", "yakin": "1"}, follow=True)
    assert "Belum dapat disetujui" in text(answer)
    assert not Decision.objects.exists()


def test_a_second_press_tells_that_it_is_decided_and_by_whom(ready, desk) -> None:
    for _ in range(2):
        answer = desk.post(at(ready, "approve"), {"user_id": "CAHAYA1", "yakin": "1"}, follow=True)
    assert f"sudah disetujui oleh {desk.user.full_name}" in text(answer)
    assert Decision.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="application.approved").count() == 1


# Reject


def test_rejecting_offers_what_was_found_shows_the_letter_and_then_does_it(ready, desk) -> None:
    mismatch(ready, desk.user)
    page = text(desk.get(at(ready, "reject")))
    assert page.index("NPWP milik pihak lain") < page.index("Tercantum dalam daftar hitam")
    typed = {"reason_code": "npwp_of_another", "note": "Kartu atas nama pengurus."}
    shown = desk.post(at(ready, "reject"), typed)
    assert shown.status_code == 200
    assert "Unggah NPWP badan usaha" in text(shown)
    assert "Kartu atas nama pengurus." in text(shown)
    assert not Decision.objects.exists()
    done = desk.post(at(ready, "reject"), {**typed, "yakin": "1"}, follow=True)
    assert "ditolak" in text(done)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.reasons) == ("rejected", ["npwp_of_another"])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Pilih alasan penolakan."),
        ({"reason_code": "illegible", "note": "catatan"}, "Pilih alasan penolakan dari daftar."),
        ({"reason_code": "blacklisted", "note": "catatan"}, "Catat dahulu hasil"),
        ({"reason_code": "duplicate_account", "note": ""}, "Jelaskan temuan Anda"),
    ],
)
def test_an_unfounded_rejection_keeps_its_words(ready, desk, typed, sentence: str) -> None:
    answer = desk.post(at(ready, "reject"), typed)
    assert answer.status_code == 400
    assert sentence in text(answer)
    if typed.get("note"):
        assert "catatan</textarea>" in text(answer)
    assert not Decision.objects.exists()


# Return


def test_returning_shows_what_goes_back_and_sends_it_once(ready, desk) -> None:
    assert "Belum ada dokumen yang ditandai" in text(desk.get(at(ready, "return")))
    mismatch(ready, desk.user)
    page = text(desk.get(at(ready, "return")))
    assert "NPWP badan usaha" in page
    assert "Atas nama pengurus" in page
    for _ in range(2):
        answer = desk.post(at(ready, "return"), {"note": "Mohon dilengkapi."}, follow=True)
    assert answer.status_code == 200
    ready.refresh_from_db()
    assert ready.state == ApplicationState.RETURNED
    assert OutgoingMail.objects.filter(kind="application.returned").count() == 1


def test_a_password_in_the_message_is_refused_and_stays_in_the_form(ready, desk) -> None:
    mismatch(ready, desk.user)
    answer = desk.post(at(ready, "return"), {"note": "password: abc"})
    assert answer.status_code == 400
    assert "password: abc</textarea>" in text(answer)
    ready.refresh_from_db()
    assert ready.state == ApplicationState.UNDER_REVIEW


# Who, and when


@pytest.mark.parametrize("name", ["approve", "reject", "return", "activate"])
def test_others_than_the_unit_get_403_and_change_nothing(ready, sign_in, name: str) -> None:
    for role in ("head", "deputy", "support"):
        client = sign_in(role)
        assert client.get(at(ready, name)).status_code == 403
        assert client.post(at(ready, name), {"user_id": "CAHAYA1", "yakin": "1"}).status_code == 403
    assert not Decision.objects.exists()


@pytest.mark.parametrize("name", ["approve", "reject"])
def test_who_entered_the_data_gets_403(vendor, desk, name: str) -> None:
    row = cases.review_all(cases.application(vendor, entered_by=desk.user), desk.user)
    assert desk.get(at(row, name)).status_code == 403
    assert desk.post(at(row, name), {"user_id": "CAHAYA1", "yakin": "1"}).status_code == 403
    assert not Decision.objects.exists()


@pytest.mark.parametrize("name", ["approve", "reject", "return"])
def test_a_case_that_is_not_under_review_leads_back_with_a_sentence(waiting, desk, name: str) -> None:
    answer = desk.get(at(waiting, name), follow=True)
    assert answer.redirect_chain[-1][0] == at(waiting)
    assert "belum diperiksa" in text(answer)


@pytest.mark.parametrize("name", ["approve", "reject", "return"])
def test_a_case_taken_over_meanwhile_names_the_colleague(ready, desk, colleague, name: str) -> None:
    mismatch(ready, desk.user)
    CASES.take_over(ready, colleague, "lama")
    answer = desk.post(at(ready, name), {"user_id": "CAHAYA1", "yakin": "1"}, follow=True)
    assert "sedang diperiksa Andi Rekan" in text(answer)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("name", ["approve", "reject", "return", "activate", "take_over"])
def test_an_unknown_number_is_404(desk, lpse, name: str) -> None:
    assert desk.get(reverse(f"desk:{name}", args=["REG-1999-00001"])).status_code == 404


# Afterwards


def test_the_letter_is_being_prepared_then_there_and_a_failed_one_can_be_made_again(ready, desk) -> None:
    decision = decision_approve(application=ready, actor=desk.user, user_id="CAHAYA1")
    page = text(desk.get(at(ready)))
    assert "sedang disiapkan" in page
    assert decision.letter.number in page
    OfficialDocument.objects.filter(pk=decision.letter_id).update(work_state="failed")
    page = text(desk.get(at(ready)))
    assert "gagal disusun" in page
    again = reverse("admin:core_officialdocument_retry", args=[decision.letter_id])
    assert again in page
    desk.post(again)
    assert document_render(decision.letter_id)
    page = text(desk.get(at(ready)))
    assert "Unduh PDF" in page
    assert desk.get(reverse("core:document_download", args=[decision.letter.code])).status_code == 200


def test_the_activation_in_spse_is_recorded(ready, desk) -> None:
    assert "belum disetujui" in text(desk.get(at(ready, "activate"), follow=True))
    decision_approve(application=ready, actor=desk.user, user_id="CAHAYA1")
    assert "Catat pengaktifan di SPSE" in text(desk.get(at(ready)))
    answer = desk.post(at(ready, "activate"), {"activated_on": "31-2-2026", "activated_by_name": "Admin PPE"})
    assert answer.status_code == 400
    assert "31-2-2026" in text(answer)
    assert "Admin PPE" in text(answer)
    today = f"{local(Decision.objects.get().decided_at):%d-%m-%Y}"
    answer = desk.post(at(ready, "activate"), {"activated_on": today, "activated_by_name": "Admin PPE"}, follow=True)
    assert "aktif di SPSE" in text(answer)
    assert UserId.objects.get().activated_by_name == "Admin PPE"
    answer = desk.post(at(ready, "activate"), {"activated_on": today, "activated_by_name": "Lain"}, follow=True)
    assert "sudah dicatat" in text(answer)
    assert UserId.objects.get().activated_by_name == "Admin PPE"
