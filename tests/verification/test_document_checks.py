"""What is recorded about one document: copy received, original seen, compared."""

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.enums import FileState
from core.models import AuditEvent
from core.refusals import BadInput, Refusal
from registration.reasons import REASONS, reasons_for
from tests.verification import cases
from verification.checklist import desk_items, missing
from verification.models import DocumentCheck, Review
from verification.services.holding import HeldByOther, review_claim
from verification.services.recording import ChangedMeanwhile

pytestmark = pytest.mark.django_db


@pytest.fixture
def met(waiting, officer):
    """A case whose signatory is at the desk of `officer`."""
    review_claim(application=waiting, actor=officer)
    cases.present(waiting, officer)
    return waiting


def gaps(row) -> list[str]:
    return [gap.anchor for gap in missing(row, Review.objects.filter(application=row).first())]


def test_a_match_records_who_saw_the_original_when_and_how(met, officer) -> None:
    check = cases.compare(met.items.get(key="ktp"), officer)
    assert (check.copy_received_by, check.original_seen_by, check.checked_by) == (officer,) * 3
    assert (check.original_mode, check.result) == ("in_person", "match")
    assert check.is_complete
    data = AuditEvent.objects.get(action="check.recorded").data
    assert data == {
        "document": "ktp",
        "copy": True,
        "original": True,
        "mode": "in_person",
        "result": "match",
        "reason": "",
    }


def test_who_saw_the_original_first_stays(met, officer, colleague) -> None:
    item = met.items.get(key="ktp")
    first = cases.compare(item, officer, result="")
    with time_machine.travel(timezone.now() + timezone.timedelta(hours=2)):
        second = cases.compare(item, colleague)
    assert (second.original_seen_by, second.original_seen_at) == (officer, first.original_seen_at)
    assert second.checked_by == colleague


def test_an_original_may_be_shown_by_video(met, officer) -> None:
    assert cases.compare(met.items.get(key="npwp"), officer, mode="video").original_mode == "video"


def test_a_tick_taken_away_is_gone(met, officer) -> None:
    item = met.items.get(key="ktp")
    cases.compare(item, officer, result="")
    check = cases.compare(item, officer, result="", original_seen=False, copy_received=False)
    assert (check.original_seen_at, check.original_seen_by, check.original_mode) == (None, None, None)
    assert (check.copy_received_at, check.copy_received_by) == (None, None)


@pytest.mark.parametrize("seen", [{"copy_received": False}, {"original_seen": False}])
def test_no_match_without_copy_and_original(met, officer, seen) -> None:
    with pytest.raises(BadInput) as caught:
        cases.compare(met.items.get(key="ktp"), officer, **seen)
    assert caught.value.field == "result"
    assert not DocumentCheck.objects.exists()


def test_no_original_counts_before_it_is_known_who_showed_it(waiting, officer) -> None:
    review_claim(application=waiting, actor=officer)
    with pytest.raises(BadInput, match="Catat dahulu siapa") as caught:
        cases.compare(waiting.items.get(key="ktp"), officer)
    assert caught.value.field == "original_seen"


def test_an_envoy_without_surat_kuasa_shows_no_originals(waiting, officer) -> None:
    review_claim(application=waiting, actor=officer)
    cases.present(waiting, officer, kind="envoy", name="Utusan", nik="7322014107800002")
    with pytest.raises(BadInput, match="surat kuasa"):
        cases.compare(waiting.items.get(key="ktp"), officer)


@pytest.mark.parametrize("result", ["mismatch", "invalid"])
def test_a_bad_result_needs_a_reason_that_fits_the_document(met, officer, result: str) -> None:
    item = met.items.get(key="ktp")
    for code in ("", "npwp_of_another", "blacklisted", "because"):
        with pytest.raises(BadInput) as caught:
            cases.compare(item, officer, result=result, reason_code=code)
        assert caught.value.field == "reason_code"
    check = cases.compare(item, officer, result=result, reason_code="data_differs", note="Nama berbeda satu huruf")
    assert (check.reason_code, check.note) == ("data_differs", "Nama berbeda satu huruf")
    assert not check.is_complete


def test_every_document_has_reasons_and_no_reason_reaches_outside_the_closed_set() -> None:
    for key in ("registration_form", "participation_form", "ktp", "deed", "deed_amendment", "npwp", "licence"):
        assert len(reasons_for(key)) >= 5
    documents = {key for reason in REASONS.values() for key in reason.keys}
    assert documents <= {
        "registration_form",
        "participation_form",
        "ktp",
        "deed",
        "deed_amendment",
        "npwp",
        "licence",
    }


def test_a_good_result_takes_no_reason(met, officer) -> None:
    with pytest.raises(BadInput, match="hanya diisi bila"):
        cases.compare(met.items.get(key="ktp"), officer, reason_code="illegible")


def test_a_form_opened_before_a_change_is_refused(met, officer, colleague) -> None:
    item = met.items.get(key="ktp")
    cases.compare(item, officer, version=0)
    with pytest.raises(ChangedMeanwhile):
        cases.compare(item, officer, version=0, result="")
    assert DocumentCheck.objects.get().result == "match"
    assert cases.compare(item, officer, version=1).version == 2


def test_a_colleague_does_not_check_documents_of_a_held_case(met, colleague) -> None:
    with pytest.raises(HeldByOther):
        cases.compare(met.items.get(key="ktp"), colleague)


def test_a_password_in_the_note_is_refused(met, officer) -> None:
    with pytest.raises(BadInput, match="kata sandi"):
        cases.compare(met.items.get(key="ktp"), officer, note="pwd: abc123")


def test_the_list_of_gaps_leads_to_each_place_and_empties(waiting, officer) -> None:
    assert gaps(waiting) == ["ambil"]
    review_claim(application=waiting, actor=officer)
    documents = [f"dokumen-{key}" for key in waiting.items.order_by("pk").values_list("key", flat=True)]
    assert gaps(waiting) == ["daftar-hitam", "kehadiran", *documents]
    cases.look_up(waiting, officer)
    cases.present(waiting, officer)
    cases.compare(waiting.items.get(key="deed"), officer)
    assert gaps(waiting) == [anchor for anchor in documents if anchor != "dokumen-deed"]
    for item in waiting.items.exclude(key="deed"):
        cases.compare(item, officer)
    assert gaps(waiting) == []


def test_a_hit_on_the_blacklist_is_a_gap_that_stays(reviewed, officer) -> None:
    cases.look_up(reviewed, officer, result="listed", note="SK 013/2025 sampai 2027")
    assert gaps(reviewed) == ["daftar-hitam"]


def test_a_document_whose_file_was_infected_is_a_gap(reviewed) -> None:
    file = reviewed.items.get(key="npwp").files.get().file
    type(file).objects.filter(pk=file.pk).update(state=FileState.INFECTED, storage_name="", view_name="")
    assert gaps(reviewed) == ["dokumen-npwp"]


def test_a_document_that_was_never_handed_in_is_a_gap(vendor, officer) -> None:
    row = cases.review_all(cases.application(vendor), officer)
    row.items.filter(key="licence").update(state="missing")
    row.items.get(key="licence").files.update(replaced_at=timezone.now())
    assert "dokumen-licence" in gaps(row)


def test_desk_items_take_few_queries_whatever_the_number_of_documents(reviewed, query_budget) -> None:
    review = Review.objects.get()
    with query_budget(3):
        rows = desk_items(reviewed, review)
    assert len(rows) == 6
    assert all(row.is_complete for row in rows)


# The database repeats the rules.


def test_the_database_refuses_an_original_nobody_was_entitled_to_show(waiting, officer) -> None:
    review = review_claim(application=waiting, actor=officer)
    with pytest.raises(IntegrityError, match="penanggung jawab sendiri"), transaction.atomic():
        DocumentCheck.objects.create(
            review=review,
            item=waiting.items.get(key="ktp"),
            original_seen_by=officer,
            original_seen_at=timezone.now(),
            original_mode="in_person",
        )


def test_the_database_refuses_a_check_on_another_application(met, vendor, officer, make_account) -> None:
    other = cases.application(make_account("vendor"))
    with pytest.raises(IntegrityError, match="bukan bagian dari pendaftaran"), transaction.atomic():
        DocumentCheck.objects.create(review=Review.objects.get(), item=other.items.get(key="ktp"))


def test_the_database_refuses_a_bad_result_without_reason(met, officer) -> None:
    check = cases.compare(met.items.get(key="ktp"), officer)
    with pytest.raises(IntegrityError, match="check_reason_beside_bad_result"), transaction.atomic():
        DocumentCheck.objects.filter(pk=check.pk).update(result="mismatch")


def test_a_case_in_nobodys_hands_is_not_checked(waiting, officer) -> None:
    with pytest.raises(Refusal):
        cases.compare(waiting.items.get(key="ktp"), officer)
