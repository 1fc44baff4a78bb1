"""Appointments as files of calendar programs (RFC 5545), attached to mail: a request, a change, a cancellation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

REQUEST = "REQUEST"
CANCEL = "CANCEL"
PUBLISH = "PUBLISH"
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
    return _calendar([appointment], method)


def calendar_feed(appointments: Iterable[Appointment]) -> bytes:
    """Appointments that anybody may keep, asked of nobody; calendar programs look at such a file again and again."""
    return _calendar(appointments, PUBLISH)


def _calendar(appointments: Iterable[Appointment], method: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Portal LPSE//kunjungan//ID")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for appointment in appointments:
        calendar.add_component(_event(appointment, method))
    return calendar.to_ical()


def _event(appointment: Appointment, method: str) -> Event:
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
    if method != PUBLISH:
        event.add("attendee", vCalAddress(f"mailto:{appointment.attendee}"))
    return event


def content_type(method: str) -> str:
    """Type of the file in a mail; the method in it lets mail programs offer to take the appointment over."""
    return f"text/calendar; method={method}"
