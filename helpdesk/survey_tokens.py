"""The token in the link of a survey after a ticket: 80 bits that nobody can guess, stored nowhere."""

from core.receipt_codes import code_fits, code_for
from helpdesk.models import SurveyInvitation

_SCOPE = "survey"


def token_for(invitation: SurveyInvitation) -> str:
    """The token of an invitation: ``41-7k2m9qxr4tbv8n3h``."""
    return f"{invitation.pk}-{code_for(_SCOPE, str(invitation.pk)).replace('-', '').lower()}"


def invitation_key(token: str) -> int | None:
    """Primary key of the invitation that this true token was made for, whether it is still kept or not; else None."""
    number, _, code = token.partition("-")
    is_number = number.isascii() and number.isdigit() and len(number) <= 12
    return int(number) if is_number and code_fits(_SCOPE, str(int(number)), code) else None
