"""Answers to mails that came in, one function each."""

from django.conf import settings
from django.urls import reverse

from core.files import policy
from core.mail import mail_queue, render
from helpdesk.mail_tokens import subject_tagged, thread_of
from helpdesk.models import Ticket

# Anyone can cause them for any address, so their number a day is limited, apart from that of receipts.
KINDS = ("ticketmail.files", "ticketmail.password")


def files_refused(ticket: Ticket, to: str, sentences: list[str]) -> None:
    """Which files of a mail were not taken, why, and what to do; the text was."""
    subject, body = render(
        "helpdesk/emails/inbound_files.txt",
        {
            "ticket": ticket,
            "sentences": sentences,
            "hint": policy.hint(),
            "url": f"{settings.BASE_URL}{reverse('tickets:start')}",
        },
    )
    mail_queue(
        to=to, kind="ticketmail.files", subject=subject_tagged(subject, ticket), body=body, case_number=ticket.number,
        thread=thread_of(ticket),
    )  # fmt: skip


def password_told(to: str) -> None:
    """The mail told a password: nothing of it was kept."""
    subject, body = render(
        "helpdesk/emails/inbound_password.txt", {"url": f"{settings.BASE_URL}{reverse('tickets:start')}"}
    )
    mail_queue(to=to, kind="ticketmail.password", subject=subject, body=body)
