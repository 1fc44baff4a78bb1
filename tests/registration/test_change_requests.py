"""Change requests by their services: who may, in which state, and what the register says afterwards."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.models import AuditEvent, OutgoingMail, StoredFile, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from registration.change_rules import documents_for
from registration.enums import ChangeKind, ChangeState
from registration.models import Application, ChangeRequest, CurrentRegistration, Licence, RegistrationFact
from registration.register import comparison, history, registered, unpacked
from registration.selectors import change_figures
from registration.services.application import ChangedMeanwhile
from registration.services.change_items import change_file_remove, change_item_upload
from registration.services.change_outcomes import (
    change_approve,
    change_reject,
    change_return,
    change_start_review,
)
from registration.services.changes import change_save, change_start, change_submit, change_withdraw
from registration.services.deadlines import change_deadlines_keep
from tests.registration.filling import upload
from tests.support.changes import NEW_NPWP, VALUES

pytestmark = pytest.mark.django_db
STATES = ChangeState.values


@pytest.fixture
def approved(make_application) -> Application:
    return make_application(state="approved")


@pytest.fixture
def officer(make_account) -> User:
    return make_account("verifier")


def ready(application: Application, kind: str = ChangeKind.NPWP) -> ChangeRequest:
    """A draft with values and files, by the services the pages call."""
    owner = application.owner
    row = change_start(application=application, kind=kind, actor=owner)
    row = change_save(change=row, actor=owner, data=VALUES[kind])
    for rule in documents_for(row):
        change_item_upload(change=row, key=rule.key, upload=upload(), actor=owner)
    return row


def snapshot(application: Application) -> dict[str, Any]:
    """Every column of the application and its licences as they lie in the database."""
    row = Application.objects.filter(pk=application.pk).values().get()
    return {**row, "licences": list(Licence.objects.filter(application=application).values())}


def run_out(row: ChangeRequest) -> None:
    """Let the duty run after all time is over and the last reminder is a day old."""
    yesterday = timezone.now() - timedelta(days=1, hours=1)
    ChangeRequest.objects.filter(pk=row.pk, due_at__isnull=False).update(
        due_at=yesterday, reminder_days=1, reminded_at=yesterday
    )
    change_deadlines_keep()


# Every state x every action: the state it ends in, or None where the action is refused.
MATRIX: dict[str, dict[str, str | None]] = {
    #                draft       submitted      under_review    returned       approved rejected withdrawn expired
    "save":         dict(zip(STATES, ["draft", None, None, "returned", None, None, None, None], strict=True)),
    "submit":       dict(zip(STATES, ["submitted", "submitted", None, "submitted", None, None, None, None], strict=True)),
    "withdraw":     dict(zip(STATES, ["withdrawn", "withdrawn", None, "withdrawn", None, None, None, None], strict=True)),
    "upload":       dict(zip(STATES, ["draft", None, None, "returned", None, None, None, None], strict=True)),
    "start_review": dict(zip(STATES, [None, "under_review", None, None, None, None, None, None], strict=True)),
    "return":       dict(zip(STATES, [None, None, "returned", None, None, None, None, None], strict=True)),
    "approve":      dict(zip(STATES, [None, None, "approved", None, None, None, None, None], strict=True)),
    "reject":       dict(zip(STATES, [None, None, "rejected", None, None, None, None, None], strict=True)),
    "clock":        dict(zip(STATES, ["expired", "submitted", "under_review", "expired", "approved", "rejected",
                                      "withdrawn", "expired"], strict=True)),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", list(MATRIX))
def test_every_state_allows_exactly_its_actions(action: str, state: str, make_change, officer, issue) -> None:
    row = make_change(state=state)
    letter = issue()
    row.items.filter(state="missing").exclude(key="surat_kuasa").update(state="handed_in")
    if action == "submit":
        row.items.filter(state="returned").update(state="handed_in", reason_code="")
    owner = row.owner
    acts = {
        "save": lambda: change_save(change=row, actor=owner, data={"npwp": "0011111111111111"}),
        "submit": lambda: change_submit(change=row, actor=owner, declaration_accepted=True),
        "withdraw": lambda: change_withdraw(change=row, actor=owner),
        "upload": lambda: change_item_upload(change=row, key="request_letter", upload=upload(), actor=owner),
        "start_review": lambda: change_start_review(change=row, actor=officer),
        "return": lambda: change_return(change=row, actor=officer, items={"npwp": ("illegible", "")}),
        "approve": lambda: change_approve(change=row, actor=officer, letter=letter),
        "reject": lambda: change_reject(change=row, actor=officer, reasons=["npwp_of_another"], note="", letter=letter),
        "clock": lambda: run_out(row),
    }
    expected = MATRIX[action][state]
    if expected is None:
        with pytest.raises(Refusal):
            acts[action]()
        expected = state
    else:
        acts[action]()
    assert ChangeRequest.objects.get(pk=row.pk).state == expected


@pytest.mark.parametrize("kind", ChangeKind.values)
def test_a_request_of_each_kind_goes_from_draft_to_approval(kind: str, approved, officer, issue) -> None:
    before = snapshot(approved)
    row = change_submit(change=ready(approved, kind), actor=approved.owner, declaration_accepted=True)
    assert row.state == ChangeState.SUBMITTED
    row = change_approve(change=change_start_review(change=row, actor=officer), actor=officer, letter=issue())
    assert row.state == ChangeState.APPROVED
    assert snapshot(approved) == before, "the approved application is never edited"
    facts = {fact.field: unpacked(fact.new)[fact.field] for fact in RegistrationFact.objects.filter(change=row)}
    assert facts.keys() == {
        name for name, value in VALUES[kind].items() if name == "licences" or getattr(approved, name, "") != value
    }
    now = registered(Application.objects.get(pk=approved.pk))
    if kind in {ChangeKind.EMAIL, ChangeKind.LOST_USER_ID, ChangeKind.PASSWORD_RESET}:
        assert not now.is_changed
        assert not CurrentRegistration.objects.exists()
    else:
        assert all(now.values[name] == value for name, value in VALUES[kind].items() if name != "licences")
    actions = AuditEvent.objects.filter(object_number=row.number).values_list("action", flat=True)
    assert {"change.started", "change.submitted", "change.review_started", "change.approved"} <= set(actions)
    assert OutgoingMail.objects.filter(kind="registration.change_approved").exists()


def test_two_changes_of_one_value_leave_the_whole_history(approved, officer, issue) -> None:
    first = approved.npwp
    for npwp in (NEW_NPWP, "0099999999999999"):
        row = change_start(application=approved, kind="npwp", actor=approved.owner)
        change_save(change=row, actor=approved.owner, data={"npwp": npwp})
        row.items.exclude(key="surat_kuasa").update(state="handed_in")
        change_submit(change=row, actor=approved.owner, declaration_accepted=True)
        change_start_review(change=row, actor=officer)
        change_approve(change=row, actor=officer, letter=issue())
    told = history(approved)
    assert [(one.old, one.new) for one in told] == [(NEW_NPWP, "0099999999999999"), (first, NEW_NPWP)]
    assert registered(Application.objects.get(pk=approved.pk)).values["npwp"] == "0099999999999999"
    assert Application.objects.get(pk=approved.pk).npwp == first
    older = ChangeRequest.objects.order_by("pk").first()
    assert [(one.old, one.new) for one in comparison(older)] == [(first, NEW_NPWP)], "frozen by its decision"


def test_a_fact_is_never_altered_or_deleted(approved, officer, issue) -> None:
    row = change_submit(change=ready(approved), actor=approved.owner, declaration_accepted=True)
    change_approve(change=change_start_review(change=row, actor=officer), actor=officer, letter=issue())
    fact = RegistrationFact.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        RegistrationFact.objects.filter(pk=fact.pk).update(field="name")
    with pytest.raises(DatabaseError), transaction.atomic():
        fact.delete()


def test_a_new_name_is_what_later_pages_read(approved, officer, issue) -> None:
    row = change_submit(change=ready(approved, "name_form"), actor=approved.owner, declaration_accepted=True)
    change_approve(change=change_start_review(change=row, actor=officer), actor=officer, letter=issue())
    fresh = Application.objects.get(pk=approved.pk)
    assert registered(fresh).full_name == "PT Cahaya Sawerigading Raya"
    assert fresh.full_name == "CV Cahaya Sawerigading"
    assert fresh.current.name == "Cahaya Sawerigading Raya"


def test_a_changed_address_tells_both_addresses_and_is_the_account_s(approved, officer, issue) -> None:
    old = approved.owner.email
    row = change_submit(change=ready(approved, "email"), actor=approved.owner, declaration_accepted=True)
    change_approve(change=change_start_review(change=row, actor=officer), actor=officer, letter=issue())
    assert User.objects.get(pk=approved.owner_id).email == "baru@contoh.id"
    told = OutgoingMail.objects.filter(kind="account.email_changed").values_list("to", flat=True)
    assert sorted(told) == sorted([old, "baru@contoh.id"])
    assert OutgoingMail.objects.get(kind="registration.change_approved").to == "baru@contoh.id"


def test_an_address_that_another_account_has_changes_nothing(approved, officer, issue, make_account) -> None:
    make_account(email="baru@contoh.id")
    row = change_submit(change=ready(approved, "email"), actor=approved.owner, declaration_accepted=True)
    change_start_review(change=row, actor=officer)
    with pytest.raises(Refusal, match="dipakai akun lain"):
        change_approve(change=row, actor=officer, letter=issue())
    assert ChangeRequest.objects.get().state == ChangeState.UNDER_REVIEW
    assert not RegistrationFact.objects.exists()


def test_a_rejection_leaves_the_register_alone(approved, officer, issue) -> None:
    row = change_submit(change=ready(approved), actor=approved.owner, declaration_accepted=True)
    change_start_review(change=row, actor=officer)
    change_reject(change=row, actor=officer, reasons=["npwp_of_another"], note="Milik pihak lain.", letter=issue())
    assert not RegistrationFact.objects.exists()
    assert not registered(approved).is_changed
    body = OutgoingMail.objects.get(kind="registration.change_rejected").body
    assert "Milik pihak lain." in body
    assert "NPWP milik pihak lain" in body


def test_only_an_approved_registration_can_be_changed(make_application) -> None:
    row = make_application(state="submitted")
    with pytest.raises(Refusal, match="sudah disetujui"):
        change_start(application=row, kind="npwp", actor=row.owner)
    assert not ChangeRequest.objects.exists()


def test_one_request_of_a_kind_runs_at_a_time(approved) -> None:
    first = change_start(application=approved, kind="npwp", actor=approved.owner)
    assert change_start(application=approved, kind="npwp", actor=approved.owner) == first
    assert change_start(application=approved, kind="email", actor=approved.owner) != first
    change_withdraw(change=first, actor=approved.owner)
    assert change_start(application=approved, kind="npwp", actor=approved.owner) != first


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_begin_at_once_make_one_request(approved) -> None:
    made: list[str] = []

    def begin() -> None:
        try:
            made.append(change_start(application=approved, kind="npwp", actor=approved.owner).number)
        finally:
            connection.close()

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert ChangeRequest.objects.count() == 1


def test_a_stranger_may_do_nothing(approved, make_account) -> None:
    other = make_account("vendor")
    with pytest.raises(Forbidden):
        change_start(application=approved, kind="npwp", actor=other)
    row = ready(approved)
    for act in (
        lambda: change_save(change=row, actor=other, data={"npwp": NEW_NPWP}),
        lambda: change_submit(change=row, actor=other, declaration_accepted=True),
        lambda: change_withdraw(change=row, actor=other),
        lambda: change_item_upload(change=row, key="npwp", upload=upload(), actor=other),
    ):
        with pytest.raises(Forbidden):
            act()
    assert ChangeRequest.objects.visible_to(other).count() == 0
    assert ChangeRequest.objects.visible_to(approved.owner).count() == 1


def test_values_that_differ_in_nothing_are_refused(approved) -> None:
    row = change_start(application=approved, kind="npwp", actor=approved.owner)
    with pytest.raises(BadInput, match="sama dengan data yang berlaku"):
        change_save(change=row, actor=approved.owner, data={"npwp": approved.npwp})


@pytest.mark.parametrize(
    ("kind", "data", "field"),
    [
        ("npwp", {"npwp": "123"}, "npwp"),
        ("signatory", {"signatory_nik": "123"}, "signatory_nik"),
        ("email", {"email": "bukan surel"}, "email"),
        ("address", {"street": "kata sandi: rahasia1"}, "street"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused_by_its_field(kind: str, data, field: str, approved) -> None:
    row = change_start(application=approved, kind=kind, actor=approved.owner)
    with pytest.raises(BadInput) as refusal:
        change_save(change=row, actor=approved.owner, data=data)
    assert refusal.value.field == field
    assert not ChangeRequest.objects.get().proposed


def test_a_password_in_the_words_is_refused_and_kept_nowhere(approved) -> None:
    row = change_start(application=approved, kind="password_reset_letter", actor=approved.owner)
    with pytest.raises(BadInput, match="kata sandi") as refusal:
        change_save(change=row, actor=approved.owner, data={}, reason="password SPSE: rahasia1")
    assert refusal.value.field == "reason"
    assert ChangeRequest.objects.get().reason == ""


def test_the_second_window_is_told_and_nothing_is_overwritten(approved) -> None:
    row = change_start(application=approved, kind="npwp", actor=approved.owner)
    change_save(change=row, actor=approved.owner, data={"npwp": NEW_NPWP}, version=1)
    with pytest.raises(ChangedMeanwhile):
        change_save(change=row, actor=approved.owner, data={"npwp": "0011111111111111"}, version=1)
    assert unpacked(ChangeRequest.objects.get().proposed) == {"npwp": NEW_NPWP}
    change_save(change=row, actor=approved.owner, data={"npwp": NEW_NPWP}, version=1)


def test_an_incomplete_request_is_not_handed_in(approved) -> None:
    row = change_start(application=approved, kind="npwp", actor=approved.owner)
    with pytest.raises(Refusal, match=r"Data yang baru belum diisi.*NPWP belum diunggah"):
        change_submit(change=row, actor=approved.owner, declaration_accepted=True)
    with pytest.raises(BadInput):
        change_submit(change=ready(approved), actor=approved.owner, declaration_accepted=False)


def test_a_withdrawn_request_keeps_no_values_and_no_bytes(approved) -> None:
    row = change_withdraw(change=ready(approved), actor=approved.owner)
    assert (row.proposed, row.reason) == ("", "")
    assert set(StoredFile.objects.values_list("state", flat=True)) == {"erased"}
    with pytest.raises(WrongState):
        change_withdraw(change=row, actor=approved.owner)


def test_a_return_opens_the_named_documents_only(approved, officer) -> None:
    row = change_submit(change=ready(approved), actor=approved.owner, declaration_accepted=True)
    change_start_review(change=row, actor=officer)
    change_return(change=row, actor=officer, items={"npwp": ("illegible", "Buram.")}, note="Pindai ulang.")
    row = ChangeRequest.objects.get()
    assert set(row.items.filter(is_open=True).values_list("key", flat=True)) == {"npwp", "surat_kuasa"}
    with pytest.raises(Refusal, match="tidak dikembalikan"):
        change_item_upload(change=row, key="request_letter", upload=upload(), actor=approved.owner)
    body = OutgoingMail.objects.get(kind="registration.change_returned").body
    assert "Buram." in body
    assert "Pindai ulang." in body
    added = change_item_upload(change=row, key="npwp", upload=upload(), actor=approved.owner)
    assert row.items.get(key="npwp").files.filter(replaced_at__isnull=True).count() == 1
    change_file_remove(file=added, actor=approved.owner)
    assert row.items.get(key="npwp").state == "returned"
    with pytest.raises(Refusal, match="dikembalikan petugas"):
        change_submit(change=row, actor=approved.owner, declaration_accepted=True)


def test_the_figures_count_by_kind_and_state(make_change) -> None:
    for state, kind in (("draft", "npwp"), ("submitted", "npwp"), ("submitted", "email"), ("submitted", "npwp")):
        make_change(state=state, kind=kind)
    assert change_figures() == {("npwp", "draft"): 1, ("npwp", "submitted"): 2, ("email", "submitted"): 1}
    latest = ChangeRequest.objects.latest("created_at")
    assert change_figures(since=latest.created_at) == {("npwp", "submitted"): 1}
