"""The application's own database role adds to the audit trail and can neither alter it nor the schema."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from psycopg2 import errors

from core.audit import audit_record
from core.grants import grants_apply, open_columns, protected_tables
from core.models import AuditEvent
from lpse.embedded import APPLICATION, secret

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def app_role(lpse) -> Iterator["psycopg2.extensions.cursor"]:
    """A connection as the portal's role, with the rights that prepare_schema gives, and one event in the trail."""
    assert grants_apply(APPLICATION)
    audit_record(action="profile.loaded", object_type="profile", object_number="uji", actor=None)
    settings = connection.settings_dict
    link = psycopg2.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        dbname=settings["NAME"],
        user=APPLICATION,
        password=secret(Path(os.environ["LPSE_DATA_DIR"]).parent, APPLICATION),
    )
    link.autocommit = True
    with link.cursor() as cursor:
        yield cursor
    link.close()


def test_it_adds_an_event_and_the_chain_goes_on(app_role) -> None:
    app_role.execute(
        "INSERT INTO core_auditevent (at, action, actor_name, object_type, object_number, data, request_id)"
        " VALUES (now(), 'export.made', 'Sistem', 'uji', 'x', '{}', '')"
    )
    app_role.execute("SELECT count(*) FROM core_auditevent e JOIN core_auditseal s ON s.event_id = e.id")
    assert app_role.fetchone()[0] == AuditEvent.objects.count() == 2


@pytest.mark.parametrize("table", ["core_auditevent", "core_auditseal", "core_auditanchor", "core_profileversion"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_it_alters_nothing_that_must_stay(app_role, table: str, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        app_role.execute(statement.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE core_person",
        "ALTER TABLE core_auditevent DISABLE TRIGGER ALL",
        "CREATE TABLE sisipan (id int)",
        "CREATE FUNCTION sisipan() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "DROP TRIGGER pgtrigger_audit_append_only_b1f7b ON core_auditevent",
        "SET session_replication_role = replica",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('core', '0002', now())",
        "COPY core_person TO PROGRAM 'cat'",
        "CREATE ROLE sisipan SUPERUSER",
    ],
)
def test_it_has_no_way_to_the_schema_the_triggers_or_the_machine(app_role, statement: str) -> None:
    with pytest.raises((errors.InsufficientPrivilege, errors.UndefinedObject)) as refusal:
        app_role.execute(statement)
    assert refusal.type is errors.InsufficientPrivilege


def test_it_does_the_daily_work(app_role) -> None:
    app_role.execute(
        "INSERT INTO core_organization (name, kind, code, address, is_active) VALUES ('Uji','skpd','','',true)"
    )
    app_role.execute("UPDATE core_organization SET code = 'x'")
    app_role.execute("DELETE FROM core_organization")
    assert app_role.rowcount == 1


@pytest.mark.parametrize("table", ["core_erasureorder", "core_casebelonging", "verification_decision"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_orders_and_decisions_are_added_and_never_altered(app_role, table: str, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        app_role.execute(statement.format(table))


def test_of_a_decision_one_column_is_open_and_its_trigger_says_when(app_role) -> None:
    columns = open_columns()
    assert columns.keys() == {
        "core_documentrevision", "verification_decision", "verification_changedecision", "verification_formerholder",
        "registration_registrationfact", "helpdesk_articleversion", "helpdesk_surveyanswer",
    }  # fmt: skip
    assert columns["verification_decision"] == columns["verification_changedecision"] == {"note"}
    assert columns["registration_registrationfact"] == {"old", "new"}
    assert columns["helpdesk_articleversion"] == {"is_current"}
    assert columns["helpdesk_surveyanswer"] == {"remark"}
    for table in ("verification_decision", "verification_changedecision"):
        app_role.execute(f"UPDATE {table} SET note = 'dihapus' WHERE false")  # noqa: S608
    app_role.execute("UPDATE registration_registrationfact SET old = '', new = '' WHERE false")
    with pytest.raises(errors.InsufficientPrivilege):
        app_role.execute("UPDATE registration_registrationfact SET valid_from = now() WHERE false")
    with pytest.raises(errors.InsufficientPrivilege):
        app_role.execute("UPDATE verification_decision SET note = 'dihapus', outcome = 'approved' WHERE false")


@pytest.mark.parametrize("table", ["core_legalhold", "verification_casebundle", "verification_destruction"])
def test_holds_bundles_and_proposals_are_never_deleted(app_role, table: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        app_role.execute(f"DELETE FROM {table}")  # noqa: S608


def test_every_append_only_table_is_known_from_its_trigger(db) -> None:
    tables = protected_tables()
    for name in ("core_auditevent", "core_auditseal", "core_auditanchor", "verification_decision"):
        assert tables[name] == {"UPDATE", "DELETE"}
    assert tables["core_officialdocument"] == {"DELETE"}


def test_nothing_is_granted_when_one_role_is_owner_and_application(db) -> None:
    assert not grants_apply(connection.settings_dict["USER"])
