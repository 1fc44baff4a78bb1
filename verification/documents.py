"""The words of the decision letters, as plain data frozen with the document. Pure: rows in, dict out.

Identity numbers appear masked, because the words of a document lie unsealed in the database. Dates are written out
here, in the zone of the profile of the day.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.formats import long_date, masked, short_date
from core.models import Organization
from core.roles import PROCUREMENT_SIDE, ROLES
from registration.enums import OfficialReason
from registration.models import Application, OfficialRequest
from registration.reasons import REASONS
from verification.checklist import DeskItem
from verification.enums import Ground, PresenterKind
from verification.models import Deactivation, Objection, OfficialReview, Review

APPROVAL = "approval_letter"
REJECTION = "rejection_letter"
DEACTIVATION = "deactivation_letter"
OBJECTION_ANSWER = "objection_answer"
OFFICIAL_APPROVAL = "official_approval"


def approval_context(
    *, application: Application, review: Review, items: Iterable[DeskItem], user_id: str, decided_at: datetime
) -> dict[str, Any]:
    """Context of the approval letter: who, which User ID, what was seen by what means.

    Args:
        items: the complete checklist.
        user_id: the normalised SPSE User ID.
    """
    return {
        **_common(application, decided_at),
        "user_id": user_id,
        "responsible_name": application.signatory_name,
        "npwp": masked(str(application.npwp)),
        "presenter": _presenter(review),
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


def rejection_context(
    *,
    application: Application,
    items: Iterable[DeskItem],
    reasons: Iterable[str],
    note: str,
    decided_at: datetime,
    register_address: str,
    objection_address: str,
    objection_until: datetime,
) -> dict[str, Any]:
    """Context of the rejection letter: each reason with its document, the officer's words and what may be done.

    Args:
        reasons: codes of the catalogue, the main one first.
        register_address: where one registers again.
        objection_address: where one objects, once.
        objection_until: the last moment for that.
    """
    rows = list(items)
    grounds: list[dict[str, str]] = []
    for code in reasons:
        reason = REASONS[code]
        about = [row for row in rows if row.check and row.check.reason_code == code]
        grounds += [
            {"document": row.label, "reason": reason.code.label, "note": row.check.note if row.check else ""}
            for row in about
        ]
        if not about:
            grounds.append({"document": "", "reason": reason.code.label, "note": ""})
    return {
        **_common(application, decided_at),
        "register_address": register_address,
        "objection_address": objection_address,
        "objection_until": long_date(objection_until),
        "grounds": grounds,
        "note": note,
        "advice": list(dict.fromkeys(REASONS[code].advice for code in reasons)),
    }


def objection_context(*, objection: Objection, is_granted: bool, answer: str, answered_at: datetime) -> dict[str, Any]:
    """Context of the answer to an objection: which letter it answers, what was decided and why."""
    application, decision = objection.application, objection.decision
    return {
        **_common(application, answered_at),
        "objection_number": objection.number,
        "objected_on": long_date(objection.submitted_at) if objection.submitted_at else "",
        "old_letter": decision.letter.number,
        "old_letter_date": short_date(decision.letter.issued_at),
        "is_granted": is_granted,
        "answer": answer,
    }


def _common(application: Application, decided_at: datetime) -> dict[str, Any]:
    submitted = application.submitted_at
    return {
        "application_number": application.number,
        "holder_name": application.full_name,
        "applicant_kind": application.get_kind_display(),
        "position": application.signatory_position,
        "street": application.street,
        "postal_code": application.postal_code,
        "submitted_on": long_date(submitted) if submitted else "",
        "decided_on": long_date(decided_at),
    }


def _presenter(review: Review) -> str:
    """Who showed the originals and how: ``Rahmat Hidayat, tatap muka, 4 Mei 2026``."""
    words = review.presenter_name
    if review.presenter_kind == PresenterKind.ENVOY and review.surat_kuasa_date:
        words += (
            f" (utusan, surat kuasa nomor {review.surat_kuasa_number} tanggal {short_date(review.surat_kuasa_date)})"
        )
    return f"{words}, {review.get_presenter_mode_display().lower()}"


def deactivation_context(*, row: Deactivation, decided_at: datetime, reply_address: str) -> dict[str, Any]:
    """Context of the letter that tells the vendor: ground, who asked by which letter, period, what may be done.

    Args:
        reply_address: page of the vendor's reply.
    """
    return {
        **_about_user_id(row),
        "decided_on": long_date(decided_at),
        "explanation": row.explanation,
        "reply_address": reply_address,
    }


# Officials (Pasal 22(1)b)
def official_approval_context(
    *,
    request: OfficialRequest,
    review: OfficialReview,
    decided_at: datetime,
    agencies: Iterable[Organization] = (),
) -> dict[str, Any]:
    """Context of an official's approval letter: who, which role until when, by which letter, an auditor's scope.

    Args:
        agencies: those an auditor looks into.
    """
    return {
        **_official_common(request, decided_at),
        "nip": masked(request.nip) if request.nip else "",
        "rank": request.rank,
        "valid_until": short_date(request.valid_until) if request.valid_until else "",
        "seen": f"{short_date(review.original_seen_at)}, {review.get_original_mode_display().lower()}"
        if review.original_seen_at and review.original_mode
        else "",
        "packages": request.package_codes if request.is_auditor else [],
        "packages_count": len(request.package_codes),
        "agencies": [agency.name for agency in agencies],
        "is_staff_excluded": ROLES[request.role].side == PROCUREMENT_SIDE,
        "is_auditor": request.is_auditor,
    }


OFFICIAL_REJECTION = "official_rejection"


def official_rejection_context(
    *, request: OfficialRequest, reason: OfficialReason, note: str, decided_at: datetime, register_address: str
) -> dict[str, Any]:
    """Context of an official's rejection letter: the reason, the officer's words, and what may be done."""
    return {
        **_official_common(request, decided_at),
        "reason": reason.label,
        "note": note,
        "register_address": register_address,
    }


def _official_common(request: OfficialRequest, decided_at: datetime) -> dict[str, Any]:
    return {
        "request_number": request.number,
        "holder_name": request.full_name,
        "position": request.position,
        "organization": str(request.organization),
        "role": request.role_label,
        "letter_kind": request.get_letter_kind_display(),
        "letter_number": request.letter_number,
        "letter_date": short_date(request.letter_date) if request.letter_date else "",
        "submitted_on": long_date(request.submitted_at) if request.submitted_at else "",
        "decided_on": long_date(decided_at),
    }


REACTIVATION = "reactivation_letter"


def reactivation_context(
    *, row: Deactivation, ended_at: datetime, is_early: bool, letter_number: str
) -> dict[str, Any]:
    """Context of the letter that ends a deactivation, at its time or before.

    Args:
        letter_number: the letter that began it.
    """
    return {
        **_about_user_id(row),
        "ended_on": long_date(ended_at),
        "is_early": is_early,
        "letter_number": letter_number,
    }


def _about_user_id(row: Deactivation) -> dict[str, Any]:
    entry = row.user_id
    # An entry of the register that the office kept before has no application in the portal.
    application = entry.decision.application if entry.decision else None
    return {
        "case_number": row.number,
        "holder_name": entry.holder_name,
        "position": entry.responsible_position,
        "responsible_name": entry.responsible_name,
        "street": application.street if application else entry.address,
        "postal_code": application.postal_code if application else "",
        "user_id": entry.value,
        "ground": row.get_ground_display(),
        "is_request": row.ground == Ground.BLACKLIST_REQUEST,
        "requester": ", ".join([row.requester_name, row.requester_position, row.requester_organization]),
        "request_number": row.letter_number,
        "request_date": short_date(row.letter_date),
        "starts_on": short_date(row.starts_on),
        "ends_on": short_date(row.ends_on),
    }
