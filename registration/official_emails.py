"""Messages about officials' requests, one function each. All are rows in the caller's transaction (rule 6)."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.clock import day_text
from core.formats import long_datetime
from core.mail import mail_queue, render
from core.models import OfficialDocument
from registration.models import OfficialRequest


def _send(
    request: OfficialRequest,
    template: str,
    *,
    dedup_key: str | None = None,
    attachments: Sequence[OfficialDocument] = (),
    **context: Any,
) -> None:
    subject, body = render(
        f"registration/emails/official/{template}.txt",
        {
            "request": request,
            "name": request.full_name or request.owner.full_name,
            "until": day_text(request.valid_until) if request.valid_until else "",
            "url": f"{settings.BASE_URL}{reverse('registration:official', args=[request.number])}",
            **context,
        },
    )
    mail_queue(
        to=request.owner.email,
        kind=f"official.{template}",
        subject=subject,
        body=body,
        recipient=request.owner,
        case_number=request.number,
        dedup_key=dedup_key,
        attachments=attachments,
    )


def started(request: OfficialRequest) -> None:
    """The draft waits: number and deadline."""
    _send(request, "started", due=long_datetime(request.due_at) if request.due_at else "")


def submitted(request: OfficialRequest) -> None:
    """Handed in: number, and what happens next."""
    _send(request, "submitted")


def returned(request: OfficialRequest) -> None:
    """Sent back, with the reason and until when."""
    _send(request, "returned", due=long_datetime(request.due_at) if request.due_at else "")


def approved(request: OfficialRequest, letter: OfficialDocument) -> None:
    """Approved: the letter, and until when the role is held."""
    _send(request, "approved", attachments=[letter])


def rejected(request: OfficialRequest, letter: OfficialDocument) -> None:
    """Rejected, with the reason and what can be done."""
    _send(request, "rejected", attachments=[letter])


def withdrawn(request: OfficialRequest) -> None:
    """Withdrawn by the official."""
    _send(request, "withdrawn")


def reminder(request: OfficialRequest, days: int) -> None:
    """The letter ends soon; once for every reminder day."""
    key = f"official-reminder:{request.number}:{request.valid_until:%Y%m%d}:{days}"
    _send(request, "reminder", dedup_key=key)


def lapsed(request: OfficialRequest) -> None:
    """The letter is over, and with it the role."""
    _send(request, "lapsed")


def unfinished(request: OfficialRequest, days: int) -> None:
    """A draft or a returned request was not handed in yet; once for every reminder day and deadline."""
    assert request.due_at is not None  # noqa: S101 - a constraint of every running request
    key = f"official-unfinished:{request.number}:{request.due_at:%Y%m%d}:{days}"
    _send(request, "unfinished", dedup_key=key, due=long_datetime(request.due_at))


def expired(request: OfficialRequest) -> None:
    """Closed because it was not handed in; its data is removed by rule."""
    _send(request, "expired", new_url=f"{settings.BASE_URL}{reverse('registration:official_signup')}")
