"""Import stage times of several tenders from the machine."""

from datetime import UTC, datetime
from typing import Any

from django.core.management import CommandError, CommandParser

from core import profile
from core.refusals import BadInput
from core.tabular import Values
from procurement.management.importing import ImportCommand
from procurement.schedule_reading import moment_read
from procurement.stage_lists import STAGES


class Command(ImportCommand):
    """`manage.py import_stages FILE --by <user name> [--source WORDS] [--seen-at TIME] [--json]`."""

    help = "Import stage times of tenders (XLSX or CSV). --by names the account in whose name they come in."
    kind = STAGES

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--source", default="", help="where the file is from, besides its name")
        parser.add_argument(
            "--seen-at",
            default="",
            help="when it was taken from SPSE, as 2026-11-25 10:05; else when the file was written",
        )

    def said(self, options: dict[str, Any]) -> Values:
        """Source and time."""
        try:
            if options["seen_at"]:
                seen_at = moment_read(options["seen_at"], profile.current().zone)
            else:
                seen_at = datetime.fromtimestamp(options["file"].stat().st_mtime, UTC)
        except BadInput as refusal:
            raise CommandError(refusal.message) from refusal
        return {"source": options["source"], "seen_at": seen_at}
