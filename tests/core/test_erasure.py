"""Erasing a person and taking off a lost factor need two people; afterwards nothing tells who the person was."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from core import registries, roles
from core.audit import audit_record
from core.crypto import keyed_hash
from core.erasure import ERASED_NAME, request_decide, request_propose
from core.mail import mail_queue
from core.models import AuditEvent, OutgoingMail, Person, PersonRequest, RoleAssignment, StoredFile, User
from core.people import person_save
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState

pytestmark = pytest.mark.django_db
NAME, NIK, NIP, EMAIL = "Sawerigading Rahasia", "7322010101900001", "197001011995031001", "sawerigading@contoh.id"


@pytest.fixture
def office(lpse, make_account) -> tuple[User, User]:
    call_command("sync_roles", verbosity=0)
    return make_account(roles.HEAD), make_account(roles.DEPUTY)


@pytest.fixture
def person(office, make_account) -> Person:
    """A vendor with everything an account can have."""
    user = make_account(roles.VENDOR, username="sawerigading", email=EMAIL, full_name=NAME)
    person_save(person=user.person, actor=office[0], nik=NIK)
    user.person.nip = NIP
    user.person.save()
    StoredFile.objects.create(
        public_id="f" * 32, owner=user, case_number="REG-1", original_name=f"KTP {NAME}.jpg", content_type="image/jpeg",
        size=9, sha256="ab" * 32, state="clean", work_state="done",
    )  # fmt: skip
    mail_queue(to=EMAIL, kind="uji.surat", subject=f"Halo {NAME}", body=f"NIK {NIK}", recipient=user)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    return user.person


def propose(person: Person, actor: User, kind: str = "erase") -> PersonRequest:
    return request_propose(person=person, kind=kind, reason="Permintaan tertulis pemilik data", actor=actor)


def everything() -> str:
    """All rows of all tables, except the trail that must stay."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True)):
            if not table.startswith("core_audit"):
                cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
                found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_two_people_erase_and_no_table_knows_the_person(office, person) -> None:
    for planted in (NAME, NIP, EMAIL, "sawerigading", keyed_hash(NIK), "ab" * 32):
        assert planted in everything()
    request_decide(row=propose(person, office[0]), accept=True, actor=office[1])
    left = everything()
    for planted in (NAME, NIP, EMAIL, "sawerigading", keyed_hash(NIK), "ab" * 32):
        assert planted not in left
    person.refresh_from_db()
    assert (person.full_name, person.nik, person.erased_at is None) == (ERASED_NAME, "", False)
    assert not person.assignments.in_force().exists()
    user = User.objects.get(person=person)
    assert not user.is_active
    assert not user.has_usable_password()


def test_the_trail_stays_and_names_both(office, person) -> None:
    audit_record(action="profile.loaded", object_type="uji", object_number="x", actor=person.user)
    before = set(AuditEvent.objects.values_list("pk", "actor_name"))
    request_decide(row=propose(person, office[0]), accept=True, actor=office[1])
    assert before <= set(AuditEvent.objects.values_list("pk", "actor_name"))
    event = AuditEvent.objects.get(action="person.erased")
    assert event.actor == office[1]
    assert event.data["asked_by"] == office[0].username
    assert NIK not in json.dumps(event.data)


def test_the_one_who_asked_cannot_decide(office, person) -> None:
    row = propose(person, office[0])
    with pytest.raises(Forbidden, match="orang lain"):
        request_decide(row=row, accept=True, actor=office[0])
    person.refresh_from_db()
    assert person.full_name == NAME


def test_nobody_asks_or_decides_about_oneself(office) -> None:
    with pytest.raises(Forbidden):
        propose(office[0].person, office[0])


def test_other_roles_can_neither_ask_nor_decide(office, person, make_account) -> None:
    officer = make_account(roles.VERIFIER)
    with pytest.raises(Forbidden):
        propose(person, officer)
    with pytest.raises(Forbidden):
        request_decide(row=propose(person, office[0]), accept=True, actor=officer)


def test_a_refusal_needs_a_reason_and_changes_nothing(office, person) -> None:
    row = propose(person, office[0])
    with pytest.raises(BadInput):
        request_decide(row=row, accept=False, actor=office[1])
    request_decide(row=row, accept=False, actor=office[1], reason="Masih ada sengketa")
    with pytest.raises(WrongState):
        request_decide(row=row, accept=True, actor=office[1])
    person.refresh_from_db()
    assert person.full_name == NAME


def test_the_same_request_waits_once(office, person) -> None:
    propose(person, office[0])
    with pytest.raises(Refusal, match="menunggu"):
        propose(person, office[1])


def test_who_holds_a_role_is_not_erased(office, make_account) -> None:
    officer = make_account(roles.VERIFIER)
    with pytest.raises(Refusal, match="masih memegang peran"):
        propose(officer.person, office[0])


def test_an_app_that_still_needs_the_data_stops_everything(office, person, monkeypatch) -> None:
    def still_open(who: Person) -> None:
        raise Refusal("Pendaftarannya masih diperiksa. Selesaikan dahulu.", code="open_case")

    monkeypatch.setattr(registries, "_ERASERS", [still_open])
    row = propose(person, office[0])
    with pytest.raises(Refusal, match="masih diperiksa"):
        request_decide(row=row, accept=True, actor=office[1])
    row.refresh_from_db()
    person.refresh_from_db()
    assert (row.state, person.full_name) == ("proposed", NAME)
    assert OutgoingMail.objects.filter(to=EMAIL).exists()


def test_every_registered_eraser_is_asked(office, person, monkeypatch) -> None:
    asked: list[Person] = []
    monkeypatch.setattr(registries, "_ERASERS", [])
    registries.register_eraser(asked.append)
    request_decide(row=propose(person, office[0]), accept=True, actor=office[1])
    assert asked == [person]


def test_the_command_erases_with_the_consent_of_a_second_person(office, person, capsys) -> None:
    call_command("erase_person", "sawerigading", approved_by=office[0].username, reason="Permintaan tertulis")
    assert "erased" in capsys.readouterr().out
    person.refresh_from_db()
    assert person.erased_at is not None


@pytest.mark.parametrize("approver", ["tidakada", "sawerigading", "petugas"])
def test_the_command_refuses_without_a_real_second_person(office, person, make_account, approver: str) -> None:
    make_account(roles.VERIFIER, username="petugas")
    with pytest.raises(CommandError, match="approved-by"):
        call_command("erase_person", "sawerigading", approved_by=approver, reason="x")
    with pytest.raises(CommandError, match="own data"):
        call_command("erase_person", office[0].username, approved_by=office[0].username, reason="x")
    person.refresh_from_db()
    assert person.full_name == NAME


def test_a_person_is_found_by_nip_and_number_and_erased_once(office, person) -> None:
    with pytest.raises(CommandError, match="nobody"):
        call_command("erase_person", "199999999999999999", approved_by=office[0].username, reason="x")
    call_command("erase_person", NIP, approved_by=office[0].username, reason="x")
    with pytest.raises(CommandError, match="sudah dihapus"):
        call_command("erase_person", f"orang-{person.pk}", approved_by=office[0].username, reason="x")


def test_two_people_take_off_a_lost_factor_and_end_the_sessions(office, person) -> None:
    theirs = Client()
    theirs.force_login(person.user, backend="core.backends.RoleBackend")
    key = theirs.session.session_key
    UserSession.objects.create(user=person.user, session_key=key, ip="127.0.0.1", user_agent="Firefox")
    request_decide(row=propose(person, office[0], "reset_factor"), accept=True, actor=office[1])
    assert not Authenticator.objects.filter(user__person=person).exists()
    assert theirs.get("/akun/").status_code == 302
    assert OutgoingMail.objects.filter(to=EMAIL, kind="account.factor_reset").exists()
    assert AuditEvent.objects.filter(action="account.factor_removed").exists()
    with pytest.raises(Refusal, match="tidak memakai langkah kedua"):
        propose(person, office[0], "reset_factor")


def test_one_asks_on_the_page_of_the_person_and_another_decides(sign_in, person, office) -> None:
    client = sign_in(roles.SECRETARIAT)
    page = f"/admin/core/person/{person.pk}/hapus-data/"
    assert "tidak dapat dikembalikan" in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 400
    assert client.post(page, {"reason": "Permintaan tertulis"}).status_code == 302
    row = PersonRequest.objects.get()
    decide = f"/admin/core/personrequest/{row.pk}/setujui/"
    assert client.post(decide).status_code == 403
    other = Client()
    other.force_login(office[0], backend="core.backends.RoleBackend")
    assert other.get(decide).status_code == 200
    assert other.post(decide).status_code == 302
    assert other.post(decide).status_code == 409
    person.refresh_from_db()
    assert person.full_name == ERASED_NAME
    assert RoleAssignment.objects.get(person=person).state == "ended"
