"""Messages of verification, one function each. All are rows in the caller's transaction (rule 6)."""

from django.conf import settings
from django.urls import reverse

from core.formats import short_date
from core.mail import mail_queue, render
from core.models import AccountSuspension, OfficialDocument
from verification.models import Deactivation


def deactivated(row: Deactivation) -> None:
    """The User ID is made inactive: ground, period, letter, and where to answer."""
    _send(row, "deactivated", row.letter, reply_url=_address("deactivation_reply", row.number))


def reactivated(row: Deactivation) -> None:
    """The deactivation is over, at its time or before; what the account reaches now."""
    held = AccountSuspension.objects.filter(user=row.user_id.holder, ended_at__isnull=True).exists()
    _send(row, "reactivated", row.end_letter, is_held=held, is_early=row.state == "lifted")


def _address(name: str, number: str) -> str:
    return settings.BASE_URL + reverse(f"verification:{name}", args=[number])


def _send(row: Deactivation, template: str, letter: OfficialDocument | None, **context: object) -> None:
    holder = row.user_id.holder
    subject, body = render(
        f"verification/emails/{template}.txt",
        {
            "row": row,
            "entry": row.user_id,
            "starts": short_date(row.starts_on),
            "ends": short_date(row.ends_on),
            "url": _address("deactivation", row.number),
            **context,
        },
    )
    address = holder.email if holder else row.user_id.email
    if not address:
        return
    mail_queue(
        to=address,
        kind=f"deactivation.{template}",
        subject=subject,
        body=body,
        recipient=holder,
        case_number=row.number,
        dedup_key=f"deactivation:{row.number}:{template}",
        attachments=[letter] if letter else [],
    )
