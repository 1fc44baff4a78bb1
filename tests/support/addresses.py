"""All addresses of the portal by the kind of object that stands in them, and how they are asked."""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import ApiToken, User
from lpse.access_rules import Access
from lpse.routes import Route, routes
from tests.support.objects import OTHER_PARTS, SAMPLES

# What somebody is asked to try at an address, by name of the visitor.
Wanted = Callable[[str, Route, Access], Iterable[str]]


def _by_kind() -> dict[str, list[Route]]:
    found: dict[str, list[Route]] = {}
    for route in routes():
        if route.access and route.access.methods:
            found.setdefault(route.access.of, []).append(route)
    return found


# Every address with a line that someone may use.
ADDRESSES = _by_kind()
# A test for each kind makes its object once, whoever visits it.
each_kind = pytest.mark.parametrize("kind", sorted(ADDRESSES), ids=lambda kind: kind or "no object")


def wanted_at_all(visitors: Iterable[str], wanted: Wanted) -> int:
    """How many questions a test asks over all kinds, so that one that asks nothing is seen."""
    rows = [route for group in ADDRESSES.values() for route in group]
    return sum(len(list(wanted(visitor, route, route.access or Access()))) for visitor in visitors for route in rows)


def address(route: Route, names: dict[str, object]) -> str:
    """The address with its variable parts filled in."""
    values = {part: names.get(part, OTHER_PARTS.get(part)) for part in route.parts}
    missing = [part for part, value in values.items() if value is None]
    assert not missing, f"{route.name}: tests/support/objects.py names no {missing}"
    if not route.name.startswith("/"):
        return reverse(route.name, kwargs=values)
    path = route.pattern
    for part, value in values.items():
        path = path.replace(f"<path:{part}>", str(value)).replace(f"<{part}>", str(value))
    return path


def answers(
    kind: str,
    owner: User,
    visitors: dict[str, Client],
    wanted: Wanted,
    ask: Callable[[Client, str, Route, str], HttpResponseBase] | None = None,
) -> Iterator[tuple[str, Route, str, HttpResponseBase]]:
    """Every visitor asks all addresses of a kind by the wanted methods; the object belongs to `owner`."""
    names = SAMPLES[kind](owner) if kind else {}
    for visitor, client in visitors.items():
        for route in ADDRESSES[kind]:
            for method in wanted(visitor, route, route.access or Access()):
                yield visitor, route, method, (ask or asked)(client, method, route, address(route, names))


def asked(client: Client, method: str, route: Route, path: str) -> HttpResponseBase:
    """Ask for one address, and undo what the answer did."""
    session = dict(client.cookies)
    with transaction.atomic():
        response = client.generic(method, path, headers=token_of(client, route.access.scope if route.access else ""))
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(session)
    return response


def token_of(client: Client, scope: str) -> dict[str, str]:
    """A token with that scope for whoever is signed in, as if it had been issued while a role allowed it."""
    user = getattr(client, "user", None)
    if not scope or user is None:
        return {}
    secret = secrets.token_urlsafe()
    ApiToken.objects.create(
        owner=user, name="uji", prefix="uji", digest=hashlib.sha256(secret.encode()).hexdigest(), scopes=[scope],
        expires_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    return {"Authorization": f"Bearer {secret}"}
