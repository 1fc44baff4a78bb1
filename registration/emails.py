"""Messages of registration, one function each. All are rows in the caller's transaction (rule 6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.formats import duration, long_datetime
from core.mail import mail_queue, render
from core.models import OfficialDocument
from registration.enums import SignupPurpose
from registration.models import Application
from registration.reasons import REASONS, Reason
from registration.requirements import requirement

_FOLDER = "registration/emails"
# Anyone can cause it for any address, so its number a day is limited (fault row 31).
CONFIRMATION_KIND = "registration.confirmation"


def _absolute(name: str, *args: str) -> str:
    return f"{settings.BASE_URL}{reverse(f'registration:{name}', args=args)}"


def _due(application: Application) -> str:
    return long_datetime(application.due_at) if application.due_at else ""


def _send(
    application: Application,
    template: str,
    *,
    dedup_key: str | None = None,
    attachments: Sequence[OfficialDocument] = (),
    **context: Any,
) -> None:
    subject, body = render(
        f"{_FOLDER}/{template}.txt",
        {
            "application": application,
            "name": application.full_name or application.owner.full_name,
            "url": _absolute("application", application.number),
            **context,
        },
    )
    mail_queue(
        to=application.owner.email,
        kind=f"application.{template}",
        subject=subject,
        body=body,
        recipient=application.owner,
        case_number=application.number,
        dedup_key=dedup_key,
        attachments=attachments,
    )


def confirmation(*, email: str, token: str, expires_at: datetime, purpose: str = SignupPurpose.VENDOR) -> None:
    """To an address without an account: the link that confirms it."""
    subject, body = render(
        f"{_FOLDER}/confirmation.txt",
        {
            "url": _absolute("confirmation_link", token),
            "expires": long_datetime(expires_at),
            "is_official": purpose == SignupPurpose.OFFICIAL,
        },
    )
    mail_queue(to=email, kind=CONFIRMATION_KIND, subject=subject, body=body)


def account_exists(*, email: str) -> None:
    """To an address with an account: it exists already, and how to get in. Same kind, so the same limit counts."""
    subject, body = render(
        f"{_FOLDER}/account_exists.txt",
        {
            "login_url": f"{settings.BASE_URL}{reverse('account_login')}",
            "reset_url": f"{settings.BASE_URL}{reverse('account_reset_password')}",
        },
    )
    mail_queue(to=email, kind=CONFIRMATION_KIND, subject=subject, body=body)


def started(application: Application) -> None:
    """The account stands and the draft waits: number and deadline."""
    _send(application, "started", due=_due(application))


def counter_link(application: Application, *, token: str, expires_at: datetime) -> None:
    """To the owner of a draft typed at the counter: the link that shows it and lets it be handed in."""
    _send(application, "counter", url=_absolute("counter_link", token), expires=long_datetime(expires_at))


def submitted(application: Application, receipt: OfficialDocument | None) -> None:
    """Handed in: number, receipt, what happens next."""
    _send(application, "submitted", attachments=[receipt] if receipt else [], again=receipt is None)


def returned(application: Application, note: str) -> None:
    """Some documents come back, each with its reason; until when."""
    items = [
        {
            "label": requirement(application.kind, item.key).label,
            "reason": REASONS.get(item.reason_code),
            "note": item.note,
        }
        for item in application.items.filter(is_open=True)
    ]
    _send(application, "returned", items=items, note=note, due=_due(application))


def approved(application: Application, letter: OfficialDocument | None, receipt_url: str) -> None:
    """Approved: the letter, and a link that confirms it was read. It sets no SPSE password."""
    _send(application, "approved", attachments=[letter] if letter else [], receipt_url=receipt_url)


def rejected(application: Application, reason: Reason, note: str, letter: OfficialDocument | None) -> None:
    """Rejected, with the reason and what can be done."""
    _send(application, "rejected", attachments=[letter] if letter else [], reason=reason, note=note)


def withdrawn(application: Application) -> None:
    """Withdrawn by the applicant."""
    _send(application, "withdrawn")


def reminder_key(application: Application, days: int) -> str:
    """One reminder for every day of the profile and every deadline."""
    return f"application-reminder:{application.number}:{application.due_at:%Y%m%d}:{days}"


def reminder(application: Application, days: int, now: datetime) -> None:
    """The deadline comes nearer; once for every reminder day and deadline."""
    left = application.due_at - now if application.due_at else timedelta()
    _send(
        application,
        "reminder",
        dedup_key=reminder_key(application, days),
        due=_due(application),
        left=duration(left) if left.total_seconds() > 0 else "",
    )


def expired(application: Application) -> None:
    """The deadline passed; the data is removed by rule and one may register anew."""
    _send(application, "expired", new_url=_absolute("vendor_signup"))
