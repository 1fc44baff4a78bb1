"""Appointments as files of calendar programs (RFC 5545), attached to mail: a request, a change, a cancellation."""

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

REQUEST = "REQUEST"
CANCEL = "CANCEL"
FILE_NAME = "kunjungan.ics"


@dataclass(frozen=True)
class Appointment:
    """One appointment as the other side's calendar keeps it.

    Args:
        uid: the same for every file about it, so that a later one replaces an earlier.
        sequence: raised with every change.
        made_at: when this file was made.
        organizer: address of the office; `organizer_name` is what people read.
    """

    uid: str
    sequence: int
    made_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    location: str
    organizer: str
    organizer_name: str
    attendee: str


def calendar_file(appointment: Appointment, *, method: str = REQUEST) -> bytes:
    """The file for `method` (``REQUEST`` also changes an earlier one, ``CANCEL`` takes it back). Times are UTC."""
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.made_at.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("summary", appointment.summary)
    event.add("description", appointment.description)
    event.add("location", appointment.location)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    organizer = vCalAddress(f"mailto:{appointment.organizer}")
    organizer.params["cn"] = vText(appointment.organizer_name)
    event["organizer"] = organizer
    event.add("attendee", vCalAddress(f"mailto:{appointment.attendee}"))
    calendar = Calendar()
    calendar.add("prodid", "-//Portal LPSE//kunjungan//ID")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return calendar.to_ical()


def content_type(method: str) -> str:
    """Type of the file in a mail; the method in it lets mail programs offer to take the appointment over."""
    return f"text/calendar; method={method}"
