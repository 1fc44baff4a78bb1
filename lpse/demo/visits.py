"""Visits to the counter: with an appointment or without, called, served, missed; and who stands there now."""

import random
from collections.abc import Generator
from datetime import datetime, timedelta

from core import clock, profile
from core.enums import VisitPlace, VisitState
from core.models import User, Visit
from lpse.demo.office import Office, at_work
from lpse.demo.timeline import Story
from registration.enums import ApplicationState
from registration.models import Application
from verification.enums import Mode
from verification.services.counter import (
    counter_call_next,
    counter_check_in,
    counter_no_show,
    counter_serve,
    counter_walk_in,
)
from verification.services.slots import PURPOSE, appointments_keep, slot_book, slot_cancel, slot_move
from verification.slots import Slot, bookable_days, slots_of

# The last days of which figures about waiting are kept, and the latest begin of a story that surely ends in time.
_DAYS, _LATEST = 34, 9
_BY_APPOINTMENT, _BY_VIDEO, _MISSED, _NOT_THERE = 0.7, 0.3, 0.1, 0.06
_ERRANDS = (
    "Menanyakan persyaratan pendaftaran",
    "Bantuan mengisi formulir pendaftaran",
    "Mengambil surat persetujuan",
    "Menanyakan User ID SPSE yang terlupa",
    "Menunjukkan surat tugas pejabat",
)
# Minutes before the present at which those who wait now came.
_CAME = (38, 29, 17, 11, 5)


def is_at_counter(office: Office, now: datetime) -> bool:
    """True for stories whose applicant is met in the days of which figures are kept."""
    return office.is_whole and office.ago(_DAYS) < now < office.ago(_LATEST)


def mode_of(visit: Visit) -> str:
    """How originals are shown in this visit."""
    return Mode.VIDEO if visit.place == VisitPlace.VIDEO else Mode.IN_PERSON


def comes(
    office: Office, rng: random.Random, application: Application, officer: User, now: datetime
) -> Generator[datetime, None, tuple[Visit, datetime]]:
    """An applicant comes with the originals, by appointment or without one, and is called by this officer.

    Returns:
        The visit and when it was called.
    """
    visit = None
    if rng.random() < _BY_APPOINTMENT:
        yield (now := now + timedelta(minutes=rng.randrange(5, 60)))
        place = VisitPlace.VIDEO if rng.random() < _BY_VIDEO else VisitPlace.DESK
        slot = _slot(place, now + timedelta(hours=3), rng.randrange(5))
        if slot is not None:
            visit = slot_book(application=application, starts_at=slot.starts_at, place=place, actor=application.owner)
            if rng.random() < _MISSED:
                visit = None
                yield (now := slot.starts_at + _grace())
                appointments_keep()
            else:
                yield (now := slot.starts_at + timedelta(minutes=rng.randrange(6)))
                visit = counter_check_in(text=visit.code, actor=officer)
    if visit is None:
        yield (now := at_work(now, rng.randrange(40, 700)))
        visit = counter_walk_in(case_number=application.number, purpose=PURPOSE, actor=officer)
    yield (now := now + timedelta(minutes=rng.randrange(2, 26)))
    _call(office, visit, officer)
    return visit, now


def leaves(visit: Visit, officer: User) -> None:
    """The called visitor was served."""
    counter_serve(visit=visit, actor=officer)


def books(office: Office, rng: random.Random, application: Application, now: datetime) -> Story:
    """The first who waits for the office missed the appointment; of the others most have one ahead (kept, moved, anew)."""
    yield (now := now + timedelta(minutes=rng.randrange(5, 60)))
    number, ahead = next(office.bookings), office.until + timedelta(minutes=20)
    turn = number % 5
    if number == 0:
        slot = _slot(VisitPlace.DESK, now + timedelta(hours=3), 0)
        if slot is not None and slot.starts_at + _grace() < office.until:
            _book(application, slot, VisitPlace.DESK)
            yield slot.starts_at + _grace()
            appointments_keep()
    elif turn == 1:
        _book(application, _slot(VisitPlace.DESK, ahead, 3 * (number - 1)), VisitPlace.DESK)
    elif turn == 2:
        _book(application, _slot(VisitPlace.VIDEO, ahead, rng.randrange(2, 30)), VisitPlace.VIDEO)
        yield now + timedelta(minutes=rng.randrange(20, 90))
        slot_cancel(application=application, actor=application.owner)
        _book(application, _slot(VisitPlace.VIDEO, ahead, rng.randrange(30)), VisitPlace.VIDEO)
    elif turn == 3:
        _book(application, _slot(VisitPlace.DESK, ahead, rng.randrange(20)), VisitPlace.DESK)
        yield now + timedelta(minutes=rng.randrange(20, 90))
        if (other := _slot(VisitPlace.DESK, ahead, rng.randrange(21, 50))) is not None:
            slot_move(
                application=application, starts_at=other.starts_at, place=VisitPlace.DESK, actor=application.owner
            )


def errands(office: Office) -> list[Story]:
    """People without appointment over the last days, and those who stand at the counter now, when it is open."""
    rng, today = office.dice(), clock.local(office.until).date()
    told: list[Story] = []
    for day in range(_DAYS, -1, -1):
        openings = clock.office_day(today - timedelta(days=day)).openings
        for _ in range(rng.choice((0, 1, 1, 2)) if openings else 0):
            begin, end = rng.choice(openings)
            at = begin + timedelta(minutes=rng.randrange(int((end - begin) / timedelta(minutes=1)) - 30))
            if at < office.until - timedelta(hours=1):
                told.append(_errand(office, at))
    openings = clock.office_day(today).openings
    opened = next((begin for begin, end in openings if begin <= office.until < end), None)
    came = [office.until - timedelta(minutes=minutes) for minutes in _CAME]
    told += [_waits(office, at, place) for place, at in enumerate(came) if opened and at >= opened]
    if opened and came[-1] >= opened:
        told.append(_next(office, office.until - timedelta(minutes=4)))
    return told


def _errand(office: Office, at: datetime) -> Story:
    rng = office.dice()
    yield at
    officer = rng.choice(office.officers)
    visit = counter_walk_in(case_number="", purpose=rng.choice(_ERRANDS), actor=officer)
    yield (at := at + timedelta(minutes=rng.randrange(1, 22)))
    _call(office, visit, officer)
    yield at + timedelta(minutes=rng.randrange(4, 18))
    (counter_no_show if rng.random() < _NOT_THERE else counter_serve)(visit=visit, actor=officer)


def _waits(office: Office, at: datetime, place: int) -> Story:
    """One of those at the counter now: every other one about an application that waits."""
    yield at
    booked = Visit.objects.filter(state=VisitState.BOOKED).values("case_number")
    here = Visit.objects.filter(day=clock.today()).values("case_number")
    cases = Application.objects.filter(state=ApplicationState.SUBMITTED).exclude(number__in=booked)
    case = cases.exclude(number__in=here).order_by("pk").first() if place % 2 else None
    counter_walk_in(
        case_number=case.number if case else "",
        purpose=PURPOSE if case else _ERRANDS[place % len(_ERRANDS)],
        actor=office.officers[0],
    )


def _next(office: Office, at: datetime) -> Story:
    yield at
    counter_call_next(counter=_counter(office, office.officers[0]), actor=office.officers[0])


def _call(office: Office, visit: Visit, officer: User) -> None:
    """Call numbers until it is this visitor's turn."""
    while Visit.objects.filter(pk=visit.pk, state=VisitState.CHECKED_IN).exists():
        counter_call_next(counter=_counter(office, officer), actor=officer)


def _counter(office: Office, officer: User) -> str:
    counters = profile.current().visits.counters
    return counters[office.officers.index(officer) % len(counters)]


def _grace() -> timedelta:
    """After so long nobody is expected any more."""
    return timedelta(minutes=profile.current().visits.no_show_minutes + 1)


def _slot(place: str, not_before: datetime, nth: int) -> Slot | None:
    """The nth free slot from a moment on, or the last there is."""
    free = [
        slot
        for day in bookable_days()
        if day >= clock.local(not_before).date()
        for slot in slots_of(day, place)
        if slot.free and slot.starts_at >= not_before
    ]
    return free[min(nth, len(free) - 1)] if free else None


def _book(application: Application, slot: Slot | None, place: str) -> None:
    if slot is not None:
        slot_book(application=application, starts_at=slot.starts_at, place=place, actor=application.owner)
