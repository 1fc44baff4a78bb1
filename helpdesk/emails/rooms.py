"""Messages about bookings of rooms: the words, the file for the calendar, and the code that is shown at the desk."""

import io
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core import profile
from core.calendar_file import CANCEL, FILE_NAME, REQUEST, Appointment, calendar_file, content_type
from core.mail import Part, mail_queue, render
from helpdesk.models import RoomBooking

_FOLDER = "helpdesk/rooms/emails"


def page_address(booking: RoomBooking) -> str:
    """Where the visitor sees the booking; for somebody without an account, the list of rooms."""
    if booking.visitor_id is None:
        return f"{settings.BASE_URL}{reverse('rooms:list')}"
    return f"{settings.BASE_URL}{reverse('rooms:booking', args=[booking.number])}"


def check_in_address(booking: RoomBooking) -> str:
    """What the QR code holds: the desk's page with the code typed in already. It opens nothing to anybody but staff."""
    return f"{settings.BASE_URL}{reverse('room_desk:today')}?kode={booking.code}"


def booking_file(booking: RoomBooking, *, method: str = REQUEST) -> bytes:
    """The booking as a file for calendar programs."""
    lpse = profile.current()
    return calendar_file(
        Appointment(
            uid=f"{booking.number}@{urlsplit(settings.BASE_URL).hostname}",
            sequence=booking.sequence,
            made_at=timezone.now(),
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            summary=f"{booking.room.name}, {lpse.unit.short_name}",
            description=f"Pemesanan {booking.number}. {booking.seat_label}. Bawa KTP; tunjukkan kode QR di loket.\n"
            f"{page_address(booking)}",
            location=f"{booking.room.place}, {lpse.unit.name}, {lpse.contact.address}",
            organizer=lpse.contact.email,
            organizer_name=lpse.unit.name,
            attendee=booking.address,
        ),
        method=method,
    )


def requested(booking: RoomBooking) -> None:
    """Asked for; the room waits for an approval."""
    _send(booking, "requested")


def confirmed(booking: RoomBooking) -> None:
    """Booked: when, where, what to bring, with calendar file and QR code."""
    _send(booking, "confirmed", _parts)


def reminder(booking: RoomBooking) -> None:
    """The booking is near."""
    _send(booking, "reminder", _parts)


def declined(booking: RoomBooking) -> None:
    """Not approved, with the reason."""
    _send(booking, "declined")


def cancelled(booking: RoomBooking) -> None:
    """Cancelled by the visitor or the desk; the calendar takes it out."""
    _send(
        booking,
        "cancelled",
        lambda row: [Part(FILE_NAME, content_type(CANCEL), booking_file(row, method=CANCEL))],
    )


def missed(booking: RoomBooking) -> None:
    """Nobody came; the room was given free."""
    _send(booking, "missed")


def _parts(booking: RoomBooking) -> list[Part]:
    picture = io.BytesIO()
    segno.make(check_in_address(booking), error="m", micro=False).save(picture, kind="png", scale=6, border=4)
    return [
        Part(FILE_NAME, content_type(REQUEST), booking_file(booking)),
        Part(f"kode-hadir-{booking.number}.png", "image/png", picture.getvalue()),
    ]


def _nothing(booking: RoomBooking) -> Sequence[Part]:
    return ()


def _send(booking: RoomBooking, template: str, parts: Callable[[RoomBooking], Sequence[Part]] = _nothing) -> None:
    """Queue the message, if the visitor gave an address."""
    if not booking.address:
        return
    subject, body = render(
        f"{_FOLDER}/{template}.txt",
        {"booking": booking, "room": booking.room, "name": booking.visitor_name, "url": page_address(booking)},
    )
    mail_queue(
        to=booking.address,
        kind=f"room_booking.{template}",
        subject=subject,
        body=body,
        recipient=booking.visitor,
        case_number=booking.number,
        parts=parts(booking),
    )
