"""Reads of the desk about officials: the queue, one request, what stands in the way of it, the card of the dashboard."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from core.models import User
from core.refusals import Refusal
from core.roles import OFFICIAL_ROLES
from registration.models import OfficialRequest
from registration.official_figures import ENDING_DAYS, letters_ending
from registration.services.official_outcomes import official_approvable
from verification.models import OfficialReview
from verification.selectors import MOST_LISTED, bounded


def desk_officials(user: User) -> QuerySet[OfficialRequest]:
    """Requests the desk may open: those handed in at least once; none for people without the desk's permission."""
    if not user.has_perm("verification.view_case"):
        return OfficialRequest.objects.none()
    return OfficialRequest.objects.filter(first_submitted_at__isnull=False)


def official_queue(user: User, *, role: str = "") -> QuerySet[OfficialRequest]:
    """What waits for the office; to be shown oldest first by `first_submitted_at`.

    Args:
        role: one of the officials' roles; anything else shows all.
    """
    rows = desk_officials(user).waiting().select_related("organization", "letter_file", "review")  # type: ignore[attr-defined]
    return rows.filter(role=role) if role in OFFICIAL_ROLES else rows


def official_find(user: User, words: str) -> OfficialRequest | None:
    """The request with this number, in whatever state."""
    return desk_officials(user).filter(number=words.strip().upper()).first()


def official_review_of(request: OfficialRequest) -> OfficialReview | None:
    """What the desk recorded of a request, with the people in it."""
    return (
        OfficialReview.objects.select_related("original_seen_by__person", "decided_by__person", "letter")
        .filter(request=request)
        .first()
    )


def obstacle(request: OfficialRequest) -> str:
    """Why a waiting request could not be approved today, in words; empty when nothing stands in the way."""
    try:
        official_approvable(request)
    except Refusal as refusal:
        return refusal.message
    return ""


def officials_due(user: User | AnonymousUser) -> dict[str, Any] | None:
    """What the staff's first page says about officials; None for people without the desk."""
    if not isinstance(user, User) or not user.has_perm("verification.view_case"):
        return None
    waiting = official_queue(user)
    return {
        "waiting": bounded(waiting),
        "ending": bounded(letters_ending()),
        "ending_days": ENDING_DAYS,
        "oldest": list(waiting.order_by("first_submitted_at", "pk")[:MOST_LISTED]),
    }
