"""Who owns the objects of `tests.support.objects`: accounts, and officers with their role."""

import secrets
from typing import Any

from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from core.enums import AssignmentState
from core.models import Person, RoleAssignment, User
from core.roles import ROLES, SUPPORT

Names = dict[str, Any]


def account() -> User:
    """Somebody new without a role."""
    name = f"penyedia{secrets.token_hex(4)}"
    person = Person.objects.create(full_name="Penyedia Contoh")
    return User.objects.create_user(username=name, email=f"{name}@contoh.id", person=person)


def support() -> User:
    """An officer of Unit Layanan dan Dukungan whose role has its permissions."""
    return holder(SUPPORT)


def holder(role: str) -> User:
    """Somebody who holds the role; it has its permissions."""
    officer = account()
    RoleAssignment.objects.create(
        person=officer.person, role=role, side=ROLES[role].side, state=AssignmentState.ACTIVE,
        period=DateTimeTZRange(timezone.now(), None), decided_at=timezone.now(),
    )  # fmt: skip
    return officer
