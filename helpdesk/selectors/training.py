"""Reads of trainings: the calendar, the desk's list, participants, evaluation, figures of a year, who has never come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from core import clock, profile
from core.models import Person, RoleAssignment, User
from core.roles import OFFICIAL_ROLES
from helpdesk.enums.training import EnrolmentState, ParticipantGroup, TrainingState
from helpdesk.models import Training, TrainingEnrolment
from helpdesk.models.training_rows import SEATED, TrainingEnrolmentQuerySet
from helpdesk.permissions.training import VIEW

FILTERS: tuple[tuple[str, str, Q], ...] = (
    ("", "Semua", Q()),
    ("rancangan", "Rancangan", Q(state=TrainingState.DRAFT)),
    ("akan-datang", "Akan datang", Q(state__in=[TrainingState.OPEN, TrainingState.CLOSED])),
    ("dilaksanakan", "Dilaksanakan", Q(state=TrainingState.HELD)),
    ("dibatalkan", "Dibatalkan", Q(state=TrainingState.CANCELLED)),
)
MOST_IN_CALENDAR = 200


@dataclass(frozen=True)
class Agency:
    """One organisation of officials: how many it has, and how many of them never came to a training."""

    name: str
    officials: int
    never: int

    @property
    def percent(self) -> int:
        """Share of those who never came."""
        return round(100 * self.never / self.officials)


@dataclass(frozen=True)
class Statement:
    """One statement of the evaluation with its mean."""

    words: str
    mean: float


@dataclass(frozen=True)
class Evaluation:
    """What participants of one training answered; without figures while too few did, so that nobody is recognised."""

    answers: int
    attended: int
    statements: list[Statement]
    remarks: list[str]
    least: int


def with_taken(rows: QuerySet[Training]) -> QuerySet[Training]:
    """With the number of seats taken, in the same query."""
    return rows.select_related("room").annotate(
        taken=Count("enrolments", filter=Q(enrolments__state__in=SEATED)),
    )


def calendar_rows() -> QuerySet[Training]:
    """Trainings ahead, the next first."""
    return with_taken(Training.objects.upcoming())


def desk_rows(user: User, *, show: str = "", search: str = "") -> QuerySet[Training]:
    """Trainings the desk sees, by state and by number or words of the title."""
    chosen = next((condition for key, _, condition in FILTERS if key == show), Q())
    rows = with_taken(Training.objects.visible_to(user).filter(chosen))
    return rows.filter(Q(number__iexact=search) | Q(title__icontains=search)) if search else rows


def waiting_place(enrolment: TrainingEnrolment) -> int:
    """Which place in the waiting list this participant has."""
    ahead = TrainingEnrolment.objects.filter(training=enrolment.training_id, state=EnrolmentState.WAITING)
    return ahead.filter(
        Q(queued_at__lt=enrolment.queued_at) | Q(queued_at=enrolment.queued_at, pk__lte=enrolment.pk)
    ).count()


def evaluation_of(training: Training) -> Evaluation:
    """The means of one training's evaluation, and the remarks in an order that tells nothing."""
    rows = list(training.evaluations.order_by("pk"))
    least = profile.current().trainings.least_answers
    attended = training.enrolments.filter(state=EnrolmentState.ATTENDED).count()
    if len(rows) < least:
        return Evaluation(len(rows), attended, [], [], least)
    statements = [
        Statement(words, sum(row.answers[index] for row in rows) / len(rows))
        for index, words in enumerate(training.questions)
    ]
    return Evaluation(len(rows), attended, statements, [row.remark for row in rows if row.remark], least)


def never_came() -> list[Agency]:
    """Officials in office who never attended a training, by their organisation; one query.

    An official without organisation counts under "Tanpa instansi".
    """
    in_office = RoleAssignment.objects.in_force().filter(person=OuterRef("pk"), role__in=OFFICIAL_ROLES)
    came = TrainingEnrolment.objects.filter(user__person=OuterRef("pk"), state=EnrolmentState.ATTENDED)
    rows = (
        Person.objects.filter(Exists(in_office))
        .annotate(has_come=Exists(came))
        .order_by()
        .values("organization__name")
        .annotate(officials=Count("pk"), never=Count("pk", filter=Q(has_come=False)))
        .order_by(F("never").desc(), "organization__name")
    )
    return [Agency(row["organization__name"] or "Tanpa instansi", row["officials"], row["never"]) for row in rows]


def never_came_people(agency: str) -> list[Person]:
    """Who in one organisation never came, so that they can be invited."""
    in_office = RoleAssignment.objects.in_force().filter(person=OuterRef("pk"), role__in=OFFICIAL_ROLES)
    came = TrainingEnrolment.objects.filter(user__person=OuterRef("pk"), state=EnrolmentState.ATTENDED)
    of_agency = Q(organization__isnull=True) if agency == "Tanpa instansi" else Q(organization__name=agency)
    rows = Person.objects.filter(of_agency).filter(Exists(in_office)).filter(~Exists(came))
    return list(rows.order_by("full_name", "pk")[:200])


def year_figures(year: int) -> dict[str, Any]:
    """Trainings held in a year and the people trained, by group (Pasal 11(2)d). Computed, never typed."""
    zone = clock.calendar().zone
    begin, end = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    held = Training.objects.filter(state=TrainingState.HELD, starts_at__gte=begin, starts_at__lt=end)
    came = TrainingEnrolment.objects.filter(state=EnrolmentState.ATTENDED, training__in=held)
    counts = came.aggregate(
        people=Count("pk", distinct=True),
        certificates=Count("certificates", filter=Q(certificates__replaces__isnull=True)),
        **{group: Count("pk", filter=Q(group=group), distinct=True) for group in ParticipantGroup.values},
    )
    rows = held.annotate(
        enrolled=Count("enrolments", filter=Q(enrolments__state__in=SEATED)),
        attended=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ATTENDED)),
    ).order_by("starts_at", "pk")
    return {
        "year": year,
        "sessions": held.count(),
        "people": counts["people"],
        "certificates": counts["certificates"],
        "groups": [(group.label, counts[group.value]) for group in ParticipantGroup],
        "rows": list(rows[:MOST_IN_CALENDAR]),
    }


def desk_card(user: Any) -> dict[str, Any] | None:
    """What the staff's first page says about trainings; None when nothing is due or the person may not see them."""
    if not isinstance(user, User) or not user.has_perm(VIEW):
        return None
    now = timezone.now()
    ahead = Q(state__in=[TrainingState.OPEN, TrainingState.CLOSED])
    counts = Training.objects.aggregate(
        drafts=Count("pk", filter=Q(state=TrainingState.DRAFT)),
        coming=Count("pk", filter=ahead & Q(ends_at__gt=now)),
        over=Count("pk", filter=ahead & Q(ends_at__lte=now)),
    )
    return counts if any(counts.values()) else None


def own_rows(user: User) -> TrainingEnrolmentQuerySet:
    """One's own trainings, with what is still to be had."""
    return TrainingEnrolment.objects.filter(user=user).select_related("training__room")
