"""The words of certificates and attendance lists, as plain data frozen with the document. Pure: rows in, dict out."""

from typing import Any

from helpdesk.enums.training import EnrolmentState
from helpdesk.models import Training, TrainingEnrolment

CERTIFICATE = "training_certificate"
ATTENDANCE_LIST = "training_attendance"
# The longer a name, the smaller its letters: up to this many signs each.
_SIZES = ((24, "xl"), (40, "l"), (70, "m"), (120, "s"))


def size_of(name: str) -> str:
    """In which of the certificate's sizes a name still looks well on at most two lines."""
    return next((size for most, size in _SIZES if len(name) <= most), "xs")


def certificate_context(enrolment: TrainingEnrolment) -> dict[str, Any]:
    """Context of one participant's certificate."""
    training = enrolment.training
    return {
        "name": enrolment.name,
        "name_size": size_of(enrolment.name),
        "agency": enrolment.agency,
        "training_number": training.number,
        "training": training.title,
        "title_size": "m" if len(training.title) <= 90 else "s",
        "subject": " ".join(training.subject.split()),
        "place": training.place_label,
        "trainers": training.trainer_lines,
        "starts_at": training.starts_at,
        "ends_at": training.ends_at,
        "hours": round((training.ends_at - training.starts_at).total_seconds() / 3600),
    }


def attendance_context(training: Training) -> dict[str, Any]:
    """Context of the attendance list: everybody who had a seat, in the order of names."""
    rows = training.enrolments.seated().order_by("name", "pk")
    people = [
        {
            "name": row.name,
            "agency": row.agency,
            "number": row.number,
            "attended_at": row.attended_at,
            "how": row.get_attended_how_display() if row.attended_how else "",
        }
        for row in rows
    ]
    return {
        "training_number": training.number,
        "training": training.title,
        "subject": training.subject,
        "place": training.place_label,
        "trainers": training.trainer_lines,
        "starts_at": training.starts_at,
        "ends_at": training.ends_at,
        "people": people,
        "enrolled": len(people),
        "attended": rows.filter(state=EnrolmentState.ATTENDED).count(),
    }
