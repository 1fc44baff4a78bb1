"""Verify the audit trail."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.audit_chain import audit_check


class Command(BaseCommand):
    """`manage.py check_audit [--json]`: exit code 0 only when every link holds and no anchor contradicts."""

    help = "Verify the hash chain of the audit trail; exit code 1 and the first broken event when it does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` for programs."""
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check and say it."""
        report = audit_check()
        if options["json"]:
            self.stdout.write(json.dumps(vars(report), ensure_ascii=False))
        if report.fault:
            raise CommandError(f"jejak audit tidak utuh: {report.fault}")
        if not options["json"]:
            self.stdout.write(f"Jejak audit utuh: {report.events} kejadian, sidik ujung {report.head or '-'}.")
