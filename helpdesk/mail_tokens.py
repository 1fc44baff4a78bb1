"""The token by which an answer to a mail finds its ticket: 80 bits that nobody can guess, stored nowhere.

It stands in the address for answers (after a plus) or in the subject, and in the thread that mail programs keep. Alone
it opens nothing: only together with the reporter's own address a mail is a message of the reporter's.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

from core.mail import Thread
from core.receipt_codes import code_fits, code_for
from helpdesk.models import Ticket

_SCOPE = "ticket-mail"
_TOKEN = re.compile(r"(?<![0-9A-Za-z])([0-9]{1,12})-([0-9A-HJKMNP-TV-Z]{16})(?![0-9A-Za-z])", re.IGNORECASE)
_LONGEST_SUBJECT = 200
# A header may repeat a token often, but no honest one names many tickets.
_MOST_LOOKED_AT = 10


def token_for(ticket: Ticket) -> str:
    """The token of a ticket: ``41-7k2m9qxr4tbv8n3h``."""
    return f"{ticket.pk}-{code_for(_SCOPE, ticket.number).replace('-', '').lower()}"


def is_answered_by_mail() -> bool:
    """True where answers are fetched from a mailbox; else nothing of this stands in a mail."""
    return bool(settings.IMAP_HOST or settings.REPLY_ADDRESS)


def thread_of(ticket: Ticket) -> Thread | None:
    """The conversation of a ticket with its reporter; None where answers are not fetched."""
    if not is_answered_by_mail():
        return None
    local, _, domain = settings.REPLY_ADDRESS.partition("@")
    token = token_for(ticket)
    return Thread(
        root=f"<tiket.{token}@{urlsplit(settings.BASE_URL).hostname}>",
        reply_to=f"{local}+{token}@{domain}" if domain else "",
    )


def subject_tagged(subject: str, ticket: Ticket) -> str:
    """The subject, with the token at its end where no address for answers carries it."""
    if not is_answered_by_mail() or settings.REPLY_ADDRESS:
        return subject
    tag = f" [#{token_for(ticket)}]"
    return f"{' '.join(subject.split())[: _LONGEST_SUBJECT - len(tag)]}{tag}"


def ticket_named(texts: Iterable[str]) -> Ticket | None:
    """The ticket whose true token stands in one of the texts."""
    found: dict[int, str] = {}
    for text in texts:
        for match in _TOKEN.finditer(text):
            if len(found) < _MOST_LOOKED_AT:
                found.setdefault(int(match[1]), match[2])
    for ticket in Ticket.objects.filter(pk__in=found).order_by("pk"):
        if code_fits(_SCOPE, ticket.number, found[ticket.pk]):
            return ticket
    return None
