"""The desk's work on a change request: taking it, who came, what was found about each document that proves the change."""

from django.db import transaction
from django.utils import timezone

from core.audit import audit_record
from core.free_text import refuse_password
from core.models import User
from core.refusals import BadInput
from registration.change_rules import change_reasons
from registration.identity_numbers import nik_normalise
from registration.models import ChangeItem, ChangeRequest
from registration.register import registered, unpacked
from registration.services.change_outcomes import change_envoy_came
from registration.transitions import CHANGE_TYPE
from verification.change_checklist import change_fingerprint, presenter_is_entitled
from verification.enums import CheckResult, PresenterKind
from verification.models import ChangeCheck, ChangeReview
from verification.services.holding import CHANGES
from verification.services.recording import (
    check_write,
    presenter_write,
    require_presenter,
    require_reason,
    require_version,
    shown_by,
)


def change_claim(*, change: ChangeRequest, actor: User) -> ChangeReview:
    """Take a change request, or renew one's own claim; see `Claims.claim`."""
    return CHANGES.claim(change, actor)


def change_presenter_record(
    *, change: ChangeRequest, actor: User, kind: str, name: str, nik: str, mode: str, version: int | None = None
) -> ChangeReview:
    """Record who showed the originals, by the KTP the officer looked at. This is how identity is verified.

    Args:
        nik: 16 digits; for the signatory the one in the register, or the new signatory's own.
        version: version of the review the form was opened with; None skips the comparison.

    Raises:
        BadInput: something is missing or does not fit, with the field.
        ChangedMeanwhile, Refusal: somebody else recorded in between; or as `Claims.hold`.
    """
    require_presenter(kind=kind, name=name, mode=mode)
    number = nik_normalise(nik, field="nik")
    if not number:
        raise BadInput("Isi NIK pada KTP yang ditunjukkan.", code="nik", field="nik")
    with transaction.atomic():
        fresh, review = CHANGES.hold(change, actor)
        require_version(review.version, version)
        if kind == PresenterKind.SIGNATORY and number not in _signatory_numbers(fresh):
            raise BadInput(
                "NIK ini bukan NIK penanggung jawab yang terdaftar atau yang diajukan. Bila yang hadir orang lain, pilih utusan.",
                code="nik_differs",
                field="nik",
            )
        if kind == PresenterKind.ENVOY:
            fresh = change_envoy_came(change=fresh)
        presenter_write(review, kind=kind, name=name, nik=number, mode=mode, actor=actor)
        review.save()
        CHANGES.record("presenter_recorded", fresh, actor, {"kind": kind, "mode": mode})
    return review


def change_check_record(
    *,
    item: ChangeItem,
    actor: User,
    original_seen: bool,
    result: str = "",
    reason_code: str = "",
    note: str = "",
    mode: str = "",
    version: int | None = None,
) -> ChangeCheck:
    """Record what was found about one document: original seen by whom, when, how, and how it compares with the new values.

    Args:
        result: a `CheckResult`, or empty while the document is not finished.
        reason_code: obligatory beside a bad result, fitting this document.
        mode: how the original was shown; empty: as the person present was met.
        version: version of the check the form was opened with (0: there was none); None skips the comparison.

    Raises:
        BadInput: something is missing or does not fit, with the field.
        ChangedMeanwhile, Refusal: somebody else recorded in between; or as `Claims.hold`.
    """
    words = refuse_password(note, field="note")
    fitting = {reason.code for reason in change_reasons(item.key)}
    require_reason(result=result, reason_code=reason_code, fitting=fitting)
    if result == CheckResult.MATCH and not original_seen:
        raise BadInput("“Sesuai” baru dapat dipilih setelah dokumen asli dilihat.", code="not_seen", field="result")
    with transaction.atomic():
        fresh, review = CHANGES.hold(item.change, actor)
        check = ChangeCheck.objects.select_for_update(of=("self",)).filter(item=item).first()
        require_version(check.version if check else 0, version)
        check = check or ChangeCheck(review=review, item=item, version=0)
        check_write(
            check,
            actor=actor,
            is_entitled=presenter_is_entitled(fresh, review),
            original_seen=original_seen,
            mode=shown_by(check, review, mode),
            result=result,
            reason_code=reason_code,
            note=words,
            compared=change_fingerprint(item, fresh),
            now=timezone.now(),
        )
        check.save()
        audit_record(
            action="change_check.recorded",
            object_type=CHANGE_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={
                "document": item.key,
                "original": original_seen,
                "mode": check.original_mode or "",
                "result": result,
                "reason": reason_code,
            },
        )
    return check


def _signatory_numbers(change: ChangeRequest) -> set[str]:
    now = registered(change.application).values["signatory_nik"]
    asked = unpacked(change.proposed).get("signatory_nik", "")
    return {number for number in (now, asked) if number}
