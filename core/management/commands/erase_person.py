"""Erase a person's data by rule, from the machine, with the consent of a second person."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.erasure import person_erase
from core.models import Person, User
from core.people import person_number
from core.refusals import Refusal


class Command(BaseCommand):
    """`manage.py erase_person <user name or NIP> --approved-by <user name> --reason …`; exit code 0 only when it is done."""

    help = "Erase a person's data. --approved-by names the second person: an account that may erase, and another one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("who", help="user name, NIP, or the number in the audit trail (orang-12)")
        parser.add_argument("--approved-by", required=True, help="user name of the second person")
        parser.add_argument("--reason", required=True, help="why; stands in the audit trail")

    def handle(self, *args: Any, **options: Any) -> None:
        person = _find(options["who"].strip())
        if person is None:
            raise CommandError(f"nobody is known as {options['who']!r}")
        approver = User.objects.filter(username=options["approved_by"].strip().lower(), is_active=True).first()
        if approver is None or not approver.has_perm("core.erase_person"):
            raise CommandError("--approved-by must name an active account that may erase (Kepala or Wakil).")
        if approver.person_id == person.pk:
            raise CommandError("Nobody approves the erasing of the own data; name somebody else.")
        try:
            person_erase(person=person, actor=approver, asked_by=None, reason=options["reason"])
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{person_number(person)} erased.")


def _find(who: str) -> Person | None:
    if who.startswith("orang-") and who.removeprefix("orang-").isdigit():
        return Person.objects.filter(pk=int(who.removeprefix("orang-"))).first()
    return Person.objects.filter(user__username=who.lower()).first() or Person.objects.filter(nip=who).first()
