"""Health check of a process that answers no port."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.late import SILENT_AFTER, process_beats


class Command(BaseCommand):
    """`manage.py check_beat worker|dispatcher`: exit code 0 when it gave a sign of life within three minutes."""

    help = "Fail when the worker or the dispatcher gave no sign of life for three minutes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("process", choices=["worker", "dispatcher"])

    def handle(self, *args: Any, **options: Any) -> None:
        name, now = options["process"], timezone.now()
        last = process_beats().get(name)
        # A time in the future was written by a clock that was wrong: it says nothing.
        if last is None or not now - SILENT_AFTER <= last <= now + SILENT_AFTER:
            raise CommandError(f"{name}: tidak ada tanda hidup" + (f" sejak {last:%Y-%m-%d %H:%M} UTC" if last else ""))
        self.stdout.write(f"{name}: {int((now - last).total_seconds())} detik yang lalu")
