"""Put one of the shipped LPSE profiles into the database, if none is there yet."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from core import profile
from core.models import ProfileVersion
from core.sla import targets_load


class Command(BaseCommand):
    """`manage.py load_profile [slug]`: first version and first service targets; later changes are made in the portal."""

    help = "Load a shipped LPSE profile as the first version. Does nothing when a profile is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", default=settings.LPSE_PROFILE)

    def handle(self, *args: Any, **options: Any) -> None:
        if ProfileVersion.objects.exists():
            targets_load()
            self.stdout.write("A profile is loaded already; nothing changed.")
            return
        data = profile.dump(profile.shipped(options["slug"]))
        ProfileVersion.objects.create(
            slug=options["slug"], data=data, reason="Profil awal dari berkas yang dikirim bersama portal"
        )
        profile.forget()
        targets_load()
        self.stdout.write(f"Profile {options['slug']} loaded.")
