"""Fill the table of holidays for the years around now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import clock
from core.holidays import holidays_load


class Command(BaseCommand):
    """`manage.py load_holidays [--from 2025] [--to 2030]`; safe to repeat, never touches an edited day."""

    help = "Add national holidays and cuti bersama that the table does not know yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", type=int, dest="first", help="first year; default last year")
        parser.add_argument("--to", type=int, dest="last", help="last year; default three years ahead")

    def handle(self, *args: Any, **options: Any) -> None:
        year = clock.today().year
        years = range(options["first"] or year - 1, (options["last"] or year + 3) + 1)
        added = holidays_load(years=years)
        self.stdout.write(f"{added} holidays added for {years.start}-{years.stop - 1}.")
