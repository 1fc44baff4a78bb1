"""The mail that asks how it was, after a ticket."""

from django.conf import settings
from django.urls import reverse

from core.formats import long_date
from core.mail import mail_queue, render
from helpdesk.models import SurveyInvitation
from helpdesk.survey_tokens import token_for


def invitation(row: SurveyInvitation) -> None:
    """The link by which the reporter answers once, without an account."""
    ticket = row.ticket
    subject, body = render(
        "helpdesk/surveys/emails/invitation.txt",
        {
            "ticket": ticket,
            "name": ticket.reporter_name,
            "url": f"{settings.BASE_URL}{reverse('survey:after_ticket', args=[token_for(row)])}",
            "until": long_date(row.expires_at),
        },
    )
    mail_queue(
        to=ticket.reporter_email,
        kind="survey.invitation",
        subject=subject,
        body=body,
        recipient=ticket.owner,
        case_number=ticket.number,
        dedup_key=f"survey:{ticket.number}",
    )
