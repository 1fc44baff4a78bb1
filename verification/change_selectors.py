"""Reads of the desk about change requests: the queue, one request with its review, the figures of the dashboard."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from core.crypto import keyed_hash
from core.models import User
from registration.enums import BusinessForm
from registration.models import ChangeRequest
from registration.register import unpacked
from verification.models import ChangeCheck, ChangeReview, UserId
from verification.permissions import WORK_ROLES
from verification.selectors import MOST_HINTS, bounded

_QUEUE_FIELDS = (
    "number",
    "kind",
    "state",
    "first_submitted_at",
    "returned_at",
    "application__number",
    "application__business_form",
    "application__name",
    "application__current__business_form",
    "application__current__name",
    "review__claimed_until",
    "review__claimed_by__username",
    "review__claimed_by__person__full_name",
)


@dataclass(frozen=True)
class ChangeQueueRow:
    """One waiting request as the queue shows it."""

    change: ChangeRequest
    name: str
    holder: User | None
    until: datetime | None
    is_mine: bool


def desk_changes(user: User) -> QuerySet[ChangeRequest]:
    """Requests the desk may open: those handed in at least once; none for people without the desk's permission."""
    if not user.has_perm("verification.view_case"):
        return ChangeRequest.objects.none()
    return ChangeRequest.objects.filter(first_submitted_at__isnull=False)


def change_queue(user: User, *, show: str = "") -> QuerySet[ChangeRequest]:
    """What waits for the office; to be shown oldest first by `first_submitted_at`.

    Args:
        show: ``milik-saya`` (held by the user), ``bebas`` (held by nobody), ``kembali`` (handed in again); else all.
    """
    rows = desk_changes(user).filter(state__in=["submitted", "under_review"])
    rows = rows.select_related("application__current", "review__claimed_by__person").only(*_QUEUE_FIELDS)
    now = timezone.now()
    if show == "milik-saya":
        return rows.filter(review__claimed_by=user, review__claimed_until__gt=now)
    if show == "bebas":
        return rows.filter(Q(review__claimed_until__isnull=True) | Q(review__claimed_until__lte=now))
    if show == "kembali":
        return rows.filter(returned_at__isnull=False)
    return rows


def change_queue_rows(changes: Iterable[ChangeRequest], user: User) -> list[ChangeQueueRow]:
    """The rows of one page of the queue, with the name in force and the holder."""
    now = timezone.now()
    rows = []
    for change in changes:
        review = getattr(change, "review", None)
        holder = review.holder_at(now) if review else None
        rows.append(
            ChangeQueueRow(change, _name(change), holder, review.claimed_until if review else None, holder == user)
        )
    return rows


def review_of(change: ChangeRequest) -> ChangeReview | None:
    """The review of a request with the people in it, or None while nobody took it."""
    checks = ChangeCheck.objects.select_related("original_seen_by__person", "checked_by__person").order_by("pk")
    return (
        ChangeReview.objects.select_related("claimed_by__person", "presenter_recorded_by__person")
        .prefetch_related(Prefetch("checks", queryset=checks))
        .filter(change=change)
        .first()
    )


def same_npwp(change: ChangeRequest) -> list[UserId]:
    """Entries of the User ID register with the NPWP that is asked for, of other registrations; a hint for a person."""
    npwp = unpacked(change.proposed).get("npwp")
    if not npwp:
        return []
    others = UserId.objects.filter(npwp_hash=keyed_hash(npwp)).exclude(decision__application=change.application_id)
    return list(others.order_by("-pk")[:MOST_HINTS])


def changes_due_today(user: User | AnonymousUser) -> dict[str, Any] | None:
    """What the staff's first page says about change requests; None for people without the desk or without any."""
    if not isinstance(user, User) or not user.has_perm("verification.view_case"):
        return None
    return {
        "waiting": bounded(change_queue(user)),
        "mine": bounded(change_queue(user, show="milik-saya")),
        "may_work": user.has_role(*WORK_ROLES),
    }


def _name(change: ChangeRequest) -> str:
    row = getattr(change.application, "current", None) or change.application
    form = row.business_form
    words = BusinessForm(form).label if form and form != BusinessForm.OTHER_SOLE else ""
    return f"{words} {row.name}".strip()
