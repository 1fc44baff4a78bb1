"""Messages about change requests, one function each. All are rows in the caller's transaction (rule 6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.formats import duration, long_datetime
from core.mail import mail_queue, render
from core.models import OfficialDocument
from registration.change_rules import change_document
from registration.models import ChangeRequest
from registration.reasons import REASONS, Reason
from registration.register import registered

_FOLDER = "registration/emails"


def submitted(change: ChangeRequest) -> None:
    """Handed in: number and what happens next; also when an officer entered it, so that nothing is asked unseen."""
    _send(change, "change_submitted", by_office=change.entered_by_id != change.owner_id)


def returned(change: ChangeRequest, note: str) -> None:
    """Some documents come back, each with its reason."""
    items = [
        {
            "label": change_document(change, item.key).label,
            "reason": REASONS.get(item.reason_code),
            "note": item.note,
        }
        for item in change.items.filter(state="returned")
    ]
    _send(change, "change_returned", items=items, note=note)


def approved(change: ChangeRequest, letter: OfficialDocument) -> None:
    """Approved, with the letter. It holds no password and asks for none."""
    _send(change, "change_approved", attachments=[letter])


def rejected(change: ChangeRequest, reasons: Sequence[Reason], note: str, letter: OfficialDocument) -> None:
    """Rejected, with the reasons and what can be done."""
    _send(change, "change_rejected", attachments=[letter], reasons=reasons, note=note)


def reminder_key(change: ChangeRequest, days: int) -> str:
    """One reminder for every day of the profile and every deadline."""
    return f"change-reminder:{change.number}:{change.due_at:%Y%m%d}:{days}"


def reminder(change: ChangeRequest, days: int, now: datetime) -> None:
    """The deadline comes nearer; once for every reminder day and deadline."""
    left = change.due_at - now if change.due_at else timedelta()
    _send(
        change,
        "change_reminder",
        dedup_key=reminder_key(change, days),
        left=duration(left) if left.total_seconds() > 0 else "",
    )


def expired(change: ChangeRequest) -> None:
    """The deadline passed; what was typed is removed by rule, the register stays, and one may ask anew."""
    _send(change, "change_expired")


def withdrawn(change: ChangeRequest) -> None:
    """Withdrawn by the asker."""
    _send(change, "change_withdrawn")


def _send(
    change: ChangeRequest,
    template: str,
    *,
    dedup_key: str | None = None,
    attachments: Sequence[OfficialDocument] = (),
    **context: Any,
) -> None:
    path = reverse("registration:change", args=[change.application.number, change.number])
    subject, body = render(
        f"{_FOLDER}/{template}.txt",
        {
            "change": change,
            "name": registered(change.application).full_name or change.owner.full_name,
            "due": long_datetime(change.due_at) if change.due_at else "",
            "url": f"{settings.BASE_URL}{path}",
            **context,
        },
    )
    mail_queue(
        to=change.owner.email,
        kind=f"registration.{template}",
        subject=subject,
        body=body,
        recipient=change.owner,
        case_number=change.number,
        dedup_key=dedup_key,
        attachments=attachments,
    )
