"""The ends of a review: return for completion, approve, reject (Pasal 10(3)). All or nothing, in one transaction each."""

import secrets

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.assignments import role_admit
from core.documents import document_issue
from core.free_text import refuse_password
from core.models import User
from core.refusals import BadInput, Refusal
from core.roles import VENDOR
from registration.models import Application
from registration.reasons import REASONS, ReasonCode
from registration.services.outcomes import application_approve, application_reject, application_return
from verification.checklist import DeskItem, desk_items, missing, returned_items
from verification.documents import APPROVAL, REJECTION, approval_context, rejection_context
from verification.enums import BlacklistResult, Outcome, PresenterKind
from verification.models import Decision, Review
from verification.objection_time import objection_until, objection_url
from verification.services.holding import CASES
from verification.services.user_ids import receipt_url, user_id_enter, user_id_normalise


class Incomplete(Refusal):
    """The checklist has gaps; `gaps` lists them for the page."""

    def __init__(self, gaps: list[str]) -> None:
        super().__init__("Belum dapat disetujui. " + " ".join(gaps), code="incomplete")
        self.gaps = gaps


def review_return(*, application: Application, actor: User, note: str = "") -> Application:
    """Send back the documents that were found not in order, each with its reason; not a rejection (domain 2.5).

    Args:
        note: words to the applicant about the whole.

    Raises:
        BadInput: no document has a bad result with a reason, or the note tells a password.
        Forbidden, AlreadyDecided, HeldByOther, Refusal: see `verification.services.holding.Claims.hold`.
    """
    words = refuse_password(note, field="note")
    with transaction.atomic():
        fresh, review = CASES.hold(application, actor)
        items = returned_items(desk_items(fresh, review))
        CASES.drop(review)
        return application_return(application=fresh, actor=actor, items=items, note=words)


def decision_approve(*, application: Application, actor: User, user_id: str) -> Decision:
    """Approve: issue the letter, enter the User ID into the register, tell the vendor.

    Args:
        user_id: the User ID the vendor holds in SPSE, as SPSE shows it.

    Raises:
        Forbidden: not an officer, or the one who owns or entered the application.
        Incomplete: a document, the blacklist look-up or the person present is missing.
        BadInput: the User ID has characters SPSE stumbles over, or belongs to somebody else.
        AlreadyDecided, HeldByOther, Refusal: see `verification.services.holding.Claims.hold`.
    """
    CASES.require_decide(actor, application)
    value = user_id_normalise(user_id)
    with transaction.atomic():
        fresh, review = CASES.hold(application, actor)
        items = desk_items(fresh, review)
        gaps = missing(fresh, review, items)
        if gaps:
            raise Incomplete([gap.text for gap in gaps])
        now = timezone.now()
        letter = document_issue(
            kind=APPROVAL,
            case_number=fresh.number,
            context=approval_context(application=fresh, review=review, items=items, user_id=value, decided_at=now),
            issued_by=actor,
            holder=fresh.owner,
        )
        CASES.drop(review)
        decision = Decision.objects.create(
            application=fresh,
            review=review,
            outcome=Outcome.APPROVED,
            decided_by=actor,
            decided_at=now,
            entered_by=fresh.entered_by,
            owner=fresh.owner,
            letter=letter,
            **_figures(items),
        )
        token = secrets.token_urlsafe(32)
        role_admit(applicant=fresh.owner, role=VENDOR, officer=actor, letter_number=letter.number)
        user_id_enter(decision=decision, value=value, token=token, actor=actor)
        application_approve(application=fresh, actor=actor, letter=letter, receipt_url=receipt_url(token))
    return decision


def decision_reject(*, application: Application, actor: User, reason_code: str, note: str = "") -> Decision:
    """Reject, on a reason of the catalogue that the review bears out; other findings about documents are listed too.

    Args:
        reason_code: the main reason. One about a document must have been recorded for a document.
        note: words to the applicant; obligatory for reasons that stand in no record of the review.

    Raises:
        Forbidden: see `decision_approve`.
        BadInput: the reason is not in the catalogue, or the review does not bear it out.
        AlreadyDecided, HeldByOther, Refusal: see `verification.services.holding.Claims.hold`.
    """
    CASES.require_decide(actor, application)
    words = refuse_password(note, field="note")
    with transaction.atomic():
        fresh, review = CASES.hold(application, actor)
        items = desk_items(fresh, review)
        found = [row.check.reason_code for row in items if row.check and row.check.reason_code]
        require_ground(reason_code, found, review, words)
        reasons = list(dict.fromkeys([reason_code, *found]))
        now = timezone.now()
        letter = document_issue(
            kind=REJECTION,
            case_number=fresh.number,
            context=rejection_context(
                application=fresh,
                items=items,
                reasons=reasons,
                note=words,
                decided_at=now,
                register_address=f"{settings.BASE_URL}/daftar/",
                objection_address=objection_url(fresh.number),
                objection_until=objection_until(now),
            ),
            issued_by=actor,
            holder=fresh.owner,
        )
        CASES.drop(review)
        decision = Decision.objects.create(
            application=fresh,
            review=review,
            outcome=Outcome.REJECTED,
            reasons=reasons,
            note=words,
            decided_by=actor,
            decided_at=now,
            entered_by=fresh.entered_by,
            owner=fresh.owner,
            letter=letter,
            **_figures(items),
        )
        application_reject(application=fresh, actor=actor, reason_code=reason_code, note=words, letter=letter)
    return decision


def _figures(items: list[DeskItem]) -> dict[str, int]:
    return {"items_total": len(items), "items_complete": sum(row.is_complete for row in items)}


def require_ground(code: str, found: list[str], review: Review, note: str) -> None:
    """Refuse a reason that does not stand in the record of the review: no rejection rests on something outside the closed set.

    Args:
        code: the main reason.
        found: reasons recorded for documents.

    Raises:
        BadInput: with the field and what to do first.
    """
    reason = REASONS.get(code)
    if reason is None:
        raise BadInput("Pilih alasan penolakan dari daftar.", code="reason", field="reason_code")
    if reason.is_about_document and code not in found:
        raise BadInput(
            "Catat dahulu alasan ini pada dokumennya; penolakan harus menunjuk dokumen yang diperiksa.",
            code="no_document",
            field="reason_code",
        )
    if code == ReasonCode.BLACKLISTED and review.blacklist_result != BlacklistResult.LISTED:
        raise BadInput(
            "Catat dahulu hasil “tercantum” pada pemeriksaan daftar hitam.", code="not_listed", field="reason_code"
        )
    if code == ReasonCode.ENVOY_WITHOUT_POWER and (
        review.presenter_kind != PresenterKind.ENVOY or review.presenter_is_entitled
    ):
        raise BadInput("Catat dahulu utusan yang hadir tanpa surat kuasa.", code="no_envoy", field="reason_code")
    if code in {ReasonCode.NOT_REGISTERED_ONLINE, ReasonCode.DUPLICATE_ACCOUNT} and not note:
        raise BadInput("Jelaskan temuan Anda kepada pemohon.", code="note", field="note")
