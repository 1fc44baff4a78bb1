"""Who holds a case: taking, renewing, releasing, lapsing, taking over."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from core.models import AuditEvent
from core.refusals import BadInput, Forbidden, Refusal
from registration.enums import ApplicationState
from tests.verification import cases
from verification.models import Review
from verification.services.holding import CASES, HeldByOther, review_claim

pytestmark = pytest.mark.django_db


def test_taking_a_case_opens_the_review_for_an_hour_and_leaves_a_trace(waiting, officer, trail) -> None:
    review = review_claim(application=waiting, actor=officer)
    waiting.refresh_from_db()
    assert waiting.state == ApplicationState.UNDER_REVIEW
    assert review.holder_at() == officer
    assert review.claimed_until - review.claimed_at == timedelta(minutes=60)
    assert trail(waiting) == ["application.review_started", "review.claimed"]


def test_taking_twice_renews_the_claim_and_tells_it_once(waiting, officer, trail) -> None:
    first = review_claim(application=waiting, actor=officer)
    with time_machine.travel(timezone.now() + timedelta(minutes=50)):
        second = review_claim(application=waiting, actor=officer)
    assert second.claimed_at == first.claimed_at
    assert second.claimed_until > first.claimed_until
    assert trail(waiting).count("review.claimed") == 1


def test_a_second_officer_is_told_who_holds_the_case_and_until_when(waiting, officer, colleague) -> None:
    review_claim(application=waiting, actor=officer)
    with pytest.raises(HeldByOther, match="Sitti Petugas") as caught:
        review_claim(application=waiting, actor=colleague)
    assert "WITA" in caught.value.message
    assert "ambil alih" in caught.value.message
    assert Review.objects.get().claimed_by == officer


def test_a_claim_lapses_by_itself_and_the_next_officer_takes_the_case(waiting, officer, colleague, trail) -> None:
    review_claim(application=waiting, actor=officer)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert Review.objects.get().holder_at() is None
        assert review_claim(application=waiting, actor=colleague).holder_at() == colleague
    assert trail(waiting).count("review.claimed") == 2


def test_a_released_case_is_free_and_releasing_twice_is_harmless(waiting, officer, colleague, trail) -> None:
    review_claim(application=waiting, actor=officer)
    CASES.release(waiting, officer)
    assert CASES.release(waiting, officer).claimed_by is None
    assert trail(waiting).count("review.released") == 1
    assert review_claim(application=waiting, actor=colleague).holder_at() == colleague


def test_nobody_releases_the_case_of_a_colleague(waiting, officer, colleague) -> None:
    review_claim(application=waiting, actor=officer)
    with pytest.raises(HeldByOther):
        CASES.release(waiting, colleague)
    assert Review.objects.get().claimed_by == officer


def test_taking_over_needs_a_reason_and_keeps_it(waiting, officer, colleague) -> None:
    review_claim(application=waiting, actor=officer)
    with pytest.raises(BadInput) as caught:
        CASES.take_over(waiting, colleague, "  ")
    assert caught.value.field == "reason"
    review = CASES.take_over(waiting, colleague, "Rekan sakit")
    assert review.holder_at() == colleague
    event = AuditEvent.objects.get(action="review.taken_over")
    assert (event.actor, event.data) == (colleague, {"from": "Sitti Petugas", "reason": "Rekan sakit"})


def test_taking_over_ones_own_case_changes_nothing(waiting, officer) -> None:
    review_claim(application=waiting, actor=officer)
    CASES.take_over(waiting, officer, "salah tekan")
    assert not AuditEvent.objects.filter(action="review.taken_over").exists()


@pytest.mark.parametrize("role", ["head", "deputy", "secretariat", "system_admin", "support", "vendor", "ppk"])
def test_only_the_unit_of_verification_takes_cases(waiting, make_account, role: str) -> None:
    stranger = make_account(role)
    with pytest.raises(Forbidden):
        review_claim(application=waiting, actor=stranger)
    assert not Review.objects.exists()


def test_an_officer_does_not_work_on_an_application_of_their_own(lpse, make_account) -> None:
    both = make_account("verifier", "vendor")
    row = cases.application(both)
    with pytest.raises(Forbidden, match="bukan berkasnya sendiri"):
        review_claim(application=row, actor=both)


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_a_file_that_is_with_the_applicant_cannot_be_taken(vendor, officer, state: str) -> None:
    row = cases.application(vendor, state=state)
    with pytest.raises(Refusal, match="Kembali ke antrean"):
        review_claim(application=row, actor=officer)
    assert not Review.objects.exists()


def test_releasing_what_nobody_took_says_so(waiting, officer) -> None:
    with pytest.raises(Refusal, match="belum diambil"):
        CASES.release(waiting, officer)


def test_after_the_applicants_turn_only_what_is_unchanged_and_in_order_still_counts(reviewed, officer) -> None:
    npwp, ktp, deed = (reviewed.items.get(key=key) for key in ("npwp", "ktp", "deed"))
    cases.compare(ktp, officer, result="mismatch", reason_code="data_differs")
    type(reviewed).objects.filter(pk=reviewed.pk).update(state="submitted", npwp_hash="0" * 64)
    reviewed.refresh_from_db()
    review_claim(application=reviewed, actor=officer)
    checks = {check.item_id: check for check in Review.objects.get().checks.all()}
    assert (checks[npwp.pk].result, checks[ktp.pk].result, checks[deed.pk].result) == ("", "", "match")
    assert checks[npwp.pk].original_seen_at is not None
    assert checks[npwp.pk].copy_received_at is None


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_take_a_case_at_once_one_gets_it_and_the_other_is_told_who(
    waiting, officer, colleague
) -> None:
    barrier = threading.Barrier(2)
    told: list[str] = []

    def take(actor) -> None:
        try:
            barrier.wait()
            review_claim(application=waiting, actor=actor)
        except HeldByOther as refusal:
            told.append(refusal.message)
        finally:
            connection.close()

    workers = [threading.Thread(target=take, args=(actor,)) for actor in (officer, colleague)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    winner = Review.objects.get().claimed_by
    assert winner in {officer, colleague}
    assert len(told) == 1
    assert winner.full_name in told[0]
    assert AuditEvent.objects.filter(action="review.claimed").count() == 1
