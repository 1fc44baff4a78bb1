"""`manage.py routes`: every address with its methods, its object type and who may use it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lpse.access_rules import spoken
from lpse.routes import Route, routes


class Command(BaseCommand):
    """Prints the access matrix of the running code."""

    help = "Every address of the portal with its methods, object type and roles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--json` for programs; otherwise a table."""
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print all addresses; an address that the table of `lpse.access` does not know is an error."""
        found = routes()
        unknown = [route.name for route in found if route.access is None]
        if unknown:
            raise CommandError(f"no line in lpse/access.py for: {', '.join(unknown)}")
        rows = [row(route) for route in found]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=1))
            return
        for entry in rows:
            who = entry["roles"]
            self.stdout.write(
                f"{entry['pattern']:<72} "
                + "  ".join(f"{method}: {_words(who[method])}" for method in entry["methods"])
                + ("  (pemilik)" if entry["owner"] else "")
            )


def row(route: Route) -> dict[str, Any]:
    """One address as published."""
    access = route.access
    assert access is not None  # noqa: S101 - judged by the caller
    roles = {}
    if access.get or access.own:
        roles["GET"] = spoken(access.get)
    if access.post or access.own_post:
        roles["POST"] = spoken(access.post)
    return {
        "pattern": route.pattern,
        "name": route.name,
        "methods": list(roles),
        "object_type": access.of,
        "roles": roles,
        "owner": access.own or access.own_post,
        "secret": access.secret,
        "scope": access.scope,
        "suspended": access.suspended,
    }


def _words(who: list[str] | str) -> str:
    return who if isinstance(who, str) else ", ".join(who) or "-"
