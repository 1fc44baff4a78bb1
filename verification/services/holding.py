"""Who holds a case: taking, renewing, releasing, taking over. The claim lapses by itself (profile: `claim_minutes`)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import profile, transitions
from core.audit import audit_record
from core.formats import clock_time, long_datetime
from core.free_text import refuse_password
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from registration.enums import ApplicationState
from registration.models import DECIDED, Application
from registration.services.outcomes import application_start_review
from registration.transitions import OBJECT_TYPE
from verification.checklist import fingerprint
from verification.enums import CheckResult
from verification.models import Decision, Review
from verification.permissions import can_work


class HeldByOther(Refusal):
    """Another officer holds the case; the message says who, since when and until when."""


class AlreadyDecided(Refusal):
    """The case has its decision; the message says which, whose and when (W5)."""


def review_claim(*, application: Application, actor: User) -> Review:
    """Take a case, or renew one's own claim; the first claim opens the review.

    Raises:
        Forbidden: not an officer of the unit, or the officer's own application.
        HeldByOther: another officer's claim still runs.
        AlreadyDecided: the case has its decision.
        Refusal: the case is not with the office.
    """
    _require_work(actor, application)
    with transaction.atomic():
        fresh = transitions.lock(application)
        _refuse_unless(fresh, ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW)
        review, _ = Review.objects.get_or_create(current_for=fresh, defaults={"application": fresh})
        held_before = review.holder_at()
        if not _take(review, actor):
            raise _held(review)
        if fresh.state == ApplicationState.SUBMITTED:
            fresh = application_start_review(application=fresh, actor=actor)
            _reset_outdated(review, fresh)
        if held_before != actor:
            audit_record(action="review.claimed", object_type=OBJECT_TYPE, object_number=fresh.number, actor=actor)
        return _fresh(review)


def review_release(*, application: Application, actor: User) -> Review:
    """Put a case back for colleagues; releasing twice is harmless.

    Raises:
        Forbidden: see `review_claim`.
        HeldByOther: another officer holds it.
    """
    _require_work(actor, application)
    with transaction.atomic():
        fresh = transitions.lock(application)
        review = _locked(fresh)
        holder = review.holder_at()
        if holder is not None and holder != actor:
            raise _held(review)
        if review.claimed_by_id is not None:
            release(review)
            audit_record(action="review.released", object_type=OBJECT_TYPE, object_number=fresh.number, actor=actor)
        return _fresh(review)


def review_take_over(*, application: Application, actor: User, reason: str) -> Review:
    """Take a case out of a colleague's hands, with the reason on record.

    Raises:
        Forbidden: see `review_claim`.
        BadInput: no reason was given.
        Refusal: the case is not under review.
    """
    _require_work(actor, application)
    words = refuse_password(reason, field="reason")
    if not words:
        raise BadInput("Tulis alasan pengambilalihan, misalnya rekan sedang cuti.", code="reason", field="reason")
    with transaction.atomic():
        fresh = transitions.lock(application)
        _refuse_unless(fresh, ApplicationState.UNDER_REVIEW)
        review = _locked(fresh)
        former = review.holder_at()
        if former == actor:
            return review
        now = timezone.now()
        Review.objects.filter(pk=review.pk, claimed_by=review.claimed_by).update(
            claimed_by=actor, claimed_at=now, claimed_until=now + _lease()
        )
        audit_record(
            action="review.taken_over",
            object_type=OBJECT_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"from": former.full_name if former else "", "reason": words},
        )
        return _fresh(review)


def hold(application: Application, actor: User) -> tuple[Application, Review]:
    """Lock the case for one act of the officer and renew the claim; to be called inside a transaction.

    A case nobody holds is taken by the act itself.

    Raises:
        Forbidden, AlreadyDecided, HeldByOther, Refusal: as `review_claim`.
    """
    _require_work(actor, application)
    fresh = transitions.lock(application)
    _refuse_unless(fresh, ApplicationState.UNDER_REVIEW)
    review = _locked(fresh)
    if not _take(review, actor):
        raise _held(review)
    return fresh, _fresh(review)


def release(review: Review) -> None:
    """Drop the claim, whoever has it."""
    Review.objects.filter(pk=review.pk).update(claimed_by=None, claimed_at=None, claimed_until=None)


def _take(review: Review, actor: User) -> bool:
    """Compare-and-set of the claim; a running claim of the same officer is only prolonged."""
    now = timezone.now()
    until = now + _lease()
    own = Review.objects.filter(pk=review.pk, claimed_by=actor, claimed_until__gt=now)
    if own.update(claimed_until=until):
        return True
    free = Review.objects.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now), pk=review.pk)
    return bool(free.update(claimed_by=actor, claimed_at=now, claimed_until=until))


def _reset_outdated(review: Review, application: Application) -> None:
    """After the applicant's turn: what was not in order, or whose data or files changed, is compared anew.

    That an original was seen stays a fact, with who and when.
    """
    for check in review.checks.select_related("item").order_by("pk"):
        if check.result == CheckResult.MATCH and check.compared == fingerprint(check.item, application):
            continue
        check.result = check.reason_code = check.note = check.compared = ""
        check.checked_by = check.checked_at = check.copy_received_by = check.copy_received_at = None
        check.version += 1
        check.save()


def _lease() -> timedelta:
    return timedelta(minutes=profile.current().limits.claim_minutes)


def _locked(application: Application) -> Review:
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("claimed_by__person")
        .filter(current_for=application)
        .first()
    )
    if review is None:
        raise Refusal("Berkas ini belum diambil. Ambil dahulu, lalu ulangi.", code="not_claimed")
    return review


def _fresh(review: Review) -> Review:
    return Review.objects.select_related("claimed_by__person").get(pk=review.pk)


def _require_work(actor: User, application: Application) -> None:
    if not can_work(actor, application):
        raise Forbidden(
            "Hanya petugas Unit Registrasi dan Verifikasi yang dapat memeriksa berkas, dan bukan berkasnya sendiri.",
            code="not_officer",
        )


def _refuse_unless(application: Application, *states: str) -> None:
    if application.state in states:
        return
    if application.state in DECIDED:
        raise already_decided(application)
    raise Refusal(
        f"Berkas {application.number} sekarang “{application.get_state_display()}”, jadi tidak dapat diperiksa. "
        "Kembali ke antrean untuk melihat berkas lain.",
        code="wrong_state",
    )


def already_decided(application: Application) -> AlreadyDecided:
    """The refusal that names who decided what, and when."""
    decision = Decision.objects.select_related("decided_by__person").get(review__current_for=application)
    return AlreadyDecided(
        f"Berkas {application.number} sudah {decision.get_outcome_display()} oleh {decision.decided_by.full_name} "
        f"pada {long_datetime(decision.decided_at)}. Keputusan itu tetap berlaku; tindakan Anda tidak dicatat.",
        code="already_decided",
    )


def _held(review: Review) -> HeldByOther:
    fresh = _fresh(review)
    if fresh.claimed_by is None or fresh.claimed_at is None or fresh.claimed_until is None:
        return HeldByOther("Berkas ini baru saja berpindah tangan. Muat ulang halaman ini.", code="held")
    return HeldByOther(
        f"Berkas ini sedang diperiksa {fresh.claimed_by.full_name} sejak {long_datetime(fresh.claimed_at)} "
        f"(sampai {clock_time(fresh.claimed_until)}). Hubungi rekan itu, atau ambil alih dengan alasan.",
        code="held",
    )
