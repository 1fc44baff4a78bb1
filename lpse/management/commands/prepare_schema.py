"""Bring tables, triggers and rights up to date; runs as the owner of the schema."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.management import call_command
from django.core.management.base import BaseCommand

from core.grants import grants_apply
from lpse import env


class Command(BaseCommand):
    """`manage.py prepare_schema`: migrate, make the cache table, give the application its rights. Safe on every start."""

    help = "Migrate, make the shared cache table and set the application's rights (as the role of DATABASE_OWNER_URL)."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        call_command("createcachetable")
        role = unquote(urlsplit(env.text("DATABASE_URL")).username or "")
        if grants_apply(role):
            self.stdout.write(f"Rights of {role} set.")
        else:
            self.stderr.write(
                "One database role for owner and application: the portal could alter its own audit trail."
            )
