"""Messages about trainings: the words, and the file for the calendar."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core import profile
from core.calendar_file import CANCEL, REQUEST, Appointment, calendar_file, content_type
from core.mail import Part, mail_queue, render
from core.models import OfficialDocument
from core.receipt_codes import code_for
from helpdesk.models import Training, TrainingEnrolment

RECEIPT_SCOPE = "training"
# Anybody can have these sent to any address.
PUBLIC_KINDS = ("training_public.to_confirm", "training_public.known_already")
FILE_NAME = "pelatihan.ics"
_FOLDER = "helpdesk/training/emails"


def page_address(enrolment: TrainingEnrolment) -> str:
    """Where the participant sees the own part; without an account, the link with the receipt's code."""
    if enrolment.user_id is not None:
        return f"{settings.BASE_URL}{reverse('training:enrolment', args=[enrolment.number])}"
    code = code_for(RECEIPT_SCOPE, enrolment.number)
    return f"{settings.BASE_URL}{reverse('training:link', args=[enrolment.number, code])}"


def training_appointment(training: Training, *, link: bool, attendee: str = "", page: str = "") -> Appointment:
    """The training as calendar programs keep it.

    Args:
        link: also tell the video link, which only participants get.
        attendee: whose calendar it is; empty for the public file.
        page: where more is told.
    """
    lpse = profile.current()
    words = [training.subject, page or f"{settings.BASE_URL}{reverse('training:training', args=[training.number])}"]
    if link and training.video_link:
        words.insert(1, f"Tautan video: {training.video_link}")
    return Appointment(
        uid=f"{training.number}@{urlsplit(settings.BASE_URL).hostname}",
        sequence=training.sequence,
        made_at=timezone.now(),
        starts_at=training.starts_at,
        ends_at=training.ends_at,
        summary=f"{training.title}, {lpse.unit.short_name}",
        description="\n".join(words),
        location=f"{training.place_label}, {lpse.contact.address}" if training.room else training.place_label,
        organizer=lpse.contact.email,
        organizer_name=lpse.unit.name,
        attendee=attendee,
    )


def enrolment_file(enrolment: TrainingEnrolment, *, method: str = REQUEST) -> bytes:
    """One participant's file for a calendar program."""
    appointment = training_appointment(
        enrolment.training, link=True, attendee=enrolment.email, page=page_address(enrolment)
    )
    return calendar_file(appointment, method=method)


def to_confirm(enrolment: TrainingEnrolment) -> None:
    """A stranger asked: open the link to confirm the address."""
    _send(enrolment, "to_confirm", family="training_public")


def known_already(enrolment: TrainingEnrolment) -> None:
    """The address is enrolled already; its link again."""
    _send(enrolment, "known_already", family="training_public")


def enrolled(enrolment: TrainingEnrolment) -> None:
    """A seat: when, where, what to bring, with calendar file."""
    _send(enrolment, "enrolled", method=REQUEST)


def waiting(enrolment: TrainingEnrolment) -> None:
    """No seat is free; the waiting list moves up by itself."""
    _send(enrolment, "waiting")


def moved_up(enrolment: TrainingEnrolment) -> None:
    """Somebody gave a seat back: it is now this participant's."""
    _send(enrolment, "moved_up", method=REQUEST)


def changed(enrolment: TrainingEnrolment) -> None:
    """Another time or place."""
    _send(enrolment, "changed", method=REQUEST)


def reminder(enrolment: TrainingEnrolment) -> None:
    """The training is near."""
    _send(enrolment, "reminder", method=REQUEST)


def left(enrolment: TrainingEnrolment) -> None:
    """The participant or the desk gave the seat back; the calendar takes it out."""
    _send(enrolment, "left", method=CANCEL)


def called_off(enrolment: TrainingEnrolment) -> None:
    """The training is cancelled, with the reason."""
    _send(enrolment, "called_off", method=CANCEL)


def certificate(enrolment: TrainingEnrolment, document: OfficialDocument, *, is_correction: bool) -> None:
    """The certificate; the mail waits for its PDF."""
    _send(enrolment, "certificate_corrected" if is_correction else "certificate", document=document)


def _send(
    enrolment: TrainingEnrolment,
    template: str,
    *,
    method: str = "",
    family: str = "training",
    document: OfficialDocument | None = None,
) -> None:
    """Queue the message, if the participant gave an address."""
    if not enrolment.email:
        return
    training = enrolment.training
    subject, body = render(
        f"{_FOLDER}/{template}.txt",
        {
            "enrolment": enrolment,
            "training": training,
            "url": page_address(enrolment),
            "document": document,
            "code": "" if enrolment.user_id else code_for(RECEIPT_SCOPE, enrolment.number),
        },
    )
    mail_queue(
        to=enrolment.email,
        kind=f"{family}.{template}",
        subject=subject,
        body=body,
        recipient=enrolment.user,
        case_number=enrolment.number,
        attachments=[document] if document else (),
        parts=[Part(FILE_NAME, content_type(method), enrolment_file(enrolment, method=method))] if method else (),
    )
