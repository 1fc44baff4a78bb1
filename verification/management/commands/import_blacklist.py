"""Puts a file of the national blacklist in use, in one transaction."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.refusals import Refusal
from verification.services.blacklist import blacklist_import


class Command(BaseCommand):
    """``manage.py import_blacklist FILE --snapshot-date 2026-11-20``."""

    help = "Import a copy of the national blacklist (XLSX or JSON) and put it in use; exit code 0 only when it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, the day it is of, and whether unreadable rows may be left out."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--snapshot-date", type=date.fromisoformat, required=True, help="the day the list is of")
        parser.add_argument("--skip-bad-rows", action="store_true", help="use the rest when some rows are unreadable")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import or say why not."""
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"Berkas {path} tidak dapat dibaca: {error.strerror}") from error
        try:
            snapshot = blacklist_import(
                content=content,
                file_name=path.name,
                taken_on=options["snapshot_date"],
                skip_bad_rows=options["skip_bad_rows"],
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        for line in snapshot.errors:
            self.stderr.write(f"baris {line['row']} dilewati: {line['why']}")
        self.stdout.write(f"{snapshot}: {snapshot.rows} baris dipakai, {snapshot.error_count} dilewati.")
