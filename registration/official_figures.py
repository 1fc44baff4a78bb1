"""Figures about officials for the evidence of duties T-REG-OTHERS and T-TENANT; computed from rows, never typed."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, QuerySet

from core import clock
from core.models import Organization, RoleAssignment
from core.roles import OFFICIAL_ROLES
from registration.enums import OfficialState
from registration.models import OfficialRequest, role_word

ENDING_DAYS = 30


@dataclass(frozen=True)
class RoleCount:
    """How many people hold a role now."""

    role: str
    label: str
    people: int


def officials_by_role() -> list[RoleCount]:
    """People who hold each role of officials now, in the order of the roles; a role nobody holds is there with 0."""
    found = dict(
        RoleAssignment.objects.in_force()
        .filter(role__in=OFFICIAL_ROLES)
        .order_by()
        .values_list("role")
        .annotate(people=Count("person", distinct=True))
    )
    return [RoleCount(role, role_word(role), found.get(role, 0)) for role in OFFICIAL_ROLES]


def letters_ending(days: int = ENDING_DAYS) -> QuerySet[OfficialRequest]:
    """Approved requests whose letter ends within so many days from today, the soonest first."""
    today = clock.today()
    return (
        OfficialRequest.objects.filter(
            state=OfficialState.APPROVED, valid_until__gte=today, valid_until__lte=today + timedelta(days=days)
        )
        .select_related("owner__person", "organization")
        .order_by("valid_until", "pk")
    )


def organizations_served(year: int | None = None) -> QuerySet[Organization]:
    """Organisations whose officials held an approved request at some time of a year, by default this one."""
    wanted = year or clock.today().year
    served = OfficialRequest.objects.filter(
        state__in=[OfficialState.APPROVED, OfficialState.LAPSED],
        decided_at__year__lte=wanted,
        valid_until__year__gte=wanted,
    )
    return Organization.objects.filter(pk__in=served.values("organization")).order_by("name")
