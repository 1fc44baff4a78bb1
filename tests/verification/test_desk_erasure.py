"""What the desk noted about people goes when registration erased an application that was never decided."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.models import AuditEvent
from core.work import duties
from registration.models import Application
from registration.services.erasure import application_erase
from tests.verification import cases
from verification.models import Review
from verification.services.decisions import decision_approve, review_return
from verification.services.erasure import reviews_erase
from verification.services.holding import review_claim
from verification.tasks import erase_by_rule

pytestmark = pytest.mark.django_db
PLANTED = ("Nurhayati Utusan", "004/SK/XI/2026", "Nama mirip Andi", "Foto buram milik Rahmat")


@pytest.fixture
def gone(waiting, officer) -> Application:
    """An application that was returned, expired and erased; the desk had written about people."""
    review_claim(application=waiting, actor=officer)
    cases.look_up(waiting, officer, note=PLANTED[2])
    item = waiting.items.get(key="ktp")
    cases.present(
        waiting, officer, kind="envoy", name=PLANTED[0], nik="7322014107800002", surat_kuasa_number=PLANTED[1],
        surat_kuasa_date=date(2026, 11, 20), surat_kuasa_file=cases.hand_in(item, owner=officer).file,
    )  # fmt: skip
    cases.compare(item, officer, result="mismatch", reason_code="illegible", note=PLANTED[3])
    row = review_return(application=waiting, actor=officer)
    Application.objects.filter(pk=row.pk).update(
        state="expired", due_at=None, closed_at=timezone.now() - timedelta(days=8)
    )
    row.refresh_from_db()
    return application_erase(application=row, actor=None, reason="berakhir tanpa keputusan")


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(r::text, ' ') || string_agg(c::text, ' ') "
            "FROM verification_review r JOIN verification_documentcheck c ON c.review_id = r.id"
        )
        return str(cursor.fetchone()[0])


def test_names_numbers_and_notes_go_and_who_looked_when_stays(gone, officer) -> None:
    assert all(words in stored() for words in PLANTED)
    assert reviews_erase() == 1
    assert not [words for words in PLANTED if words in stored()]
    review = Review.objects.get()
    assert (review.presenter_nik, review.presenter_nik_hash) == ("", "dihapus")
    assert review.presenter_recorded_by == officer
    assert review.checks.get().original_seen_by == officer
    assert AuditEvent.objects.filter(action="review.erased", object_number=gone.number).count() == 1


def test_a_second_run_finds_nothing(gone) -> None:
    erase_by_rule()
    assert reviews_erase() == 0
    assert AuditEvent.objects.filter(action="review.erased").count() == 1


def test_reviews_of_running_and_decided_cases_stay(reviewed, officer) -> None:
    assert reviews_erase() == 0
    decision_approve(application=reviewed, actor=officer, user_id="CAHAYA1")
    assert reviews_erase() == 0
    assert Review.objects.get().presenter_name == "Rahmat Hidayat"


def test_the_dispatcher_sends_it(db) -> None:
    assert "verification.erase_by_rule" in {duty.task for duty in duties()}
