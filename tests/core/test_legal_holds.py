"""A held case keeps its content: set by one, released by two, and the database knows it too."""

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from core.cases import case_numbers, case_of
from core.document_erasure import document_erase
from core.documents import document_read
from core.enums import FileState
from core.files.services import file_erase
from core.holds import hold_of, hold_release, hold_release_ask, hold_set, refuse_held
from core.models import AuditEvent, CaseBelonging, ErasureOrder, LegalHold, OfficialDocument, StoredFile, User
from core.refusals import BadInput, Forbidden, Refusal
from core.rendering import document_render

CASE = "UJI-2026-000001"


@pytest.fixture
def people(sign_in: Callable[..., Client], make_account: Callable[..., User]) -> dict[str, User]:
    sign_in()
    return {role: make_account(role) for role in ("head", "deputy", "verifier", "secretariat", "vendor")}


@pytest.fixture
def held(people: dict[str, User]) -> LegalHold:
    return hold_set(case_number=CASE, reason="Audit BPK 2026", actor=people["verifier"])


@pytest.mark.django_db
def test_a_hold_is_set_once_and_names_its_reason(people: dict[str, User], held: LegalHold) -> None:
    with pytest.raises(Refusal, match="sudah ditahan oleh"):
        hold_set(case_number=CASE, reason="lain", actor=people["head"])
    with pytest.raises(Refusal, match="Audit BPK 2026"):
        refuse_held(CASE)
    refuse_held("UJI-2026-000002")
    assert AuditEvent.objects.get(action="hold.set").data == {"reason": "Audit BPK 2026"}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["secretariat", "vendor"])
def test_others_hold_nothing(people: dict[str, User], role: str) -> None:
    with pytest.raises(Forbidden):
        hold_set(case_number=CASE, reason="x", actor=people[role])
    assert not LegalHold.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", "  ", "x" * 301, "password SPSE: rahasia1"])
def test_a_hold_needs_a_reason_that_can_be_kept(people: dict[str, User], reason: str) -> None:
    with pytest.raises(BadInput) as refusal:
        hold_set(case_number=CASE, reason=reason, actor=people["head"])
    assert refusal.value.field == "reason"


@pytest.mark.django_db
def test_releasing_takes_two_people(people: dict[str, User], held: LegalHold) -> None:
    with pytest.raises(Refusal, match="Belum ada yang meminta"):
        hold_release(hold=held, accept=True, actor=people["head"])
    hold_release_ask(hold=held, reason="Audit selesai", actor=people["head"])
    with pytest.raises(Refusal, match="sudah diminta"):
        hold_release_ask(hold=held, reason="lagi", actor=people["deputy"])
    for role in ("head", "verifier"):
        with pytest.raises(Forbidden, match="yang lain"):
            hold_release(hold=held, accept=True, actor=people[role])
    hold_release(hold=held, accept=True, actor=people["deputy"])
    assert hold_of(CASE) is None
    with pytest.raises(Refusal, match="sudah dicabut oleh"):
        hold_release(hold=held, accept=True, actor=people["deputy"])
    hold_set(case_number=CASE, reason="Perkara baru", actor=people["head"])


@pytest.mark.django_db
def test_a_refused_release_leaves_the_hold_and_can_be_asked_again(people: dict[str, User], held: LegalHold) -> None:
    hold_release_ask(hold=held, reason="Audit selesai", actor=people["head"])
    hold_release(hold=held, accept=False, actor=people["deputy"])
    assert hold_of(CASE) == held
    hold_release_ask(hold=held, reason="Audit betul selesai", actor=people["deputy"])
    hold_release(hold=held, accept=True, actor=people["head"])
    assert hold_of(CASE) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM core_legalhold",
        "UPDATE core_legalhold SET reason = 'lain'",
        "UPDATE core_legalhold SET released_at = now(), released_by_id = set_by_id",
        "UPDATE core_legalhold SET release_asked_by_id = set_by_id, release_asked_at = now(), release_reason = 'x',"
        " released_by_id = set_by_id, released_at = now()",
    ],
)
def test_the_database_keeps_the_rule(held: LegalHold, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert hold_of(CASE) == held


@pytest.mark.django_db(transaction=True)
def test_of_two_who_hold_at_once_one_wins_and_the_other_is_told(people: dict[str, User]) -> None:
    barrier, said = threading.Barrier(2), []

    def hold(role: str) -> None:
        barrier.wait()
        try:
            hold_set(case_number=CASE, reason=f"oleh {role}", actor=people[role])
            said.append("ditahan")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=hold, args=(role,)) for role in ("head", "deputy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["already_held", "ditahan"]
    assert LegalHold.objects.count() == 1


# What the order of two people opens, and nothing else


def order(people: dict[str, User], **changes: object) -> ErasureOrder:
    fields = {"case_number": CASE, "basis": "uji", "proposed_by": people["head"], "approved_by": people["deputy"]}
    return ErasureOrder.objects.create(**{**fields, **changes})


@pytest.mark.django_db
def test_an_order_needs_two_people_and_no_hold(people: dict[str, User]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        order(people, approved_by=people["head"])
    hold_set(case_number=CASE, reason="Audit", actor=people["head"])
    with pytest.raises(DatabaseError, match="ditahan"), transaction.atomic():
        order(people)
    assert order(people, case_number="UJI-2").approved_by == people["deputy"]


@pytest.mark.django_db(transaction=True)
def test_a_document_loses_words_and_file_on_an_order_only(people: dict[str, User], finished) -> None:
    document: OfficialDocument = finished()
    before = (document.number, document.code, document.sha256, document.pages, document.rendered_at)
    with pytest.raises(DatabaseError, match="perintah dua orang"):
        document_erase(document=document, actor=None, reason="uji")
    assert document_read(document)
    order(people)
    erased = document_erase(document=document, actor=None, reason="uji")
    document_erase(document=document, actor=None, reason="uji")
    erased.refresh_from_db()
    assert (erased.number, erased.code, erased.sha256, erased.pages, erased.rendered_at) == before
    assert (erased.context, erased.storage_name, bool(erased.erased_at)) == ({}, "", True)
    with pytest.raises(Refusal, match="dihapus menurut retensi"):
        document_read(erased)
    assert AuditEvent.objects.filter(action="document.erased").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_document_that_waits_for_its_pdf_gets_none_any_more(people: dict[str, User], issue) -> None:
    document = issue()
    order(people)
    document_erase(document=document, actor=None, reason="uji")
    assert not document_render(document.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        "context = '{}'",
        "erased_at = now()",
        "erased_at = now(), context = '{}'",
        "erased_at = now(), context = '{}', storage_name = '', sha256 = 'x'",
        "erased_at = now(), context = '{}', storage_name = '', number = 'lain'",
        "erased_at = now(), context = '{}', storage_name = '', pages = 9",
        "storage_name = ''",
    ],
)
def test_no_other_change_of_a_document_passes_even_with_an_order(
    people: dict[str, User], finished, change: str
) -> None:
    document = finished()
    order(people)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE core_officialdocument SET {change} WHERE id = %s", [document.pk])  # noqa: S608
    document.refresh_from_db()
    assert document.erased_at is None
    assert document.context


@pytest.mark.django_db
def test_a_file_of_a_held_case_keeps_its_bytes(people: dict[str, User], held: LegalHold) -> None:
    file = StoredFile.objects.create(
        public_id="a" * 32, owner=people["vendor"], case_number=CASE, original_name="ktp.pdf",
        content_type="application/pdf", size=1, sha256="0" * 64, state=FileState.CLEAN, work_state="done",
    )  # fmt: skip
    with pytest.raises(Refusal, match="sedang ditahan") as refusal:
        file_erase(file=file, actor=None, reason="uji")
    assert "Audit BPK" not in refusal.value.message
    with pytest.raises(DatabaseError, match="ditahan"), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(state=FileState.ERASED)
    hold_release_ask(hold=held, reason="selesai", actor=people["head"])
    hold_release(hold=held, accept=True, actor=people["deputy"])
    assert file_erase(file=file, actor=None, reason="uji").state == FileState.ERASED


# What belongs to a case


@pytest.mark.django_db
def test_what_belongs_to_a_held_case_is_held_with_it(people: dict[str, User], held: LegalHold) -> None:
    CaseBelonging.objects.create(number="UBAH-2026-7", belongs_to=CASE)
    assert hold_of("UBAH-2026-7") == held
    with pytest.raises(Refusal, match="Audit BPK 2026"):
        refuse_held("UBAH-2026-7")
    with pytest.raises(DatabaseError, match="ditahan"), transaction.atomic():
        order(people, case_number="UBAH-2026-7")
    file = StoredFile.objects.create(
        public_id="b" * 32, owner=people["vendor"], case_number="UBAH-2026-7", original_name="ktp.pdf",
        content_type="application/pdf", size=1, sha256="0" * 64, state=FileState.CLEAN, work_state="done",
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="ditahan"), transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(state=FileState.ERASED)
    hold_release_ask(hold=held, reason="selesai", actor=people["head"])
    hold_release(hold=held, accept=True, actor=people["deputy"])
    assert hold_of("UBAH-2026-7") is None
    assert order(people, case_number="UBAH-2026-7").approved_by == people["deputy"]


@pytest.mark.django_db
def test_a_number_that_belongs_to_a_case_is_held_through_that_case(people: dict[str, User]) -> None:
    CaseBelonging.objects.create(number="UBAH-2026-7", belongs_to=CASE)
    with pytest.raises(Refusal, match=f"Tahan berkas {CASE}"):
        hold_set(case_number="UBAH-2026-7", reason="Audit", actor=people["head"])
    assert not LegalHold.objects.exists()
    assert (case_numbers(CASE), case_of("UBAH-2026-7"), case_of(CASE)) == ([CASE, "UBAH-2026-7"], CASE, CASE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["DELETE FROM core_casebelonging", "UPDATE core_casebelonging SET belongs_to = 'lain'"]
)
def test_what_belongs_where_never_changes(people: dict[str, User], statement: str) -> None:
    CaseBelonging.objects.create(number="UBAH-2026-7", belongs_to=CASE)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
