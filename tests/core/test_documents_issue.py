"""Issuing, freezing, replacing and withdrawing official documents."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from core.documents import (
    ALPHABET,
    CODE_LENGTH,
    document_issue,
    document_retry,
    document_void,
)
from core.enums import WorkState
from core.models import AuditEvent, NumberCounter, OfficialDocument
from core.refusals import BadInput, Forbidden, Refusal
from core.registries import document_kinds
from core.work import due, sources

pytestmark = pytest.mark.django_db


def actions(document: OfficialDocument) -> list[str]:
    events = AuditEvent.objects.filter(object_type="document", object_number=document.number).order_by("pk")
    return list(events.values_list("action", flat=True))


def test_issuing_fixes_number_code_words_and_profile_and_leaves_a_trace(letters, issue, make_account) -> None:
    officer, holder = make_account("verifier"), make_account("vendor")
    document = issue(issued_by=officer, holder=holder)
    document.refresh_from_db()
    assert document.number.startswith("027/001/UJI/LPSE-LU/")
    assert len(document.code) == CODE_LENGTH == 28
    assert set(document.code) <= set(ALPHABET)
    assert document.issuer_name == "LPSE Kabupaten Luwu Utara"
    assert document.profile_version.slug == "luwu-utara"
    assert (document.work_state, document.sha256, document.storage_name) == ("waiting", "", "")
    assert actions(document) == ["document.issued"]
    assert AuditEvent.objects.get(action="document.issued").actor == officer


def test_codes_are_different_every_time(issue) -> None:
    assert len({issue().code for _ in range(20)}) == 20


def test_the_dispatcher_finds_the_waiting_document(issue) -> None:
    document = issue()
    source = next(source for source in sources() if source.key == "documents")
    assert source.task == "core.document_render"
    assert list(due(source.model)) == [document]


def test_a_decision_that_fails_gives_its_number_back(issue) -> None:
    def decide() -> None:
        with transaction.atomic():
            issue()
            raise LookupError

    with pytest.raises(LookupError):
        decide()
    assert not OfficialDocument.objects.exists()
    assert not NumberCounter.objects.exists()
    assert not AuditEvent.objects.exists()


def test_an_unknown_kind_is_an_error_of_the_programmer(issue) -> None:
    with pytest.raises(KeyError):
        issue(kind="tidak_ada")
    assert "uji_surat" in {kind.key for kind in document_kinds()}


def test_outside_demo_mode_no_document_bears_another_date(issue, settings) -> None:
    settings.DEMO = False
    with pytest.raises(BadInput, match="hari ini"):
        issue(issued_at=timezone.now() - timedelta(days=1))
    assert issue().is_example is False


def test_example_data_may_tell_of_the_past(issue, settings) -> None:
    settings.DEMO = True
    at = timezone.now() - timedelta(days=30)
    document = issue(issued_at=at)
    assert (document.issued_at, document.is_example) == (at, True)


# Frozen by the database

WORDS = {
    "kind": "lain",
    "number": "1/X",
    "code": "A" * 28,
    "case_number": "lain",
    "context": {},
    "template_version": 9,
    "issued_at": timezone.now() - timedelta(days=1),
    "issuer_name": "lain",
    "is_example": False,
}


@pytest.mark.parametrize("field", sorted(WORDS))
def test_the_words_of_a_document_never_change(issue, field: str, settings) -> None:
    settings.DEMO = True
    document = issue()
    # The content may go with its case, so it has a rule of its own (tests/core/test_legal_holds.py).
    rule = "Cannot update" if field == "context" else "document_words_stay"
    with pytest.raises(InternalError, match=rule), transaction.atomic():
        OfficialDocument.objects.filter(pk=document.pk).update(**{field: WORDS[field]})


@pytest.mark.parametrize("field", ["issued_by", "holder", "replaces", "profile_version"])
def test_the_relations_of_a_document_never_change(issue, make_account, letters, field: str) -> None:
    document, other = issue(), issue()
    account = make_account("vendor")
    value = {"issued_by": account.pk, "holder": account.pk, "replaces": other.pk}.get(field, document.pk + 99)
    with pytest.raises((InternalError, IntegrityError), match="document_words_stay"), transaction.atomic():
        OfficialDocument.objects.filter(pk=document.pk).update(**{f"{field}_id": value})


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 64},
        {"storage_name": "lain.pdf"},
        {"size": 1},
        {"pages": 9},
        {"rendered_at": timezone.now()},
        {"work_state": WorkState.WAITING},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_finished_file_never_changes(finished, change) -> None:
    document = finished()
    with pytest.raises(InternalError, match="document_file_stays"), transaction.atomic():
        OfficialDocument.objects.filter(pk=document.pk).update(**change)


def test_no_document_is_ever_deleted(issue) -> None:
    document = issue()
    with pytest.raises(InternalError, match="document_never_gone"), transaction.atomic():
        OfficialDocument.objects.filter(pk=document.pk).delete()
    assert OfficialDocument.objects.filter(pk=document.pk).exists()


def test_done_without_hash_is_impossible(issue) -> None:
    with pytest.raises(IntegrityError, match="document_done_is_hashed"), transaction.atomic():
        OfficialDocument.objects.filter(pk=issue().pk).update(work_state=WorkState.DONE)


def test_withdrawn_without_reason_is_impossible(issue) -> None:
    with pytest.raises(IntegrityError, match="document_void_has_reason"), transaction.atomic():
        OfficialDocument.objects.filter(pk=issue().pk).update(voided_at=timezone.now())


# Replacing


def test_a_correction_names_the_old_document(issue) -> None:
    old = issue()
    new = issue(replaces=old)
    assert new.number != old.number
    assert OfficialDocument.objects.get(pk=old.pk).replaced_by == new


def test_a_document_is_replaced_once(issue) -> None:
    old = issue()
    issue(replaces=old)
    with pytest.raises(Refusal, match="sudah diganti"):
        issue(replaces=old)
    assert OfficialDocument.objects.count() == 2


def test_a_document_of_another_case_replaces_nothing(issue) -> None:
    with pytest.raises(Refusal, match="berkas yang sama"):
        issue(replaces=issue(), case_number="UJI-2026-000002")


def test_a_withdrawn_document_is_not_replaced(finished, issue, sign_in) -> None:
    old = document_void(document=finished(), reason="salah", actor=sign_in("head").user)
    with pytest.raises(Refusal, match="sudah dicabut"):
        issue(replaces=old)


# Withdrawing


def test_the_head_withdraws_with_a_reason_and_number_and_file_stay(finished, sign_in) -> None:
    document = finished()
    head = sign_in("head").user
    voided = document_void(document=document, reason="  Data   keliru ", actor=head)
    assert voided.voided_at is not None
    assert voided.void_reason == "Data keliru"
    assert (voided.number, voided.sha256) == (document.number, document.sha256)
    assert actions(document) == ["document.issued", "document.rendered", "document.voided"]
    with pytest.raises(InternalError, match="document_void_is_final"), transaction.atomic():
        OfficialDocument.objects.filter(pk=document.pk).update(voided_at=None, void_reason="")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_withdrawing_asks_for_a_reason(finished, sign_in, reason: str) -> None:
    document = finished()
    with pytest.raises(BadInput) as refused:
        document_void(document=document, reason=reason, actor=sign_in("head").user)
    assert refused.value.field == "reason"
    document.refresh_from_db()
    assert document.voided_at is None


@pytest.mark.parametrize("role", ["verifier", "secretariat", "vendor", "system_admin"])
def test_others_may_not_withdraw(finished, sign_in, role: str) -> None:
    document = finished()
    with pytest.raises(Forbidden):
        document_void(document=document, reason="salah", actor=sign_in(role).user)
    assert "document.voided" not in actions(document)


def test_withdrawing_waits_until_the_file_is_made(issue, sign_in) -> None:
    document = issue()
    with pytest.raises(Refusal, match="masih disusun"):
        document_void(document=document, reason="salah", actor=sign_in("head").user)


@pytest.mark.django_db(transaction=True)
def test_two_people_withdraw_at_once_and_one_is_told(finished, sign_in) -> None:
    document, head = finished(), sign_in("head").user
    start, results = threading.Barrier(2), []

    def work() -> None:
        start.wait(20)
        try:
            document_void(document=document, reason="salah", actor=head)
            results.append("ok")
        except Refusal as refusal:
            results.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(results) == ["ok", "voided"]
    assert actions(document).count("document.voided") == 1


# Trying again


def test_a_failed_file_may_be_made_again(issue, sign_in) -> None:
    document = issue()
    OfficialDocument.objects.filter(pk=document.pk).update(work_state=WorkState.FAILED, attempts=5)
    again = document_retry(document=document, actor=sign_in("secretariat").user)
    assert (again.work_state, again.attempts) == ("waiting", 0)
    assert list(due(OfficialDocument)) == [again]
    assert actions(document)[-1] == "document.retried"


def test_a_document_that_did_not_fail_is_not_made_again(finished, sign_in) -> None:
    with pytest.raises(Refusal, match="Muat ulang"):
        document_retry(document=finished(), actor=sign_in("head").user)


def test_an_outsider_does_not_ask_for_a_new_file(issue, sign_in) -> None:
    document = issue()
    OfficialDocument.objects.filter(pk=document.pk).update(work_state=WorkState.FAILED)
    with pytest.raises(Forbidden):
        document_retry(document=document, actor=sign_in("vendor").user)


def test_issue_takes_keywords_only() -> None:
    with pytest.raises(TypeError):
        document_issue("uji_surat")  # type: ignore[misc,call-arg]
