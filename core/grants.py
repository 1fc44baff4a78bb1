"""What the application's database role may do (ASVS 13.2.2): rows, never the schema; the audit trail only to add to.

The same step for the embedded server and for one of your own: `manage.py prepare_schema` runs it after every
migration, as the owner of the tables.
"""

import pgtrigger
from django.apps import apps
from django.db import connection, transaction
from psycopg2 import sql

from core.triggers import FrozenRow


def protected_tables() -> dict[str, set[str]]:
    """Tables whose rows a trigger keeps from change or removal whatever they hold: the grants repeat the trigger."""
    found: dict[str, set[str]] = {"django_migrations": {"INSERT", "UPDATE", "DELETE"}}
    for model in apps.get_models():
        for trigger in getattr(model._meta, "triggers", ()):
            if type(trigger) is pgtrigger.Protect and trigger.condition is None:
                forbidden = {verb for verb in ("UPDATE", "DELETE") if verb in str(trigger.operation)}
                found.setdefault(model._meta.db_table, set()).update(forbidden)
            elif isinstance(trigger, FrozenRow):
                found.setdefault(model._meta.db_table, set()).update({"UPDATE", "DELETE"})
    return found


def open_columns() -> dict[str, set[str]]:
    """Columns of such tables that may change after all, under a condition that the trigger knows."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        for trigger in getattr(model._meta, "triggers", ()):
            if isinstance(trigger, FrozenRow):
                found.setdefault(model._meta.db_table, set()).update(trigger.open_columns)
    return found


def grants_apply(role: str) -> bool:
    """Give the role what the portal needs, and take everything else.

    Returns:
        False, with nothing changed, when the role itself owns the tables: rights cannot be taken from an owner.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == role:
            return False
        who = sql.Identifier(role)
        everything = (
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            "REVOKE ALL ON SCHEMA public FROM {who}",
            "GRANT USAGE ON SCHEMA public TO {who}",
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {who}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {who}",
        )
        for statement in everything:
            cursor.execute(sql.SQL(statement).format(who=who))
        for table, verbs in protected_tables().items():
            cursor.execute(
                sql.SQL("REVOKE {verbs} ON {table} FROM {who}").format(
                    verbs=sql.SQL(", ").join(map(sql.SQL, sorted(verbs))), table=sql.Identifier(table), who=who
                )
            )
        for table, columns in open_columns().items():
            cursor.execute(
                sql.SQL("GRANT UPDATE ({columns}) ON {table} TO {who}").format(
                    columns=sql.SQL(", ").join(map(sql.Identifier, sorted(columns))),
                    table=sql.Identifier(table),
                    who=who,
                )
            )
    return True
