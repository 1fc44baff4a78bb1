"""Reads about deactivations: the desk's list, the figures of the dashboard, the evidence of duty T-REG-DEACT."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from core.formats import local_date, short_date
from core.models import User
from verification.enums import DeactivationState, ReactivationState, UserIdState
from verification.models import Deactivation, Reactivation

_WAITS_FOR_SPSE = Q(state=DeactivationState.ACTIVE, spse_off_on__isnull=True, user_id__state=UserIdState.ACTIVE) | Q(
    closed_at__isnull=False, spse_off_on__isnull=False, spse_on_on__isnull=True
)


def _ends_early() -> Q:
    """Somebody proposed to end it before its time, and nobody decided yet."""
    return Q(pk__in=Reactivation.objects.filter(state=ReactivationState.PROPOSED).values("deactivation"))


def deactivations(user: User, *, show: str = "") -> QuerySet[Deactivation]:
    """Deactivations the user may see, with what a list row shows.

    Args:
        show: ``usulan``, ``berlaku``, ``spse`` (something was decided that nobody recorded in SPSE yet), ``selesai``; else all.
    """
    rows = Deactivation.objects.visible_to(user).select_related("user_id", "proposed_by__person")
    if show == "usulan":
        return rows.filter(Q(state=DeactivationState.PROPOSED) | _ends_early())
    if show == "berlaku":
        return rows.filter(state=DeactivationState.ACTIVE)
    if show == "spse":
        return rows.filter(_WAITS_FOR_SPSE)
    if show == "selesai":
        return rows.filter(state__in=[DeactivationState.REFUSED, DeactivationState.ENDED, DeactivationState.LIFTED])
    return rows


@dataclass(frozen=True)
class ActiveDeactivation:
    """One line of the evidence for T-REG-DEACT: an active deactivation with what it rests on."""

    number: str
    user_id: str
    ground: str
    requester: str
    letter: str
    starts_on: date
    ends_on: date
    decided_on: date
    off_in_spse_on: date | None


def active_deactivations() -> list[ActiveDeactivation]:
    """Evidence of duty T-REG-DEACT: every active deactivation with its basis, the earliest end first."""
    rows = Deactivation.objects.filter(state=DeactivationState.ACTIVE, decided_at__isnull=False)
    return [
        ActiveDeactivation(
            number=row.number,
            user_id=row.user_id.value,
            ground=row.get_ground_display(),
            requester=f"{row.requester_name}, {row.requester_position}, {row.requester_organization}",
            letter=f"{row.letter_number}, {short_date(row.letter_date)}",
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            decided_on=local_date(row.decided_at),  # type: ignore[arg-type]
            off_in_spse_on=row.spse_off_on,
        )
        for row in rows.select_related("user_id").order_by("ends_on", "pk")
    ]


def deactivations_due(user: User | AnonymousUser) -> dict[str, int] | None:
    """What the staff's first page says about deactivations; None when nothing waits or the person may not see them."""
    if not isinstance(user, User) or not user.has_perm("verification.view_deactivation"):
        return None
    figures = Deactivation.objects.aggregate(
        usulan=Count("pk", filter=Q(state=DeactivationState.PROPOSED) | _ends_early()),
        berlaku=Count("pk", filter=Q(state=DeactivationState.ACTIVE)),
        spse=Count("pk", filter=_WAITS_FOR_SPSE),
    )
    return figures if any(figures.values()) else None
