"""Messages about suggestions; the answer itself goes out as a message of the ticket."""

from django.conf import settings
from django.urls import reverse

from core.formats import long_date
from core.mail import mail_queue, render
from helpdesk.models import SuggestionDecision


def promise_late(row: SuggestionDecision) -> int:
    """To who decided and who recommended: a promised day is over.

    Returns:
        How many were told.
    """
    subject, body = render(
        "helpdesk/suggestions/emails/promise_late.txt",
        {
            "number": row.ticket.number,
            "decision": row,
            "promised_on": long_date(row.promised_on) if row.promised_on else "",
            "url": settings.BASE_URL + reverse("suggestion_desk:case", args=[row.ticket.number]),
        },
    )
    told = 0
    for person in (row.decided_by, row.recommended_by):
        if person is not None and person.is_active and person.email:
            mail = mail_queue(
                to=person.email, kind="suggestion.promise_late", subject=subject, body=body, recipient=person,
                case_number=row.ticket.number, dedup_key=f"suggestion-late:{row.pk}:{row.reminded_on}:{person.pk}",
            )  # fmt: skip
            told += mail is not None
    return told
