"""Who holds a case or a change request: taking, renewing, releasing, taking over, deciding.

Both kinds are held in one way (`Claims`); what differs between them stands at the end. The claim lapses by itself
(profile: `claim_minutes`).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import profile, transitions
from core.audit import audit_record
from core.formats import clock_time, long_datetime
from core.free_text import refuse_password
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from registration.enums import ApplicationState, ChangeState
from registration.models import CHANGE_DECIDED, DECIDED, Application, ChangeRequest
from registration.services.change_outcomes import change_start_review
from registration.services.changes import lock_change
from registration.services.outcomes import application_start_review
from registration.transitions import CHANGE_TYPE, OBJECT_TYPE
from verification.change_checklist import change_fingerprint
from verification.checklist import fingerprint
from verification.enums import CheckResult
from verification.models import ChangeDecision, ChangeReview, Decision, Review
from verification.permissions import can_decide, can_work

RowT = TypeVar("RowT", Application, ChangeRequest)
ReviewT = TypeVar("ReviewT", Review, ChangeReview)


class HeldByOther(Refusal):
    """Another officer holds the case; the message says who, since when and until when."""


class AlreadyDecided(Refusal):
    """The case has its decision; the message says which, whose and when (W5)."""


@dataclass(frozen=True)
class Claims(Generic[RowT, ReviewT]):
    """How rows of one kind are held, by which words and which tables.

    Args:
        noun: what an officer holds, in a sentence.
        paper: what was filled in by somebody who may therefore not decide it.
        action: first part of the audit actions.
        submitted, under_review: the states in which the office has it.
        reviews: the table of the reviews, and `row` its column that names what is reviewed now.
        begin: the review of a row, made with the first claim.
        start: the move of the first claim.
        resting_on: fingerprint of what a result about a document rests on.
        decision: the decision of a row that is decided.
    """

    noun: str
    paper: str
    object_type: str
    action: str
    submitted: str
    under_review: str
    decided: Collection[str]
    reviews: type[ReviewT]
    row: str
    lock: Callable[[RowT], RowT]
    begin: Callable[[RowT], ReviewT]
    start: Callable[[RowT, User], RowT]
    resting_on: Callable[[Any, RowT], str]
    decision: Callable[[RowT], Any]

    def claim(self, row: RowT, actor: User) -> ReviewT:
        """Take it, or renew one's own claim; the first claim opens the review.

        Raises:
            Forbidden: not an officer of the unit, or the officer's own.
            HeldByOther: another officer's claim still runs.
            AlreadyDecided: it has its decision.
            Refusal: it is not with the office.
        """
        self.require_work(actor, row)
        with transaction.atomic():
            fresh = self.lock(row)
            self._refuse_unless(fresh, self.submitted, self.under_review)
            review = self.begin(fresh)
            held_before = review.holder_at()
            if not self._take(review, actor):
                raise self._held(review)
            if fresh.state == self.submitted:
                fresh = self.start(fresh, actor)
                self._reset_outdated(review, fresh)
            if held_before != actor:
                self.record("claimed", fresh, actor)
            return self._fresh(review)

    def release(self, row: RowT, actor: User) -> ReviewT:
        """Put it back for colleagues; releasing twice is harmless.

        Raises:
            Forbidden: see `claim`.
            HeldByOther: another officer holds it.
            Refusal: nobody took it yet.
        """
        self.require_work(actor, row)
        with transaction.atomic():
            fresh = self.lock(row)
            review = self._locked(fresh)
            holder = review.holder_at()
            if holder is not None and holder != actor:
                raise self._held(review)
            if review.claimed_by_id is not None:
                self.drop(review)
                self.record("released", fresh, actor)
            return self._fresh(review)

    def take_over(self, row: RowT, actor: User, reason: str) -> ReviewT:
        """Take it out of a colleague's hands, with the reason on record; the colleague's next act is told who has it.

        Raises:
            Forbidden: see `claim`.
            BadInput: no reason was given.
            Refusal: it is not under review.
        """
        self.require_work(actor, row)
        words = refuse_password(reason, field="reason")
        if not words:
            raise BadInput("Tulis alasan pengambilalihan, misalnya rekan sedang cuti.", code="reason", field="reason")
        with transaction.atomic():
            fresh = self.lock(row)
            self._refuse_unless(fresh, self.under_review)
            review = self._locked(fresh)
            former = review.holder_at()
            if former == actor:
                return review
            now = timezone.now()
            self._row_of(review).update(claimed_by=actor, claimed_at=now, claimed_until=now + _lease())
            self.record("taken_over", fresh, actor, {"from": former.full_name if former else "", "reason": words})
            return self._fresh(review)

    def hold(self, row: RowT, actor: User) -> tuple[RowT, ReviewT]:
        """Lock it for one act of the officer and renew the claim; to be called inside a transaction.

        What nobody holds is taken by the act itself.

        Raises:
            Forbidden, AlreadyDecided, HeldByOther, Refusal: as `claim`.
        """
        self.require_work(actor, row)
        fresh = self.lock(row)
        self._refuse_unless(fresh, self.under_review)
        review = self._locked(fresh)
        if not self._take(review, actor):
            raise self._held(review)
        return fresh, self._fresh(review)

    def drop(self, review: ReviewT) -> None:
        """Drop the claim, whoever has it."""
        self._row_of(review).update(claimed_by=None, claimed_at=None, claimed_until=None)

    def require_work(self, actor: User, row: RowT) -> None:
        """Raise Forbidden unless the person may examine it."""
        if not can_work(actor, row):
            raise Forbidden(
                f"Hanya petugas Unit Registrasi dan Verifikasi yang dapat memeriksa {self.noun}, "
                f"dan bukan {self.noun}nya sendiri.",
                code="not_officer",
            )

    def require_decide(self, actor: User, row: RowT) -> None:
        """Raise Forbidden unless the person may decide it."""
        if not can_decide(actor, row):
            raise Forbidden(
                f"Anda tidak dapat memutuskan {self.noun} ini: keputusan diambil petugas Unit Registrasi dan Verifikasi "
                f"yang tidak memiliki dan tidak mengisi {self.paper} itu. Minta petugas lain memutuskan.",
                code="may_not_decide",
            )

    def require_end(self, row: RowT, review: ReviewT | None, actor: User) -> ReviewT:
        """The review of what this officer may end now, without a lock: for the page that asks before it is done.

        Raises:
            AlreadyDecided, HeldByOther: as `hold`.
            Refusal: nobody examines it.
        """
        if row.state in self.decided:
            raise self.already_decided(row)
        if review is None or row.state != self.under_review:
            raise Refusal(f"{self.title} {row.number} belum diperiksa. Ambil dahulu, lalu periksa dokumennya.")
        if review.holder_at() not in {None, actor}:
            raise self._held(review)
        return review

    def already_decided(self, row: RowT) -> AlreadyDecided:
        """The refusal that names who decided what, and when."""
        decision = self.decision(row)
        return AlreadyDecided(
            f"{self.title} {row.number} sudah {decision.get_outcome_display()} oleh {decision.decided_by.full_name} "
            f"pada {long_datetime(decision.decided_at)}. Keputusan itu tetap berlaku; tindakan Anda tidak dicatat.",
            code="already_decided",
        )

    def record(self, what: str, row: RowT, actor: User, data: dict[str, Any] | None = None) -> None:
        """Write an event of the review into the trail."""
        audit_record(
            action=f"{self.action}.{what}",
            object_type=self.object_type,
            object_number=row.number,
            actor=actor,
            data=data or {},
        )

    @property
    def title(self) -> str:
        """The noun at the beginning of a sentence."""
        return self.noun.capitalize()

    def _row_of(self, review: ReviewT) -> Any:
        return self.reviews._default_manager.filter(pk=review.pk)

    def _take(self, review: ReviewT, actor: User) -> bool:
        """Compare-and-set of the claim; a running claim of the same officer is only prolonged."""
        now = timezone.now()
        until = now + _lease()
        if self._row_of(review).filter(claimed_by=actor, claimed_until__gt=now).update(claimed_until=until):
            return True
        free = self._row_of(review).filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=now))
        return bool(free.update(claimed_by=actor, claimed_at=now, claimed_until=until))

    def _reset_outdated(self, review: ReviewT, row: RowT) -> None:
        """After the other side's turn: what was not in order, or whose data or files changed, is compared anew."""
        for check in review.checks.select_related("item").order_by("pk"):
            if check.result != CheckResult.MATCH or check.compared != self.resting_on(check.item, row):
                check.begin_anew()
                check.save()

    def _locked(self, row: RowT) -> ReviewT:
        rows = self.reviews._default_manager.select_for_update(of=("self",)).select_related("claimed_by__person")
        review = rows.filter(**{self.row: row}).first()
        if review is None:
            raise Refusal(f"{self.title} ini belum diambil. Ambil dahulu, lalu ulangi.", code="not_claimed")
        return review

    def _fresh(self, review: ReviewT) -> ReviewT:
        return self.reviews._default_manager.select_related("claimed_by__person").get(pk=review.pk)

    def _refuse_unless(self, row: RowT, *states: str) -> None:
        if row.state in states:
            return
        if row.state in self.decided:
            raise self.already_decided(row)
        raise Refusal(
            f"{self.title} {row.number} sekarang “{row.get_state_display()}”, jadi tidak dapat diperiksa. "
            f"Kembali ke antrean untuk melihat {self.noun} lain.",
            code="wrong_state",
        )

    def _held(self, review: ReviewT) -> HeldByOther:
        fresh = self._fresh(review)
        if fresh.claimed_by is None or fresh.claimed_at is None or fresh.claimed_until is None:
            return HeldByOther(f"{self.title} ini baru saja berpindah tangan. Muat ulang halaman ini.", code="held")
        return HeldByOther(
            f"{self.title} ini sedang diperiksa {fresh.claimed_by.full_name} sejak {long_datetime(fresh.claimed_at)} "
            f"(sampai {clock_time(fresh.claimed_until)}). Hubungi rekan itu, atau ambil alih dengan alasan.",
            code="held",
        )


def _lease() -> timedelta:
    return timedelta(minutes=profile.current().limits.claim_minutes)


CASES: Claims[Application, Review] = Claims(
    noun="berkas",
    paper="pendaftaran",
    object_type=OBJECT_TYPE,
    action="review",
    submitted=ApplicationState.SUBMITTED,
    under_review=ApplicationState.UNDER_REVIEW,
    decided=DECIDED,
    reviews=Review,
    row="current_for",
    lock=transitions.lock,
    begin=lambda row: Review.objects.get_or_create(current_for=row, defaults={"application": row})[0],
    start=lambda row, actor: application_start_review(application=row, actor=actor),
    resting_on=fingerprint,
    decision=lambda row: Decision.objects.select_related("decided_by__person").get(review__current_for=row),
)
CHANGES: Claims[ChangeRequest, ChangeReview] = Claims(
    noun="permohonan",
    paper="permohonan",
    object_type=CHANGE_TYPE,
    action="change_review",
    submitted=ChangeState.SUBMITTED,
    under_review=ChangeState.UNDER_REVIEW,
    decided=CHANGE_DECIDED,
    reviews=ChangeReview,
    row="change",
    lock=lock_change,
    begin=lambda row: ChangeReview.objects.get_or_create(change=row)[0],
    start=lambda row, actor: change_start_review(change=row, actor=actor),
    resting_on=change_fingerprint,
    decision=lambda row: ChangeDecision.objects.select_related("decided_by__person").get(change=row),
)


def review_claim(*, application: Application, actor: User) -> Review:
    """Take a case, or renew one's own claim; see `Claims.claim`."""
    return CASES.claim(application, actor)
