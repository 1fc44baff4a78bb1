"""Messages about escalations to LKPP."""

from django.conf import settings
from django.urls import reverse

from core.formats import long_date
from core.mail import mail_queue, render
from core.models import User
from helpdesk.models import Escalation


def follow_up(escalation: Escalation, user: User) -> None:
    """The day has come on which LKPP is to be reminded; once for each such day."""
    subject, body = render(
        "helpdesk/escalations/emails/follow_up.txt",
        {
            "escalation": escalation,
            "name": user.full_name,
            "sent_on": long_date(escalation.sent_on) if escalation.sent_on else "",
            "follow_up_on": long_date(escalation.follow_up_on) if escalation.follow_up_on else "",
            "url": settings.BASE_URL + reverse("escalations:case", args=[escalation.number]),
        },
    )
    mail_queue(
        to=user.email,
        kind="escalation.follow_up",
        subject=subject,
        body=body,
        recipient=user,
        case_number=escalation.number,
        dedup_key=f"escalation:{escalation.number}:{escalation.follow_up_on}:{user.pk}",
    )
