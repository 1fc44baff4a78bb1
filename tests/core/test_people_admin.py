"""The lists of people, accounts and roles: entered by one person, decided by another, without losing what was typed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core import roles
from core.enums import AssignmentState
from core.models import AuditEvent, OutgoingMail, Person, RoleAssignment, User

pytestmark = pytest.mark.django_db
NIK = "7322010101900001"
PEOPLE = "/admin/core/person/"
ROLES_PAGE = "/admin/core/roleassignment/"


@pytest.fixture
def second(make_account) -> Callable[[str], Client]:
    """A second person at another computer."""

    def enter(role: str) -> Client:
        other = Client()
        other.force_login(make_account(role), backend="core.backends.RoleBackend")
        return other

    return enter


def text(response) -> str:
    return " ".join(response.content.decode().split())


def add(client: Client, **fields: str):
    return client.post(f"{PEOPLE}add/", {"full_name": "Budi Contoh", "position": "", "rank": "", **fields})


def test_a_clerk_enters_a_person_and_the_nik_is_sealed_and_masked(sign_in) -> None:
    client = sign_in(roles.SECRETARIAT)
    assert add(client, nip="19700101 199503 1 001", nik_new=f"{NIK[:6]} {NIK[6:]}").status_code == 302
    person = Person.objects.get(full_name="Budi Contoh")
    assert (person.nip, person.nik) == ("197001011995031001", NIK)
    page = text(client.get(f"{PEOPLE}{person.pk}/change/"))
    assert NIK not in page
    assert AuditEvent.objects.get(action="person.added").object_number == f"orang-{person.pk}"
    assert NIK not in str(list(AuditEvent.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("nip", "123", "NIP terdiri atas 18 angka"),
        ("nik_new", "12345", "NIK terdiri atas 16 angka"),
        ("full_name", "", "Isi nama lengkap."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(sign_in, field: str, value: str, sentence: str) -> None:
    response = add(sign_in(roles.HEAD), **{"position": "Analis Contoh", field: value})
    assert response.status_code == 200
    assert sentence in text(response)
    assert "Analis Contoh" in text(response)
    assert not Person.objects.filter(position="Analis Contoh").exists()


def test_a_nik_of_somebody_else_is_refused(sign_in) -> None:
    client = sign_in(roles.HEAD)
    add(client, nik_new=NIK)
    response = add(client, full_name="Tono Contoh", nik_new=NIK)
    assert "sudah tercatat atas nama orang lain" in text(response)
    assert not Person.objects.filter(full_name="Tono Contoh").exists()


def test_changing_a_name_keeps_the_nik_and_names_the_fields(sign_in) -> None:
    client = sign_in(roles.HEAD)
    add(client, nik_new=NIK)
    person = Person.objects.get(full_name="Budi Contoh")
    client.post(f"{PEOPLE}{person.pk}/change/", {"full_name": "Budi Baru", "position": "", "rank": "", "nik_new": ""})
    person.refresh_from_db()
    assert (person.full_name, person.nik) == ("Budi Baru", NIK)
    assert AuditEvent.objects.get(action="person.changed").data == {"fields": ["full_name"]}
    assert "Data orang diubah" in text(client.get(f"{PEOPLE}{person.pk}/history/"))


@pytest.fixture
def budi(db) -> Person:
    return Person.objects.create(full_name="Budi Contoh")


def test_an_account_is_opened_and_its_owner_gets_the_link(sign_in, budi) -> None:
    client = sign_in(roles.SYSTEM_ADMIN)
    page = f"{PEOPLE}{budi.pk}/buat-akun/"
    assert "Akun saja belum membuka apa pun" in text(client.get(page))
    client.post(page, {"username": "Budi.Contoh", "email": "budi@contoh.id"})
    user = User.objects.get(person=budi)
    assert (user.username, user.has_usable_password(), user.is_staff) == ("budi.contoh", False, False)
    mail = OutgoingMail.objects.get(kind="account.invitation")
    assert "/akun/lupa-sandi/" in mail.body


def test_a_taken_user_name_is_named_beside_its_field_and_the_rest_stays(sign_in, budi) -> None:
    client = sign_in(roles.HEAD)
    response = client.post(f"{PEOPLE}{budi.pk}/buat-akun/", {"username": client.user.username, "email": "b@contoh.id"})
    assert response.status_code == 400
    assert "b@contoh.id" in text(response)
    assert not User.objects.filter(person=budi).exists()
    assert not OutgoingMail.objects.exists()


def propose(client: Client, person: Person, **fields: str):
    data = {"role": roles.VERIFIER, "letter_number": "SK 1/2026", "starts": "", "ends": "", **fields}
    return client.post(f"{PEOPLE}{person.pk}/usulkan-peran/", data)


def test_one_proposes_and_another_accepts(sign_in, second, budi) -> None:
    client = sign_in(roles.SECRETARIAT)
    assert propose(client, budi).status_code == 302
    row = RoleAssignment.objects.get(person=budi)
    assert "diusulkan" in text(client.get(ROLES_PAGE))
    assert client.post(f"{ROLES_PAGE}{row.pk}/setujui/").status_code == 403
    assert second(roles.HEAD).post(f"{ROLES_PAGE}{row.pk}/setujui/").status_code == 302
    row.refresh_from_db()
    assert row.state == AssignmentState.ACTIVE


def test_who_proposed_is_told_that_somebody_else_decides(sign_in, budi) -> None:
    client = sign_in(roles.HEAD)
    propose(client, budi)
    row = RoleAssignment.objects.get(person=budi)
    response = client.post(f"{ROLES_PAGE}{row.pk}/setujui/")
    assert response.status_code == 403
    assert "Peran diputuskan oleh orang lain" in text(response)
    row.refresh_from_db()
    assert row.state == AssignmentState.PROPOSED


def test_the_excluded_role_is_refused_in_words_and_the_form_keeps_its_input(sign_in, second, budi) -> None:
    client = sign_in(roles.DEPUTY)
    propose(client, budi)
    second(roles.HEAD).post(f"{ROLES_PAGE}{RoleAssignment.objects.get(person=budi).pk}/setujui/")
    response = propose(client, budi, role=roles.PPK, letter_number="SK 99/2026")
    assert response.status_code == 409
    assert "tidak boleh dirangkap" in text(response)
    assert "SK 99/2026" in text(response)


def test_the_last_day_counts_whole_in_the_zone_of_the_lpse(sign_in, budi, lpse) -> None:
    propose(sign_in(roles.HEAD), budi, starts="1-1-2030", ends="31 Desember 2030")
    period = RoleAssignment.objects.get(person=budi).period
    assert period.lower.astimezone(lpse.zone).isoformat() == "2030-01-01T00:00:00+08:00"
    assert period.upper.astimezone(lpse.zone).date().isoformat() == "2030-12-31"


@pytest.mark.parametrize("ends", ["kapan-kapan", "1-1-2020"])
def test_a_bad_end_is_named(sign_in, budi, ends: str) -> None:
    response = propose(sign_in(roles.HEAD), budi, ends=ends)
    assert response.status_code == 400
    assert not RoleAssignment.objects.filter(person=budi).exists()


def test_refusing_needs_a_reason(sign_in, second, budi) -> None:
    propose(sign_in(roles.SECRETARIAT), budi)
    row = RoleAssignment.objects.get(person=budi)
    leader = second(roles.DEPUTY)
    assert "Tulis alasannya." in text(leader.post(f"{ROLES_PAGE}{row.pk}/tolak/", {"reason": ""}))
    leader.post(f"{ROLES_PAGE}{row.pk}/tolak/", {"reason": "SK belum ada"})
    row.refresh_from_db()
    assert row.state == AssignmentState.REFUSED
    again = leader.post(f"{ROLES_PAGE}{row.pk}/setujui/")
    assert again.status_code == 409
    assert "sudah ditolak oleh" in text(again)


def test_ending_a_role_shows_in_the_list_and_in_the_history(sign_in, make_account) -> None:
    officer = make_account(roles.VERIFIER, full_name="Petugas Contoh")
    row = RoleAssignment.objects.get(person=officer.person)
    client = sign_in(roles.HEAD)
    assert client.post(f"{ROLES_PAGE}{row.pk}/akhiri/", {"reason": "Mutasi"}).status_code == 302
    assert not User.objects.get(pk=officer.pk).is_staff
    assert "Peran diakhiri" in text(client.get(f"{ROLES_PAGE}{row.pk}/history/"))


def test_an_account_is_shut_with_a_reason_and_opened_again(sign_in, make_account) -> None:
    user = make_account(roles.VENDOR)
    theirs = Client()
    theirs.force_login(user, backend="core.backends.RoleBackend")
    client = sign_in(roles.HEAD)
    client.post(f"/admin/core/user/{user.pk}/nonaktifkan/", {"reason": "Diminta pemiliknya"})
    assert theirs.get("/akun/").status_code == 302
    assert AuditEvent.objects.get(action="account.closed").data == {"reason": "Diminta pemiliknya"}
    assert client.post(f"/admin/core/user/{user.pk}/nonaktifkan/", {"reason": "x"}).status_code == 409
    assert client.post(f"/admin/core/user/{user.pk}/kirim-tautan/").status_code == 409
    client.post(f"/admin/core/user/{user.pk}/aktifkan/")
    assert User.objects.get(pk=user.pk).is_active


def test_nobody_shuts_the_own_account(sign_in) -> None:
    client = sign_in(roles.HEAD)
    assert client.post(f"/admin/core/user/{client.user.pk}/nonaktifkan/", {"reason": "x"}).status_code == 403
    assert User.objects.get(pk=client.user.pk).is_active


@pytest.mark.parametrize("path", [PEOPLE, "/admin/core/user/", ROLES_PAGE])
def test_the_lists_cost_the_same_for_many_rows(sign_in, make_account, query_budget, path: str) -> None:
    client = sign_in(roles.HEAD)
    for _ in range(12):
        make_account(roles.VENDOR)
    client.get(path)
    with query_budget(12):
        assert client.get(path).status_code == 200


def test_a_period_that_is_over_is_called_so(sign_in, make_account) -> None:
    row = RoleAssignment.objects.get(person=make_account(roles.VENDOR).person)
    row.period = type(row.period)(timezone.now() - timedelta(days=9), timezone.now() - timedelta(days=1))
    row.save()
    assert "sudah lewat" in text(sign_in(roles.HEAD).get(ROLES_PAGE))


def test_only_what_fits_the_state_has_a_button(sign_in, second, budi) -> None:
    client = sign_in(roles.SECRETARIAT)
    propose(client, budi)
    row = RoleAssignment.objects.get(person=budi)
    leader = second(roles.HEAD)
    page = f"{ROLES_PAGE}{row.pk}/change/"
    waiting = text(leader.get(page))
    assert "/setujui/" in waiting
    assert "/akhiri/" not in waiting
    assert "/setujui/" not in text(client.get(page))
    leader.post(f"{ROLES_PAGE}{row.pk}/setujui/")
    given = text(leader.get(page))
    assert "/akhiri/" in given
    assert "/setujui/" not in given


def test_opening_a_person_or_an_account_leaves_one_trace_a_while(sign_in, make_account) -> None:
    user = make_account(roles.VENDOR)
    client = sign_in(roles.HEAD)
    for path in (f"{PEOPLE}{user.person_id}/change/", f"/admin/core/user/{user.pk}/change/"):
        assert client.get(path).status_code == 200
    [event] = AuditEvent.objects.filter(action="person.viewed")
    assert (event.actor, event.object_number) == (client.user, f"orang-{user.person_id}")
    assert sign_in(roles.VERIFIER).get(f"{PEOPLE}{user.person_id}/change/").status_code == 403
    assert AuditEvent.objects.filter(action="person.viewed").count() == 1
