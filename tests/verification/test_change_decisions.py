"""The desk's side of a change request by its services: claim, evidence, decision, letter, register of User IDs."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.models import AuditEvent, OfficialDocument, OutgoingMail, User
from core.refusals import BadInput, Forbidden, Refusal
from registration.enums import ChangeKind, ChangeState
from registration.models import ChangeRequest, RegistrationFact
from registration.services.change_items import change_item_upload
from registration.services.changes import change_save, change_submit
from tests.registration.filling import upload
from tests.support.changes import NEW_NIK, NEW_NPWP, change_make
from tests.support.people import use_profile
from tests.verification import cases, changes
from verification.models import ChangeCheck, ChangeDecision, ChangeReview, FormerHolder, UserId
from verification.services.change_decisions import (
    change_decision_approve,
    change_decision_reject,
    change_send_back,
)
from verification.services.change_entry import email_change_enter
from verification.services.change_review import change_claim
from verification.services.decisions import Incomplete
from verification.services.holding import CHANGES, AlreadyDecided, HeldByOther
from verification.services.recording import ChangedMeanwhile

pytestmark = pytest.mark.django_db


@pytest.fixture
def registered(vendor, officer):
    """An approved registration with its User ID."""
    return changes.approved(vendor, officer)


@pytest.fixture
def request_of(registered):
    """`request_of("npwp")` waits for the desk."""
    return lambda kind="npwp", **fields: changes.handed_in(registered, kind, **fields)


def untouched(application: Any) -> dict[str, Any]:
    """The application's row and the words of its letter."""
    row = type(application).objects.filter(pk=application.pk).values().get()
    letter = application.review.decision.letter
    return {**row, "context": OfficialDocument.objects.get(pk=letter.pk).context, "number": letter.number}


@pytest.mark.parametrize("slug", ["luwu-utara", "temanggung"])
@pytest.mark.parametrize("kind", ChangeKind.values)
def test_every_kind_is_approved_with_its_letter_under_both_profiles(
    kind: str, slug: str, request_of, registered, officer
) -> None:
    use_profile(slug)
    before, before_mail = untouched(registered), registered.owner.email
    row = changes.review_all(request_of(kind), officer)
    decision = change_decision_approve(change=row, actor=officer)
    letter = decision.letter
    answered = kind in {ChangeKind.LOST_USER_ID, ChangeKind.PASSWORD_RESET}
    assert letter.kind == ("user_id_letter" if answered else "change_approval")
    assert (letter.holder, letter.case_number) == (registered.owner, row.number)
    assert letter.context.get("user_id") == ("SAWERIGADING" if answered else None)
    assert ChangeRequest.objects.get(pk=row.pk).state == ChangeState.APPROVED
    assert RegistrationFact.objects.filter(change=row).exists() != answered
    assert untouched(registered) == before
    mail = OutgoingMail.objects.get(kind="registration.change_approved")
    assert mail.to == ("baru@contoh.id" if kind == ChangeKind.EMAIL else before_mail)
    for number in (cases.NIK, NEW_NIK, NEW_NPWP, str(registered.npwp)):
        assert number not in str(letter.context), "identity numbers are masked in letters"


def test_a_new_name_and_number_name_the_new_holder_and_keep_the_old_one(request_of, registered, officer) -> None:
    entry = UserId.objects.get()
    old = (entry.holder_name, entry.npwp_hash)
    change_decision_approve(change=changes.review_all(request_of("name_form"), officer), actor=officer)
    change_decision_approve(change=changes.review_all(request_of("npwp"), officer), actor=officer)
    entry.refresh_from_db()
    assert entry.holder_name == "PT Cahaya Sawerigading Raya"
    assert entry.npwp_hash != old[1]
    history = list(FormerHolder.objects.values_list("holder_name", "npwp_hash"))
    assert history == [old, ("PT Cahaya Sawerigading Raya", old[1])]
    with pytest.raises(DatabaseError), transaction.atomic():
        FormerHolder.objects.update(holder_name="lain")
    assert AuditEvent.objects.filter(action="user_id.holder_changed", object_number=entry.value).count() == 2


def test_a_new_signatory_answers_for_the_user_id_and_may_show_the_originals(request_of, officer) -> None:
    row = request_of("signatory")
    change_claim(change=row, actor=officer)
    with pytest.raises(BadInput, match="bukan NIK penanggung jawab"):
        changes.present(row, officer, nik="1" * 16)
    changes.present(row, officer, nik=NEW_NIK, name="Nurhayati")
    for key in ("request_letter", "ktp", "deed_amendment"):
        changes.compare(row, key, officer)
    change_decision_approve(change=row, actor=officer)
    assert UserId.objects.get().responsible_name == "Nurhayati"
    assert FormerHolder.objects.get().responsible_name == "Rahmat Hidayat"


def test_nothing_is_approved_before_everything_is_seen(request_of, officer) -> None:
    row = request_of()
    change_claim(change=row, actor=officer)
    with pytest.raises(Incomplete) as refusal:
        change_decision_approve(change=row, actor=officer)
    assert refusal.value.gaps == [
        "Orang yang menunjukkan dokumen asli belum dicatat.",
        "Surat permohonan bermeterai: belum diperiksa.",
        "NPWP: belum diperiksa.",
    ]
    assert not OfficialDocument.objects.filter(kind="change_approval").exists()


def test_an_original_counts_only_with_somebody_entitled(request_of, officer) -> None:
    row = request_of()
    change_claim(change=row, actor=officer)
    with pytest.raises(BadInput, match="Catat dahulu siapa"):
        changes.compare(row, "npwp", officer)
    changes.present(row, officer, kind="envoy", name="Utusan", nik="1" * 16)
    assert ChangeRequest.objects.get().has_envoy
    with pytest.raises(BadInput, match="Utusan harus membawa surat kuasa"):
        changes.compare(row, "npwp", officer)
    with pytest.raises(BadInput, match="setelah dokumen asli dilihat"):
        changes.compare(row, "npwp", officer, original_seen=False)


def test_who_saw_the_original_when_and_how_stays(request_of, officer, colleague) -> None:
    row = request_of()
    change_claim(change=row, actor=officer)
    changes.present(row, officer, mode="video")
    first = changes.compare(row, "npwp", officer)
    assert (first.original_seen_by, first.original_mode) == (officer, "video")
    CHANGES.release(row, officer)
    change_claim(change=row, actor=colleague)
    again = changes.compare(row, "npwp", colleague, mode="in_person")
    assert (again.original_seen_by, again.original_seen_at) == (officer, first.original_seen_at)
    assert again.checked_by == colleague


def test_one_officer_holds_a_request_until_the_claim_lapses(request_of, officer, colleague) -> None:
    row = request_of()
    change_claim(change=row, actor=officer)
    with pytest.raises(HeldByOther, match="Sitti Petugas"):
        change_claim(change=row, actor=colleague)
    with pytest.raises(HeldByOther):
        changes.present(row, colleague)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        change_claim(change=row, actor=colleague)
    assert ChangeReview.objects.get().claimed_by == colleague


@pytest.mark.parametrize("who", ["owner", "entrant", "head", "vendor"])
def test_who_may_not_decide(who: str, request_of, registered, officer, colleague, make_account) -> None:
    row = changes.review_all(request_of(entered_by=colleague), officer)
    actor = {
        "owner": lambda: registered.owner,
        "entrant": lambda: colleague,
        "head": lambda: make_account("head"),
        "vendor": lambda: make_account("vendor"),
    }[who]()
    CHANGES.release(row, officer)
    with pytest.raises(Forbidden):
        change_decision_approve(change=row, actor=actor)
    with pytest.raises(Forbidden):
        change_decision_reject(change=row, actor=actor, reason_code="duplicate_account", note="x")
    assert not ChangeDecision.objects.exists()
    change_decision_approve(change=row, actor=officer)


def test_the_database_refuses_a_decision_by_the_entrant(request_of, officer, colleague, issue) -> None:
    use_profile("luwu-utara")
    row = changes.review_all(request_of(entered_by=colleague), officer)
    letter = OfficialDocument.objects.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        ChangeDecision.objects.create(
            change=row, review=row.review, outcome="approved", decided_by=colleague, entered_by=colleague,
            owner=row.owner, items_total=2, items_complete=2, letter=letter,
        )  # fmt: skip
    with pytest.raises(DatabaseError, match="berbeda dengan hasil pemeriksaan"), transaction.atomic():
        ChangeDecision.objects.create(
            change=row, review=row.review, outcome="approved", decided_by=officer, entered_by=colleague,
            owner=row.owner, items_total=1, items_complete=1, letter=letter,
        )  # fmt: skip


def test_what_a_decision_rests_on_stays(request_of, officer) -> None:
    row = changes.review_all(request_of(), officer)
    decision = change_decision_approve(change=row, actor=officer)
    for change in (
        lambda: ChangeReview.objects.update(presenter_name="lain"),
        lambda: ChangeCheck.objects.update(note="lain"),
        lambda: ChangeDecision.objects.update(note="lain"),
        decision.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_rejection_needs_a_reason_that_was_recorded(request_of, officer) -> None:
    row = request_of()
    change_claim(change=row, actor=officer)
    with pytest.raises(BadInput, match="tercatat pada dokumen"):
        change_decision_reject(change=row, actor=officer, reason_code="npwp_of_another")
    with pytest.raises(BadInput, match="Catat dahulu utusan"):
        change_decision_reject(change=row, actor=officer, reason_code="envoy_without_power")
    with pytest.raises(BadInput, match="Jelaskan temuan"):
        change_decision_reject(change=row, actor=officer, reason_code="duplicate_account")
    changes.compare(row, "npwp", officer, original_seen=False, result="mismatch", reason_code="npwp_of_another")
    decision = change_decision_reject(
        change=row, actor=officer, reason_code="npwp_of_another", note="Bukan milik Anda."
    )
    assert decision.letter.kind == "change_rejection"
    assert ChangeRequest.objects.get().state == ChangeState.REJECTED
    assert not RegistrationFact.objects.exists()
    with pytest.raises(AlreadyDecided, match="sudah ditolak oleh Sitti Petugas"):
        change_decision_approve(change=row, actor=officer)


def test_after_a_return_only_what_changed_is_compared_anew(request_of, registered, officer) -> None:
    row = changes.review_all(request_of(), officer)
    changes.compare(row, "npwp", officer, result="mismatch", reason_code="illegible", note="Buram.")
    change_send_back(change=row, actor=officer, note="Pindai ulang.")
    owner = registered.owner
    row = ChangeRequest.objects.get()
    assert row.state == ChangeState.RETURNED
    row.items.filter(key="npwp").update(state="handed_in")
    change_submit(change=row, actor=owner, declaration_accepted=True)
    change_claim(change=row, actor=officer)
    results = dict(ChangeCheck.objects.values_list("item__key", "result"))
    assert results == {"request_letter": "match", "npwp": ""}
    changes.compare(row, "npwp", officer, result="mismatch", reason_code="data_differs")
    change_send_back(change=row, actor=officer)
    row.items.filter(key="npwp").update(state="handed_in")
    change_save(change=row, actor=owner, data={"npwp": "0022222222222222"})
    change_submit(change=row, actor=owner, declaration_accepted=True)
    change_claim(change=row, actor=officer)
    assert set(ChangeCheck.objects.values_list("result", flat=True)) == {""}, "new values: everything is stale"


def test_a_return_needs_a_document_with_a_reason(request_of, officer) -> None:
    row = changes.review_all(request_of(), officer)
    with pytest.raises(BadInput, match="Tandai dahulu"):
        change_send_back(change=row, actor=officer)
    with pytest.raises(BadInput, match="alasan yang sesuai"):
        changes.compare(row, "request_letter", officer, result="invalid", reason_code="ktp_not_authorised")


def test_an_outdated_record_is_refused(request_of, officer) -> None:
    row = request_of()
    change_claim(change=row, actor=officer)
    changes.present(row, officer, version=1)
    with pytest.raises(ChangedMeanwhile):
        changes.present(row, officer, version=1)
    changes.compare(row, "npwp", officer, version=0)
    with pytest.raises(ChangedMeanwhile):
        changes.compare(row, "npwp", officer, version=0)


def test_a_lost_user_id_without_an_entry_cannot_be_answered(vendor, officer) -> None:
    row = changes.handed_in(cases.application(vendor, state="approved", decided_at=timezone.now()), "lost_user_id")
    row = changes.review_all(row, officer)
    with pytest.raises(Incomplete, match="tidak mempunyai User ID"):
        change_decision_approve(change=row, actor=officer)


def test_an_officer_enters_a_new_address_for_who_lost_the_old_one(registered, officer, colleague) -> None:
    given = {
        "number": registered.number.lower(), "email": "Baru@contoh.id", "has_envoy": False, "reason": "Surel lama hilang.",
        "actor": officer,
    }  # fmt: skip
    row = email_change_enter(**given)
    for key in ("request_letter", "ktp", "npwp"):
        change_item_upload(change=row, key=key, upload=upload(), actor=officer)
    row = change_submit(change=row, actor=officer, declaration_accepted=True)
    assert (row.state, row.entered_by, row.owner) == (ChangeState.SUBMITTED, officer, registered.owner)
    with pytest.raises(BadInput, match=row.number):
        email_change_enter(**given)
    row = changes.review_all(row, colleague)
    CHANGES.release(row, colleague)
    change_claim(change=row, actor=officer)
    with pytest.raises(Forbidden):
        change_decision_approve(change=row, actor=officer)
    CHANGES.release(row, officer)
    old = registered.owner.email
    change_decision_approve(change=row, actor=colleague)
    assert User.objects.get(pk=registered.owner_id).email == "baru@contoh.id"
    told = OutgoingMail.objects.filter(kind="account.email_changed").values_list("to", flat=True)
    assert set(told) == {old, "baru@contoh.id"}


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"number": "REG-2026-99999"}, "Tidak ada pendaftaran"),
        ({"reason": "password: rahasia1"}, "kata sandi"),
        ({"email": "bukan surel"}, "format yang benar"),
    ],
)
def test_nothing_of_a_faulty_entry_is_kept(fault, sentence: str, registered, officer) -> None:
    given = {
        "number": registered.number, "email": "baru@contoh.id", "has_envoy": False, "reason": "Hilang.",
        "actor": officer,
    }  # fmt: skip
    with pytest.raises(Refusal, match=sentence):
        email_change_enter(**{**given, **fault})
    assert not ChangeRequest.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_wins_and_the_other_is_told(request_of, officer) -> None:
    row = changes.review_all(request_of(), officer)
    said: list[str] = []

    def decide() -> None:
        try:
            change_decision_approve(change=row, actor=officer)
            said.append("decided")
        except AlreadyDecided:
            said.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["decided", "told", "told"]
    assert ChangeDecision.objects.count() == 1
    assert RegistrationFact.objects.count() == 1
    assert OfficialDocument.objects.filter(kind="change_approval").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_take_at_once_one_holds(request_of, officer, colleague) -> None:
    row = request_of()
    said: list[str] = []

    def take(who: User) -> None:
        try:
            change_claim(change=row, actor=who)
            said.append("held")
        except HeldByOther:
            said.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[who]) for who in (officer, colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["held", "told"]


def test_taking_over_needs_a_reason_and_tells_who_held_it(request_of, officer, colleague) -> None:
    row = changes.review_all(request_of(), officer)
    with pytest.raises(BadInput) as caught:
        CHANGES.take_over(row, colleague, "  ")
    assert caught.value.field == "reason"
    with pytest.raises(BadInput):
        CHANGES.take_over(row, colleague, "sandi: rahasia1")
    for _ in range(2):
        assert CHANGES.take_over(row, colleague, "Rekan sakit").holder_at() == colleague
    event = AuditEvent.objects.get(action="change_review.taken_over")
    assert (event.object_number, event.actor) == (row.number, colleague)
    assert event.data == {"from": "Sitti Petugas", "reason": "Rekan sakit"}
    with pytest.raises(HeldByOther, match="Andi Rekan"):
        change_decision_approve(change=row, actor=officer)
    assert change_decision_approve(change=row, actor=colleague).decided_by == colleague


@pytest.mark.parametrize("role", ["head", "deputy", "secretariat", "support", "vendor"])
def test_only_the_unit_takes_over(role: str, request_of, officer, make_account) -> None:
    row = changes.review_all(request_of(), officer)
    with pytest.raises(Forbidden):
        CHANGES.take_over(row, make_account(role), "ingin")
    assert ChangeReview.objects.get().holder_at() == officer


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "approved", "rejected", "withdrawn", "expired"])
def test_only_what_is_under_review_is_taken_over(state: str, request_of, registered, officer, colleague) -> None:
    if state in {"approved", "rejected"}:
        row = changes.review_all(request_of(), officer)
        if state == "approved":
            change_decision_approve(change=row, actor=officer)
        else:
            change_decision_reject(change=row, actor=officer, reason_code="duplicate_account", note="Sudah ada.")
    else:
        row = change_make(registered.owner, application=registered, state=state)
    with pytest.raises(Refusal):
        CHANGES.take_over(row, colleague, "rekan cuti")
    assert not AuditEvent.objects.filter(action="change_review.taken_over").exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_decision_and_a_take_over_at_once_one_wins_and_the_other_is_told(request_of, officer, colleague) -> None:
    row = changes.review_all(request_of(), officer)
    barrier = threading.Barrier(2)
    told: list[Refusal] = []

    def run(act: Any) -> None:
        try:
            barrier.wait()
            act()
        except Refusal as refusal:
            told.append(refusal)
        finally:
            connection.close()

    acts = (
        lambda: change_decision_approve(change=row, actor=officer),
        lambda: CHANGES.take_over(row, colleague, "rekan cuti"),
    )
    workers = [threading.Thread(target=run, args=(act,)) for act in acts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert len(told) == 1
    taken = AuditEvent.objects.filter(action="change_review.taken_over").count()
    if ChangeDecision.objects.exists():
        assert isinstance(told[0], AlreadyDecided)
        assert taken == 0
    else:
        assert isinstance(told[0], HeldByOther)
        assert "Andi Rekan" in told[0].message
        assert (taken, ChangeReview.objects.get().holder_at()) == (1, colleague)
