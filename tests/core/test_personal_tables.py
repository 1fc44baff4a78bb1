"""Every table is declared: personal, field by field, or impersonal. A new field with free content fails until it is named."""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from core.enums import BreachState
from core.models import OutgoingMail, Person, User
from core.personal import registry
from core.personal.registry import (
    PersonalTable,
    holds_free_content,
    impersonal,
    personal_tables,
    register_personal_tables,
    undeclared,
)
from core.personal.rows import as_data, as_words, rows_of, value_at
from core.personal.tables import without_links

OURS = ("core", "procurement", "registration", "helpdesk", "backups", "verification", "infra_monitor", "secretariat")
# Part of a name that tells of a secret or a fingerprint: such a field is in no copy.
SECRET = ("_hash", "token", "digest", "password", "storage_name", "view_name", "secret", "session_key")


def all_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS and not model._meta.auto_created and not model._meta.proxy
    ]


def path_exists(model: type[models.Model], path: str) -> bool:
    found: type[models.Model] | None = model
    for step in path.split("__"):
        if found is None:
            return False
        field = found._meta.get_field(step)
        found = field.related_model  # type: ignore[assignment]
    return True


def test_every_table_says_whether_it_is_about_people() -> None:
    declared = {table.model for table in personal_tables()}
    silent = {model._meta.label for model in all_models()} - {model._meta.label for model in declared | impersonal()}
    assert not silent, f"declare in the app's personal.py: {sorted(silent)}"
    assert not declared & impersonal()


@pytest.mark.parametrize("table", personal_tables(), ids=lambda table: table.key)
def test_every_field_with_free_content_is_declared_and_every_name_exists(table: PersonalTable) -> None:
    assert undeclared(table) == []
    names = {field.name for field in table.model._meta.get_fields()}
    named = {*table.fields, *table.plain, *table.withheld, *table.labels, *table.shown, *filter(None, [table.title])}
    assert named <= names, named - names
    for path in filter(None, [table.case, table.since, *(one.name for one in table.named)]):
        assert path_exists(table.model, path), path
    if table.person not in {"", "self"}:
        assert path_exists(table.model, table.person), table.person
    if table.in_copy and table.person:
        assert table.purpose and table.kept, "the page tells why and how long"  # noqa: PT018


@pytest.mark.parametrize("table", personal_tables(), ids=lambda table: table.key)
def test_no_secret_is_in_a_copy(table: PersonalTable) -> None:
    copied = {field.name for field in table.model._meta.concrete_fields} - set(table.withheld)
    if table.in_copy and table.purpose:
        assert not [name for name in copied if any(mark in name for mark in SECRET)]


def test_a_field_that_nobody_declared_is_found() -> None:
    whole = next(table for table in personal_tables() if table.model is User)
    assert undeclared(whole) == []
    less = PersonalTable(User, "Akun", "person", ("username",), withheld=("password",))
    assert undeclared(less) == ["email"]
    with pytest.raises(ValueError, match="declared twice"):
        register_personal_tables(whole)
    assert registry.personal_table("core.user") is whole
    assert registry.personal_table("core.unknown") is None


def test_closed_fields_hold_no_free_content() -> None:
    assert holds_free_content(models.TextField())
    assert holds_free_content(models.JSONField())
    assert holds_free_content(models.BinaryField())
    assert not holds_free_content(models.CharField(choices=BreachState))
    assert not holds_free_content(models.DateTimeField())
    assert not holds_free_content(ArrayField(models.CharField(choices=BreachState)))
    with pytest.raises(FieldDoesNotExist):
        path_exists(User, "person__unknown")


@pytest.mark.django_db
def test_rows_are_the_persons_own_with_sealed_values_opened(lpse, make_account) -> None:
    mine, other = make_account("vendor", full_name="Rahmat"), make_account("vendor")
    Person.objects.filter(pk=mine.person_id).update(nik="7322014107800001", nik_hash="f" * 64)
    table = next(table for table in personal_tables() if table.model is Person)
    (row,) = rows_of(table, mine.person)
    assert as_data(table, row)["nik"] == "7322014107800001"
    assert "nik_hash" not in as_data(table, row)
    assert ("NIK", "7322014107800001") in as_words(table, row)
    assert value_at(row, "self") is row
    roles = next(table for table in personal_tables() if table.key == "core.roleassignment")
    assert [one.person_id for one in rows_of(roles, mine.person)] == [mine.person_id]
    (words,) = [dict(as_words(roles, one)) for one in rows_of(roles, mine.person)]
    assert words["Peran"] == "Penyedia"
    assert "sampai seterusnya" in words["Masa berlaku"]
    assert other.person_id not in {one.pk for one in rows_of(table, mine.person)}


@pytest.mark.django_db
def test_a_mail_stands_in_the_copy_without_its_links(make_account, settings) -> None:
    user = make_account("vendor")
    body = f"Buka {settings.BASE_URL}/akun/lupa-sandi/ab-rahasia/ lalu lanjut"
    assert "rahasia" not in without_links(body)
    OutgoingMail.objects.create(
        to=user.email.upper(), mailbox="x", kind="uji", subject="s", body=body, message_id="<1>"
    )
    table = next(table for table in personal_tables() if table.model is OutgoingMail)
    (row,) = rows_of(table, user.person)
    assert as_data(table, row)["body"] == "Buka [tautan portal] lalu lanjut"
