"""Deactivation of a User ID (Pasal 10(4)): two grounds, two people, a given period; every state against every act."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from core.clock import today
from core.models import AuditEvent, OfficialDocument, OutgoingMail, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from tests.verification import deactivations
from verification.deactivation_selectors import active_deactivations
from verification.models import Deactivation, DeactivationFile, NationalAccountLink, Reactivation
from verification.services.deactivation_records import deactivation_reply, spse_off_record, spse_on_record
from verification.services.deactivations import (
    AlreadyOpen,
    deactivation_decide,
    deactivation_propose,
    deactivation_refuse,
    evidence_add,
)
from verification.services.reactivations import deactivations_keep, reactivation_decide, reactivation_propose
from verification.services.user_ids import national_account_record, user_id_activation_record

pytestmark = pytest.mark.django_db


def trail(row: Deactivation) -> list[str]:
    events = AuditEvent.objects.filter(object_type="deactivation", object_number=row.number)
    return list(events.order_by("pk").values_list("action", flat=True))


# Proposing


def test_a_proposal_keeps_all_that_the_letter_gives_and_touches_nobody(entry, officer, vendor) -> None:
    row = deactivation_propose(user_id=entry, actor=officer, **deactivations.given())
    for name in ("foto.pdf", "kontrak.pdf"):
        evidence_add(deactivation=row, actor=officer, upload=deactivations.upload(name))
    assert (row.state, row.letter_number, row.ends_on) == (
        "proposed",
        "013/PPK/KEP/II/DKP",
        today() + timedelta(days=364),
    )
    assert row.number.startswith("NON-")
    purposes = list(DeactivationFile.objects.order_by("pk").values_list("purpose", flat=True))
    assert purposes == ["letter", "evidence", "evidence"]
    assert trail(row) == ["deactivation.proposed", *["deactivation.evidence_added"] * 2]
    assert User.objects.get(pk=vendor.pk).has_role("vendor")
    assert not OutgoingMail.objects.filter(kind__startswith="deactivation").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ground": "tidak sopan"}, "ground"),
        ({"requester_kind": "other"}, "requester_kind"),
        ({"requester_kind": ""}, "requester_kind"),
        ({"requester_name": " "}, "requester_name"),
        ({"requester_organization": ""}, "requester_organization"),
        ({"letter_number": ""}, "letter_number"),
        ({"explanation": "kata sandi SPSE: rahasia1"}, "explanation"),
        ({"letter": None}, "letter"),
        ({"starts_on": date(2026, 12, 1), "ends_on": date(2026, 11, 30)}, "ends_on"),
        ({"starts_on": date(2020, 1, 1), "ends_on": date(2021, 1, 1)}, "ends_on"),
        ({"letter_date": date(2999, 1, 1)}, "letter_date"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field_and_nothing_stays(
    entry, officer, changes: dict, field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        deactivation_propose(user_id=entry, actor=officer, **deactivations.given(**changes))
    assert caught.value.field == field
    assert not Deactivation.objects.exists()


def test_a_bad_file_undoes_the_proposal_and_gives_its_number_back(entry, officer) -> None:
    letter = deactivations.upload()
    letter.file.seek(0)
    letter.file.truncate()
    letter.file.write(b"PK\x03\x04 bukan PDF")
    letter.size = 16
    with pytest.raises(BadInput) as caught:
        deactivation_propose(user_id=entry, actor=officer, **deactivations.given(letter=letter))
    assert caught.value.field == "letter"
    row = deactivation_propose(user_id=entry, actor=officer, **deactivations.given())
    assert row.number.endswith("00001")


def test_a_violation_may_be_a_finding_of_the_lpse(entry, officer) -> None:
    changes = {"ground": "violation", "requester_kind": "other"}
    row = deactivation_propose(user_id=entry, actor=officer, **deactivations.given(**changes))
    assert row.ground == "violation"


def test_a_second_proposal_leads_to_the_first(proposal, officer) -> None:
    with pytest.raises(AlreadyOpen) as caught:
        deactivation_propose(user_id=proposal.user_id, actor=officer, **deactivations.given())
    assert caught.value.number == proposal.number
    assert Deactivation.objects.count() == 1


def test_only_the_unit_proposes(entry, officials, vendor) -> None:
    for actor in (*officials, vendor):
        with pytest.raises(Forbidden):
            deactivation_propose(user_id=entry, actor=actor, **deactivations.given())


# Deciding


def test_a_decision_issues_letter_and_mail_and_leaves_a_trace(proposal, officials, vendor) -> None:
    row = deactivation_decide(deactivation=proposal, actor=officials[1])
    assert (row.state, row.decided_by) == ("active", officials[1])
    assert row.letter.holder == vendor
    assert row.letter.context["ends_on"]
    mail = OutgoingMail.objects.get(kind="deactivation.deactivated")
    assert mail.recipient == vendor
    assert f"/penonaktifan/{row.number}/tanggapan/" in mail.body
    assert list(mail.attachments.values_list("number", flat=True)) == [row.letter.number]
    assert trail(row) == ["deactivation.decided", "deactivation.began"]


def test_who_proposed_does_not_decide_and_the_database_knows_it(entry, officials, make_account) -> None:
    both = make_account("verifier", "head")
    row = deactivations.proposed(entry, both)
    with pytest.raises(Forbidden, match="tidak mengusulkannya"):
        deactivation_decide(deactivation=row, actor=both)
    with pytest.raises(Forbidden):
        deactivation_refuse(deactivation=row, actor=both, reason="Uji")
    decided = deactivation_decide(deactivation=row, actor=officials[0])
    with pytest.raises(IntegrityError, match="deactivation_two_people"), transaction.atomic():
        Deactivation.objects.filter(pk=decided.pk).update(decided_by=both)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"ends_on": date(2000, 1, 1)}, "deactivation_period_runs_forward"),
        ({"requester_kind": "other"}, "deactivation_blacklist_asked_by_official"),
        ({"state": "active"}, "deactivation_decided_when_settled"),
        ({"spse_off_on": date(2026, 11, 25)}, "deactivation_spse_off_whole"),
    ],
)
def test_the_database_repeats_the_rules(proposal, change: dict, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Deactivation.objects.filter(pk=proposal.pk).update(**change)


def test_a_refusal_has_a_reason_and_the_vendor_never_hears_of_it(proposal, officials, vendor) -> None:
    with pytest.raises(BadInput):
        deactivation_refuse(deactivation=proposal, actor=officials[0], reason=" ")
    row = deactivation_refuse(deactivation=proposal, actor=officials[0], reason="Suratnya tidak ditandatangani.")
    assert row.state == "refused"
    assert not Deactivation.objects.visible_to(vendor).exists()
    assert not OutgoingMail.objects.filter(kind__startswith="deactivation").exists()


def test_a_period_that_is_over_is_not_decided_any_more(entry, officer, officials) -> None:
    row = deactivations.proposed(entry, officer, ends_on=today() + timedelta(days=1))
    with time_machine.travel(f"{today() + timedelta(days=3)}T04:00:00+00:00"), pytest.raises(Refusal, match="Tolak"):
        deactivation_decide(deactivation=row, actor=officials[0])
    row.refresh_from_db()
    assert row.state == "proposed"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(proposal, officials) -> None:
    gate = threading.Barrier(2)
    said: list[str] = []

    def decide(actor: User) -> None:
        try:
            gate.wait(10)
            deactivation_decide(deactivation=Deactivation.objects.get(pk=proposal.pk), actor=actor)
            said.append("done")
        except WrongState as refusal:
            said.append(refusal.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(User.objects.get(pk=one.pk),)) for one in officials]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(word == "done" for word in said) == [False, True]
    assert "sekarang “nonaktif”, diputuskan" in next(word for word in said if word != "done")
    assert OfficialDocument.objects.filter(kind="deactivation_letter").count() == 1
    assert OutgoingMail.objects.filter(kind="deactivation.deactivated").count() == 1


# Ending


def test_a_year_passes_twice_with_the_same_result(active, vendor) -> None:
    end = active.ends_on
    with time_machine.travel(f"{end}T12:00:00+00:00"):
        assert deactivations_keep() == (0, 0)
    with time_machine.travel(f"{end + timedelta(days=1)}T04:00:00+00:00"):
        assert deactivations_keep() == (0, 1)
        assert deactivations_keep() == (0, 0)
        active.refresh_from_db()
        assert (active.state, active.end_letter.kind) == ("ended", "reactivation_letter")
        assert User.objects.get(pk=vendor.pk).has_role("vendor")
    assert OfficialDocument.objects.filter(kind="reactivation_letter").count() == 1
    assert OutgoingMail.objects.filter(kind="deactivation.reactivated").count() == 1
    assert trail(active)[-1] == "deactivation.ended"


def test_a_period_ahead_begins_on_its_first_day(entry, officer, officials, vendor) -> None:
    first = today() + timedelta(days=10)
    row = deactivation_decide(deactivation=deactivations.proposed(entry, officer, starts_on=first), actor=officials[0])
    assert row.began_at is None
    assert User.objects.get(pk=vendor.pk).has_role("vendor")
    with time_machine.travel(f"{first}T04:00:00+00:00"):
        assert deactivations_keep() == (1, 0)
        assert deactivations_keep() == (0, 0)
        assert not User.objects.get(pk=vendor.pk).roles
    assert trail(row)[-1] == "deactivation.began"


def test_an_early_end_is_proposed_by_one_and_decided_by_another(active, officer, officials, vendor) -> None:
    waiting = reactivation_propose(deactivation=active, actor=officer, reason="Sanksi dibatalkan pengadilan.")
    with pytest.raises(Refusal, match="sudah ada"):
        reactivation_propose(deactivation=active, actor=officer, reason="Lagi")
    with pytest.raises(Forbidden):
        reactivation_decide(reactivation=waiting, accept=True, actor=officer)
    row = reactivation_decide(reactivation=waiting, accept=True, actor=officials[1])
    assert row.state == "lifted"
    assert User.objects.get(pk=vendor.pk).has_role("vendor")
    assert "diakhiri sebelum waktunya" in OutgoingMail.objects.get(kind="deactivation.reactivated").body
    with pytest.raises(WrongState):
        reactivation_decide(reactivation=waiting, accept=True, actor=officials[1])


def test_a_refused_early_end_leaves_the_deactivation_running(active, officer, officials) -> None:
    waiting = reactivation_propose(deactivation=active, actor=officer, reason="Diminta penyedia.")
    with pytest.raises(BadInput):
        reactivation_decide(reactivation=waiting, accept=False, actor=officials[0])
    row = reactivation_decide(reactivation=waiting, accept=False, actor=officials[0], reason="Belum ada putusan.")
    assert row.state == "active"
    assert Reactivation.objects.get().refusal_reason == "Belum ada putusan."


def test_the_end_of_the_period_overtakes_a_proposal_that_waits(active, officer) -> None:
    reactivation_propose(deactivation=active, actor=officer, reason="Diminta penyedia.")
    with time_machine.travel(f"{active.ends_on + timedelta(days=1)}T04:00:00+00:00"):
        assert deactivations_keep() == (0, 1)
    waiting = Reactivation.objects.get()
    assert (waiting.state, waiting.decided_by) == ("refused", None)


# In SPSE


def test_switching_in_spse_is_recorded_by_hand_and_moves_the_register(active, officer, officials) -> None:
    with pytest.raises(Forbidden):
        spse_off_record(deactivation=active, actor=officials[0], done_on=today(), done_by_name="Admin PPE")
    row = spse_off_record(deactivation=active, actor=officer, done_on=today(), done_by_name=" Admin  PPE ")
    row.user_id.refresh_from_db()
    assert (row.spse_off_by_name, row.spse_off_recorded_by, row.user_id.state) == ("Admin PPE", officer, "inactive")
    with pytest.raises(WrongState, match="sudah dicatat"):
        spse_off_record(deactivation=active, actor=officer, done_on=today(), done_by_name="Lain")
    with pytest.raises(WrongState, match="belum selesai"):
        spse_on_record(deactivation=active, actor=officer, done_on=today(), done_by_name="Admin PPE")
    waiting = reactivation_propose(deactivation=active, actor=officer, reason="Dibatalkan.")
    reactivation_decide(reactivation=waiting, accept=True, actor=officials[0])
    row = spse_on_record(deactivation=active, actor=officer, done_on=today(), done_by_name="Admin PPE")
    row.user_id.refresh_from_db()
    assert row.user_id.state == "active"
    assert row.user_id.activated_by_name == "Admin PPE"


@pytest.mark.parametrize(
    ("days", "name", "field"), [(1, "A", "done_on"), (-1, "A", "done_on"), (0, " ", "done_by_name")]
)
def test_the_day_in_spse_lies_between_decision_and_today(active, officer, days: int, name: str, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        spse_off_record(deactivation=active, actor=officer, done_on=today() + timedelta(days=days), done_by_name=name)
    assert caught.value.field == field


def test_a_user_id_is_not_recorded_as_activated_while_it_is_deactivated(active, officer) -> None:
    with pytest.raises(Refusal, match="sedang dinonaktifkan"):
        user_id_activation_record(
            user_id=active.user_id, actor=officer, activated_on=today(), activated_by_name="Admin"
        )


# Evidence and the third identity


def test_the_evidence_names_every_active_deactivation_with_its_basis(active) -> None:
    (line,) = active_deactivations()
    assert (line.number, line.user_id, line.ends_on) == (active.number, "CAHAYA1", active.ends_on)
    assert line.ground == "Permintaan pejabat pengadaan karena daftar hitam"
    assert line.letter.startswith("013/PPK/KEP/II/DKP, ")


def test_a_national_account_is_recorded_with_history_and_a_double_click_is_one(entry, officer, officials) -> None:
    for status in ("waiting", "active", "active"):
        national_account_record(user_id=entry, actor=officer, status=status, seen_on=today(), reference="INAPROC 12345")
    assert list(entry.national_accounts.values_list("status", flat=True)) == ["active", "waiting"]
    with pytest.raises(Forbidden):
        national_account_record(
            user_id=entry, actor=officials[0], status="active", seen_on=today(), reference="INAPROC 12345"
        )
    for changes, field in (
        ({"status": "dihapus"}, "status"),
        ({"reference": " "}, "reference"),
        ({"reference": "password: rahasia1"}, "reference"),
        ({"seen_on": today() + timedelta(days=1)}, "seen_on"),
    ):
        given = {"status": "active", "seen_on": today(), "reference": "INAPROC", **changes}
        with pytest.raises(BadInput) as caught:
            national_account_record(user_id=entry, actor=officer, **given)
        assert caught.value.field == field
    assert NationalAccountLink.objects.count() == 2


# Every state against every act

ACTS: dict[str, Callable[[Deactivation, User, User, User], object]] = {
    "decide": lambda row, officer, head, vendor: deactivation_decide(deactivation=row, actor=head),
    "add_evidence": lambda row, officer, head, vendor: evidence_add(
        deactivation=row, actor=officer, upload=deactivations.upload()
    ),
    "refuse": lambda row, officer, head, vendor: deactivation_refuse(deactivation=row, actor=head, reason="Uji"),
    "propose_end": lambda row, officer, head, vendor: reactivation_propose(
        deactivation=row, actor=officer, reason="Uji"
    ),
    "reply": lambda row, officer, head, vendor: deactivation_reply(deactivation=row, actor=vendor, text="Uji"),
    "spse_off": lambda row, officer, head, vendor: spse_off_record(
        deactivation=row, actor=officer, done_on=today(), done_by_name="Admin"
    ),
    "spse_on": lambda row, officer, head, vendor: spse_on_record(
        deactivation=row, actor=officer, done_on=today(), done_by_name="Admin"
    ),
}
# State (with what was recorded in SPSE) → acts that it allows; all others are refused and change nothing.
ALLOWED = {
    "proposed": {"decide", "refuse", "add_evidence"},
    "active": {"propose_end", "reply", "spse_off"},
    "active, off": {"propose_end", "reply"},
    "refused": set(),
    "lifted": set(),
    "lifted, off": {"spse_on"},
    "lifted, on": set(),
    "ended": set(),
    "ended, off": {"spse_on"},
}


def bring_to(state: str, row: Deactivation, officer: User, head: User) -> Deactivation:
    name, _, spse = state.partition(", ")
    if name == "refused":
        return deactivation_refuse(deactivation=row, actor=head, reason="Uji")
    if name == "proposed":
        return row
    row = deactivation_decide(deactivation=row, actor=head)
    if spse:
        row = spse_off_record(deactivation=row, actor=officer, done_on=today(), done_by_name="Admin")
    if name == "lifted":
        waiting = reactivation_propose(deactivation=row, actor=officer, reason="Uji")
        row = reactivation_decide(reactivation=waiting, accept=True, actor=head)
    if name == "ended":
        Deactivation.objects.filter(pk=row.pk).update(
            starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1)
        )
        deactivations_keep()
        row.refresh_from_db()
    if spse == "on":
        row = spse_on_record(deactivation=row, actor=officer, done_on=today(), done_by_name="Admin")
    return Deactivation.objects.get(pk=row.pk)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ALLOWED)
def test_a_state_allows_what_the_table_says(proposal, officer, officials, vendor, state: str, act: str) -> None:
    row = bring_to(state, proposal, officer, officials[0])
    before = Deactivation.objects.filter(pk=row.pk).values().get()
    if act in ALLOWED[state]:
        ACTS[act](row, officer, officials[0], vendor)
        return
    with pytest.raises(WrongState):
        ACTS[act](row, officer, officials[0], vendor)
    assert Deactivation.objects.filter(pk=row.pk).values().get() == before
