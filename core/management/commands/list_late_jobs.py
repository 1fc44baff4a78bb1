"""Name the jobs that wait too long."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.late import late_jobs


class Command(BaseCommand):
    """`manage.py list_late_jobs [--json]`: exit code 0 only when nothing is late."""

    help = "List rows, duties and processes that are late; exit code 1 when there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON array instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        jobs = late_jobs()
        if options["json"]:
            rows = [{**vars(job), "since": job.since.isoformat() if job.since else None} for job in jobs]
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
        else:
            for job in jobs:
                since = job.since.isoformat(timespec="seconds") if job.since else "belum pernah"
                self.stdout.write(f"{job.label} ({job.key}): {job.count} {job.what}, sejak {since}")
        if jobs:
            raise CommandError(f"{len(jobs)} hal terlambat")
        if not options["json"]:
            self.stdout.write("Tidak ada yang terlambat.")
