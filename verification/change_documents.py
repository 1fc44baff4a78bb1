"""The words of the letters about change requests, as plain data frozen with the document. Pure: rows in, dict out.

Identity and phone numbers appear masked, because the words of a document lie unsealed in the database.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.formats import long_date, masked, short_date
from registration.enums import ChangeKind
from registration.models import ChangeRequest
from registration.reasons import REASONS
from registration.register import Registered, comparison, registered, unpacked
from verification.checklist import DeskItem
from verification.models import ChangeReview, UserId

CHANGE_APPROVAL = "change_approval"
CHANGE_REJECTION = "change_rejection"
USER_ID_LETTER = "user_id_letter"
_MASKED = frozenset({"npwp", "signatory_nik", "signatory_phone"})


def change_approval_context(
    *, change: ChangeRequest, review: ChangeReview, items: Iterable[DeskItem], decided_at: datetime
) -> dict[str, Any]:
    """Context of the letter that confirms a change: old beside new, and what was seen by what means."""
    return {
        **_common(change, decided_at, _as_asked(change)),
        "rows": [
            {"label": row.label, "old": _said(row.field, row.old), "new": _said(row.field, row.new)}
            for row in comparison(change)
            if row.is_changed
        ],
        "valid_from": long_date(decided_at),
        **_seen(review, items),
    }


def change_rejection_context(
    *,
    change: ChangeRequest,
    items: Iterable[DeskItem],
    reasons: Iterable[str],
    note: str,
    decided_at: datetime,
    request_address: str,
) -> dict[str, Any]:
    """Context of the rejection: each reason with its document, the officer's words and what may be done."""
    rows = list(items)
    codes = list(reasons)
    grounds = []
    for code in codes:
        about = [row for row in rows if row.check and row.check.reason_code == code]
        grounds += [
            {"document": row.label, "reason": REASONS[code].code.label, "note": row.check.note if row.check else ""}
            for row in about
        ] or [{"document": "", "reason": REASONS[code].code.label, "note": ""}]
    return {
        **_common(change, decided_at, registered(change.application)),
        "grounds": grounds,
        "note": note,
        "advice": list(dict.fromkeys(REASONS[code].advice for code in codes)),
        "request_address": request_address,
    }


def user_id_letter_context(
    *,
    change: ChangeRequest,
    review: ChangeReview,
    items: Iterable[DeskItem],
    entry: UserId,
    decided_at: datetime,
) -> dict[str, Any]:
    """Context of the letter that names the User ID, or that confirms the identity for a reset done in SPSE itself."""
    return {
        **_common(change, decided_at, registered(change.application)),
        "is_reset": change.kind == ChangeKind.PASSWORD_RESET,
        "user_id": entry.value,
        "user_id_state": entry.get_state_display(),
        "responsible_name": entry.responsible_name,
        "recorded_on": short_date(entry.recorded_at),
        **_seen(review, items),
    }


def _common(change: ChangeRequest, decided_at: datetime, values: Registered) -> dict[str, Any]:
    return {
        "change_number": change.number,
        "change_kind": change.get_kind_display(),
        "application_number": change.application.number,
        "holder_name": values.full_name,
        "position": values.values["signatory_position"],
        "street": values.values["street"],
        "postal_code": values.values["postal_code"],
        "npwp": masked(str(values.values["npwp"])),
        "submitted_on": long_date(change.submitted_at) if change.submitted_at else "",
        "decided_on": long_date(decided_at),
    }


def _as_asked(change: ChangeRequest) -> Registered:
    now = registered(change.application)
    return Registered(now.application, {**now.values, **unpacked(change.proposed)}, now.is_changed)


def _seen(review: ChangeReview, items: Iterable[DeskItem]) -> dict[str, Any]:
    return {
        "presenter": f"{review.presenter_name}, {review.get_presenter_kind_display().lower()}, "
        f"{review.get_presenter_mode_display().lower()}",
        "documents": [
            {
                "label": row.label,
                "seen_on": short_date(row.check.original_seen_at) if row.check and row.check.original_seen_at else "",
                "mode": row.check.get_original_mode_display().lower() if row.check and row.check.original_mode else "",
                "result": row.check.get_result_display().lower() if row.check else "",
            }
            for row in items
        ],
    }


def _said(field: str, words: str) -> str:
    return masked(words) if field in _MASKED and words else words
