"""Messages about a berita acara kesaksian. No tender and no participant stands in a mail while the report is restricted."""

from django.conf import settings
from django.urls import reverse

from core.mail import mail_queue, render
from core.models import User
from helpdesk.models import WitnessReport


def delivered(report: WitnessReport, user: User) -> None:
    """The report may be downloaded now; where."""
    subject, body = render(
        "helpdesk/witness/emails/delivered.txt",
        {
            "report": report,
            "document": report.document,
            "name": user.full_name,
            "url": settings.BASE_URL + reverse("witness:report", args=[report.number]),
        },
    )
    mail_queue(
        to=user.email,
        kind="witness.delivered",
        subject=subject,
        body=body,
        recipient=user,
        case_number=report.number,
        dedup_key=f"witness:{report.number}:delivered:{user.pk}",
    )
