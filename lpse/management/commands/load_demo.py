"""Fill an empty demonstration portal with the example office."""

import json
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lpse import env
from lpse.demo.history import history_make, is_loaded
from lpse.demo.inventory import describe, factors_enrol


class Command(BaseCommand):
    """`manage.py load_demo [--seed 1] [--applications 120] [--totp] [--json]`: idempotent, refused outside demo mode."""

    help = "Let an example office work for ninety days; does nothing when somebody holds a role already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same office")
        parser.add_argument(
            "--applications",
            type=int,
            default=env.number("LPSE_DEMO_APPLICATIONS", 120),
            help="about how many applications (LPSE_DEMO_APPLICATIONS)",
        )
        parser.add_argument("--totp", action="store_true", help="enrol a second factor for every staff account")
        parser.add_argument("--json", action="store_true", help="print logins, API tokens, TOTP seeds and numbers")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Example data belongs into a demonstration only (LPSE_DEMO=1).")
        if not settings.DEMO_PASSWORD:
            raise CommandError("Name the password of the example accounts in LPSE_DEMO_PASSWORD.")
        if not is_loaded():
            call_command("sync_roles", verbosity=0)
            call_command("load_holidays", verbosity=0)
            history_make(seed=options["seed"], password=settings.DEMO_PASSWORD, count=options["applications"])
        if options["totp"]:
            factors_enrol()
        if options["json"]:
            self.stdout.write(json.dumps(describe(settings.DEMO_PASSWORD), indent=2, ensure_ascii=False))
