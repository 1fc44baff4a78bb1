"""Make the first Kepala (and Wakil) of an empty portal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.assignments import FOUNDING_ROLES, role_found
from core.models import User
from core.people import password_link
from core.refusals import Refusal
from core.roles import HEAD


class Command(BaseCommand):
    """`manage.py create_head --name … --username … --email …`: prints a link, good for one hour and one use.

    Giving a role needs two people, so a new portal needs two: run it once more with `--role deputy`. Run again for the
    same user name while no password is set, it prints a new link.
    """

    help = "Make the first Kepala (or, with --role deputy, Wakil) and print the link that sets the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="full name")
        parser.add_argument("--username", required=True, help="user name for signing in")
        parser.add_argument("--email", required=True, help="mail address")
        parser.add_argument("--nip", default="", help="NIP, 18 digits")
        parser.add_argument("--letter", default="", help="number of the decree of appointment")
        parser.add_argument("--role", default=HEAD, choices=FOUNDING_ROLES)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"].strip().lower()).first()
        if user is None or user.has_usable_password() or not user.has_role(options["role"]):
            try:
                user = role_found(
                    role=options["role"],
                    full_name=options["name"],
                    username=options["username"],
                    email=options["email"],
                    nip=options["nip"] or None,
                    letter_number=options["letter"],
                )
            except Refusal as refusal:
                raise CommandError(refusal.message) from refusal
        self.stdout.write(password_link(user))
