"""Roles are proposed by one person and decided by another; Pasal 13(3) is refused in words and by the database."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from core import roles
from core.assignments import role_decide, role_end, role_found, role_propose
from core.enums import AssignmentState
from core.models import AuditEvent, Person, RoleAssignment, User
from core.people import account_open
from core.refusals import BadInput, Forbidden, Refusal
from core.registries import role_permissions
from core.transitions import WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(lpse) -> tuple[User, User]:
    """A Kepala and a Wakil on a new portal, roles pushed."""
    call_command("sync_roles", verbosity=0)
    return (
        role_found(role=roles.HEAD, full_name="Andi Kepala", username="kepala", email="kepala@contoh.id"),
        role_found(role=roles.DEPUTY, full_name="Siti Wakil", username="wakil", email="wakil@contoh.id"),
    )


@pytest.fixture
def budi(db) -> Person:
    return Person.objects.create(full_name="Budi Contoh")


def give(person: Person, role: str, office: tuple[User, User], **fields) -> RoleAssignment:
    proposed = role_propose(person=person, role=role, actor=office[1], **fields)
    return role_decide(assignment=proposed, accept=True, actor=office[0])


def actions(person: Person) -> list[str]:
    rows = AuditEvent.objects.filter(object_type="person", object_number=f"orang-{person.pk}").order_by("pk")
    return [row.action for row in rows]


def test_the_founded_head_holds_the_role_and_may_decide(office) -> None:
    head = office[0]
    assert head.has_role(roles.HEAD)
    assert head.is_staff
    assert head.has_perm("core.decide_roleassignment")
    assert not head.has_usable_password()
    assert actions(head.person) == ["person.added", "account.created", "role.founded"]


def test_a_second_head_is_not_founded_but_proposed(office) -> None:
    with pytest.raises(Refusal, match="sudah dipegang"):
        role_found(role=roles.HEAD, full_name="X", username="x", email="x@contoh.id")
    assert not User.objects.filter(username="x").exists()


def test_only_head_and_deputy_are_founded(lpse) -> None:
    with pytest.raises(BadInput):
        role_found(role=roles.VERIFIER, full_name="X", username="x", email="x@contoh.id")


def test_a_role_counts_when_a_second_person_agreed(office, budi) -> None:
    user = account_open(username="budi", email="budi@contoh.id", person=budi, actor=office[1])
    row = role_propose(person=budi, role=roles.VERIFIER, actor=office[1], letter_number="SK 12/2026")
    assert not User.objects.get(pk=user.pk).is_staff
    row = role_decide(assignment=row, accept=True, actor=office[0])
    assert User.objects.get(pk=user.pk).roles == {roles.VERIFIER}
    assert (row.state, row.proposed_by, row.decided_by) == (AssignmentState.ACTIVE, office[1], office[0])
    assert actions(budi) == ["account.created", "role.proposed", "role.accepted"]


def test_the_proposer_cannot_decide(office, budi) -> None:
    row = role_propose(person=budi, role=roles.VERIFIER, actor=office[0])
    with pytest.raises(Forbidden, match="orang lain"):
        role_decide(assignment=row, accept=True, actor=office[0])
    row.refresh_from_db()
    assert row.state == AssignmentState.PROPOSED


def test_nobody_decides_about_their_own_role(office) -> None:
    row = role_propose(person=office[0].person, role=roles.VERIFIER, actor=office[1])
    with pytest.raises(Forbidden):
        role_decide(assignment=row, accept=True, actor=office[0])


def test_the_database_itself_refuses_one_person_for_both_steps(office, budi) -> None:
    with pytest.raises(IntegrityError, match="assignment_two_people"), transaction.atomic():
        RoleAssignment.objects.create(
            person=budi,
            role=roles.VERIFIER,
            side=1,
            period=DateTimeTZRange(timezone.now(), None),
            proposed_by=office[0],
            decided_by=office[0],
            decided_at=timezone.now(),
            state=AssignmentState.ACTIVE,
        )


@pytest.mark.parametrize("role", [roles.VERIFIER, roles.SUPPORT, roles.AUDITOR])
def test_other_roles_can_neither_propose_nor_decide(office, budi, make_account, role) -> None:
    other = make_account(role)
    with pytest.raises(Forbidden):
        role_propose(person=budi, role=roles.PPK, actor=other)
    row = role_propose(person=budi, role=roles.PPK, actor=office[0])
    with pytest.raises(Forbidden):
        role_decide(assignment=row, accept=True, actor=other)


def test_the_secretariat_proposes_and_does_not_decide(office, budi, make_account) -> None:
    clerk = make_account(roles.SECRETARIAT)
    row = role_propose(person=budi, role=roles.SUPPORT, actor=clerk)
    with pytest.raises(Forbidden):
        role_decide(assignment=role_propose(person=budi, role=roles.PPK, actor=office[0]), accept=True, actor=clerk)
    assert role_decide(assignment=row, accept=True, actor=office[0]).state == AssignmentState.ACTIVE


@pytest.mark.parametrize("staff", [key for key, role in roles.ROLES.items() if role.is_staff])
@pytest.mark.parametrize("buyer", [roles.PPK, roles.POKJA, roles.PROCUREMENT_OFFICER])
def test_staff_and_procurement_exclude_each_other_both_ways(office, staff: str, buyer: str) -> None:
    for first, second in ((staff, buyer), (buyer, staff)):
        person = Person.objects.create(full_name="Rangkap Contoh")
        give(person, first, office)
        with pytest.raises(Refusal, match="tidak boleh dirangkap") as refusal:
            role_propose(person=person, role=second, actor=office[1])
        assert refusal.value.code == "excluded_roles"
        with pytest.raises(IntegrityError, match="assignment_staff_xor_procurement"), transaction.atomic():
            RoleAssignment.objects.create(
                person=person,
                role=second,
                side=roles.ROLES[second].side,
                period=DateTimeTZRange(timezone.now(), None),
                state=AssignmentState.ACTIVE,
                decided_at=timezone.now(),
            )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (roles.VERIFIER, roles.SUPPORT),
        (roles.PPK, roles.PROCUREMENT_OFFICER),
        (roles.PA_KPA, roles.PPK),
        (roles.VERIFIER, roles.AUDITOR),
        (roles.HEAD, roles.PA_KPA),
    ],
)
def test_every_other_pair_may_be_held_together(office, budi, one: str, other: str) -> None:
    give(budi, one, office)
    give(budi, other, office)
    assert set(budi.assignments.in_force().values_list("role", flat=True)) == {one, other}


def test_the_excluded_role_may_follow_when_the_first_has_ended(office, budi) -> None:
    row = give(budi, roles.VERIFIER, office)
    role_end(assignment=row, actor=office[0], reason="Mutasi ke dinas lain")
    assert give(budi, roles.PPK, office).state == AssignmentState.ACTIVE


def test_two_proposals_that_exclude_each_other_cannot_both_be_accepted(office, budi) -> None:
    staff = role_propose(person=budi, role=roles.VERIFIER, actor=office[1])
    buyer = role_propose(person=budi, role=roles.PPK, actor=office[1])
    role_decide(assignment=staff, accept=True, actor=office[0])
    with pytest.raises(Refusal, match="tidak boleh dirangkap"):
        role_decide(assignment=buyer, accept=True, actor=office[0])
    buyer.refresh_from_db()
    assert buyer.state == AssignmentState.PROPOSED


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_accept_excluded_roles_at_once_get_one(lpse) -> None:
    call_command("sync_roles", verbosity=0)
    office = (
        role_found(role=roles.HEAD, full_name="A", username="kepala", email="kepala@contoh.id"),
        role_found(role=roles.DEPUTY, full_name="B", username="wakil", email="wakil@contoh.id"),
    )
    person = Person.objects.create(full_name="Budi Contoh")
    rows = [
        role_propose(person=person, role=roles.VERIFIER, actor=office[0]),
        role_propose(person=person, role=roles.PPK, actor=office[0]),
    ]
    start, outcome = threading.Barrier(2), []

    def accept(row: RoleAssignment) -> None:
        try:
            actor = User.objects.get(pk=office[1].pk)
            start.wait(10)
            role_decide(assignment=row, accept=True, actor=actor)
            outcome.append("ok")
        except Refusal as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcome) == ["excluded_roles", "ok"]
    assert person.assignments.in_force().count() == 1


def test_a_second_decision_is_told_who_decided(office, budi) -> None:
    row = role_propose(person=budi, role=roles.VERIFIER, actor=office[1])
    role_decide(assignment=row, accept=True, actor=office[0])
    with pytest.raises(WrongState, match="Andi Kepala"):
        role_decide(assignment=row, accept=False, actor=office[0], reason="x")
    assert actions(budi).count("role.accepted") == 1


def test_a_refusal_needs_a_reason_and_keeps_it(office, budi) -> None:
    row = role_propose(person=budi, role=roles.VERIFIER, actor=office[1])
    with pytest.raises(BadInput):
        role_decide(assignment=row, accept=False, actor=office[0], reason=" ")
    role_decide(assignment=row, accept=False, actor=office[0], reason="SK belum terbit")
    assert AuditEvent.objects.get(action="role.refused").data["reason"] == "SK belum terbit"
    assert not budi.assignments.in_force().exists()


def test_the_same_proposal_does_not_wait_twice(office, budi) -> None:
    role_propose(person=budi, role=roles.VERIFIER, actor=office[1])
    with pytest.raises(Refusal, match="menunggu keputusan"):
        role_propose(person=budi, role=roles.VERIFIER, actor=office[0])


def test_a_role_ends_with_its_period(office, budi, time_machine) -> None:
    user = account_open(username="budi", email="budi@contoh.id", person=budi, actor=None)
    give(budi, roles.VERIFIER, office, ends=timezone.now() + timedelta(days=30))
    assert User.objects.get(pk=user.pk).is_staff
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert not User.objects.get(pk=user.pk).is_staff


def test_a_role_that_begins_later_is_not_held_yet(office, budi, time_machine) -> None:
    give(budi, roles.VERIFIER, office, starts=timezone.now() + timedelta(days=2))
    assert not budi.assignments.in_force().exists()
    time_machine.move_to(timezone.now() + timedelta(days=3))
    assert budi.assignments.in_force().exists()


def test_an_end_before_the_beginning_is_refused(office, budi) -> None:
    with pytest.raises(BadInput):
        role_propose(person=budi, role=roles.VERIFIER, actor=office[1], ends=timezone.now() - timedelta(days=1))


def test_ending_closes_the_period_and_leaves_a_trace(office, budi) -> None:
    row = give(budi, roles.VERIFIER, office)
    row = role_end(assignment=row, actor=office[1], reason="Pensiun")
    assert row.state == AssignmentState.ENDED
    assert row.period.upper is not None
    assert AuditEvent.objects.get(action="role.ended").data["reason"] == "Pensiun"
    with pytest.raises(WrongState):
        role_end(assignment=row, actor=office[1], reason="Pensiun")


def test_the_last_who_can_decide_cannot_be_taken_away(office) -> None:
    first = RoleAssignment.objects.get(person=office[1].person)
    role_end(assignment=first, actor=office[0], reason="Mutasi")
    with pytest.raises(Refusal, match="terakhir"):
        role_end(assignment=RoleAssignment.objects.get(role=roles.HEAD), actor=office[0], reason="Mutasi")


def test_sync_roles_makes_groups_equal_to_the_code(lpse) -> None:
    old = Group.objects.create(name="peran_lama")
    call_command("sync_roles", verbosity=0)
    group = Group.objects.get(name=roles.HEAD)
    extra = Group.objects.get(name=roles.SECRETARIAT).permissions.first()
    group.permissions.clear()
    Group.objects.get(name=roles.LKPP).permissions.add(extra)
    call_command("sync_roles", verbosity=0)
    assert not Group.objects.filter(pk=old.pk).exists()
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.ROLES)
    for role in roles.ROLES:
        held = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
        assert {f"{app}.{codename}" for app, codename in held} == role_permissions().get(role, set())


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("username", "kepala", "bad_account"),
        ("email", "KEPALA@contoh.id", "bad_account"),
        ("email", "bukan-alamat", "bad_account"),
        ("nip", "123", "bad_nip"),
    ],
)
def test_an_account_with_bad_data_is_refused_and_nothing_stays(office, field: str, value: str, code: str) -> None:
    fields = {"username": "baru", "email": "baru@contoh.id", "full_name": "Orang Baru", field: value}
    with pytest.raises(BadInput) as refusal:
        account_open(actor=office[0], **fields)
    assert refusal.value.code == code
    assert not Person.objects.filter(full_name="Orang Baru").exists()


def test_an_account_is_opened_by_those_who_may(office, make_account) -> None:
    with pytest.raises(Forbidden):
        account_open(username="baru", email="baru@contoh.id", full_name="Baru", actor=make_account(roles.VERIFIER))
    assert account_open(username="Baru", email="Baru@contoh.id", full_name="Baru", actor=office[0]).username == "baru"


def test_one_person_has_one_account(office) -> None:
    with pytest.raises(BadInput, match="sudah mempunyai akun"):
        account_open(username="dua", email="dua@contoh.id", person=office[0].person, actor=office[0])
