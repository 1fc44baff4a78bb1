"""Messages of verification, one function each. All are rows in the caller's transaction (rule 6)."""

from core.formats import long_datetime
from core.mail import mail_queue, render
from core.models import OfficialDocument
from verification.models import Objection
from verification.objection_time import objection_url

_FOLDER = "verification/emails"


def objection_received(objection: Objection) -> None:
    """To the applicant: it is here, under this number; who answers and how."""
    _send(objection, "objection_received", submitted=long_datetime(objection.submitted_at or objection.created_at))


def objection_answered(objection: Objection, letter: OfficialDocument) -> None:
    """To the applicant: the answer, with the letter."""
    _send(objection, "objection_answered", letter=letter)


def _send(objection: Objection, template: str, letter: OfficialDocument | None = None, submitted: str = "") -> None:
    application = objection.application
    subject, body = render(
        f"{_FOLDER}/{template}.txt",
        {
            "objection": objection,
            "number": application.number,
            "name": application.full_name or application.owner.full_name,
            "url": objection_url(application.number),
            "submitted": submitted,
        },
    )
    mail_queue(
        to=application.owner.email,
        kind=f"objection.{template.removeprefix('objection_')}",
        subject=subject,
        body=body,
        recipient=application.owner,
        case_number=application.number,
        attachments=[letter] if letter else [],
    )
