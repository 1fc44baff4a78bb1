"""Appointments for showing originals: booking, moving, cancelling, and what the portal does by itself."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import profile, transitions
from core.enums import VisitState
from core.formats import long_datetime, short_datetime
from core.models import User, Visit
from core.refusals import BadInput, Refusal
from core.transitions import WrongState
from core.visits import visit_book, visit_cancel, visit_move, visit_no_show
from core.visits.selectors import booked_of_case, overdue
from core.visits.services import visit_place_free
from registration.enums import ApplicationState
from registration.models import Application
from registration.services.application import require_owner
from registration.services.slot import application_slot_set
from verification import visit_emails
from verification.slots import capacity, slot_end

PURPOSE = "Menunjukkan dokumen asli"
# Originals are shown while the office examines the application.
BOOKABLE = frozenset({ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW})
# An application sent back may come again before its appointment.
_KEPT = BOOKABLE | {ApplicationState.RETURNED}
_MOST_AT_ONCE = 200


def slot_book(*, application: Application, starts_at: datetime, place: str, actor: User) -> Visit:
    """Book a slot for one's own application. The same slot twice is once.

    Raises:
        Forbidden: somebody else's application.
        BadInput: the slot cannot be booked (past, too far ahead, closed day, no slot, full); its field is ``slot``.
        Refusal: the application is not with the office, or has an appointment already.
    """
    require_owner(application, actor)
    with transaction.atomic():
        fresh = transitions.lock(application)
        _require_bookable(fresh)
        present = booked_of_case(fresh.number)
        if present is not None and _is_over(present):
            visit_no_show(visit=present, actor=None)
        elif present is not None and (present.starts_at, present.place) == (starts_at, place):
            return present
        ends_at = _free_until(starts_at, place, None)
        visit = visit_book(
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
            purpose=PURPOSE,
            case_number=fresh.number,
            visitor=actor,
            actor=actor,
        )
        application_slot_set(application=fresh, slot_at=starts_at, slot_mode=place)
        visit_emails.booked(visit, fresh)
    return visit


def slot_move(*, application: Application, starts_at: datetime, place: str, actor: User) -> Visit:
    """Give the application's appointment another slot; to the slot it has already changes nothing.

    Raises:
        Forbidden, BadInput: as `slot_book`.
        Refusal: there is no appointment, or it begins too soon to be moved.
    """
    require_owner(application, actor)
    with transaction.atomic():
        fresh = transitions.lock(application)
        _require_bookable(fresh)
        visit = _changeable(fresh)
        if (visit.starts_at, visit.place) == (starts_at, place):
            return visit
        ends_at = _free_until(starts_at, place, visit)
        visit = visit_move(visit=visit, starts_at=starts_at, ends_at=ends_at, place=place, actor=actor)
        application_slot_set(application=fresh, slot_at=starts_at, slot_mode=place)
        visit_emails.moved(visit, fresh)
    return visit


def slot_cancel(*, application: Application, actor: User) -> Visit | None:
    """Take the application's appointment back; twice is once (None: there was none).

    Raises:
        Forbidden: somebody else's application.
        Refusal: it begins too soon to be cancelled.
    """
    require_owner(application, actor)
    with transaction.atomic():
        fresh = transitions.lock(application)
        if booked_of_case(fresh.number) is None:
            return None
        return _cancelled(_changeable(fresh), fresh, actor)


def appointments_keep() -> int:
    """What the portal does by itself: note who did not come, and take back what has lost its case. Twice is once.

    Returns:
        How many appointments were ended.
    """
    grace = timedelta(minutes=profile.current().visits.no_show_minutes)
    done = 0
    for visit in overdue(grace):
        done += _ended_by_portal(visit)
    left = Visit.objects.filter(state=VisitState.BOOKED, case_number__in=_over_numbers()).order_by("pk")
    for visit in left[:_MOST_AT_ONCE]:
        done += _ended_by_portal(visit)
    return done


def changeable_until(visit: Visit) -> datetime | None:
    """Until when the applicant may move or cancel it; None for a visit without appointment."""
    if visit.starts_at is None:
        return None
    return visit.starts_at - timedelta(hours=profile.current().visits.cancel_hours)


def application_of(visit: Visit) -> Application | None:
    """The application that a visit is about."""
    if not visit.case_number:
        return None
    return Application.objects.select_related("owner__person").filter(number=visit.case_number).first()


def _over_numbers() -> Any:
    """Numbers of booked applications that were decided, withdrawn or have expired."""
    booked = Visit.objects.filter(state=VisitState.BOOKED).order_by().values("case_number")
    return Application.objects.filter(number__in=booked).exclude(state__in=_KEPT).order_by().values("number")


def _ended_by_portal(visit: Visit) -> bool:
    """End one appointment; False when its visitor or somebody else was faster."""
    try:
        with transaction.atomic():
            application = application_of(visit)
            if application is not None:
                application = transitions.lock(application)
            if application is not None and application.state not in _KEPT:
                _cancelled(visit, application, None)
                return True
            visit_no_show(visit=visit, actor=None)
            if application is not None:
                application_slot_set(application=application, slot_at=None)
                visit_emails.missed(visit, application)
            return True
    except WrongState:
        return False


def _cancelled(visit: Visit, application: Application, actor: User | None) -> Visit:
    visit = visit_cancel(visit=visit, actor=actor)
    application_slot_set(application=application, slot_at=None)
    visit_emails.cancelled(visit, application)
    return visit


def _require_bookable(application: Application) -> None:
    if application.state in BOOKABLE:
        return
    raise Refusal(
        "Jadwal kunjungan dipesan setelah pendaftaran diserahkan dan sebelum diputuskan; "
        f"pendaftaran ini sekarang “{application.get_state_display()}”.",
        code="not_bookable",
    )


def _free_until(starts_at: datetime, place: str, besides: Visit | None) -> datetime:
    ends_at = slot_end(starts_at, place)
    if not visit_place_free(
        starts_at=starts_at, ends_at=ends_at, place=place, capacity=capacity(place), besides=besides
    ):
        raise BadInput(
            f"Jadwal {short_datetime(starts_at)} baru saja penuh. Pilih jam lain.", code="full", field="slot"
        )
    return ends_at


def _changeable(application: Application) -> Visit:
    present = booked_of_case(application.number)
    if present is None:
        raise Refusal("Tidak ada jadwal yang dapat diubah. Pesan jadwal baru.", code="no_appointment")
    visit = transitions.lock(present)
    until = changeable_until(visit)
    if until is not None and timezone.now() > until:
        contact = profile.current().contact
        raise Refusal(
            f"Jadwal ini hanya dapat diubah sampai {long_datetime(until)}. "
            f"Bila berhalangan, hubungi kami: {contact.phone or contact.email}.",
            code="too_late",
        )
    return visit


def _is_over(visit: Visit) -> bool:
    grace = timedelta(minutes=profile.current().visits.no_show_minutes)
    return visit.starts_at is not None and visit.starts_at + grace <= timezone.now()
