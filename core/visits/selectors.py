"""Reads of visits: the day at the counter, the screen of the waiting room, and how long people wait."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import Case, Count, Q, When
from django.utils import timezone

from core import clock
from core.clock import duration
from core.enums import VisitState
from core.median import Median
from core.models import Visit
from core.models.visit import ARRIVED

FIGURE_DAYS = 30
MOST_SHOWN = 100
MOST_ON_SCREEN = 8


@dataclass(frozen=True)
class Day:
    """The visits of today as the counter sees them, each part in the order in which it is worked on."""

    booked: list[Visit]
    waiting: list[Visit]
    called: list[Visit]
    left_open: list[Visit]
    served: int
    no_show: int


@dataclass(frozen=True)
class Screen:
    """What the waiting room sees: numbers and counters, nothing else."""

    called: list[tuple[str, str]]
    waiting: list[str]
    at: datetime


@dataclass(frozen=True)
class VisitFigures:
    """Computed from the rows, never typed.

    Attributes:
        median_minutes: from check-in to call, over the last 30 days; None when nobody was called.
        no_show_share: percent of the appointments of the last 30 days to which nobody came; None without any.
    """

    waiting: int
    median_minutes: int | None
    no_show_share: int | None

    @property
    def median_words(self) -> str:
        """``12 menit``; empty when there is none to name."""
        return duration(self.median_minutes) if self.median_minutes is not None else ""


def day_bounds() -> tuple[datetime, datetime]:
    """Begin and end of today at the LPSE."""
    begin = datetime.combine(clock.today(), time(), clock.calendar().zone)
    return begin, begin + timedelta(days=1)


def day_now() -> Day:
    """The day at the counter; the parts are bounded, because a counter serves people, not thousands."""
    today, (begin, end) = clock.today(), day_bounds()
    appointments = Q(starts_at__gte=begin, starts_at__lt=end)
    ended = Visit.objects.filter(Q(day=today) | appointments).aggregate(
        served=Count("pk", filter=Q(state=VisitState.SERVED)), no_show=Count("pk", filter=Q(state=VisitState.NO_SHOW))
    )
    arrived = Q(state__in=[VisitState.CHECKED_IN, VisitState.CALLED], day__lte=today)
    rows = Visit.objects.filter(arrived | Q(appointments, state=VisitState.BOOKED)).order_by("-pk")[: 4 * MOST_SHOWN]
    here = [visit for visit in rows if visit.day == today]
    booked = [visit for visit in rows if visit.state == VisitState.BOOKED]
    left = [visit for visit in rows if visit.state != VisitState.BOOKED and visit.day != today]
    return Day(
        booked=sorted(booked, key=attrgetter("starts_at", "pk"))[:MOST_SHOWN],
        waiting=_in_state(here, VisitState.CHECKED_IN, attrgetter("queue_number"))[:MOST_SHOWN],
        called=_in_state(here, VisitState.CALLED, attrgetter("called_at", "pk"))[::-1][:MOST_SHOWN],
        left_open=sorted(left, key=attrgetter("day", "queue_number"))[:MOST_SHOWN],
        served=ended["served"],
        no_show=ended["no_show"],
    )


def _in_state(visits: list[Visit], state: str, key: Callable[[Visit], Any]) -> list[Visit]:
    return sorted((visit for visit in visits if visit.state == state), key=key)


def screen_now() -> Screen:
    """The numbers that are called now, latest first, and who comes next."""
    here = Visit.objects.filter(day=clock.today())
    called = here.filter(state=VisitState.CALLED).order_by("-called_at", "-pk").only("queue_number", "counter")
    waiting = here.filter(state=VisitState.CHECKED_IN).order_by("queue_number").only("queue_number")
    return Screen(
        [(visit.queue_label, visit.counter) for visit in called[:MOST_ON_SCREEN]],
        [visit.queue_label for visit in waiting[:MOST_ON_SCREEN]],
        timezone.now(),
    )


def figures() -> VisitFigures:
    """Waiting now, the middle wait and the share of no-shows of the last 30 days."""
    now, today = timezone.now(), clock.today()
    since = now - timedelta(days=FIGURE_DAYS)
    called, held = Q(called_at__gte=since), Q(starts_at__gte=since, starts_at__lte=now)
    found = Visit.objects.filter(called | held | Q(day=today)).aggregate(
        median=Median("waiting_minutes", filter=called),
        missed=Count("pk", filter=held & Q(state=VisitState.NO_SHOW)),
        came=Count("pk", filter=held & Q(state__in=ARRIVED)),
        waiting=Count("pk", filter=Q(day=today, state=VisitState.CHECKED_IN)),
    )
    total = found["missed"] + found["came"]
    return VisitFigures(
        waiting=found["waiting"],
        median_minutes=round(found["median"]) if found["median"] is not None else None,
        no_show_share=round(100 * found["missed"] / total) if total else None,
    )


def visit_of_case(case_number: str) -> Visit | None:
    """The visit that matters for a case now: here today, or else still to come, or else its latest."""
    here = Q(day=clock.today(), state__in=[VisitState.CHECKED_IN, VisitState.CALLED, VisitState.SERVED])
    rank = Case(When(here, then=0), When(state=VisitState.BOOKED, then=1), default=2)
    return Visit.objects.filter(case_number=case_number).order_by(rank, "-pk").first()


def booked_of_case(case_number: str) -> Visit | None:
    """The appointment of a case, or None."""
    return Visit.objects.filter(case_number=case_number, state=VisitState.BOOKED).order_by("-pk").first()


def overdue(grace: timedelta) -> Iterable[Visit]:
    """Appointments whose time and grace are over without a check-in."""
    late = timezone.now() - grace
    return Visit.objects.filter(state=VisitState.BOOKED, starts_at__lte=late).order_by("starts_at", "pk")[:MOST_SHOWN]
