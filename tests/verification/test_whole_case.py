"""One case with all that belongs to it: in the bundle, under the hold, past its time and gone together (Pasal 10(2)d)."""

import json
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from core.audit_chain import audit_check
from core.cases import case_numbers, case_of
from core.enums import FileState, RequestKind
from core.erasure import request_decide, request_propose
from core.models import (
    AuditEvent,
    ErasureOrder,
    OfficialDocument,
    OutgoingMail,
    StoredFile,
    User,
)
from core.refusals import Refusal
from core.work import due
from registration.models import Application, ChangeRequest, CurrentRegistration, RegistrationFact
from registration.services.change_erasure import change_erase
from registration.services.changes import change_start, change_withdraw
from tests.support.changes import NEW_NIK
from tests.verification import cases
from tests.verification.deactivations import given
from tests.verification.whole import PERSONAL, Life, at, everything, letters_rendered, lived
from verification import bundling
from verification.archive import archive_figures, archive_rows, archived, case_views, whole_retention
from verification.models import (
    ChangeCheck,
    ChangeDecision,
    ChangeReview,
    Deactivation,
    DeactivationReply,
    DestructionItem,
    FormerHolder,
    Reactivation,
    UserId,
)
from verification.services.bundles import bundle_ask
from verification.services.deactivation_records import spse_on_record
from verification.services.deactivations import deactivation_decide, deactivation_propose, deactivation_refuse
from verification.services.destruction import destruction_approve, destruction_propose, item_destroy, proposable
from verification.services.erasure import deactivation_erase
from verification.services.reactivations import deactivations_keep
from verification.services.seen import change_view_record

pytestmark = pytest.mark.django_db
DUE = (2031, 12, 31)


def work() -> int:
    """Do what workers would do now."""
    return sum(item_destroy(pk) for pk in list(due(DestructionItem).values_list("pk", flat=True)))


def destroyed(people: dict[str, User]) -> None:
    destruction_approve(destruction=destruction_propose(actor=people["verifier"]), actor=people["head"])
    assert work() == 1


# Which numbers are one case


def test_every_number_of_the_case_is_known_in_the_database(people, life: Life) -> None:
    assert case_numbers(life.application.number) == life.numbers
    assert {case_of(number) for number in life.numbers} == {life.application.number}
    assert case_numbers(life.approved.number) == [life.approved.number]
    for statement in ("UPDATE core_casebelonging SET belongs_to = 'x'", "DELETE FROM core_casebelonging"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# Who looked


def test_who_looked_at_a_change_is_among_those_who_looked_at_the_case(people, life: Life) -> None:
    change_view_record(change=life.approved, actor=people["deputy"])
    file = StoredFile.objects.filter(case_number=life.deactivation.number).first()
    assert file is not None
    event = case_views(life.application).get(action="change.viewed")
    assert (event.actor, event.object_number) == (people["deputy"], life.approved.number)


# When it is due


def test_the_latest_decision_starts_the_clock_of_the_whole_case(people, life: Life) -> None:
    # The application alone would be due on 31 December 2029, its changes on 31 December 2030, its deactivation in 2031.
    for day, is_due in (((2029, 12, 31), False), ((2030, 12, 31), False), ((2031, 12, 30), False), (DUE, True)):
        with at(*day):
            assert list(archived(people["head"], show="lewat")) == [life.application] * is_due, day
            assert archive_figures().past_retention == is_due
            (row,) = archive_rows([life.application])
            assert (row.phase == "due") == is_due
            assert row.kept is not None
            assert row.kept.due_from == datetime(*DUE).date()


@pytest.mark.parametrize("what", ["change", "deactivation"])
def test_while_something_is_open_nothing_is_past_its_time(people, life: Life, what: str) -> None:
    with at(*DUE):
        if what == "change":
            opened = change_start(application=life.application, kind="address", actor=people["owner"])
        else:
            opened = deactivation_propose(user_id=UserId.objects.get(), actor=people["verifier"], **given())
        assert proposable(people["head"]) == []
        kept = whole_retention(life.application, bundling.profile.current())
        assert kept is not None
        assert kept.starts_on.year == 2031
        if what == "change":
            change_withdraw(change=opened, actor=people["owner"])
            assert proposable(people["head"]) == [life.application]
        else:
            deactivation_refuse(deactivation=opened, actor=people["head"], reason="Bukan dasar yang cukup")
            assert proposable(people["head"]) == []


def test_what_is_opened_between_proposal_and_approval_or_after_it_keeps_the_case(people, life: Life) -> None:
    with at(*DUE):
        destruction = destruction_propose(actor=people["verifier"])
        assert destruction.items.get().files == StoredFile.objects.count()
        change = change_start(application=life.application, kind="address", actor=people["owner"])
        with pytest.raises(Refusal, match="belum boleh dimusnahkan"):
            destruction_approve(destruction=destruction, actor=people["head"])
        change_withdraw(change=change, actor=people["owner"])
        destruction_approve(destruction=destruction, actor=people["head"])
        late = change_start(application=life.application, kind="email", actor=people["owner"])
        assert work() == 1
        item = DestructionItem.objects.get()
        assert (item.erased_at, late.number in item.kept_reason) == (None, True)
        life.application.refresh_from_db()
        assert life.application.erased_at is None
        # Over, it is proposed again, and the second order adds what the first did not name.
        change_withdraw(change=late, actor=people["owner"])
        destroyed(people)
        assert set(ErasureOrder.objects.values_list("case_number", flat=True)) >= {*life.numbers, late.number}


def test_the_list_of_what_is_due_asks_as_much_for_many_as_for_one(
    people, life: Life, make_account, django_assert_num_queries
) -> None:
    with at(*DUE):
        for number in range(3):
            with at(2024, 1, 2):
                owner = make_account("vendor")
            lived(owner, people["verifier"], people["head"], user_id=f"LAMA1{number}")
        with django_assert_num_queries(3):
            assert len(archive_rows(archived(people["head"]))) == 4


# What goes and what stays


@pytest.mark.django_db(transaction=True)
def test_everything_goes_and_the_record_of_it_stays(people, life: Life, settings) -> None:
    letters_rendered()
    with at(2026, 7, 1):
        assert bundling.bundle_make(bundle_ask(application=life.application, actor=people["verifier"]).pk)
    before = {
        "letters": list(OfficialDocument.objects.order_by("pk").values_list("number", "code", "sha256", "issued_at")),
        "files": list(StoredFile.objects.order_by("pk").values_list("public_id", "sha256", "size", "created_at")),
        "changes": list(ChangeRequest.objects.order_by("pk").values_list("number", "kind", "state", "decided_at")),
        "decisions": list(ChangeDecision.objects.order_by("pk").values_list("outcome", "reasons", "decided_by")),
        "facts": list(RegistrationFact.objects.order_by("pk").values_list("field", "valid_from", "change")),
        "off": list(
            Deactivation.objects.values_list("number", "ground", "state", "decided_by", "closed_at", "ends_on")
        ),
    }
    text = everything()
    assert not [words for words in PERSONAL if words not in text]
    with at(*DUE):
        destroyed(people)
    assert len(before["facts"]) == 4
    after = {
        "letters": list(
            OfficialDocument.objects.filter(case_number__in=life.numbers)
            .order_by("pk")
            .values_list("number", "code", "sha256", "issued_at")
        ),
        "files": list(StoredFile.objects.order_by("pk").values_list("public_id", "sha256", "size", "created_at")),
        "changes": list(ChangeRequest.objects.order_by("pk").values_list("number", "kind", "state", "decided_at")),
        "decisions": list(ChangeDecision.objects.order_by("pk").values_list("outcome", "reasons", "decided_by")),
        "facts": list(RegistrationFact.objects.order_by("pk").values_list("field", "valid_from", "change")),
        "off": list(
            Deactivation.objects.values_list("number", "ground", "state", "decided_by", "closed_at", "ends_on")
        ),
    }
    assert after == before
    assert set(StoredFile.objects.values_list("state", "original_name")) == {(FileState.ERASED, "dihapus")}
    for folder in (settings.FILES_DIR, settings.BUNDLES_DIR):
        assert not [path for path in folder.rglob("*") if path.is_file()], folder
    letters = OfficialDocument.objects.filter(case_number__in=life.numbers)
    assert (letters.count(), set(letters.values_list("storage_name", flat=True))) == (5, {""})
    assert not OutgoingMail.objects.filter(case_number__in=life.numbers).exists()
    assert set(ErasureOrder.objects.values_list("case_number", flat=True)) == set(life.numbers)
    # The trail keeps who switched the User ID in SPSE; nothing else tells of anybody, sealed or not.
    text = everything(without=("core_auditevent",))
    assert not [words for words in PERSONAL if words in text]
    trail = " ".join(json.dumps(data, ensure_ascii=False) for data in AuditEvent.objects.values_list("data", flat=True))
    assert [words for words in PERSONAL if words in trail] == ["Operator Contoh"]
    for action in ("change.erased", "deactivation.erased"):
        reasons = AuditEvent.objects.filter(action=action).values_list("data__reason", flat=True)
        assert all(reason.startswith("isi dihapus menurut retensi, berita acara ") for reason in reasons)
        assert len(reasons) == (2 if action == "change.erased" else 1)
    assert audit_check().fault == ""


def test_a_user_id_that_is_active_in_spse_keeps_its_holders_and_nothing_else(people, life: Life) -> None:
    with at(2026, 6, 1):
        spse_on_record(
            deactivation=life.deactivation, actor=people["verifier"], done_on=datetime(2026, 6, 1).date(),
            done_by_name="Operator Lain",
        )  # fmt: skip
    with at(*DUE):
        destroyed(people)
        entry, former = UserId.objects.get(), FormerHolder.objects.get()
        assert (entry.responsible_name, entry.responsible_nik) == ("Nurhayati", NEW_NIK)
        assert (former.responsible_name, former.responsible_nik) == ("Rahmat Hidayat", cases.NIK)
        text = everything(without=("core_auditevent", "verification_userid", "verification_formerholder"))
        assert not [words for words in PERSONAL if words in text]
        with pytest.raises(DatabaseError), transaction.atomic():
            FormerHolder.objects.update(
                holder_name="dihapus", npwp_hash="", responsible_name="dihapus", responsible_position="",
                responsible_nik="", responsible_nik_hash="",
            )  # fmt: skip
        # A deactivation that begins now has no order: nobody erases it.
        later = deactivation_propose(user_id=entry, actor=people["verifier"], **given(explanation="Perkara baru"))
        deactivation_refuse(deactivation=later, actor=people["head"], reason="Tidak cukup")
        later.refresh_from_db()
        with pytest.raises(DatabaseError, match="perintah dua orang"), transaction.atomic():
            deactivation_erase(deactivation=later, actor=None, reason="uji")
        with pytest.raises(Refusal, match="sudah dihapus menurut masa simpan"):
            change_start(application=life.application, kind="address", actor=people["owner"])


_EMPTY_CHANGE = "proposed = '', before = '', reason = ''"
_EMPTY_OFF = "requester_name = 'dihapus', requester_position = 'dihapus', explanation = 'dihapus', refusal_reason = ''"
_EMPTY_FORMER = (
    "holder_name = 'dihapus', npwp_hash = '', responsible_name = 'dihapus', responsible_position = '',"
    " responsible_nik = '', responsible_nik_hash = ''"
)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE registration_changerequest SET erased_at = now(), {_EMPTY_CHANGE}",  # noqa: S608
        "UPDATE registration_registrationfact SET old = '', new = ''",
        "UPDATE verification_changedecision SET note = 'dihapus'",
        "UPDATE verification_changereview SET presenter_name = 'dihapus', presenter_nik = ''",
        "UPDATE verification_changecheck SET note = 'dihapus'",
        f"UPDATE verification_formerholder SET {_EMPTY_FORMER}",  # noqa: S608
        f"UPDATE verification_deactivation SET erased_at = now(), {_EMPTY_OFF}",  # noqa: S608
    ],
)
def test_the_database_lets_nothing_of_it_go_without_an_order(people, life: Life, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registration_changerequest SET erased_at = NULL",
        "UPDATE registration_changerequest SET reason = 'lain'",
        "UPDATE registration_registrationfact SET new = '\\x01'",
        "UPDATE registration_registrationfact SET valid_from = now()",
        "DELETE FROM registration_registrationfact",
        "UPDATE verification_changedecision SET note = 'lain'",
        "UPDATE verification_changedecision SET note = 'dihapus', outcome = 'rejected'",
        "DELETE FROM verification_changedecision",
        "UPDATE verification_changereview SET presenter_name = 'Lain'",
        "UPDATE verification_changereview SET presenter_kind = 'envoy'",
        "UPDATE verification_changecheck SET note = 'lain'",
        "UPDATE verification_changecheck SET result = 'match', reason_code = ''",
        "DELETE FROM verification_changecheck",
        "UPDATE verification_formerholder SET responsible_name = 'Lain'",
        "UPDATE verification_formerholder SET valid_until = now()",
        "UPDATE verification_deactivation SET erased_at = NULL",
        "UPDATE verification_deactivation SET explanation = 'lain'",
    ],
)
def test_even_then_the_record_stays_as_it_is(people, life: Life, statement: str) -> None:
    with at(*DUE):
        destroyed(people)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_decided_request_is_not_erased_unless_it_was_ordered(people, life: Life) -> None:
    with pytest.raises(ValueError, match=life.approved.number):
        change_erase(change=life.approved, actor=None, reason="uji")
    assert RegistrationFact.objects.exclude(old=b"").exists()
    assert set(ChangeReview.objects.values_list("presenter_name", flat=True)) == {"Rahmat Hidayat", "Nurhayati"}
    assert ChangeCheck.objects.exclude(note="").count() == 1


# On request of the person


def test_a_person_goes_with_the_whole_case_and_not_before_its_time(people, life: Life) -> None:
    person = people["owner"].person
    assert person is not None
    asked = {"person": person, "kind": RequestKind.ERASE, "reason": "Permintaan tertulis"}
    with at(2029, 12, 31):
        row = request_propose(**asked, actor=people["head"])
        with pytest.raises(Refusal, match="wajib disimpan sampai Rabu, 31 Desember 2031"):
            request_decide(row=row, accept=True, actor=people["deputy"])
    with at(*DUE):
        opened = change_start(application=life.application, kind="address", actor=people["owner"])
        with pytest.raises(Refusal, match="wajib disimpan"):
            request_decide(row=row, accept=True, actor=people["deputy"])
        change_withdraw(change=opened, actor=people["owner"])
        request_decide(row=row, accept=True, actor=people["deputy"])
    assert set(ErasureOrder.objects.values_list("case_number", flat=True)) == {*life.numbers, opened.number}
    text = everything(without=("core_auditevent",))
    assert not [words for words in PERSONAL if words in text]
    assert Application.objects.get().erased_at is not None
    assert CurrentRegistration.objects.get().name == "dihapus"
    assert DeactivationReply.objects.get().text == "dihapus"
    assert Reactivation.objects.get().reason == "dihapus"


def test_a_deactivation_that_still_runs_keeps_the_case(people, life: Life) -> None:
    with at(2026, 6, 1):
        proposed = deactivation_propose(
            user_id=UserId.objects.get(), actor=people["verifier"],
            **given(ends_on=datetime(2032, 1, 31).date()),
        )  # fmt: skip
        deactivation_decide(deactivation=proposed, actor=people["head"])
    with at(*DUE):
        assert proposable(people["head"]) == []
    with at(2032, 2, 1):
        assert deactivations_keep()[1] == 1
        assert proposable(people["head"]) == []
    with at(2037, 12, 31):
        assert proposable(people["head"]) == [life.application]
