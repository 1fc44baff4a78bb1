"""The desk's acts on an official's request: original seen, returned, approved, rejected (Pasal 10(3), 22(1)b).

There is no claim: each act locks the request and asks its state, so of two officers one wins and the other is told.
"""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import transitions
from core.audit import audit_record
from core.documents import document_issue
from core.free_text import refuse_password
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from registration.enums import OfficialReason, OfficialState
from registration.models import OFFICIAL_DECIDED, OfficialRequest
from registration.services.official_outcomes import (
    official_approvable,
    official_approve,
    official_reject,
    official_return,
)
from registration.transitions import OFFICIAL_TYPE
from verification.documents import (
    OFFICIAL_APPROVAL,
    OFFICIAL_REJECTION,
    official_approval_context,
    official_rejection_context,
)
from verification.enums import Mode, Outcome
from verification.models import OfficialReview
from verification.permissions import can_decide_official, can_work_official
from verification.services.recording import ChangedMeanwhile


def official_original_record(
    *, request: OfficialRequest, actor: User, mode: str, version: int | None = None
) -> OfficialReview:
    """Record that the original letter was shown, by whom seen, when and how.

    Args:
        mode: a `Mode`.
        version: version of the review the form was opened with (0: there was none); None skips the comparison.

    Raises:
        Forbidden: not an officer of the unit, or the officer's own request.
        BadInput: no mode.
        ChangedMeanwhile: a colleague recorded in between.
        Refusal: the request does not wait for the office.
    """
    _require_work(actor, request)
    if mode not in Mode.values:
        raise BadInput("Pilih cara surat asli ditunjukkan: tatap muka atau panggilan video.", code="mode", field="mode")
    with transaction.atomic():
        fresh = _waiting(request)
        review = _review(fresh)
        if version is not None and review.version != version:
            raise ChangedMeanwhile(
                "Catatan surat asli sudah diubah rekan sejak Anda membukanya. Periksa keadaan terbaru di bawah.",
                code="changed_meanwhile",
            )
        review.original_seen_by, review.original_seen_at = actor, timezone.now()
        review.original_mode, review.original_file = mode, fresh.letter_file
        review.version += 1
        review.save()
        audit_record(
            action="official.original_seen",
            object_type=OFFICIAL_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"mode": mode, "file": fresh.letter_file.public_id if fresh.letter_file else ""},
        )
    return review


def official_send_back(*, request: OfficialRequest, actor: User, reason: str, note: str = "") -> OfficialRequest:
    """Return the request for completion, with a reason; not a rejection.

    Raises:
        Forbidden: as `official_original_record`.
        BadInput: no reason of the list, or the note tells a password.
        Refusal: the request does not wait for the office.
    """
    _require_work(actor, request)
    words = refuse_password(note, field="note")
    with transaction.atomic():
        return official_return(request=_waiting(request), actor=actor, reason=reason, note=words)


def official_decision_approve(*, request: OfficialRequest, actor: User) -> OfficialReview:
    """Approve: letter, role until the letter's end, an auditor's scope, mail; all or nothing.

    Raises:
        Forbidden: not an officer, or the one who owns or entered the request.
        Refusal: the original was not seen, or something does not hold any more; the sentence says what.
    """
    _require_decide(actor, request)
    with transaction.atomic():
        fresh = _waiting(request)
        review = _review(fresh)
        if not is_original_seen(fresh, review):
            raise Refusal("Catat dahulu bahwa surat asli dilihat, lalu setujui.", code="original_not_seen")
        official_approvable(fresh)
        now = timezone.now()
        letter = document_issue(
            kind=OFFICIAL_APPROVAL,
            case_number=fresh.number,
            context=official_approval_context(
                request=fresh,
                review=review,
                decided_at=now,
                agencies=fresh.audit_agencies.order_by("name") if fresh.is_auditor else (),
            ),
            issued_by=actor,
            holder=fresh.owner,
        )
        review.outcome, review.decided_by, review.decided_at, review.letter = Outcome.APPROVED, actor, now, letter
        review.version += 1
        review.save()
        official_approve(request=fresh, actor=actor, letter=letter)
    return review


def official_decision_reject(*, request: OfficialRequest, actor: User, reason: str, note: str) -> OfficialReview:
    """Reject on a reason of the list, explained to the official.

    Raises:
        Forbidden: see `official_decision_approve`.
        BadInput: no reason, no explanation, or the note tells a password.
        Refusal: the request does not wait for the office.
    """
    _require_decide(actor, request)
    if reason not in OfficialReason.values:
        raise BadInput("Pilih alasan penolakan dari daftar.", code="reason", field="reason")
    words = refuse_password(note, field="note")
    if not words:
        raise BadInput("Jelaskan alasan penolakan kepada pemohon.", code="note", field="note")
    with transaction.atomic():
        fresh = _waiting(request)
        review = _review(fresh)
        now = timezone.now()
        letter = document_issue(
            kind=OFFICIAL_REJECTION,
            case_number=fresh.number,
            context=official_rejection_context(
                request=fresh,
                reason=OfficialReason(reason),
                note=words,
                decided_at=now,
                register_address=f"{settings.BASE_URL}/daftar/pejabat/",
            ),
            issued_by=actor,
            holder=fresh.owner,
        )
        review.outcome, review.decided_by, review.decided_at, review.letter = Outcome.REJECTED, actor, now, letter
        review.version += 1
        review.save()
        official_reject(request=fresh, actor=actor, reason=reason, note=words, letter=letter)
    return review


def is_original_seen(request: OfficialRequest, review: OfficialReview | None) -> bool:
    """True when the original of the letter that is on file now was seen; another scan needs another look."""
    return (
        review is not None and review.original_seen_at is not None and review.original_file_id == request.letter_file_id
    )


def official_already_decided(request: OfficialRequest) -> Refusal:
    """Tell the second officer who was faster and what was decided (W5)."""
    review = OfficialReview.objects.select_related("decided_by__person").filter(request=request).first()
    who = f" oleh {review.decided_by.full_name}" if review and review.decided_by else ""
    return Refusal(
        f"Permohonan {request.number} sudah diputuskan{who}: {request.get_state_display()}. "
        "Tidak ada lagi yang perlu dilakukan.",
        code="already_decided",
    )


def _waiting(request: OfficialRequest) -> OfficialRequest:
    fresh = transitions.lock(request)
    if fresh.state == OfficialState.SUBMITTED:
        return fresh
    if fresh.state in OFFICIAL_DECIDED:
        raise official_already_decided(fresh)
    raise Refusal(
        f"Permohonan {fresh.number} sekarang “{fresh.get_state_display()}”, jadi tidak dapat diperiksa. Kembali ke antrean.",
        code="wrong_state",
    )


def _review(request: OfficialRequest) -> OfficialReview:
    found = OfficialReview.objects.select_for_update(of=("self",)).filter(request=request).first()
    return found or OfficialReview(request=request, owner=request.owner, entered_by=request.entered_by)


def _require_work(actor: User, request: OfficialRequest) -> None:
    if not can_work_official(actor, request):
        raise Forbidden(
            "Hanya petugas Unit Registrasi dan Verifikasi yang dapat memeriksa permohonan, dan bukan permohonannya sendiri.",
            code="not_officer",
        )


def _require_decide(actor: User, request: OfficialRequest) -> None:
    if not can_decide_official(actor, request):
        raise Forbidden(
            "Anda tidak dapat memutuskan permohonan ini: keputusan diambil petugas Unit Registrasi dan Verifikasi "
            "yang tidak memiliki dan tidak mengisi permohonan itu. Minta petugas lain memutuskan.",
            code="may_not_decide",
        )
