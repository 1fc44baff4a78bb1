"""The receipt (tanda terima pendaftaran): an official document, and the secret by which /status/ knows its holder.

The secret is printed on the receipt and stored nowhere (`core.receipt_codes`).
"""

from typing import Any

from core.documents import document_issue
from core.formats import long_datetime, masked
from core.models import OfficialDocument, User
from core.receipt_codes import code_fits, code_for
from registration.models import Application
from registration.requirements import for_application

RECEIPT = "registration_receipt"
_SCOPE = "status"


def secret_for(number: str) -> str:
    """The secret of a receipt as printed: four groups of four, ``7K2M-9QXR-4TBV-8N3H``."""
    return code_for(_SCOPE, number)


def receipt_secret(application: Application) -> str:
    """The secret printed on the receipt of an application."""
    return secret_for(application.number)


def secret_fits(number: str, typed: str) -> bool:
    """True when this is the number's secret. Case, dashes, blanks and look-alike letters are forgiven.

    It takes the same time whether the number exists or not: nothing is looked up.
    """
    return code_fits(_SCOPE, number, typed)


def receipt_of(application: Application) -> OfficialDocument | None:
    """The receipt of an application, or None before it was handed in."""
    return OfficialDocument.objects.filter(kind=RECEIPT, case_number=application.number).order_by("-pk").first()


def receipt_issue(*, application: Application, actor: User) -> OfficialDocument:
    """Issue the receipt in the transaction in which the application is handed in.

    An application has one receipt: handing in again after a return keeps number and secret of the first.
    """
    return receipt_of(application) or document_issue(
        kind=RECEIPT,
        case_number=application.number,
        context=receipt_context(application),
        issued_by=actor,
        holder=application.owner,
    )


def receipt_context(application: Application) -> dict[str, Any]:
    """The words of the receipt. Identity numbers are masked, because they lie unsealed; the secret is left out."""
    held: dict[str, int] = {}
    for key in application.items.filter(files__replaced_at__isnull=True, files__isnull=False).values_list(
        "key", flat=True
    ):
        held[key] = held.get(key, 0) + 1
    return {
        "application_number": application.number,
        "holder_name": application.full_name,
        "applicant_kind": application.get_kind_display(),
        "npwp": masked(str(application.npwp)),
        "responsible_name": application.signatory_name,
        "position": application.signatory_position,
        "submitted_on": long_datetime(application.submitted_at) if application.submitted_at else "",
        "documents": [
            {"label": rule.label, "files": held.get(rule.key.value, 0), "shown": rule.shown}
            for rule in for_application(application)
        ],
    }
