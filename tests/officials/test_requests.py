"""Filling in and handing in: what is kept, what is refused and why, and who may do it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.enums import FileState, OrganizationKind
from core.models import OutgoingMail, Person, RoleAssignment, User
from core.refusals import BadInput, Forbidden, Refusal
from registration.models import OfficialRequest
from registration.official_rules import findings, gaps
from registration.services.application import ChangedMeanwhile
from registration.services.officials import (
    OfficialIncomplete,
    official_start,
    official_step_save,
    official_submit,
)
from tests.support import officials

pytestmark = pytest.mark.django_db


def submit(row: OfficialRequest, actor: User) -> OfficialRequest:
    return official_submit(request=row, actor=actor, declaration_accepted=True)


def test_a_draft_begins_with_what_is_known_of_the_person(official: User, trail) -> None:
    official.person.nip, official.person.position = officials.NIP, "Camat Contoh"
    official.person.save()
    row = official_start(owner=official)
    assert (row.number, row.state, row.nip, row.position) == ("PJB-2026-00001", "draft", officials.NIP, "Camat Contoh")
    assert trail(row) == ["official.started"]
    assert OutgoingMail.objects.get().kind == "official.started"
    assert {gap.field for gap in gaps(row)} == {
        "role", "organization", "letter_kind", "letter_number", "letter_date", "valid_until", "file",
    }  # fmt: skip


def test_a_second_draft_is_refused_with_the_way_to_the_first(official: User) -> None:
    first = official_start(owner=official)
    with pytest.raises(Refusal, match=first.number):
        official_start(owner=official)


@pytest.mark.parametrize(
    ("step", "data", "field"),
    [
        ("data-diri", {"nip": "1234"}, "nip"),
        ("data-diri", {"nip": "19800314200604100x"}, "nip"),
        ("data-diri", {"role": "head"}, "role"),
        ("data-diri", {"position": "kata sandi: rahasia"}, "position"),
        ("surat", {"valid_until": "past"}, "valid_until"),
        ("surat", {"letter_date": "future"}, "letter_date"),
        ("surat", {"letter_date": "today", "valid_until": "past"}, "valid_until"),
        ("lingkup", {"audit_packages": "12345\nabc"}, "audit_packages"),
    ],
)
def test_what_cannot_be_right_is_refused_beside_its_field(official: User, step, data, field) -> None:
    today = clock.today()
    days = {"past": today - timedelta(days=1), "future": today + timedelta(days=1), "today": today}
    row = official_start(owner=official)
    with pytest.raises(BadInput) as caught:
        official_step_save(
            request=row, step=step, data={name: days.get(value, value) for name, value in data.items()}, actor=official
        )
    assert caught.value.field == field
    row.refresh_from_db()
    assert row.version == 1


def test_spaces_in_nip_and_codes_are_what_people_type(official: User) -> None:
    row = official_start(owner=official)
    official_step_save(request=row, step="data-diri", data={"nip": "19800314 200604 1 003"}, actor=official)
    saved = official_step_save(
        request=row, step="lingkup", data={"audit_packages": "10012345, 10012345\n20098765 "}, actor=official
    )
    assert (saved.nip, saved.package_codes) == (officials.NIP, ["10012345", "20098765"])


def test_a_nip_of_odd_shape_is_a_warning_and_no_bar(official: User) -> None:
    row = officials.official(official, nip="999999999999999999")
    assert [finding.field for finding in findings(row)] == ["nip"]
    assert submit(row, official).state == "submitted"


def test_a_page_saved_in_another_window_is_not_overwritten_unseen(official: User) -> None:
    row = official_start(owner=official)
    official_step_save(request=row, step="data-diri", data={"position": "Camat"}, actor=official, version=1)
    with pytest.raises(ChangedMeanwhile):
        official_step_save(request=row, step="data-diri", data={"position": "Lurah"}, actor=official, version=1)
    row.refresh_from_db()
    assert row.position == "Camat"


def test_handing_in_stops_the_clock_and_tells_the_number(official: User, trail) -> None:
    row = submit(officials.official(official), official)
    assert (row.state, row.due_at) == ("submitted", None)
    assert trail(row) == ["official.submitted"]
    mail = OutgoingMail.objects.get()
    assert row.number in mail.subject
    assert submit(row, official).submitted_at == row.submitted_at
    assert OutgoingMail.objects.count() == 1


def test_without_the_declaration_nothing_is_handed_in(official: User) -> None:
    row = officials.official(official)
    with pytest.raises(BadInput) as caught:
        official_submit(request=row, actor=official, declaration_accepted=False)
    assert caught.value.field == "declaration"


def test_nobody_hands_in_for_another(official: User, officer: User) -> None:
    with pytest.raises(Forbidden):
        submit(officials.official(official), officer)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": ""}, "role"),
        ({"position": ""}, "position"),
        ({"valid_until": None}, "valid_until"),
        ({"letter_number": ""}, "letter_number"),
        ({"role": "auditor"}, "audit_packages"),
        ({"role": "other_entity"}, "entity"),
        ({"letter_file": None}, "file"),
    ],
)
def test_a_gap_keeps_a_request_from_being_handed_in(official: User, changes, field) -> None:
    row = officials.official(official)
    OfficialRequest.objects.filter(pk=row.pk).update(**changes)
    with pytest.raises(OfficialIncomplete) as caught:
        submit(row, official)
    assert [gap.field for gap in caught.value.gaps] == [field]


def test_a_letter_that_ended_in_the_draft_or_a_scan_with_a_virus_is_a_gap(official: User) -> None:
    row = officials.official(official)
    today = clock.today()
    OfficialRequest.objects.filter(pk=row.pk).update(
        letter_date=today - timedelta(days=9), valid_until=today - timedelta(days=1)
    )
    row.letter_file.state = FileState.INFECTED
    row.letter_file.save()
    with pytest.raises(OfficialIncomplete) as caught:
        submit(row, official)
    assert [gap.field for gap in caught.value.gaps] == ["valid_until", "file"]


def test_a_body_outside_needs_an_agreement_that_is_in_force(official: User, officer: User) -> None:
    place = officials.agency("PDAM Contoh", OrganizationKind.BUMD)
    row = officials.official(official, organization=place)
    with pytest.raises(OfficialIncomplete, match="belum mempunyai perjanjian layanan"):
        submit(row, official)
    officials.agreement(officer, place, valid_until=clock.today() - timedelta(days=1))
    with pytest.raises(OfficialIncomplete):
        submit(row, official)
    officials.agreement(officer, place)
    assert submit(row, official).state == "submitted"


def test_staff_hear_which_role_stands_in_the_way(lpse, make_account: Callable[..., User]) -> None:
    staff = make_account("support", full_name="Budi Layanan")
    row = officials.official(staff)
    with pytest.raises(Refusal) as caught:
        submit(row, staff)
    assert "Budi Layanan memegang peran Unit Layanan dan Dukungan" in caught.value.message
    assert "Pasal 13 ayat (3)" in caught.value.message
    OfficialRequest.objects.filter(pk=row.pk).update(role="pa_kpa")
    assert submit(row, staff).state == "submitted"


def test_a_second_account_of_the_same_nip_does_not_pass_by_the_exclusion(
    official: User, make_account: Callable[..., User]
) -> None:
    staff = make_account("support")
    Person.objects.filter(pk=staff.person_id).update(nip=officials.NIP)
    with pytest.raises(Refusal, match="sudah tercatat untuk orang lain") as caught:
        submit(officials.official(official, nip=officials.NIP), official)
    assert staff.full_name not in caught.value.message
    assert not RoleAssignment.objects.filter(person=official.person).exists()


def test_the_same_role_and_agency_waits_once_and_audits_as_often_as_there_are(official: User) -> None:
    first = officials.official(official, state="submitted")
    again = officials.official(official, organization=first.organization)
    with pytest.raises(Refusal, match="masih berjalan"):
        submit(again, official)
    OfficialRequest.objects.filter(pk__in=[first.pk, again.pk]).update(role="auditor", audit_packages="12345")
    assert submit(again, official).state == "submitted"


def test_the_database_repeats_the_rules(official: User) -> None:
    row = officials.official(official, state="submitted")
    today = clock.today()
    for changes in (
        {"valid_until": None},
        {"letter_date": today, "valid_until": today - timedelta(days=1)},
        {"nip": "123"},
        {"state": "approved"},
        {"state": "returned", "due_at": clock.calendar().local(row.created_at), "reason": ""},
        {"letter_file": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficialRequest.objects.filter(pk=row.pk).update(**changes)
