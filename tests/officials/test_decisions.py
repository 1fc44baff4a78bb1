"""The desk's acts: who may, what an approval gives, what is written with it, and two officers at once."""

import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import clock
from core.assignments import roles_held_until
from core.documents import document_issue
from core.models import AuditScope, OfficialDocument, OutgoingMail, Person, RoleAssignment, StoredFile, User
from core.refusals import BadInput, Forbidden, Refusal
from core.registries import file_rules
from registration.models import OfficialRequest
from registration.services.officials import official_letter_upload
from tests.registration.filling import upload
from tests.support import officials
from verification.documents import OFFICIAL_REJECTION
from verification.models import OfficialReview
from verification.services.officials import (
    official_decision_approve,
    official_decision_reject,
    official_original_record,
    official_send_back,
)
from verification.services.recording import ChangedMeanwhile

pytestmark = pytest.mark.django_db


def test_an_approval_gives_the_role_until_the_end_of_the_letters_last_day(official, officer, lpse, trail) -> None:
    until = clock.today() + timedelta(days=90)
    row = officials.approved(official, officer, role="ppk", nip=officials.NIP, valid_until=until)
    given = RoleAssignment.objects.get(person=official.person)
    letter = OfficialDocument.objects.get(case_number=row.number)
    assert (given.role, given.side, given.letter_number) == ("ppk", 2, letter.number)
    assert given.period.upper == datetime.combine(until + timedelta(days=1), time(), lpse.zone)
    assert (given.proposed_by, given.decided_by) == (official, officer)
    assert (letter.kind, letter.holder) == ("official_approval", official)
    assert trail(row) == ["official.original_seen", "official.approved"]
    person = Person.objects.get(pk=official.person_id)
    assert (person.nip, person.position, person.organization) == (officials.NIP, row.position, row.organization)
    mail = OutgoingMail.objects.get(kind="official.approved")
    assert mail.case_number == row.number
    assert OfficialReview.objects.get(request=row).outcome == "approved"


def test_an_auditor_is_bounded_by_time_and_by_packages_and_agencies(official, officer) -> None:
    until = clock.today() + timedelta(days=30)
    row = officials.official(
        official, state="submitted", role="auditor", audit_packages="10012345\n10012346", valid_until=until
    )
    place = officials.agency("Dinas Diperiksa")
    row.audit_agencies.add(place)
    official_original_record(request=row, actor=officer, mode="video")
    official_decision_approve(request=row, actor=officer)
    scope = AuditScope.objects.in_force().filter(person=official.person)
    assert sorted(str(one) for one in scope) == ["10012345", "10012346", "Dinas Diperiksa"]
    end = RoleAssignment.objects.get(person=official.person).period.upper
    assert {one.period.upper for one in scope} == {end}
    assert not AuditScope.objects.in_force(end).exists()


def test_two_audits_at_once_keep_their_own_scope_and_one_role(official, officer) -> None:
    today = clock.today()
    for code, days in (("111", 60), ("222", 30), ("333", 90)):
        officials.approved(
            official, officer, role="auditor", audit_packages=code, valid_until=today + timedelta(days=days)
        )
    ends = {one.package_code: clock.local(one.period.upper).date() for one in AuditScope.objects.all()}
    assert ends == {code: today + timedelta(days=days + 1) for code, days in (("111", 60), ("222", 30), ("333", 90))}
    periods = sorted(
        RoleAssignment.objects.filter(person=official.person).values_list("period", flat=True), key=lambda p: p.lower
    )
    assert len(periods) == 2
    assert periods[0].upper == periods[1].lower


def test_a_renewal_goes_on_where_the_earlier_letter_ends(official, officer) -> None:
    today = clock.today()
    first = officials.approved(official, officer, valid_until=today + timedelta(days=20))
    officials.approved(
        official, officer, valid_until=today + timedelta(days=300), organization=first.organization, renews=first
    )
    old, new = RoleAssignment.objects.filter(person=official.person).order_by("pk")
    assert old.period.upper == new.period.lower
    assert clock.local(new.period.upper).date() == today + timedelta(days=301)
    # To the person it is one period, as the own account says.
    assert roles_held_until(official.person_id, ["ppk", "pokja"]) == {"ppk": new.period.upper}
    with time_machine.travel(new.period.upper, tick=False):
        assert roles_held_until(official.person_id, ["ppk", "pokja"]) == {}


def test_without_the_original_nothing_is_approved(official, officer) -> None:
    row = officials.official(official, state="submitted")
    with pytest.raises(Refusal, match="surat asli dilihat"):
        official_decision_approve(request=row, actor=officer)
    assert not OfficialDocument.objects.exists()


def test_another_scan_needs_another_look(official, officer) -> None:
    row = officials.official(official, state="submitted")
    official_original_record(request=row, actor=officer, mode="in_person")
    OfficialRequest.objects.filter(pk=row.pk).update(letter_file=officials.scan(official, row.number))
    with pytest.raises(Refusal, match="surat asli dilihat"):
        official_decision_approve(request=row, actor=officer)


def test_what_does_not_hold_any_more_stops_the_approval(official, officer) -> None:
    row = officials.official(official, state="submitted")
    official_original_record(request=row, actor=officer, mode="in_person")
    today = clock.today()
    OfficialRequest.objects.filter(pk=row.pk).update(
        letter_date=today - timedelta(days=9), valid_until=today - timedelta(days=1)
    )
    with pytest.raises(BadInput, match="sudah lewat"):
        official_decision_approve(request=row, actor=officer)
    OfficialRequest.objects.filter(pk=row.pk).update(valid_until=today + timedelta(days=9))
    Person.objects.create(full_name="Orang Lain", nip=officials.NIP)
    OfficialRequest.objects.filter(pk=row.pk).update(nip=officials.NIP)
    with pytest.raises(Refusal, match="orang lain"):
        official_decision_approve(request=row, actor=officer)
    assert not OfficialDocument.objects.exists()
    assert not RoleAssignment.objects.filter(person=official.person).exists()


def test_staff_who_got_their_role_meanwhile_are_refused_at_the_approval(official, officer, make_account) -> None:
    row = officials.official(official, state="submitted")
    official_original_record(request=row, actor=officer, mode="in_person")
    other = make_account("secretariat")
    RoleAssignment.objects.filter(person=other.person).update(person=official.person)
    with pytest.raises(Refusal) as caught:
        official_decision_approve(request=row, actor=officer)
    assert "memegang peran Sekretariat" in caught.value.message
    assert "Pasal 13 ayat (3)" in caught.value.message
    row.refresh_from_db()
    assert row.state == "submitted"


def test_a_rejection_has_reason_letter_and_mail_and_no_role(official, officer, trail) -> None:
    row = officials.official(official, state="submitted")
    official_decision_reject(request=row, actor=officer, reason="not_issued", note="Ditandatangani staf.")
    row.refresh_from_db()
    assert (row.state, row.reason, row.note) == ("rejected", "not_issued", "Ditandatangani staf.")
    assert OfficialDocument.objects.get(case_number=row.number).kind == "official_rejection"
    assert "Ditandatangani staf." in OutgoingMail.objects.get(kind="official.rejected").body
    assert trail(row) == ["official.rejected"]
    assert not RoleAssignment.objects.filter(person=official.person).exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "", "note": "x"}, "reason"),
        ({"reason": "suka-suka", "note": "x"}, "reason"),
        ({"reason": "not_issued", "note": " "}, "note"),
        ({"reason": "not_issued", "note": "password: rahasia1"}, "note"),
    ],
)
def test_a_rejection_without_a_reason_of_the_list_or_words_is_refused(official, officer, given, field) -> None:
    row = officials.official(official, state="submitted")
    with pytest.raises(BadInput) as caught:
        official_decision_reject(request=row, actor=officer, **given)
    assert caught.value.field == field


def test_a_returned_request_has_its_time_again_and_comes_back(official, officer) -> None:
    row = officials.official(official, state="submitted")
    official_send_back(request=row, actor=officer, reason="letter_unreadable", note="Halaman 2 gelap.")
    row.refresh_from_db()
    assert row.state == "returned"
    assert row.due_at is not None
    body = OutgoingMail.objects.get(kind="official.returned").body
    assert "Salinan surat tidak terbaca" in body
    assert "Halaman 2 gelap." in body


def test_whoever_owns_or_entered_it_and_whoever_is_no_officer_may_not_decide(official, officer, make_account) -> None:
    own = officials.official(officer, state="submitted", role="pa_kpa")
    entered = officials.official(official, state="submitted")
    OfficialRequest.objects.filter(pk=entered.pk).update(entered_by=officer)
    entered.refresh_from_db()
    for row, actor in ((own, officer), (entered, officer), (entered, make_account("head"))):
        for act in (
            lambda: official_decision_approve(request=row, actor=actor),  # noqa: B023
            lambda: official_decision_reject(request=row, actor=actor, reason="not_issued", note="x"),  # noqa: B023
        ):
            with pytest.raises(Forbidden):
                act()
    with pytest.raises(Forbidden):
        official_original_record(request=own, actor=officer, mode="video")


def test_the_database_lets_nobody_decide_about_what_they_entered(official, officer, lpse) -> None:
    row = officials.official(official, state="submitted")
    letter = document_issue(
        kind=OFFICIAL_REJECTION, case_number=row.number, context={}, issued_by=officer, holder=official
    )
    given = {"request": row, "owner": official, "outcome": "rejected", "decided_at": row.created_at, "letter": letter}
    for entered_by, decided_by in ((officer, officer), (official, official)):
        with pytest.raises(IntegrityError, match="officialreview_not_by_entrant"), transaction.atomic():
            OfficialReview.objects.create(entered_by=entered_by, decided_by=decided_by, **given)


def test_the_second_officer_is_told_who_was_faster(official, officer, colleague) -> None:
    row = officials.approved(official, officer)
    with pytest.raises(Refusal, match="Sitti Petugas: disetujui"):
        official_decision_reject(request=row, actor=colleague, reason="not_issued", note="x")


def test_two_tabs_on_the_original_are_noticed(official, officer, colleague) -> None:
    row = officials.official(official, state="submitted")
    official_original_record(request=row, actor=officer, mode="video", version=0)
    with pytest.raises(ChangedMeanwhile):
        official_original_record(request=row, actor=colleague, mode="in_person", version=0)


def test_a_decision_never_changes_afterwards(official, officer) -> None:
    row = officials.approved(official, officer)
    with pytest.raises(Exception, match="official_decision_is_final"), transaction.atomic():
        OfficialReview.objects.filter(request=row).update(outcome="rejected")


def test_the_desk_sees_the_letter_once_it_was_handed_in(official, sign_in, make_account) -> None:
    officer = sign_in("verifier").user
    draft = officials.official(official)
    sent = officials.official(official, state="submitted")

    def seen(user: User, row: OfficialRequest) -> bool:
        return any(rule(user, row.letter_file) for rule in file_rules())

    assert (seen(officer, draft), seen(officer, sent), seen(make_account("support"), sent)) == (False, True, False)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_decide_once(lpse, make_account: Callable[..., User]) -> None:
    owner, first, second = make_account(), make_account("verifier"), make_account("verifier")
    row = officials.official(owner, state="submitted")
    official_original_record(request=row, actor=first, mode="in_person")
    start = threading.Barrier(2)
    answers: list[str] = []

    def decide(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
            answers.append("done")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=[lambda: official_decision_approve(request=row, actor=first)]),
        threading.Thread(
            target=decide,
            args=[lambda: official_decision_reject(request=row, actor=second, reason="not_issued", note="x")],
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["already_decided", "done"]
    assert OfficialDocument.objects.filter(case_number=row.number).count() == 1


def test_a_scan_the_office_has_seen_stays_and_one_replaced_before_handing_in_goes(official, officer) -> None:
    row = officials.official(official, state="submitted")
    OfficialRequest.objects.filter(pk=row.pk).update(submitted_at=timezone.now())
    seen = row.letter_file
    official_send_back(request=row, actor=officer, reason="letter_unreadable")
    row.refresh_from_db()
    first = official_letter_upload(request=row, upload=upload("kedua.pdf"), actor=official).letter_file
    row.refresh_from_db()
    second = official_letter_upload(request=row, upload=upload("ketiga.pdf"), actor=official).letter_file
    row.refresh_from_db()
    for file, state in ((seen, "clean"), (first, "erased"), (second, "quarantined")):
        file.refresh_from_db()
        assert file.state == state
    assert row.letter_file == second


def test_no_scan_is_taken_in_once_the_office_has_the_request(official, officer) -> None:
    row = officials.official(official, state="submitted")
    before = StoredFile.objects.count()
    with pytest.raises(Refusal, match="tidak dapat diubah"):
        official_letter_upload(request=row, upload=upload(), actor=official)
    with pytest.raises(Forbidden):
        official_letter_upload(request=row, upload=upload(), actor=officer)
    assert StoredFile.objects.count() == before
