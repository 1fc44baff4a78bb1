"""The ends of a change request: return for completion, approve, reject. All or nothing, in one transaction each."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.audit import audit_record
from core.crypto import keyed_hash
from core.documents import document_issue
from core.free_text import refuse_password
from core.models import OfficialDocument, User
from core.refusals import BadInput
from registration.change_rules import RULES
from registration.enums import ChangeKind
from registration.models import Application, ChangeRequest
from registration.reasons import ReasonCode
from registration.register import registered
from registration.services.change_outcomes import change_approve, change_reject, change_return
from verification.change_checklist import change_desk_items, change_missing, entry_of
from verification.change_documents import (
    CHANGE_APPROVAL,
    CHANGE_REJECTION,
    USER_ID_LETTER,
    change_approval_context,
    change_rejection_context,
    user_id_letter_context,
)
from verification.checklist import DeskItem, returned_items
from verification.enums import Outcome, PresenterKind
from verification.models import ChangeDecision, ChangeReview, FormerHolder, UserId
from verification.services.decisions import Incomplete
from verification.services.holding import CHANGES
from verification.transitions import USER_ID_TYPE

# Reasons about the request itself; all others are about one of its documents.
CHANGE_CASE_REASONS = (ReasonCode.ENVOY_WITHOUT_POWER, ReasonCode.DUPLICATE_ACCOUNT)
# Changes that alter whom an entry of the User ID register names.
_ABOUT_HOLDER = frozenset({ChangeKind.NAME_FORM, ChangeKind.NPWP, ChangeKind.SIGNATORY})


def change_send_back(*, change: ChangeRequest, actor: User, note: str = "") -> ChangeRequest:
    """Send back the documents that were found not in order, each with its reason; not a rejection.

    Raises:
        BadInput: no document has a bad result, or the note tells a password.
        Forbidden, AlreadyDecided, HeldByOther, Refusal: see `Claims.hold`.
    """
    words = refuse_password(note, field="note")
    with transaction.atomic():
        fresh, review = CHANGES.hold(change, actor)
        items = returned_items(change_desk_items(fresh, review))
        CHANGES.drop(review)
        return change_return(change=fresh, actor=actor, items=items, note=words)


def change_decision_approve(*, change: ChangeRequest, actor: User) -> ChangeDecision:
    """Approve: issue the letter, write the new values and their history, name the new holder of the User ID.

    Raises:
        Forbidden: not an officer, or the one who owns or entered the request.
        Incomplete: a document, the person present, or a User ID to answer with is missing.
        AlreadyDecided, HeldByOther, Refusal: see `Claims.hold`; or the new address was taken meanwhile.
    """
    CHANGES.require_decide(actor, change)
    with transaction.atomic():
        fresh, review = CHANGES.hold(change, actor)
        items = change_desk_items(fresh, review)
        if gaps := change_missing(fresh, review, items):
            raise Incomplete([gap.text for gap in gaps])
        entry = entry_of(fresh)
        CHANGES.drop(review)
        decision = _decide(
            fresh, review, items, actor, outcome=Outcome.APPROVED, letter=_letter(fresh, review, items, entry, actor)
        )
        change_approve(change=fresh, actor=actor, letter=decision.letter)
        if entry is not None and fresh.kind in _ABOUT_HOLDER:
            _hold_by(entry, decision, actor)
    return decision


def change_decision_reject(*, change: ChangeRequest, actor: User, reason_code: str, note: str = "") -> ChangeDecision:
    """Reject, on a reason that the review bears out; other findings about documents are listed too.

    Args:
        reason_code: the main reason. One about a document must have been recorded for a document.
        note: words to the asker; obligatory when the account is a duplicate.

    Raises:
        BadInput: the reason is not in the catalogue, or the review does not bear it out.
        Forbidden, AlreadyDecided, HeldByOther, Refusal: see `change_decision_approve`.
    """
    CHANGES.require_decide(actor, change)
    words = refuse_password(note, field="note")
    with transaction.atomic():
        fresh, review = CHANGES.hold(change, actor)
        items = change_desk_items(fresh, review)
        found = [row.check.reason_code for row in items if row.check and row.check.reason_code]
        require_change_ground(reason_code, found, review, words)
        reasons = list(dict.fromkeys([reason_code, *found]))
        path = reverse("registration:changes", args=[fresh.application.number])
        letter = document_issue(
            kind=CHANGE_REJECTION,
            case_number=fresh.number,
            context=change_rejection_context(
                change=fresh,
                items=items,
                reasons=reasons,
                note=words,
                decided_at=timezone.now(),
                request_address=f"{settings.BASE_URL}{path}",
            ),
            issued_by=actor,
            holder=fresh.owner,
        )
        CHANGES.drop(review)
        decision = _decide(
            fresh, review, items, actor, outcome=Outcome.REJECTED, letter=letter, reasons=reasons, note=words
        )
        change_reject(change=fresh, actor=actor, reasons=reasons, note=words, letter=letter)
    return decision


def require_change_ground(code: str, found: list[str], review: ChangeReview, note: str) -> None:
    """Refuse a reason that does not stand in the record of the review.

    Raises:
        BadInput: with the field and what to do first.
    """
    if code not in {*CHANGE_CASE_REASONS, *found}:
        raise BadInput(
            "Pilih alasan yang tercatat pada dokumen; catat dahulu alasannya bila belum.",
            code="reason",
            field="reason_code",
        )
    if code in found:
        return
    if code == ReasonCode.ENVOY_WITHOUT_POWER and review.presenter_kind != PresenterKind.ENVOY:
        raise BadInput("Catat dahulu utusan yang hadir tanpa surat kuasa.", code="no_envoy", field="reason_code")
    if code == ReasonCode.DUPLICATE_ACCOUNT and not note:
        raise BadInput("Jelaskan temuan Anda kepada pemohon.", code="note", field="note")


def _letter(
    change: ChangeRequest,
    review: ChangeReview,
    items: list[DeskItem],
    entry: UserId | None,
    actor: User,
) -> OfficialDocument:
    now = timezone.now()
    if RULES[change.kind].columns:
        kind = CHANGE_APPROVAL
        context = change_approval_context(change=change, review=review, items=items, decided_at=now)
    else:
        assert entry is not None  # noqa: S101 - `change_missing` names it
        kind = USER_ID_LETTER
        context = user_id_letter_context(change=change, review=review, items=items, entry=entry, decided_at=now)
    return document_issue(kind=kind, case_number=change.number, context=context, issued_by=actor, holder=change.owner)


def _decide(
    change: ChangeRequest, review: ChangeReview, items: list[DeskItem], actor: User, **fields: object
) -> ChangeDecision:
    held = [row for row in items if row.item.state != "missing"]
    return ChangeDecision.objects.create(
        change=change,
        review=review,
        decided_by=actor,
        entered_by=change.entered_by,
        owner=change.owner,
        items_total=len(held),
        items_complete=sum(row.check is not None and row.check.is_complete for row in held),
        **fields,
    )


def _hold_by(entry: UserId, decision: ChangeDecision, actor: User) -> None:
    """Write the new holder into the register's entry; what stood there becomes its history."""
    fresh = UserId.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    names = (
        "holder_name", "npwp_hash", "responsible_name", "responsible_position", "responsible_nik",
        "responsible_nik_hash",
    )  # fmt: skip
    FormerHolder.objects.create(
        user_id=fresh,
        decision=decision,
        valid_until=decision.decided_at,
        **{name: getattr(fresh, name) for name in names},
    )
    now = registered(Application.objects.select_related("current").get(pk=decision.change.application_id))
    values = now.values
    fresh.holder_name = now.full_name
    fresh.npwp_hash = keyed_hash(values["npwp"]) if values["npwp"] else ""
    fresh.responsible_name, fresh.responsible_position = values["signatory_name"], values["signatory_position"]
    fresh.responsible_nik = values["signatory_nik"]
    fresh.responsible_nik_hash = keyed_hash(values["signatory_nik"])
    fresh.save(update_fields=names)
    audit_record(
        action="user_id.holder_changed",
        object_type=USER_ID_TYPE,
        object_number=fresh.value,
        actor=actor,
        data={"request": decision.change.number},
    )
