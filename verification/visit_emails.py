"""Messages about appointments: the words, the file for the calendar, and the code that is shown at the counter."""

import io
from collections.abc import Sequence
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core import profile
from core.calendar_file import CANCEL, FILE_NAME, REQUEST, Appointment, calendar_file, content_type
from core.enums import VisitPlace
from core.mail import Part, mail_queue, render
from core.models import Visit
from registration.models import Application

_FOLDER = "verification/emails"


def page_address(application: Application) -> str:
    """The applicant's page of the appointment."""
    return f"{settings.BASE_URL}{reverse('visits:visit', args=[application.number])}"


def check_in_address(visit: Visit) -> str:
    """What the QR code holds: the counter's page with the code typed in already. It opens nothing to anybody but staff."""
    return f"{settings.BASE_URL}{reverse('desk:visits')}?kode={visit.code}"


def appointment_file(visit: Visit, application: Application, *, method: str = REQUEST) -> bytes:
    """The appointment as a file for calendar programs.

    Raises:
        ValueError: the visit is no appointment.
    """
    if visit.starts_at is None or visit.ends_at is None:
        raise ValueError(f"{visit.number} has no time")
    lpse = profile.current()
    at_desk = visit.place == VisitPlace.DESK
    how = "Bawa dokumen asli dan KTP; tunjukkan kode QR di loket." if at_desk else lpse.visits.video_note
    return calendar_file(
        Appointment(
            uid=f"{visit.number}@{urlsplit(settings.BASE_URL).hostname}",
            sequence=visit.sequence,
            made_at=timezone.now(),
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            summary=f"{visit.purpose}, {lpse.unit.short_name}",
            description=f"Pendaftaran {application.number}. Kunjungan {visit.number}. {how}\n{page_address(application)}",
            location=f"{lpse.unit.name}, {lpse.contact.address}" if at_desk else visit.get_place_display(),
            organizer=lpse.contact.email,
            organizer_name=lpse.unit.name,
            attendee=application.owner.email,
        ),
        method=method,
    )


def booked(visit: Visit, application: Application) -> None:
    """Booked: when, where, what to bring, with calendar file and QR code."""
    _send(visit, application, "visit_booked", _parts(visit, application))


def moved(visit: Visit, application: Application) -> None:
    """Moved: the new time, with a calendar file that replaces the earlier one; the code stays."""
    _send(visit, application, "visit_moved", _parts(visit, application))


def cancelled(visit: Visit, application: Application) -> None:
    """Cancelled, by the applicant or because the application is over; the calendar takes the appointment out."""
    content = appointment_file(visit, application, method=CANCEL)
    _send(visit, application, "visit_cancelled", [Part(FILE_NAME, content_type(CANCEL), content)])


def missed(visit: Visit, application: Application) -> None:
    """Nobody came; a new slot can be booked."""
    _send(visit, application, "visit_missed", [])


def _parts(visit: Visit, application: Application) -> list[Part]:
    picture = io.BytesIO()
    segno.make(check_in_address(visit), error="m", micro=False).save(picture, kind="png", scale=6, border=4)
    return [
        Part(FILE_NAME, content_type(REQUEST), appointment_file(visit, application)),
        Part(f"kode-hadir-{visit.number}.png", "image/png", picture.getvalue()),
    ]


def _send(visit: Visit, application: Application, template: str, parts: Sequence[Part]) -> None:
    subject, body = render(
        f"{_FOLDER}/{template}.txt",
        {
            "visit": visit,
            "application": application,
            "name": application.full_name or application.owner.full_name,
            "is_video": visit.place == VisitPlace.VIDEO,
            "url": page_address(application),
        },
    )
    mail_queue(
        to=application.owner.email,
        kind=f"application.{template}",
        subject=subject,
        body=body,
        recipient=application.owner,
        case_number=application.number,
        parts=parts,
    )
