"""Destruction at the end of retention: proposed, approved by another, reported, erased; over years, twice, under holds."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from psycopg2.extras import DateTimeTZRange

from core import profile, vault
from core.clock import today
from core.enums import FileState, WorkState
from core.holds import hold_release, hold_release_ask, hold_set
from core.models import (
    AuditEvent,
    ErasureOrder,
    LegalHold,
    OfficialDocument,
    OutgoingMail,
    ProfileVersion,
    RoleAssignment,
    StoredFile,
    User,
)
from core.refusals import BadInput, Forbidden, Refusal
from core.rendering import document_render
from core.transitions import WrongState
from core.work import due
from registration.models import Application
from registration.services.erasure import application_erase
from tests.core.samples import pdf
from tests.registration.filling import upload
from tests.verification import cases
from verification import bundling
from verification.archive import archive_figures, archived
from verification.models import CaseBundle, Decision, Destruction, DestructionItem, Objection, Review, UserId
from verification.services.bundles import bundle_ask
from verification.services.decisions import decision_approve, decision_reject
from verification.services.destruction import (
    destruction_approve,
    destruction_propose,
    destruction_refuse,
    item_destroy,
    proposable,
)
from verification.services.objections import objection_answer, objection_file_add, objection_submit
from verification.services.user_ids import user_id_activation_record

pytestmark = pytest.mark.django_db
DECIDED = datetime(2024, 2, 29, 3, 0, tzinfo=UTC)
PLANTED = ("Rahmat Hidayat", "Jalan Contoh Nomor 7", "Nur Aini, S.H., M.Kn.", "Foto buram milik Rahmat")


@pytest.fixture
def people(sign_in, make_account: Callable[..., User]) -> dict[str, User]:
    sign_in()
    found = {role: make_account(role) for role in ("head", "deputy", "verifier", "secretariat")}
    RoleAssignment.objects.update(period=DateTimeTZRange(datetime(2020, 1, 1, tzinfo=UTC), None))
    return found


@pytest.fixture
def decide(people, make_account: Callable[..., User]) -> Callable[..., Application]:
    """`decide("rejected")`: a case decided on 29 February 2024, with files, letter and words about people."""

    def make(outcome: str = "rejected", *, at: datetime = DECIDED) -> Application:
        with time_machine.travel(at, tick=False):
            officer = make_account("verifier")
            row = cases.application(make_account("vendor"))
            item = row.items.get(key="ktp")
            cases.hand_in(item, content=pdf())
            if outcome == "approved":
                cases.review_all(row, officer)
                decision_approve(application=row, actor=officer, user_id=f"ID{row.pk:06}")
            else:
                cases.review_all(row, officer)
                cases.compare(item, officer, result="mismatch", reason_code="illegible", note=PLANTED[3])
                decision_reject(application=row, actor=officer, reason_code="illegible", note=PLANTED[3])
        row.refresh_from_db()
        return row

    return make


@pytest.fixture
def later() -> Iterator[None]:
    """10 January 2027: both classes of 2024 are not yet (approved) and long (rejected) past their time."""
    with time_machine.travel(datetime(2027, 1, 10, 2, 0, tzinfo=UTC), tick=True):
        yield


def work() -> int:
    """Do what workers would do now."""
    return sum(item_destroy(pk) for pk in list(due(DestructionItem).values_list("pk", flat=True)))


def at(year: int, month: int, day: int) -> time_machine.travel:
    return time_machine.travel(datetime(year, month, day, 4, 0, tzinfo=UTC), tick=True)


def everywhere(*tables: str) -> str:
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")  # noqa: S608
            found.append(cursor.fetchone()[0])
    return " ".join(found)


def test_the_clock_over_years_nothing_goes_a_day_early_and_all_of_it_on_its_day(people, decide) -> None:
    rejected, approved = decide("rejected"), decide("approved")
    # Rejected: 29 February 2024 + 1 + 1 years = 1 March 2026. Approved: 31 December 2024 + 2 + 3 years = 31 December 2029.
    for day, expected in (
        ((2024, 3, 1), []),
        ((2026, 2, 28), []),
        ((2026, 3, 1), [rejected]),
        ((2029, 12, 30), [rejected]),
        ((2029, 12, 31), [rejected, approved]),
    ):
        with at(*day):
            assert list(archived(people["head"], show="lewat").order_by("pk")) == expected, day
            assert archive_figures().past_retention == len(expected)
    with at(2026, 3, 1):
        destruction = destruction_propose(actor=people["verifier"])
        with pytest.raises(Refusal, match="Tidak ada berkas"):
            destruction_propose(actor=people["verifier"])
        assert [item.application for item in destruction.items.all()] == [rejected]
        destruction_approve(destruction=destruction, actor=people["head"])
        assert work() == 1
        assert work() == 0
    with at(2029, 12, 31):
        second = destruction_propose(actor=people["head"])
        assert [item.application for item in second.items.all()] == [approved]
        destruction_approve(destruction=second, actor=people["deputy"])
        assert work() == 1
        assert proposable(people["head"]) == []
    for row in (rejected, approved):
        row.refresh_from_db()
        assert row.erased_at is not None
    assert set(Destruction.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db(transaction=True)
def test_what_goes_and_what_stays(people, decide, later, settings) -> None:
    row = decide()
    letter = row.review.decision.letter
    assert document_render(letter.pk)
    bundle = bundle_ask(application=row, actor=people["verifier"])
    assert bundling.bundle_make(bundle.pk)
    letter.refresh_from_db()
    files = list(StoredFile.objects.filter(case_number=row.number).order_by("pk").values_list("sha256", flat=True))
    destruction = destruction_approve(destruction=destruction_propose(actor=people["verifier"]), actor=people["head"])
    assert work() == 1

    fresh = Application.objects.get(pk=row.pk)
    assert (fresh.number, fresh.state, fresh.decided_at, fresh.kind) == (
        row.number,
        "rejected",
        row.decided_at,
        row.kind,
    )
    assert (
        list(StoredFile.objects.filter(case_number=row.number).order_by("pk").values_list("sha256", flat=True)) == files
    )
    assert set(StoredFile.objects.filter(case_number=row.number).values_list("state", flat=True)) == {FileState.ERASED}
    erased = OfficialDocument.objects.get(pk=letter.pk)
    assert (erased.number, erased.sha256, erased.context) == (letter.number, letter.sha256, {})
    bundle.refresh_from_db()
    assert (bundle.storage_name, bool(bundle.sha256), bool(bundle.erased_at)) == ("", True, True)
    for folder in (settings.FILES_DIR, settings.BUNDLES_DIR, settings.DOCUMENTS_DIR):
        left = [path.name for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
        assert left == [], folder
    assert not OutgoingMail.objects.filter(case_number=row.number).exists()
    decision = Decision.objects.get(application=row)
    assert (decision.outcome, decision.reasons, decision.note) == ("rejected", ["illegible"], "dihapus")
    item = destruction.items.get()
    assert (item.application.number, item.letter_number, item.letter_sha256) == (
        row.number,
        letter.number,
        letter.sha256,
    )
    event = AuditEvent.objects.get(action="application.erased")
    report = destruction.report
    assert report is not None
    assert event.data["reason"] == f"isi dihapus menurut retensi, berita acara {report.number}"
    order = ErasureOrder.objects.get()
    assert (order.case_number, order.proposed_by, order.approved_by) == (row.number, people["verifier"], people["head"])
    text = everywhere(
        "registration_application", "registration_licence", "registration_documentitem", "verification_review",
        "verification_documentcheck", "verification_decision", "core_officialdocument", "core_storedfile",
        "core_outgoingmail", "registration_preparedform", "core_auditevent",
    )  # fmt: skip
    assert not [words for words in (*PLANTED, cases.NIK) if words in text]


@pytest.mark.django_db(transaction=True)
def test_an_objection_goes_with_its_case_and_that_there_was_one_stays(people, decide, settings) -> None:
    row = decide()
    with at(2024, 3, 4):
        file = objection_file_add(application=row, actor=row.owner, upload=upload("Rahmat Hidayat.pdf")).file
        objection = objection_submit(application=row, actor=row.owner, text=f"{PLANTED[3]} sudah diperbaiki.")
        objection_answer(
            objection=objection, actor=people["head"], is_granted=False, answer=f"{PLANTED[3]} tetap tidak terbaca."
        )
        # Before, nobody changes a word of either side.
        with pytest.raises(DatabaseError), transaction.atomic():
            Objection.objects.update(text="dihapus", answer="dihapus")
    with at(2027, 1, 10):
        destruction = destruction_propose(actor=people["verifier"])
        assert destruction.items.get().files == StoredFile.objects.count()
        destruction_approve(destruction=destruction, actor=people["head"])
        assert work() == 1
    objection.refresh_from_db()
    assert (objection.text, objection.answer, objection.state) == ("dihapus", "dihapus", "upheld")
    assert (objection.answered_by, bool(objection.submitted_at)) == (people["head"], True)
    file.refresh_from_db()
    assert (file.state, file.storage_name, file.original_name) == (FileState.ERASED, "", "dihapus")
    assert not [path for path in settings.FILES_DIR.rglob("*") if path.is_file()]
    assert not [words for words in PLANTED if words in everywhere("verification_objection", "core_storedfile")]
    for change in ({"text": "lain", "answer": "dihapus"}, {"text": "dihapus", "answer": "dihapus", "state": "granted"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Objection.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM verification_objection")


def test_the_register_of_user_ids_forgets_people_unless_the_id_is_active_in_spse(people, decide) -> None:
    idle, active = decide("approved"), decide("approved")
    entry = UserId.objects.get(decision__application=active)
    with at(2024, 3, 5):
        user_id_activation_record(
            user_id=entry, actor=people["verifier"], activated_on=today(), activated_by_name="Petugas SPSE"
        )
    with at(2030, 1, 2):
        destruction_approve(destruction=destruction_propose(actor=people["verifier"]), actor=people["head"])
        assert work() == 2
    forgotten, kept = UserId.objects.get(decision__application=idle), UserId.objects.get(pk=entry.pk)
    assert (forgotten.responsible_nik, forgotten.responsible_name, forgotten.npwp_hash) == ("", "dihapus", "")
    assert (kept.responsible_nik, kept.responsible_name) == (cases.NIK, "Rahmat Hidayat")
    assert forgotten.value.startswith("ID")


def test_two_people_are_needed_and_only_these(people, decide, later) -> None:
    decide()
    with pytest.raises(Forbidden):
        destruction_propose(actor=people["secretariat"])
    destruction = destruction_propose(actor=people["head"])
    for role in ("head", "verifier", "secretariat"):
        with pytest.raises(Forbidden):
            destruction_approve(destruction=destruction, actor=people[role])
        with pytest.raises(Forbidden):
            destruction_refuse(destruction=destruction, reason="x", actor=people[role])
    assert not ErasureOrder.objects.exists()
    assert work() == 0
    assert destruction_approve(destruction=destruction, actor=people["deputy"]).state == "approved"


@pytest.mark.parametrize("first", ["approve", "refuse"])
@pytest.mark.parametrize("second", ["approve", "refuse"])
def test_what_was_decided_stays_decided(people, decide, later, first: str, second: str) -> None:
    decide()
    destruction = destruction_propose(actor=people["verifier"])
    acts = {
        "approve": lambda: destruction_approve(destruction=destruction, actor=people["head"]),
        "refuse": lambda: destruction_refuse(destruction=destruction, reason="Belum dinilai", actor=people["head"]),
    }
    acts[first]()
    with pytest.raises(WrongState, match="sudah diputuskan oleh"):
        acts[second]()
    assert ErasureOrder.objects.count() == (first == "approve")


def test_a_refusal_needs_a_reason_and_frees_the_cases(people, decide, later) -> None:
    row = decide()
    destruction = destruction_propose(actor=people["verifier"])
    with pytest.raises(Refusal, match="Tidak ada berkas"):
        destruction_propose(actor=people["verifier"])
    with pytest.raises(BadInput):
        destruction_refuse(destruction=destruction, reason=" ", actor=people["head"])
    destruction_refuse(destruction=destruction, reason="Belum dinilai", actor=people["head"])
    assert work() == 0
    assert proposable(people["head"]) == [row]


def test_a_hold_excludes_with_its_reason_at_every_step(people, decide, later) -> None:
    held_before, held_between, held_after, goes = (decide() for _ in range(4))
    hold_set(case_number=held_before.number, reason="Audit BPK", actor=people["head"])
    destruction = destruction_propose(actor=people["verifier"])
    assert held_before not in [item.application for item in destruction.items.all()]
    hold_set(case_number=held_between.number, reason="Perkara 12", actor=people["head"])
    destruction = destruction_approve(destruction=destruction, actor=people["head"])
    report = destruction.report
    assert report is not None
    assert report.context["kept"] == [{"number": held_between.number, "reason": "Ditahan: Perkara 12"}]
    assert [row["number"] for row in report.context["rows"]] == [held_after.number, goes.number]
    hold_set(case_number=held_after.number, reason="Perkara 13", actor=people["head"])
    assert work() == 2
    kept = destruction.items.get(application=held_after)
    assert (kept.kept_reason, kept.erased_at) == ("Ditahan sesudah disetujui: Perkara 13", None)
    for row, is_gone in ((held_before, False), (held_between, False), (held_after, False), (goes, True)):
        row.refresh_from_db()
        assert bool(row.erased_at) == is_gone
    assert archive_figures().on_hold == 3
    # Released by two, the first is due again.
    hold = LegalHold.objects.get(case_number=held_before.number)
    hold_release_ask(hold=hold, reason="Audit selesai", actor=people["head"])
    hold_release(hold=hold, accept=True, actor=people["deputy"])
    assert held_before in proposable(people["head"])


def test_a_proposal_whose_cases_are_all_held_is_not_approved(people, decide, later) -> None:
    row = decide()
    destruction = destruction_propose(actor=people["verifier"])
    hold_set(case_number=row.number, reason="Audit", actor=people["head"])
    with pytest.raises(Refusal, match="ditahan"):
        destruction_approve(destruction=destruction, actor=people["head"])
    assert not OfficialDocument.objects.filter(kind="destruction_report").exists()


@pytest.mark.parametrize("fate", ["keep", "review"])
def test_only_classes_whose_fate_is_destroy_are_proposed(people, decide, later, fate: str) -> None:
    decide()
    data = profile.dump(profile.current())
    data["retention"]["registration_rejected"]["fate"] = fate
    ProfileVersion.objects.create(slug="luwu-utara", data=data, reason="uji")
    profile.forget()
    with pytest.raises(Refusal, match="Tidak ada berkas"):
        destruction_propose(actor=people["verifier"])


def test_rules_made_longer_after_the_proposal_keep_the_case(people, decide, later) -> None:
    decide()
    destruction = destruction_propose(actor=people["verifier"])
    lpse = profile.current()
    longer = replace(lpse.retention["registration_rejected"], inactive_years=20)
    data = profile.dump(replace(lpse, retention={**lpse.retention, "registration_rejected": longer}))
    ProfileVersion.objects.create(slug="luwu-utara", data=data, reason="uji")
    profile.forget()
    with pytest.raises(Refusal, match="belum boleh"):
        destruction_approve(destruction=destruction, actor=people["head"])


@pytest.mark.django_db(transaction=True)
def test_of_two_proposals_at_once_one_wins(people, decide, later) -> None:
    decide()
    barrier, said = threading.Barrier(2), []

    def propose(role: str) -> None:
        barrier.wait()
        try:
            destruction_propose(actor=people[role])
            said.append("diusulkan")
        except Refusal as refusal:
            said.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=propose, args=(role,)) for role in ("head", "verifier")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["diusulkan", "nothing_due"]
    assert DestructionItem.objects.count() == 1


# Nothing else may do it


def test_a_decided_case_is_not_erased_without_an_order(people, decide, later) -> None:
    row = decide()
    with pytest.raises(ValueError, match=row.number):
        application_erase(application=row, actor=None, reason="uji")
    for statement in (
        "UPDATE registration_application SET erased_at = now()",
        "UPDATE verification_decision SET note = 'dihapus'",
        "UPDATE verification_review SET presenter_name = 'dihapus'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    row.refresh_from_db()
    assert row.erased_at is None


@pytest.mark.parametrize("change", ["note = 'lain'", "note = 'dihapus', outcome = 'approved'", "reasons = '{}'"])
def test_even_then_a_decision_only_loses_its_words(people, decide, later, change: str) -> None:
    decide()
    destruction_approve(destruction=destruction_propose(actor=people["verifier"]), actor=people["head"])
    work()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE verification_decision SET {change}")  # noqa: S608
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM verification_decision")


def test_a_crash_in_the_middle_leaves_the_case_whole_and_is_tried_again(
    people, decide, later, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = decide()
    destruction_approve(destruction=destruction_propose(actor=people["verifier"]), actor=people["head"])
    with monkeypatch.context() as patch:
        patch.setattr("verification.services.erasure.document_erase", lambda **_: 1 / 0)
        assert work() == 0
    row.refresh_from_db()
    assert (row.erased_at, Review.objects.get().presenter_name) == (None, "Rahmat Hidayat")
    item = DestructionItem.objects.get()
    assert (item.work_state, item.attempts) == (WorkState.WAITING, 1)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2), tick=True):
        assert work() == 1
    assert CaseBundle.objects.count() == 0
    assert vault.orphans_sweep() == 0
