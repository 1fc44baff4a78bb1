"""What the portal does with bookings by itself, again and again; and what is emptied when its time is over."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core import clock, profile
from core.models import Person
from core.refusals import Refusal
from core.transitions import WrongState, lock
from helpdesk.emails import rooms as emails
from helpdesk.enums.rooms import BookingState
from helpdesk.models import LIVE, NetworkVoucher, RoomBooking
from helpdesk.services.room_bookings import booking_decline
from helpdesk.services.room_visits import SHOWN_FOR, booking_no_show, finished

LAPSED = "Belum diputuskan pada waktunya."
_MOST_AT_ONCE = 200


def rooms_keep() -> int:
    """Free what nobody came for, end what is over, remind of what comes, and forget what need not be kept. Twice is once.

    Returns:
        How many bookings were changed.
    """
    now, rules = timezone.now(), profile.current().rooms
    # A training's own booking waits for nobody's card; it ends with the training.
    rows = RoomBooking.objects.filter(training__isnull=True).select_related("room", "visitor__person")
    since = now - timedelta(minutes=rules.no_show_minutes)
    # Whoever booked at the desk what had begun already has the same time to come as the others.
    late = rows.filter(state=BookingState.CONFIRMED, starts_at__lte=since, confirmed_at__lte=since)
    brief = rows.filter(state=BookingState.CONFIRMED, ends_at__lte=now)
    waiting = rows.filter(state=BookingState.REQUESTED).filter(
        Q(starts_at__lte=since, requested_at__lte=since) | Q(ends_at__lte=now)
    )
    inside = rows.filter(state=BookingState.CHECKED_IN, ends_at__lte=now)
    done = _each(late, lambda row: booking_no_show(booking=row, actor=None))
    done += _each(brief, lambda row: booking_no_show(booking=row, actor=None))
    done += _each(waiting, lambda row: booking_decline(booking=row, reason=LAPSED, actor=None))
    done += _each(inside, _end_after_closing)
    if rules.reminder_hours:
        ahead = timedelta(hours=rules.reminder_hours)
        # Who booked later than the reminder would have come has just read when it is.
        coming = rows.filter(
            state=BookingState.CONFIRMED,
            starts_at__gt=now,
            starts_at__lte=now + ahead,
            reminded_at__isnull=True,
            confirmed_at__lte=F("starts_at") - ahead,
        )
        done += _each(coming, _remind)
    NetworkVoucher.objects.filter(issued_at__lte=now - SHOWN_FOR).exclude(shown_code=b"").update(shown_code=b"")
    return done + _forget(RoomBooking.objects.filter(ends_at__lte=now - timedelta(days=rules.visitor_data_days)))


def rooms_of_person_erase(person: Person) -> None:
    """Empty what bookings tell about a person who asked for it (UU 27/2022).

    Raises:
        Refusal: a booking is still ahead or in use.
    """
    own = RoomBooking.objects.filter(visitor__person=person)
    live = own.filter(state__in=LIVE).order_by("starts_at").first()
    if live is not None:
        raise Refusal(
            f"Orang ini masih mempunyai pemesanan ruang {live.number}. Batalkan atau selesaikan dahulu.", code="booked"
        )
    while _forget(own):
        pass


def _each(rows: QuerySet[RoomBooking], act: Callable[[RoomBooking], object]) -> int:
    """Act on each row in a transaction of its own; one that somebody else was faster with is left."""
    done = 0
    for row in rows.order_by("starts_at", "pk")[:_MOST_AT_ONCE]:
        try:
            done += act(row) is not None
        except WrongState:
            continue
    return done


def _end_after_closing(booking: RoomBooking) -> RoomBooking | None:
    """A visitor whom nobody saw leaving has left when the office closed; noted with the booked end."""
    openings = clock.office_day(clock.local(booking.ends_at).date()).openings
    if openings and timezone.now() < openings[-1][1]:
        return None
    return finished(booking, None, booking.ends_at)


def _remind(booking: RoomBooking) -> RoomBooking | None:
    with transaction.atomic():
        fresh = lock(booking)
        if fresh.state != BookingState.CONFIRMED or fresh.reminded_at is not None:
            return None
        fresh.reminded_at = timezone.now()
        fresh.save(update_fields=["reminded_at"])
        emails.reminder(fresh)
        return fresh


def _forget(rows: QuerySet[RoomBooking]) -> int:
    """Empty names and contacts; number, room, time and outcome stay as figures."""
    keys = list(
        rows.filter(erased_at__isnull=True).exclude(state__in=LIVE).values_list("pk", flat=True)[:_MOST_AT_ONCE]
    )
    return RoomBooking.objects.filter(pk__in=keys, erased_at__isnull=True).update(
        visitor_name="",
        visitor_agency="",
        visitor_phone="",
        visitor_email="",
        purpose="",
        erased_at=timezone.now(),
    )
