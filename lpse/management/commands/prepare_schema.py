"""Bring tables and triggers up to date; runs as the owner of the schema."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """`manage.py prepare_schema`: migrate and make the cache table. Safe to run on every start."""

    help = "Migrate and make the shared cache table (as the role of DATABASE_OWNER_URL)."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        call_command("createcachetable")
