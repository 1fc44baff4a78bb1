"""Bring the rows that come with the code up to date; runs as the application role."""

from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """`manage.py prepare_data [--demo]`: profile (first time only), roles, starter articles, and the example LPSE when asked."""

    help = "Load the LPSE profile if there is none, push the roles, bring missing starter articles, and with --demo load the example data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="also load the example data")

    def handle(self, *args: Any, **options: Any) -> None:
        names = ["load_profile", "sync_roles", "load_knowledge", *(["load_demo"] if options["demo"] else [])]
        for name in names:
            if name in get_commands():
                call_command(name)
