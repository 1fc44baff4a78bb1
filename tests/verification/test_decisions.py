"""Return for completion, approve, reject: all or nothing, once, by somebody who neither owns nor entered the case."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from core.models import AuditEvent, OfficialDocument, OutgoingMail
from core.refusals import BadInput, Forbidden, Refusal
from registration.enums import ApplicationState, ItemState
from tests.verification import cases
from verification.documents import APPROVAL, REJECTION
from verification.models import Decision, DocumentCheck, Review, UserId
from verification.services.decisions import Incomplete, decision_approve, decision_reject, review_return
from verification.services.holding import AlreadyDecided, HeldByOther, review_claim

pytestmark = pytest.mark.django_db


def mismatch(row, officer, key: str = "ktp", reason_code: str = "data_differs", **fields):
    return cases.compare(row.items.get(key=key), officer, result="mismatch", reason_code=reason_code, **fields)


# Approve


def test_an_approval_issues_letter_user_id_mail_and_trace_in_one_go(reviewed, officer, trail) -> None:
    decision = decision_approve(application=reviewed, actor=officer, user_id=" Cahaya_Sawerigading ")
    reviewed.refresh_from_db()
    assert reviewed.state == ApplicationState.APPROVED
    assert reviewed.decided_at is not None
    assert set(reviewed.items.values_list("state", flat=True)) == {ItemState.ACCEPTED}
    assert (decision.items_total, decision.items_complete, decision.reasons) == (6, 6, [])
    assert decision.letter.kind == APPROVAL
    assert decision.letter.holder == reviewed.owner
    entry = UserId.objects.get()
    assert (entry.value, entry.state, entry.holder) == ("CAHAYA_SAWERIGADING", "recorded", reviewed.owner)
    assert (entry.responsible_name, entry.responsible_nik) == ("Rahmat Hidayat", cases.NIK)
    mail = OutgoingMail.objects.get(kind="application.approved")
    assert mail.recipient == reviewed.owner
    assert list(mail.attachments.values_list("number", flat=True)) == [decision.letter.number]
    assert reverse("verification:receipt") in mail.body
    assert "kata sandi" not in mail.subject
    assert trail(reviewed)[-1] == "application.approved"
    assert AuditEvent.objects.filter(action="user_id.recorded", object_number="CAHAYA_SAWERIGADING").count() == 1
    assert Review.objects.get().claimed_by is None


def test_the_letter_tells_what_was_seen_and_hides_the_npwp(reviewed, officer) -> None:
    words = decision_approve(application=reviewed, actor=officer, user_id="CAHAYA1").letter.context
    assert words["user_id"] == "CAHAYA1"
    assert [row["result"] for row in words["documents"]] == ["sesuai"] * 6
    assert {row["mode"] for row in words["documents"]} == {"tatap muka"}
    assert "*" in words["npwp"]
    assert reviewed.npwp not in str(words)
    assert cases.NIK not in str(words)


def test_gaps_are_listed_and_nothing_happens(waiting, officer) -> None:
    review_claim(application=waiting, actor=officer)
    cases.look_up(waiting, officer)
    with pytest.raises(Incomplete) as caught:
        decision_approve(application=waiting, actor=officer, user_id="CAHAYA1")
    assert len(caught.value.gaps) == 7
    assert not OfficialDocument.objects.exists()
    assert not OutgoingMail.objects.filter(kind="application.approved").exists()
    waiting.refresh_from_db()
    assert waiting.state == ApplicationState.UNDER_REVIEW


def test_a_blacklisted_applicant_cannot_be_approved(reviewed, officer) -> None:
    cases.look_up(reviewed, officer, result="listed", note="SK 013/2025 sampai 2027")
    with pytest.raises(Incomplete, match="daftar hitam"):
        decision_approve(application=reviewed, actor=officer, user_id="CAHAYA1")
    assert not Decision.objects.exists()


def test_a_user_id_of_another_vendor_undoes_the_whole_approval(reviewed, officer, make_account) -> None:
    other = cases.review_all(cases.application(make_account("vendor")), officer)
    decision_approve(application=other, actor=officer, user_id="cahaya1")
    with pytest.raises(BadInput, match="sudah tercatat") as caught:
        decision_approve(application=reviewed, actor=officer, user_id="Cahaya1")
    assert caught.value.field == "user_id"
    reviewed.refresh_from_db()
    assert reviewed.state == ApplicationState.UNDER_REVIEW
    assert OfficialDocument.objects.filter(kind=APPROVAL).count() == 1
    numbers = [decision_approve(application=reviewed, actor=officer, user_id="CAHAYA2").letter.number, other.number]
    assert numbers[0].split("/")[1] == "2"  # the number of the undone letter was not lost


def test_approving_twice_tells_who_decided_and_changes_nothing(reviewed, officer, colleague) -> None:
    decision_approve(application=reviewed, actor=officer, user_id="CAHAYA1")
    for actor in (officer, colleague):
        with pytest.raises(AlreadyDecided, match="sudah disetujui oleh Sitti Petugas"):
            decision_approve(application=reviewed, actor=actor, user_id="CAHAYA2")
    assert UserId.objects.get().value == "CAHAYA1"
    assert OutgoingMail.objects.filter(kind="application.approved").count() == 1


# Who may


def test_who_entered_the_data_does_not_decide(vendor, officer, colleague) -> None:
    row = cases.review_all(cases.application(vendor, entered_by=officer), officer)
    for act in (
        lambda: decision_approve(application=row, actor=officer, user_id="CAHAYA1"),
        lambda: decision_reject(application=row, actor=officer, reason_code="duplicate_account", note="Ganda"),
    ):
        with pytest.raises(Forbidden, match="Minta petugas lain"):
            act()
    assert not Decision.objects.exists()


def test_the_database_knows_that_too(vendor, officer, colleague) -> None:
    row = cases.review_all(cases.application(vendor, entered_by=colleague), officer)
    decision = decision_approve(application=row, actor=officer, user_id="CAHAYA1")
    values = {field.attname: getattr(decision, field.attname) for field in Decision._meta.concrete_fields}
    values |= {"id": None, "decided_by_id": colleague.pk}
    with pytest.raises(IntegrityError, match="decision_not_by_entrant"), transaction.atomic():
        Decision.objects.create(**values)


@pytest.mark.parametrize("role", ["head", "deputy", "secretariat", "support", "vendor", "pokja"])
def test_other_roles_do_not_decide(reviewed, make_account, role: str) -> None:
    with pytest.raises(Forbidden):
        decision_approve(application=reviewed, actor=make_account(role), user_id="CAHAYA1")
    with pytest.raises(Forbidden):
        review_return(application=reviewed, actor=make_account(role))
    assert not Decision.objects.exists()


def test_a_colleague_does_not_decide_a_held_case(reviewed, colleague) -> None:
    with pytest.raises(HeldByOther, match="Sitti Petugas"):
        decision_approve(application=reviewed, actor=colleague, user_id="CAHAYA1")
    assert not Decision.objects.exists()


# Reject


def test_a_rejection_lists_its_reason_with_the_document_and_the_other_findings(reviewed, officer) -> None:
    mismatch(reviewed, officer, note="Nama pada KTP: Rahmad")
    mismatch(reviewed, officer, "npwp", "npwp_of_another")
    decision = decision_reject(
        application=reviewed, actor=officer, reason_code="data_differs", note="Silakan perbaiki."
    )
    assert decision.reasons == ["data_differs", "npwp_of_another"]
    assert (decision.items_total, decision.items_complete) == (6, 4)
    words = decision.letter.context
    assert decision.letter.kind == REJECTION
    assert [(row["document"], row["note"]) for row in words["grounds"]] == [
        ("KTP direktur atau pejabat yang berwenang", "Nama pada KTP: Rahmad"),
        ("NPWP badan usaha", ""),
    ]
    assert len(words["advice"]) == 2
    reviewed.refresh_from_db()
    assert reviewed.state == ApplicationState.REJECTED
    mail = OutgoingMail.objects.get(kind="application.rejected")
    assert mail.recipient == reviewed.owner
    assert not UserId.objects.exists()


def test_a_hit_on_the_blacklist_is_a_reason_only_when_it_is_on_record(reviewed, officer) -> None:
    with pytest.raises(BadInput, match="Catat dahulu hasil") as caught:
        decision_reject(application=reviewed, actor=officer, reason_code="blacklisted")
    assert caught.value.field == "reason_code"
    cases.look_up(reviewed, officer, result="listed", note="SK 013/2025 sampai 2027")
    assert decision_reject(application=reviewed, actor=officer, reason_code="blacklisted").reasons == ["blacklisted"]


def test_a_missing_surat_kuasa_is_a_reason_only_when_such_an_envoy_came(waiting, officer) -> None:
    review_claim(application=waiting, actor=officer)
    with pytest.raises(BadInput, match="utusan"):
        decision_reject(application=waiting, actor=officer, reason_code="envoy_without_power")
    cases.present(waiting, officer, kind="envoy", name="Utusan", nik="7322014107800002")
    decision = decision_reject(application=waiting, actor=officer, reason_code="envoy_without_power")
    assert decision.reasons == ["envoy_without_power"]


@pytest.mark.parametrize("code", ["duplicate_account", "not_registered_online"])
def test_a_reason_that_stands_in_no_record_needs_words(reviewed, officer, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        decision_reject(application=reviewed, actor=officer, reason_code=code)
    assert caught.value.field == "note"
    assert decision_reject(application=reviewed, actor=officer, reason_code=code, note="NPWP sudah dipakai.").pk


@pytest.mark.parametrize("code", ["", "because", "illegible", "ktp_not_authorised"])
def test_a_reason_outside_the_catalogue_or_the_review_is_refused(reviewed, officer, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        decision_reject(application=reviewed, actor=officer, reason_code=code, note="x")
    assert caught.value.field == "reason_code"
    assert not OfficialDocument.objects.exists()


def test_no_password_gets_into_a_letter(reviewed, officer) -> None:
    with pytest.raises(BadInput, match="kata sandi"):
        decision_reject(application=reviewed, actor=officer, reason_code="duplicate_account", note="sandi: abc")
    assert not Decision.objects.exists()


# Return for completion


def test_only_what_is_not_in_order_goes_back_with_its_reason(reviewed, officer, trail) -> None:
    mismatch(reviewed, officer, note="Nama berbeda")
    row = review_return(application=reviewed, actor=officer, note="Sampai jumpa.")
    assert row.state == ApplicationState.RETURNED
    assert row.due_at is not None
    returned = row.items.get(key="ktp")
    assert (returned.state, returned.reason_code, returned.note, returned.is_open) == (
        "returned",
        "data_differs",
        "Nama berbeda",
        True,
    )
    assert not row.items.exclude(key="ktp").filter(is_open=True).exists()
    assert OutgoingMail.objects.get(kind="application.returned").recipient == row.owner
    assert trail(row)[-1] == "application.returned"
    assert Review.objects.get().claimed_by is None
    assert not Decision.objects.exists()


def test_nothing_goes_back_without_a_finding(reviewed, officer) -> None:
    with pytest.raises(BadInput, match="Tandai dahulu"):
        review_return(application=reviewed, actor=officer)
    reviewed.refresh_from_db()
    assert reviewed.state == ApplicationState.UNDER_REVIEW


def test_returning_twice_is_refused_and_sends_one_mail(reviewed, officer) -> None:
    mismatch(reviewed, officer)
    review_return(application=reviewed, actor=officer)
    with pytest.raises(Refusal):
        review_return(application=reviewed, actor=officer)
    assert OutgoingMail.objects.filter(kind="application.returned").count() == 1


# Two at once, and afterwards


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["approve", "reject"])
def test_of_two_decisions_at_once_one_counts_and_the_other_is_told_who(reviewed, officer, colleague, second) -> None:
    """The claim has lapsed, so both are let in; the lock of the case decides."""
    mismatch(reviewed, officer, "npwp", "npwp_of_another") if second == "reject" else None
    Review.objects.update(claimed_by=None, claimed_at=None, claimed_until=None)
    acts = {
        officer: lambda: decision_approve(application=reviewed, actor=officer, user_id="CAHAYA1"),
        colleague: lambda: decision_approve(application=reviewed, actor=colleague, user_id="CAHAYA2"),
    }
    if second == "reject":
        acts = {
            actor: lambda actor=actor: decision_reject(application=reviewed, actor=actor, reason_code="npwp_of_another")
            for actor in (officer, colleague)
        }
    barrier, told = threading.Barrier(2), []

    def decide(actor) -> None:
        try:
            barrier.wait(20)
            acts[actor]()
        except (AlreadyDecided, HeldByOther) as refusal:
            told.append(refusal.message)
        finally:
            connection.close()

    workers = [threading.Thread(target=decide, args=(actor,)) for actor in acts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    winner = Decision.objects.get().decided_by
    assert len(told) == 1
    assert winner.full_name in told[0]
    assert OfficialDocument.objects.count() == 1
    assert OutgoingMail.objects.filter(case_number=reviewed.number).count() == 1
    assert UserId.objects.count() == (1 if second == "approve" else 0)


def test_a_decision_and_what_it_rests_on_cannot_be_changed_afterwards(reviewed, officer) -> None:
    decision = decision_approve(application=reviewed, actor=officer, user_id="CAHAYA1")
    with pytest.raises(IntegrityError, match="tidak dapat diubah lagi"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(outcome="rejected")
    with pytest.raises(IntegrityError, match="tidak dapat diubah lagi"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk)._raw_delete("default")
    with pytest.raises(IntegrityError, match="sudah diputuskan"), transaction.atomic():
        Review.objects.update(blacklist_note="lain")
    with pytest.raises(IntegrityError, match="sudah diputuskan"), transaction.atomic():
        DocumentCheck.objects.update(note="lain")


def test_the_database_refuses_an_approval_with_a_gap(reviewed, officer) -> None:
    """Even when the service were wrong: the figures of the decision are counted anew by a trigger."""
    decision = decision_approve(application=reviewed, actor=officer, user_id="CAHAYA1")
    values = {field.attname: getattr(decision, field.attname) for field in Decision._meta.concrete_fields}
    other = cases.application(reviewed.owner)
    review = review_claim(application=other, actor=officer)
    values |= {"id": None, "application_id": other.pk, "review_id": review.pk, "letter_id": None}
    with pytest.raises(IntegrityError, match="berbeda dengan hasil pemeriksaan"), transaction.atomic():
        Decision.objects.create(**values)
