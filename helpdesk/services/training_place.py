"""The room of a training, held by a booking of the whole room: the rooms' own exclusion constraint is the only calendar.

The office's own trainings are not bound to the slots and days ahead of visitors' bookings, and nobody shows a card for
them: such a booking is confirmed at once, never a no-show, and ends with its time.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import clock, profile
from core.audit import audit_record
from core.formats import long_datetime
from core.models import User
from core.numbers import number_issue
from core.refusals import BadInput
from core.visits.services import visit_code
from helpdesk.enums.rooms import BookingChannel, BookingState
from helpdesk.models import LAST_SEAT, Room, RoomBooking, Training
from helpdesk.selectors.room_times import span_label
from helpdesk.services.room_bookings import NUMBER_SERIES, booking_move
from helpdesk.transitions.rooms import BOOKING_TYPE
from helpdesk.transitions.rooms import CANCEL as CANCEL_BOOKING


def place_take(training: Training, actor: User) -> RoomBooking | None:
    """Hold the whole room of a training for its time, in the caller's transaction; None when it needs no room.

    Raises:
        BadInput: the room is closed, too small, or somebody has booked it or one of its seats meanwhile.
    """
    if training.room_id is None:
        return None
    # Whoever books the same room meanwhile waits here.
    room = Room.objects.select_for_update(of=("self",), no_key=True).get(pk=training.room_id)
    if not room.is_active:
        raise BadInput("Ruang ini sedang tidak dapat dipesan. Pilih ruang lain.", code="closed_room", field="room")
    if training.seats > room.seats:
        raise BadInput(
            f"{room.name} memuat {room.seats} orang. Kurangi jumlah tempat atau pilih ruang lain.",
            code="too_small",
            field="seats",
        )
    booking = RoomBooking(
        number=number_issue(series=NUMBER_SERIES, on=clock.today()),
        code=visit_code(),
        room=room,
        seat_from=1,
        seat_to=LAST_SEAT,
        starts_at=training.starts_at,
        ends_at=training.ends_at,
        purpose=f"Pelatihan {training.number}: {training.title}"[:200],
        people=training.seats,
        channel=BookingChannel.OFFICE,
        state=BookingState.CONFIRMED,
        visitor_name=f"Pelatihan {training.number}",
        visitor_agency=profile.current().unit.name[:160],
        requested_by=actor,
        confirmed_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError as error:
        if "room_booking_never_twice" in str(error):
            raise _taken(room, training) from error
        raise
    audit_record(
        action="room_booking.requested",
        object_type=BOOKING_TYPE,
        object_number=booking.number,
        actor=actor,
        data={
            "room": room.code,
            "seat": booking.seat_label,
            "starts_at": training.starts_at.isoformat(),
            "ends_at": training.ends_at.isoformat(),
            "channel": booking.channel,
            "training": training.number,
            "to": booking.state,
        },
    )
    return booking


def place_leave(booking: RoomBooking, actor: User) -> None:
    """Give the room free again, in the caller's transaction."""
    booking_move(
        CANCEL_BOOKING,
        booking,
        actor=actor,
        cancelled_at=timezone.now(),
        cancelled_by=actor,
        sequence=booking.sequence + 1,
    )


def _taken(room: Room, training: Training) -> BadInput:
    """Who was first, so that the officer can look for another time or room."""
    rows = RoomBooking.objects.live().filter(room=room).within(training.starts_at, training.ends_at)
    first = rows.order_by("starts_at", "pk").first()
    words = (
        f" ({first.number}, {long_datetime(first.starts_at)}, {span_label(first.starts_at, first.ends_at)})"
        if first
        else ""
    )
    return BadInput(
        f"{room.name} sudah dipesan pada waktu itu{words}. Pilih waktu atau ruang lain.", code="taken", field="room"
    )
