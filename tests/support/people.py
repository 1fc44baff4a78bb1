"""The LPSE profile and accounts with roles, for every test that needs someone to act."""

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from core import profile
from core.enums import AssignmentState
from core.models import Person, ProfileVersion, RoleAssignment, User
from core.roles import ROLES

_numbers = itertools.count(1)


@pytest.fixture
def lpse(db: None) -> profile.Profile:
    """The profile of Luwu Utara, in force."""
    return use_profile("luwu-utara")


def use_profile(slug: str) -> profile.Profile:
    """Put a shipped profile in force."""
    ProfileVersion.objects.create(slug=slug, data=profile.dump(profile.shipped(slug)), reason="uji")
    profile.forget()
    return profile.current()


@pytest.fixture
def make_account(db: None) -> Callable[..., User]:
    """`make_account("head")` makes a person with that role in force, and an account."""

    def make(*roles: str, **fields: str) -> User:
        number = next(_numbers)
        person = Person.objects.create(full_name=fields.pop("full_name", f"Orang Contoh {number}"))
        for role in roles:
            RoleAssignment.objects.create(
                person=person,
                role=role,
                side=ROLES[role].side,
                period=DateTimeTZRange(timezone.now() - timedelta(days=1), None),
                state=AssignmentState.ACTIVE,
                decided_at=timezone.now(),
            )
        fields.setdefault("username", f"akun{number}")
        fields.setdefault("email", f"akun{number}@contoh.id")
        return User.objects.create_user(person=person, password="kata sandi panjang untuk uji", **fields)

    return make


@pytest.fixture
def make_client(make_account: Callable[..., User], lpse: profile.Profile) -> Callable[..., Client]:
    """`make_client("head")` gives a new client in which a person with that role is signed in, `client.user`."""
    # They are there from the beginning (`django_db_setup`), until a test that commits has emptied all tables.
    if not Group.objects.exists():
        call_command("sync_roles", verbosity=0)

    def make(*roles: str, client: Client | None = None) -> Client:
        client, user = client or Client(), make_account(*roles)
        client.force_login(user, backend="core.backends.RoleBackend")
        client.user = user  # type: ignore[attr-defined]
        return client

    return make


@pytest.fixture
def sign_in(client: Client, make_client: Callable[..., Client]) -> Callable[..., Client]:
    """`sign_in("head")` signs a person with that role in at the test's own `client`."""
    return lambda *roles: make_client(*roles, client=client)
