"""What is recorded first: who showed the originals, and what the national blacklist says."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.clock import today
from core.models import AuditEvent
from core.refusals import BadInput, Forbidden, Refusal
from tests.verification import cases
from verification.models import Review
from verification.services.findings import blacklist_record
from verification.services.holding import HeldByOther, review_claim
from verification.services.recording import ChangedMeanwhile

pytestmark = pytest.mark.django_db
OTHER_NIK = "7322014107800002"
LETTER = {"surat_kuasa_number": "004/SK/XI/2026", "surat_kuasa_date": date(2026, 11, 20)}


@pytest.fixture
def held(waiting, officer):
    """A case in the hands of `officer`."""
    review_claim(application=waiting, actor=officer)
    return waiting


def surat_kuasa(row, officer):
    """The scan of a surat kuasa, in the file of the case."""
    item = row.items.get(key="ktp")
    return cases.hand_in(item, owner=officer, original_name="surat-kuasa.pdf").file


def test_the_signatory_in_person_may_show_originals(held, officer) -> None:
    review = cases.present(held, officer)
    assert review.presenter_is_entitled
    assert (review.presenter_recorded_by, review.version) == (officer, 2)
    event = AuditEvent.objects.get(action="review.presenter_recorded")
    assert event.data == {"kind": "signatory", "mode": "in_person", "surat_kuasa": ""}
    assert cases.NIK not in str(event.data)


def test_the_number_of_a_ktp_lies_encrypted(held, officer) -> None:
    cases.present(held, officer)
    review = Review.objects.get()
    assert review.presenter_nik == cases.NIK
    assert Review.objects.filter(presenter_nik=cases.NIK.encode()).count() == 0


def test_somebody_else_than_the_signatory_is_not_taken_for_the_signatory(held, officer) -> None:
    with pytest.raises(BadInput, match="pilih utusan") as caught:
        cases.present(held, officer, nik=OTHER_NIK)
    assert caught.value.field == "nik"
    assert Review.objects.get().presenter_kind == ""


def test_an_envoy_with_surat_kuasa_may_show_originals_by_video(held, officer) -> None:
    review = cases.present(
        held,
        officer,
        kind="envoy",
        name="Utusan Contoh",
        nik=OTHER_NIK,
        mode="video",
        surat_kuasa_file=surat_kuasa(held, officer),
        **LETTER,
    )
    assert review.presenter_is_entitled
    assert review.presenter_mode == "video"


@pytest.mark.parametrize("missing", ["surat_kuasa_number", "surat_kuasa_date", "surat_kuasa_file"])
def test_an_envoy_without_the_whole_surat_kuasa_is_recorded_but_not_entitled(held, officer, missing: str) -> None:
    letter = {**LETTER, "surat_kuasa_file": surat_kuasa(held, officer)}
    del letter[missing]
    review = cases.present(held, officer, kind="envoy", name="Utusan", nik=OTHER_NIK, **letter)
    assert review.presenter_kind == "envoy"
    assert not review.presenter_is_entitled


def test_recording_the_envoy_again_keeps_the_file_on_record(held, officer) -> None:
    file = surat_kuasa(held, officer)
    cases.present(held, officer, kind="envoy", name="Utusan", nik=OTHER_NIK, surat_kuasa_file=file, **LETTER)
    review = cases.present(held, officer, kind="envoy", name="Utusan Baru", nik=OTHER_NIK, **LETTER)
    assert review.surat_kuasa_file == file


def test_after_an_original_was_seen_the_presence_cannot_lose_its_surat_kuasa(reviewed, officer) -> None:
    with pytest.raises(BadInput, match="sudah dicatat terlihat"):
        cases.present(reviewed, officer, kind="envoy", name="Utusan", nik=OTHER_NIK)
    assert Review.objects.get().presenter_kind == "signatory"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "friend"}, "kind"),
        ({"mode": "telepon"}, "mode"),
        ({"name": "  "}, "name"),
        ({"nik": "73220141"}, "nik"),
        ({"nik": "7322014107８00001"}, "nik"),
        ({"surat_kuasa_date": timezone.now().date() + timedelta(days=3)}, "surat_kuasa_date"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(held, officer, change, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        cases.present(held, officer, **change)
    assert caught.value.field == field
    assert Review.objects.get().version == 1


def test_a_nik_with_spaces_is_read(held, officer) -> None:
    assert cases.present(held, officer, nik="7322 0141 0780 0001").presenter_nik == cases.NIK


def test_a_form_opened_before_a_change_is_refused_and_changes_nothing(held, officer) -> None:
    cases.present(held, officer, version=1)
    with pytest.raises(ChangedMeanwhile, match="belum disimpan"):
        cases.present(held, officer, name="Nama Lain", version=1)
    assert Review.objects.get().presenter_name == "Rahmat Hidayat"


def test_a_colleague_does_not_write_into_a_held_case(held, officer, colleague) -> None:
    with pytest.raises(HeldByOther, match="Sitti Petugas"):
        cases.present(held, colleague)
    with pytest.raises(HeldByOther):
        cases.look_up(held, colleague)


def test_other_roles_record_nothing(held, make_account) -> None:
    with pytest.raises(Forbidden):
        cases.look_up(held, make_account("head"))


def test_a_case_nobody_took_is_not_recorded_upon(waiting, officer) -> None:
    with pytest.raises(Refusal):
        cases.look_up(waiting, officer)


def test_the_look_up_is_recorded_with_source_and_state_of_the_list(held, officer) -> None:
    review = cases.look_up(held, officer)
    assert (review.blacklist_result, review.blacklist_snapshot) == ("not_listed", "20 November 2026")
    assert review.blacklist_checked_by == officer
    assert AuditEvent.objects.filter(action="review.blacklist_recorded", actor=officer).count() == 1


def test_a_hit_needs_an_explanation(held, officer) -> None:
    with pytest.raises(BadInput) as caught:
        cases.look_up(held, officer, result="listed")
    assert caught.value.field == "note"
    review = cases.look_up(held, officer, result="listed", note="CV Contoh, SK 013/2025, sampai 3 Mei 2027")
    assert review.blacklist_result == "listed"


@pytest.mark.parametrize(
    ("change", "field"), [({"result": "maybe"}, "result"), ({"source": " "}, "source"), ({"snapshot": ""}, "snapshot")]
)
def test_a_look_up_without_its_facts_is_refused(held, officer, change, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        cases.look_up(held, officer, **change)
    assert caught.value.field == field
    assert Review.objects.get().blacklist_checked_at is None


def test_a_password_in_the_note_is_refused(held, officer) -> None:
    with pytest.raises(BadInput, match="kata sandi"):
        blacklist_record(
            application=held,
            actor=officer,
            result="not_listed",
            source="Daftar Hitam Nasional",
            snapshot=str(today()),
            note="password SPSE: rahasia1",
        )
