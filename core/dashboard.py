"""The staff's first page /admin/: what is due today, as the apps' cards tell it to this person."""

from typing import Any

from django.core.cache import caches
from django.http import HttpRequest

from core.enums import AssignmentState, RequestState
from core.late import LateJob, late_jobs
from core.models import PersonRequest, RoleAssignment, User
from core.registries import DashboardCard, dashboard_cards, register_dashboard_card
from core.roles import DEPUTY, HEAD, SYSTEM_ADMIN

_MOST_LISTED = 5
_LATE_KEY, _LATE_SECONDS = "core.dashboard.late", 30


def register() -> None:
    """Bring core's own cards; called once, when the apps are ready."""
    register_dashboard_card(DashboardCard("late", "admin/core/card_late.html", 5, late_card))
    register_dashboard_card(DashboardCard("decisions", "admin/core/card_decisions.html", 20, decisions_card))


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's ``DASHBOARD_CALLBACK``: adds the cards that concern the person, nearest duty first."""
    cards = []
    for card in dashboard_cards():
        shown = card.context(request)
        if shown is not None:
            cards.append({"template": card.template, "card": shown})
    return {**context, "title": "Hari ini", "cards": cards}


def late_card(request: HttpRequest) -> dict[str, Any] | None:
    """What waits too long or was given up (T1), for those who can do something about it; None when all is well.

    Looking takes a walk through every table of work, so one look serves half a minute.
    """
    user = request.user
    if not isinstance(user, User) or not user.has_role(SYSTEM_ADMIN, HEAD, DEPUTY):
        return None
    found: list[LateJob] | None = caches["local"].get(_LATE_KEY)
    if found is None:
        found = late_jobs()
        caches["local"].set(_LATE_KEY, found, _LATE_SECONDS)
    return {"jobs": found} if found else None


def decisions_card(request: HttpRequest) -> dict[str, Any] | None:
    """Roles and requests about people that wait for a second person; what one proposed oneself is not among them."""
    user = request.user
    if not isinstance(user, User):
        return None
    roles: list[RoleAssignment] = []
    requests: list[PersonRequest] = []
    if user.has_perm("core.decide_roleassignment"):
        waiting = RoleAssignment.objects.filter(state=AssignmentState.PROPOSED).exclude(proposed_by=user)
        roles = list(waiting.select_related("person", "proposed_by__person").order_by("pk")[:_MOST_LISTED])
    if user.has_perm("core.erase_person"):
        asked = PersonRequest.objects.filter(state=RequestState.PROPOSED).exclude(proposed_by=user)
        requests = list(asked.select_related("person", "proposed_by__person").order_by("pk")[:_MOST_LISTED])
    return {"roles": roles, "requests": requests} if roles or requests else None
