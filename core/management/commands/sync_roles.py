"""Push the roles and their permissions, which are code, into the database."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from core.registries import role_permissions
from core.roles import ROLES


class Command(BaseCommand):
    """`manage.py sync_roles`: what the code does not name is removed; run on every start."""

    help = "Make the groups and permissions of the database equal to the roles in the code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--table", action="store_true", help="only print the table of docs/permissions.md")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        wanted = role_permissions()
        if options["table"]:
            self.stdout.write(table())
            return
        if unknown := set(wanted) - set(ROLES):
            raise CommandError(f"permissions are registered for roles that do not exist: {sorted(unknown)}")
        known = {
            f"{permission.content_type.app_label}.{permission.codename}": permission
            for permission in Permission.objects.select_related("content_type")
        }
        if missing := {name for names in wanted.values() for name in names} - set(known):
            raise CommandError(f"no such permission in the database (migrate first?): {sorted(missing)}")
        Group.objects.exclude(name__in=ROLES).delete()
        for role in ROLES:
            group, _ = Group.objects.get_or_create(name=role)
            group.permissions.set([known[name] for name in sorted(wanted.get(role, ()))])
        self.stdout.write(f"{len(ROLES)} roles, {sum(map(len, wanted.values()))} permissions.")


def table() -> str:
    """Roles and their permissions as Markdown; a test compares docs/permissions.md with it."""
    wanted = role_permissions()
    holders = [role for role in ROLES if wanted.get(role)]
    lines = [
        f"| permission | {' | '.join(holders)} |",
        f"|---|{'---|' * len(holders)}",
    ]
    for name in sorted({name for names in wanted.values() for name in names}):
        marks = " | ".join("✓" if name in wanted[role] else " " for role in holders)
        lines.append(f"| `{name}` | {marks} |")
    others = ", ".join(f"`{role}`" for role in ROLES if role not in holders)
    return "\n".join([*lines, "", f"No permission of this kind: {others}."])
