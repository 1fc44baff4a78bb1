"""The desk's work on a change request: taking it, who came, what was found about each document that proves the change."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import profile
from core.audit import audit_record
from core.formats import clock_time, long_datetime
from core.free_text import refuse_password
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from registration.change_rules import change_reasons
from registration.enums import ChangeState
from registration.identity_numbers import nik_normalise
from registration.models import CHANGE_DECIDED, ChangeItem, ChangeRequest
from registration.register import registered, unpacked
from registration.services.change_outcomes import change_envoy_came, change_start_review
from registration.services.changes import lock_change
from registration.transitions import CHANGE_TYPE
from verification.change_checklist import change_fingerprint, presenter_is_entitled
from verification.enums import CheckResult, Mode, PresenterKind
from verification.models import ChangeCheck, ChangeDecision, ChangeReview
from verification.permissions import can_work
from verification.services.findings import ChangedMeanwhile
from verification.services.holding import AlreadyDecided, HeldByOther

_BAD_RESULTS = frozenset({CheckResult.MISMATCH, CheckResult.INVALID})


def change_claim(*, change: ChangeRequest, actor: User) -> ChangeReview:
    """Take a request, or renew one's own claim; the first claim opens the review.

    Raises:
        Forbidden: not an officer of the unit, or the officer's own request.
        HeldByOther: another officer's claim still runs.
        AlreadyDecided, Refusal: it is decided, or not with the office.
    """
    _require_work(actor, change)
    with transaction.atomic():
        fresh = lock_change(change)
        _refuse_unless(fresh, ChangeState.SUBMITTED, ChangeState.UNDER_REVIEW)
        review, _ = ChangeReview.objects.get_or_create(change=fresh)
        held_before = review.holder_at()
        if not _take(review, actor):
            raise _held(review)
        if fresh.state == ChangeState.SUBMITTED:
            fresh = change_start_review(change=fresh, actor=actor)
            _reset_outdated(review, fresh)
        if held_before != actor:
            _record("change_review.claimed", fresh, actor, {})
        return _fresh(review)


def change_release(*, change: ChangeRequest, actor: User) -> ChangeReview:
    """Put a request back for colleagues; releasing twice is harmless.

    Raises:
        Forbidden: see `change_claim`.
        HeldByOther: another officer holds it.
        Refusal: nobody took it yet.
    """
    _require_work(actor, change)
    with transaction.atomic():
        fresh = lock_change(change)
        review = _locked(fresh)
        holder = review.holder_at()
        if holder is not None and holder != actor:
            raise _held(review)
        if review.claimed_by_id is not None and fresh.state not in CHANGE_DECIDED:
            drop_claim(review)
            _record("change_review.released", fresh, actor, {})
        return _fresh(review)


def hold_change(change: ChangeRequest, actor: User) -> tuple[ChangeRequest, ChangeReview]:
    """Lock the request for one act of the officer and renew the claim; to be called inside a transaction.

    Raises:
        Forbidden, AlreadyDecided, HeldByOther, Refusal: as `change_claim`.
    """
    _require_work(actor, change)
    fresh = lock_change(change)
    _refuse_unless(fresh, ChangeState.UNDER_REVIEW)
    review = _locked(fresh)
    if not _take(review, actor):
        raise _held(review)
    return fresh, _fresh(review)


def drop_claim(review: ChangeReview) -> None:
    """Drop the claim, whoever has it."""
    ChangeReview.objects.filter(pk=review.pk).update(claimed_by=None, claimed_at=None, claimed_until=None)


def change_presenter_record(
    *, change: ChangeRequest, actor: User, kind: str, name: str, nik: str, mode: str, version: int | None = None
) -> ChangeReview:
    """Record who showed the originals, by the KTP the officer looked at. This is how identity is verified.

    Args:
        nik: 16 digits; for the signatory the one in the register, or the new signatory's own.
        version: version of the review the form was opened with; None skips the comparison.

    Raises:
        BadInput: something is missing or does not fit, with the field.
        ChangedMeanwhile, Refusal: somebody else recorded in between; or as `hold_change`.
    """
    if kind not in PresenterKind.values:
        raise BadInput("Pilih siapa yang hadir.", code="kind", field="kind")
    if mode not in Mode.values:
        raise BadInput("Pilih cara hadir: tatap muka atau panggilan video.", code="mode", field="mode")
    if not name.strip():
        raise BadInput("Isi nama seperti pada KTP yang ditunjukkan.", code="name", field="name")
    number = nik_normalise(nik, field="nik")
    if not number:
        raise BadInput("Isi NIK pada KTP yang ditunjukkan.", code="nik", field="nik")
    with transaction.atomic():
        fresh, review = hold_change(change, actor)
        _same_version(review.version, version)
        if kind == PresenterKind.SIGNATORY and number not in _signatory_numbers(fresh):
            raise BadInput(
                "NIK ini bukan NIK penanggung jawab yang terdaftar atau yang diajukan. Bila yang hadir orang lain, pilih utusan.",
                code="nik_differs",
                field="nik",
            )
        if kind == PresenterKind.ENVOY:
            fresh = change_envoy_came(change=fresh)
        review.presenter_kind, review.presenter_name, review.presenter_mode = kind, name.strip(), mode
        review.presenter_nik = number
        review.presenter_recorded_by, review.presenter_recorded_at = actor, timezone.now()
        review.version += 1
        review.save()
        _record("change_review.presenter_recorded", fresh, actor, {"kind": kind, "mode": mode})
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
        ChangedMeanwhile, Refusal: somebody else recorded in between; or as `hold_change`.
    """
    words = refuse_password(note, field="note")
    if result and result not in CheckResult.values:
        raise BadInput("Pilih hasil dari daftar.", code="result", field="result")
    _check_reason(item, result, reason_code)
    if result == CheckResult.MATCH and not original_seen:
        raise BadInput("“Sesuai” baru dapat dipilih setelah dokumen asli dilihat.", code="not_seen", field="result")
    with transaction.atomic():
        fresh, review = hold_change(item.change, actor)
        check = ChangeCheck.objects.select_for_update(of=("self",)).filter(item=item).first()
        _same_version(check.version if check else 0, version)
        check = check or ChangeCheck(review=review, item=item, version=0)
        now = timezone.now()
        if original_seen and check.original_seen_at is None:
            if not presenter_is_entitled(fresh, review):
                raise BadInput(
                    "Catat dahulu siapa yang menunjukkan dokumen asli. Utusan harus membawa surat kuasa.",
                    code="no_presenter",
                    field="original_seen",
                )
            check.original_seen_by, check.original_seen_at = actor, now
        if original_seen:
            check.original_mode = mode if mode in Mode.values else check.original_mode or review.presenter_mode
        else:
            check.original_seen_by = check.original_seen_at = check.original_mode = None
        check.result, check.reason_code, check.note = result, reason_code, words
        check.checked_by, check.checked_at = (actor, now) if result else (None, None)
        check.compared = change_fingerprint(item, fresh) if result else ""
        check.version += 1
        check.save()
        _record(
            "change_check.recorded",
            fresh,
            actor,
            {
                "document": item.key,
                "original": original_seen,
                "mode": check.original_mode or "",
                "result": result,
                "reason": reason_code,
            },
        )
    return check


def already_decided_change(change: ChangeRequest) -> AlreadyDecided:
    """The refusal that names who decided what, and when."""
    decision = ChangeDecision.objects.select_related("decided_by__person").get(change=change)
    return AlreadyDecided(
        f"Permohonan {change.number} sudah {decision.get_outcome_display()} oleh {decision.decided_by.full_name} "
        f"pada {long_datetime(decision.decided_at)}. Keputusan itu tetap berlaku; tindakan Anda tidak dicatat.",
        code="already_decided",
    )


def _signatory_numbers(change: ChangeRequest) -> set[str]:
    now = registered(change.application).values["signatory_nik"]
    asked = unpacked(change.proposed).get("signatory_nik", "")
    return {number for number in (now, asked) if number}


def _check_reason(item: ChangeItem, result: str, reason_code: str) -> None:
    if result not in _BAD_RESULTS:
        if reason_code:
            raise BadInput(
                "Alasan hanya diisi bila dokumen tidak sesuai atau tidak berlaku.",
                code="reason_without_result",
                field="reason_code",
            )
        return
    if reason_code not in {reason.code for reason in change_reasons(item.key)}:
        raise BadInput("Pilih alasan yang sesuai dengan dokumen ini.", code="reason", field="reason_code")


def _take(review: ChangeReview, actor: User) -> bool:
    """Compare-and-set of the claim; a running claim of the same officer is only prolonged."""
    now = timezone.now()
    until = now + timedelta(minutes=profile.current().limits.claim_minutes)
    own = ChangeReview.objects.filter(pk=review.pk, claimed_by=actor, claimed_until__gt=now)
    if own.update(claimed_until=until):
        return True
    free = ChangeReview.objects.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now), pk=review.pk)
    return bool(free.update(claimed_by=actor, claimed_at=now, claimed_until=until))


def _reset_outdated(review: ChangeReview, change: ChangeRequest) -> None:
    """After the asker's turn: what was not in order, or whose values or files changed, is compared anew."""
    for check in review.checks.select_related("item").order_by("pk"):
        if check.result == CheckResult.MATCH and check.compared == change_fingerprint(check.item, change):
            continue
        check.result = check.reason_code = check.note = check.compared = ""
        check.checked_by = check.checked_at = None
        check.version += 1
        check.save()


def _locked(change: ChangeRequest) -> ChangeReview:
    review = (
        ChangeReview.objects.select_for_update(of=("self",))
        .select_related("claimed_by__person")
        .filter(change=change)
        .first()
    )
    if review is None:
        raise Refusal("Permohonan ini belum diambil. Ambil dahulu, lalu ulangi.", code="not_claimed")
    return review


def _fresh(review: ChangeReview) -> ChangeReview:
    return ChangeReview.objects.select_related("claimed_by__person").get(pk=review.pk)


def _held(review: ChangeReview) -> HeldByOther:
    fresh = _fresh(review)
    if fresh.claimed_by is None or fresh.claimed_at is None or fresh.claimed_until is None:
        return HeldByOther("Permohonan ini baru saja berpindah tangan. Muat ulang halaman ini.", code="held")
    return HeldByOther(
        f"Permohonan ini sedang diperiksa {fresh.claimed_by.full_name} sejak {long_datetime(fresh.claimed_at)} "
        f"(sampai {clock_time(fresh.claimed_until)}). Hubungi rekan itu, atau tunggu sampai pengambilannya berakhir.",
        code="held",
    )


def _require_work(actor: User, change: ChangeRequest) -> None:
    if not can_work(actor, change):
        raise Forbidden(
            "Hanya petugas Unit Registrasi dan Verifikasi yang memeriksa permohonan, dan bukan permohonannya sendiri.",
            code="not_officer",
        )


def _refuse_unless(change: ChangeRequest, *states: str) -> None:
    if change.state in states:
        return
    if change.state in CHANGE_DECIDED:
        raise already_decided_change(change)
    raise Refusal(
        f"Permohonan {change.number} sekarang “{change.get_state_display()}”, jadi tidak dapat diperiksa. "
        "Kembali ke antrean untuk melihat permohonan lain.",
        code="wrong_state",
    )


def _same_version(now: int, opened_with: int | None) -> None:
    if opened_with is not None and now != opened_with:
        raise ChangedMeanwhile(
            "Bagian ini sudah diubah di tab lain atau oleh rekan sejak Anda membukanya. "
            "Isian Anda belum disimpan; periksa keadaan terbaru di bawah, lalu simpan lagi.",
            code="changed_meanwhile",
        )


def _record(action: str, change: ChangeRequest, actor: User, data: dict[str, object]) -> None:
    audit_record(action=action, object_type=CHANGE_TYPE, object_number=change.number, actor=actor, data=data)
