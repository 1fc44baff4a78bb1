"""Importing a table of SPSE from the machine, by the same steps as in the browser admin."""

import json
import time
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.enums import ImportState
from core.models import TabularImport, User
from core.refusals import Refusal
from core.tabular import ImportKind, Values
from core.tabular.report import Report
from core.tabular.running import import_work
from core.tabular.services import import_confirm, import_receive

_FIGURES = ("rows", "new_rows", "changed_rows", "same_rows", "bad_rows")
_PATIENCE = 600.0


class ImportCommand(BaseCommand):
    """``FILE --by <user name> [--json]``; exit code 0 when every good row came in."""

    kind: ImportKind

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the list")
        parser.add_argument("--by", required=True, help="user name of who imports it; stands in the audit trail")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def said(self, options: dict[str, Any]) -> Values:
        """Answers to what the kind asks besides the file."""
        return {}

    def handle(self, *args: Any, **options: Any) -> None:
        """Hand in, read, confirm, put in."""
        actor = User.objects.filter(username=options["by"].strip().lower(), is_active=True).first()
        if actor is None:
            raise CommandError(f"nobody signs in as {options['by']!r}")
        path: Path = options["file"]
        try:
            upload = SimpleUploadedFile(path.name, path.read_bytes())
            row = import_receive(upload=upload, kind=self.kind, actor=actor, said=self.said(options))
            row = self._worked(row, ImportState.UPLOADED)
            if row.state == ImportState.PREVIEWED:
                row = import_confirm(row=row, actor=actor, version=row.version)
                row = self._worked(row, ImportState.RUNNING)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        if row.state != ImportState.FINISHED:
            raise CommandError(row.message or f"{row.number}: {row.get_state_display()}")
        self._say(row, as_json=options["json"])

    def _worked(self, row: TabularImport, state: str) -> TabularImport:
        """Do the step here, unless a worker has it already; then wait for it."""
        until = time.monotonic() + _PATIENCE
        while row.state == state:
            if not import_work(row.pk):
                if time.monotonic() > until:
                    raise CommandError(f"{row.number} is still at work; look at it in the browser admin")
                time.sleep(0.5)
            row.refresh_from_db()
        return row

    def _say(self, row: TabularImport, *, as_json: bool) -> None:
        figures = {name: getattr(row, name) for name in _FIGURES}
        if as_json:
            self.stdout.write(json.dumps({"number": row.number, **figures}))
            return
        self.stdout.write(
            f"{row.number}: {row.rows} baris; {row.new_rows} baru, {row.changed_rows} berubah, {row.same_rows} sama, "
            f"{row.bad_rows} salah."
        )
        for bad in Report.of(row).bad[:20]:
            self.stdout.write(f"  baris {bad.line}: {'; '.join(error.message for error in bad.errors)}")
