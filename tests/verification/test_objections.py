"""A rejected applicant objects once; somebody who did not reject answers; what was decided stays as it was written."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from core.models import AuditEvent, OfficialDocument, OutgoingMail, StoredFile, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from registration.enums import ApplicationState as S
from registration.models import Application
from registration.selectors import standing_of
from registration.services.application import application_start
from registration.services.outcomes import application_reopen
from tests.core.samples import pdf
from tests.verification import cases
from verification.enums import ObjectionState as O
from verification.models import Decision, DocumentCheck, Objection, Review
from verification.selectors import decision_of, older_decisions
from verification.services.decisions import decision_approve, decision_reject
from verification.services.holding import review_claim
from verification.services.objections import (
    MOST_FILES,
    objection_answer,
    objection_file_add,
    objection_file_remove,
    objection_save,
    objection_submit,
)

pytestmark = pytest.mark.django_db
WORDS = "Nama pada KTP sudah sama dengan isian; yang dibaca petugas KTP lama."
ANSWER = "KTP yang baru memang memuat nama yang sama."


@pytest.fixture
def rejected(reviewed: Application, officer: User) -> Application:
    """Rejected by `officer`, because the KTP did not match."""
    cases.compare(reviewed.items.get(key="ktp"), officer, result="mismatch", reason_code="data_differs")
    decision_reject(application=reviewed, actor=officer, reason_code="data_differs", note="Nama berbeda.")
    return Application.objects.get(pk=reviewed.pk)


@pytest.fixture
def objection(rejected: Application, vendor: User) -> Objection:
    """Handed in."""
    return objection_submit(application=rejected, actor=vendor, text=WORDS)


def upload(name: str = "ktp.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(), content_type="application/pdf")


def test_a_rejected_applicant_objects_and_is_told_the_number(rejected, vendor) -> None:
    objection = objection_submit(application=rejected, actor=vendor, text=f"  {WORDS} ")
    assert (objection.state, objection.text, objection.number) == (O.SUBMITTED, WORDS, "KBT-2026-0001")
    mail = OutgoingMail.objects.get(kind="objection.received")
    assert objection.number in mail.subject
    assert AuditEvent.objects.filter(object_type="objection", action="objection.submitted", actor=vendor).count() == 1


def test_a_second_click_changes_nothing_and_a_second_objection_is_refused(objection, rejected, vendor) -> None:
    again = objection_submit(application=rejected, actor=vendor, text=WORDS)
    assert again.pk == objection.pk
    assert OutgoingMail.objects.filter(kind="objection.received").count() == 1
    for act in (objection_save, objection_submit):
        with pytest.raises(Refusal, match="hanya dapat disampaikan satu kali"):
            act(application=rejected, actor=vendor, text="Sesuatu yang lain sama sekali.")


def test_it_is_written_little_by_little_and_a_draft_is_nobody_elses(rejected, vendor, colleague) -> None:
    first = objection_save(application=rejected, actor=vendor, text="Nama")
    second = objection_save(application=rejected, actor=vendor, text=WORDS)
    assert (first.pk, second.text, second.state) == (second.pk, WORDS, O.DRAFT)
    with pytest.raises(Forbidden):
        objection_save(application=rejected, actor=colleague, text="bukan milik saya")


def test_after_the_profiles_days_it_is_too_late(rejected, vendor, lpse) -> None:
    decided = Decision.objects.get().decided_at
    with time_machine.travel(decided + timedelta(days=lpse.limits.objection_days, minutes=1), tick=False):
        assert objection_save(application=rejected, actor=vendor, text="masih boleh").is_open
    late = decided + timedelta(days=lpse.limits.objection_days + 1, minutes=1)
    with time_machine.travel(late, tick=False), pytest.raises(Refusal, match="berakhir pada") as refusal:
        objection_submit(application=rejected, actor=vendor, text=WORDS)
    assert refusal.value.code == "late"
    assert Objection.objects.get().state == O.DRAFT


@pytest.mark.parametrize("state", [state for state in S if state != S.REJECTED])
def test_only_a_rejection_can_be_objected_to(state: str, make_application, vendor) -> None:
    row = make_application(state=state, owner=vendor)
    with pytest.raises(Refusal) as refusal:
        objection_save(application=row, actor=vendor, text=WORDS)
    assert refusal.value.code == "not_rejected"
    assert not Objection.objects.exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "too_short"),
        ("pendek", "too_short"),
        ("x" * 5001, "too_long"),
        ("password SPSE: rahasia1", "tells_password"),
    ],
)
def test_what_cannot_be_an_objection_is_refused_beside_its_field(rejected, vendor, text: str, code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        objection_submit(application=rejected, actor=vendor, text=text)
    assert (refusal.value.code, refusal.value.field) == (code, "text")


def test_five_files_and_no_more_and_a_removed_one_leaves_no_bytes(rejected, vendor) -> None:
    rows = [
        objection_file_add(application=rejected, actor=vendor, upload=upload(f"{n}.pdf")) for n in range(MOST_FILES)
    ]
    with pytest.raises(BadInput, match="Sudah ada 5 berkas"):
        objection_file_add(application=rejected, actor=vendor, upload=upload())
    for _ in range(2):
        objection_file_remove(application=rejected, actor=vendor, public_id=rows[0].file.public_id)
    assert StoredFile.objects.get(pk=rows[0].file_id).state == "erased"
    assert Objection.objects.get().files.count() == MOST_FILES - 1


def test_upheld_the_rejection_stands_and_the_letter_answers_the_old_one(objection, rejected, colleague) -> None:
    old = Decision.objects.get()
    done = objection_answer(objection=objection, actor=colleague, is_granted=False, answer=ANSWER)
    assert done.state == O.UPHELD
    rejected.refresh_from_db()
    assert rejected.state == S.REJECTED
    letter = OfficialDocument.objects.get(kind="objection_answer")
    assert letter.context["old_letter"] == old.letter.number
    assert (letter.holder, done.letter) == (rejected.owner, letter)
    mail = OutgoingMail.objects.get(kind="objection.answered")
    assert "tidak diterima" in mail.body
    assert list(mail.attachments.all()) == [letter]


def test_granted_the_case_is_reviewed_anew_and_its_history_stays(objection, rejected, officer, colleague) -> None:
    old = Decision.objects.get()
    before = Decision.objects.values().get()
    checks = list(DocumentCheck.objects.order_by("pk").values())
    objection_answer(objection=objection, actor=colleague, is_granted=True, answer=ANSWER)
    row = Application.objects.get(pk=rejected.pk)
    assert (row.state, row.decided_at, decision_of(row)) == (S.UNDER_REVIEW, None, None)
    assert older_decisions(row) == [old]
    assert standing_of(row).label == "sedang diperiksa"
    cases.review_all(row, colleague)
    decision = decision_approve(application=row, actor=colleague, user_id="CAHAYA1")
    row = Application.objects.get(pk=rejected.pk)
    assert (row.state, decision_of(row)) == (S.APPROVED, decision)
    assert [d.outcome for d in row.decisions.order_by("pk")] == ["rejected", "approved"]
    assert Decision.objects.values().get(pk=old.pk) == before
    assert list(DocumentCheck.objects.filter(review=old.review).order_by("pk").values()) == checks
    assert row.rounds.count() == 2
    with pytest.raises(IntegrityError, match="sudah diputuskan"), transaction.atomic():
        Review.objects.filter(pk=old.review_id).update(blacklist_note="lain")


def test_the_office_is_charged_for_its_own_time_only(objection, rejected, colleague) -> None:
    minutes = rejected.office_minutes
    with time_machine.travel(timezone.now() + timedelta(days=10), tick=False):
        objection_answer(objection=objection, actor=colleague, is_granted=True, answer=ANSWER)
        row = cases.review_all(Application.objects.get(pk=rejected.pk), colleague)
        decision_approve(application=row, actor=colleague, user_id="CAHAYA1")
    assert Application.objects.get(pk=rejected.pk).office_minutes == minutes


def test_who_rejected_owns_or_entered_it_does_not_answer(objection, officer, vendor, make_account) -> None:
    for person in (officer, vendor, make_account("support")):
        with pytest.raises(Forbidden):
            objection_answer(objection=objection, actor=person, is_granted=False, answer=ANSWER)
    assert objection_answer(objection=objection, actor=make_account("head"), is_granted=False, answer=ANSWER).letter


def test_the_database_refuses_an_answer_by_who_rejected(objection, rejected, officer, colleague) -> None:
    letter = Decision.objects.get().letter
    values = {"state": O.UPHELD, "answer": ANSWER, "answered_at": timezone.now(), "letter": letter}
    with pytest.raises(IntegrityError, match="objection_not_by_decider"), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(answered_by=officer, **values)
    with pytest.raises(InternalError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(decided_by=colleague)
    objection_answer(objection=objection, actor=colleague, is_granted=False, answer=ANSWER)
    with pytest.raises(IntegrityError, match="tidak dapat diubah lagi"), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(answer="lain")


def test_the_database_ends_a_round_only_for_a_granted_objection(objection) -> None:
    with pytest.raises(IntegrityError, match="sudah diputuskan"), transaction.atomic():
        Review.objects.update(current_for=None)


def test_a_new_application_stands_in_the_way_of_granting(objection, rejected, vendor, colleague) -> None:
    fresh = application_start(owner=vendor, kind="individual")
    with pytest.raises(Refusal, match=fresh.number):
        objection_answer(objection=objection, actor=colleague, is_granted=True, answer=ANSWER)
    assert Objection.objects.get().state == O.SUBMITTED
    assert not OfficialDocument.objects.filter(kind="objection_answer").exists()


@pytest.mark.parametrize("answer", ["", "pendek", "x" * 5001, "password SPSE: rahasia1"])
def test_an_answer_needs_reasons(objection, colleague, answer: str) -> None:
    with pytest.raises(BadInput) as refusal:
        objection_answer(objection=objection, actor=colleague, is_granted=False, answer=answer)
    assert refusal.value.field == "answer"


# Every state of an objection × every act; the states of the application beside it are above.
MATRIX = {
    (O.DRAFT, "save"): "ok", (O.DRAFT, "submit"): "ok", (O.DRAFT, "answer"): "not_handed_in",
    (O.SUBMITTED, "save"): "once", (O.SUBMITTED, "submit"): "ok", (O.SUBMITTED, "answer"): "ok",
    (O.UPHELD, "save"): "once", (O.UPHELD, "submit"): "once", (O.UPHELD, "answer"): "already_answered",
    (O.GRANTED, "save"): "once", (O.GRANTED, "submit"): "once", (O.GRANTED, "answer"): "already_answered",
}  # fmt: skip


@pytest.mark.parametrize(("state", "act"), MATRIX)
def test_the_state_matrix_of_an_objection(state: str, act: str, rejected, vendor, colleague, make_account) -> None:
    objection = objection_save(application=rejected, actor=vendor, text=WORDS)
    if state != O.DRAFT:
        objection = objection_submit(application=rejected, actor=vendor, text=WORDS)
    if state in (O.UPHELD, O.GRANTED):
        objection_answer(objection=objection, actor=colleague, is_granted=state == O.GRANTED, answer=ANSWER)
    acts: dict[str, Callable[[], object]] = {
        "save": lambda: objection_save(application=rejected, actor=vendor, text=WORDS),
        "submit": lambda: objection_submit(application=rejected, actor=vendor, text=WORDS),
        "answer": lambda: objection_answer(
            objection=objection, actor=make_account("head"), is_granted=False, answer=ANSWER
        ),
    }
    expected = MATRIX[state, act]
    if expected == "ok":
        assert acts[act]() is not None
        return
    with pytest.raises(Refusal) as refusal:
        acts[act]()
    assert refusal.value.code == expected
    assert Objection.objects.get().state == state


def test_only_a_rejected_application_is_reopened(make_application, officer) -> None:
    for state in S:
        row = make_application(state=state)
        if state == S.REJECTED:
            assert application_reopen(application=row, actor=officer, objection_number="KBT").state == S.UNDER_REVIEW
            continue
        with pytest.raises(Refusal):
            application_reopen(application=row, actor=officer, objection_number="KBT")


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts_and_the_other_is_told_who(objection, colleague, make_account) -> None:
    head = make_account("head", full_name="Kepala Contoh")
    told: list[str] = []
    start = threading.Barrier(2)

    def answer(person: User, is_granted: bool) -> None:
        try:
            start.wait(10)
            objection_answer(objection=objection, actor=person, is_granted=is_granted, answer=ANSWER)
        except WrongState as refusal:
            told.append(refusal.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=pair) for pair in ((colleague, True), (head, False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    winner = Objection.objects.select_related("answered_by__person").get().answered_by
    assert winner is not None
    assert len(told) == 1
    assert winner.full_name in told[0]
    assert OfficialDocument.objects.filter(kind="objection_answer").count() == 1


def test_a_case_that_was_reopened_is_claimed_as_any_other(objection, rejected, colleague) -> None:
    objection_answer(objection=objection, actor=colleague, is_granted=True, answer=ANSWER)
    review = review_claim(application=Application.objects.get(pk=rejected.pk), actor=colleague)
    assert (review.presenter_kind, review.blacklist_result, review.checks.count()) == ("", "", 0)
