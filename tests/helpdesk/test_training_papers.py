"""Attendance by a code that soon counts no more, the evaluation without a name, certificates and the attendance list."""

import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from core.documents import document_facts
from core.models import AuditEvent, OfficialDocument, OutgoingMail, User
from core.refusals import BadInput, Forbidden, Refusal
from core.registries import document_kind
from core.rendering import letter
from core.transitions import WrongState
from helpdesk.documents.training import ATTENDANCE_LIST, CERTIFICATE, attendance_context, certificate_context, size_of
from helpdesk.models import Training, TrainingCertificate, TrainingEnrolment, TrainingEvaluation
from helpdesk.selectors.training import evaluation_of, never_came, never_came_people, year_figures
from helpdesk.services.training_attendance import (
    PRINT,
    attendance_confirm,
    attendance_tick,
    attendance_untick,
    code_now,
    evaluation_answer,
)
from helpdesk.services.training_papers import attendance_list_issue, certificate_correct, certificates_issue
from tests.helpdesk.trainings import BEGIN, NOW, enrolment_make, rendered, training_make
from tests.support import letters as samples
from tests.support import pdfs
from tests.support.officials import agency

pytestmark = pytest.mark.django_db
LONG = "Prof. Dr. Ir. H. Muhammad Abdurrahman Wahid Sastronegoro Kusumaatmadja Hadiningrat Tjokroaminoto, S.T., M.Si., Ph.D., IPU"


@pytest.fixture(autouse=True)
def moving_clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def begun(support: User, moving_clock: Any) -> Training:
    """A training that runs now."""
    row = training_make(support, starts_at=BEGIN, ends_at=BEGIN + timedelta(hours=3), enrol_closes_at=BEGIN)
    moving_clock.move_to(BEGIN + timedelta(minutes=5))
    return row


def held(support: User, *people: User, **changes: Any) -> Training:
    row = training_make(support, state="held", **changes)
    for one in people:
        enrolment_make(row, one, state="attended")
    return row


def test_the_code_in_the_room_counts_and_an_old_photograph_does_not(
    begun: Training, ppk: User, moving_clock: Any
) -> None:
    row = enrolment_make(begun, ppk)
    code, until = code_now(begun)
    assert until <= BEGIN + timedelta(minutes=6)
    moving_clock.shift(timedelta(minutes=2))
    with pytest.raises(BadInput, match="sudah berganti"):
        attendance_confirm(enrolment=row, code=code, actor=ppk)
    row = attendance_confirm(enrolment=row, code=code_now(begun)[0].lower(), actor=ppk)
    assert (row.state, row.attended_how) == ("attended", "code")
    assert AuditEvent.objects.get(action="training_enrolment.attended").object_number == row.number
    assert attendance_confirm(enrolment=row, code="lama", actor=ppk) == row


def test_the_printed_code_lives_longer_but_not_for_ever(begun: Training, ppk: User, moving_clock: Any) -> None:
    row = enrolment_make(begun, ppk)
    code, _ = code_now(begun, PRINT)
    moving_clock.shift(timedelta(minutes=31))
    with pytest.raises(BadInput):
        attendance_confirm(enrolment=row, code=code, actor=ppk)
    assert attendance_confirm(enrolment=row, code=code_now(begun, PRINT)[0], actor=ppk).state == "attended"


def test_a_code_counts_only_for_its_training_its_time_and_who_has_a_seat(
    begun: Training, support: User, make_account: Callable[..., User], moving_clock: Any
) -> None:
    other = training_make(support, starts_at=BEGIN, ends_at=BEGIN + timedelta(hours=3), enrol_closes_at=BEGIN)
    row = enrolment_make(begun, make_account("vendor"))
    with pytest.raises(BadInput):
        attendance_confirm(enrolment=row, code=code_now(other)[0], actor=None)
    waits = enrolment_make(begun, make_account("vendor"), state="waiting")
    with pytest.raises(Refusal, match=r"daftar tunggu.*belum dapat dicatat hadir"):
        attendance_confirm(enrolment=waits, code=code_now(begun)[0], actor=None)
    moving_clock.move_to(BEGIN + timedelta(hours=4))
    with pytest.raises(Refusal, match="Kehadiran dicatat"):
        attendance_confirm(enrolment=row, code=code_now(begun)[0], actor=None)


def test_the_officer_ticks_and_takes_back_until_there_is_a_certificate(
    begun: Training, support: User, head: User, ppk: User
) -> None:
    row = enrolment_make(begun, ppk)
    with pytest.raises(Forbidden):
        attendance_tick(enrolment=row, actor=head)
    row = attendance_tick(enrolment=row, actor=support)
    assert row.attended_how == "officer"
    assert attendance_tick(enrolment=row, actor=support) == row
    with pytest.raises(Forbidden):
        attendance_untick(enrolment=row, actor=head)
    row = attendance_untick(enrolment=row, actor=support)
    assert (row.state, row.attended_at, row.attended_how) == ("enrolled", None, "")
    done = enrolment_make(held(support), ppk, state="attended")
    certificates_issue(training=done.training, actor=support)
    with pytest.raises(Refusal, match="sudah bersertifikat"):
        attendance_untick(enrolment=done, actor=support)


def test_nobody_is_ticked_before_the_begin(support: User, ppk: User) -> None:
    row = enrolment_make(training_make(support), ppk)
    with pytest.raises(Refusal, match="Kehadiran dicatat mulai"):
        attendance_tick(enrolment=row, actor=support)


def test_an_evaluation_is_answered_once_and_bears_no_name(support: User, ppk: User) -> None:
    training = held(support, ppk)
    row = training.enrolments.get()
    for wrong in ([5], [5, 9]):
        with pytest.raises(BadInput):
            evaluation_answer(enrolment=row, answers=wrong, remark="")
    evaluation_answer(enrolment=row, answers=[5, 3], remark="Lebih banyak latihan.")
    with pytest.raises(Refusal, match="sudah kami terima"):
        evaluation_answer(enrolment=row, answers=[1, 1], remark="")
    answer = TrainingEvaluation.objects.get()
    assert {field.name for field in TrainingEvaluation._meta.concrete_fields} == {"id", "training", "answers", "remark"}
    event = AuditEvent.objects.get(action="training.evaluated")
    assert (event.actor, event.object_number) == (None, training.number)
    # Too few: no figure yet.
    assert evaluation_of(training).statements == []
    for values in ([4, 4], [3, 5]):
        TrainingEvaluation.objects.create(training=training, answers=values)
    found = evaluation_of(training)
    assert [one.mean for one in found.statements] == [4, 4]
    assert found.remarks == [answer.remark]


def test_who_was_not_there_does_not_evaluate(support: User, ppk: User) -> None:
    row = enrolment_make(training_make(support, state="held"), ppk)
    with pytest.raises(Refusal, match="peserta yang hadir"):
        evaluation_answer(enrolment=row, answers=[5, 5], remark="")


def test_certificates_go_to_those_who_attended_once(
    support: User, head: User, make_account: Callable[..., User]
) -> None:
    training = held(support, make_account("vendor"), make_account("ppk"), seats=5)
    enrolment_make(training, make_account("vendor"))
    with pytest.raises(Forbidden):
        certificates_issue(training=training, actor=head)
    assert certificates_issue(training=training, actor=support) == 2
    assert certificates_issue(training=training, actor=support) == 0
    papers = list(OfficialDocument.objects.order_by("pk"))
    assert [one.kind for one in papers] == [CERTIFICATE] * 2
    # The PDF is a worker's work: nothing of it was made here.
    assert {one.work_state for one in papers} == {"waiting"}
    assert {one.holder_id for one in papers} == {row.user_id for row in training.enrolments.filter(state="attended")}
    mails = OutgoingMail.objects.filter(kind="training.certificate")
    assert [mail.attachments.count() for mail in mails.order_by("pk")] == [1, 1]
    with pytest.raises(DatabaseError, match="tidak dapat diubah"), transaction.atomic():
        TrainingCertificate.objects.all().delete()


def test_certificates_need_a_held_training_and_somebody_there(support: User, ppk: User) -> None:
    open_one = training_make(support)
    enrolment_make(open_one, ppk, state="attended")
    with pytest.raises(Refusal, match="sudah dilaksanakan"):
        certificates_issue(training=open_one, actor=support)
    with pytest.raises(Refusal, match="Belum ada peserta"):
        certificates_issue(training=held(support), actor=support)


def test_a_wrong_name_is_put_right_by_a_new_certificate_that_names_the_old(
    support: User, head: User, ppk: User
) -> None:
    row = held(support, ppk).enrolments.get()
    with pytest.raises(WrongState, match="belum mempunyai"):
        certificate_correct(enrolment=row, name="Hasan", agency="Dinas", actor=support)
    certificates_issue(training=row.training, actor=support)
    old = row.certificates.get()
    with pytest.raises(Forbidden):
        certificate_correct(enrolment=row, name="Hasan Basri, S.T.", agency="CV Contoh", actor=head)
    with pytest.raises(BadInput, match="sama dengan yang tercetak"):
        certificate_correct(enrolment=row, name=row.name, agency=row.agency, actor=support)
    for name, body, field in ((" ", "CV Contoh", "name"), ("Hasan Basri, S.T.", " ", "agency")):
        with pytest.raises(BadInput) as refused:
            certificate_correct(enrolment=row, name=name, agency=body, actor=support)
        assert refused.value.field == field
    new = certificate_correct(enrolment=row, name="Hasan Basri, S.T.", agency="CV Contoh", actor=support)
    assert new.replaces == old
    facts, before = document_facts(new.document.code), document_facts(old.document.code)
    assert facts is not None
    assert before is not None
    assert dict(facts.fields)["Nama peserta"] == "Hasan Basri, S.T."
    assert (before.validity, before.replaced_by_number) == ("replaced", new.document.number)
    text = pdfs.words(letter(rendered(new.document)).content)
    assert f"mengganti sertifikat nomor {old.document.number}" in text
    assert OutgoingMail.objects.filter(kind="training.certificate_corrected").count() == 1
    # In one go again: whoever has one keeps it.
    assert certificates_issue(training=row.training, actor=support) == 0


def test_the_attendance_list_is_issued_once_and_again_only_after_a_change(
    support: User, head: User, make_account: Callable[..., User]
) -> None:
    training = held(support, make_account("vendor"), seats=5)
    absent = enrolment_make(training, make_account("vendor"))
    with pytest.raises(Forbidden):
        attendance_list_issue(training=training, actor=head)
    with pytest.raises(Refusal, match="tidak mempunyai peserta"):
        attendance_list_issue(training=training_make(support, "held"), actor=support)
    first = attendance_list_issue(training=training, actor=support)
    assert attendance_list_issue(training=training, actor=support) == first
    attendance_tick(enrolment=absent, actor=support)
    second = attendance_list_issue(training=training, actor=support)
    assert second.replaces == first
    assert attendance_list_issue(training=training, actor=support) == second


def made(kind: str, context: dict[str, Any], number: str) -> bytes:
    document = samples.unsaved("luwu-utara", kind=document_kind(kind))
    document.context, document.number = context, number
    return letter(document).content


@pytest.mark.parametrize("name", ["Hasan Basri, S.T.", LONG], ids=["short", "long"])
def test_a_certificate_is_one_landscape_page_with_its_words(
    name: str, support: User, ppk: User, tmp_path: Path
) -> None:
    row = enrolment_make(training_make(support, starts_at=BEGIN, ends_at=BEGIN + timedelta(hours=3)), ppk, name=name)
    content = made(CERTIFICATE, certificate_context(row), "027/7/SERT/LPSE-LU/XI/2026")
    text = pdfs.words(content)
    for part in ("SERTIFIKAT", "027/7/SERT/LPSE-LU/XI/2026", name, row.training.title, "Jumat, 27 November 2026"):
        assert part in text, part
    assert pdfs.pages(content) == 1
    assert pdfs.is_archival(content)
    path = tmp_path / "sertifikat.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    assert "841.89 x 595.276 pts (A4)" in told
    checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    pdfs.assert_looks_as_approved(content, f"training-certificate-{size_of(name)}")


def test_an_attendance_list_repeats_its_head_over_sixty_names(support: User) -> None:
    training = training_make(support, state="held", starts_at=BEGIN, ends_at=BEGIN + timedelta(hours=3), seats=60)
    context = attendance_context(training)
    row = {
        "name": "Peserta Contoh",
        "agency": "Dinas Contoh",
        "number": "PST-2026-00001",
        "attended_at": BEGIN,
        "how": "kode QR",
    }
    context |= {"people": [row] * 59 + [{**row, "attended_at": None, "how": ""}], "enrolled": 60, "attended": 59}
    content = made(ATTENDANCE_LIST, context, "027/7/DH/LPSE-LU/XI/2026")
    pages = [pdfs.page_words(content, number) for number in range(pdfs.pages(content))]
    assert "59 (lima puluh sembilan) dari 60 (enam puluh) peserta" in pages[0]
    assert all("Perusahaan atau instansi" in page for page in pages if "Peserta Contoh" in page)
    assert "tidak hadir" in pages[-1]
    assert "27 November 2026 pukul 09.00 WITA" in pages[0]
    assert pdfs.is_archival(content)


def test_who_has_never_come_is_one_query_by_agency(
    support: User, make_account: Callable[..., User], django_assert_num_queries: Any
) -> None:
    works, health = agency("Dinas PUPR Contoh"), agency("Dinas Kesehatan Contoh")
    came, never, other = make_account("ppk"), make_account("pokja"), make_account("ppk")
    make_account("vendor")
    for user, place in ((came, works), (never, works), (other, health)):
        user.person.organization = place
        user.person.save(update_fields=["organization"])
    held(support, came)
    with django_assert_num_queries(1):
        found = {row.name: (row.officials, row.never, row.percent) for row in never_came()}
    assert found == {"Dinas PUPR Contoh": (2, 1, 50), "Dinas Kesehatan Contoh": (1, 1, 100)}
    assert never_came_people("Dinas PUPR Contoh") == [never.person]


def test_the_figures_of_a_year_are_counted(support: User, make_account: Callable[..., User]) -> None:
    training = held(support, make_account("vendor"), make_account("vendor"), seats=5)
    TrainingEnrolment.objects.filter(pk=training.enrolments.order_by("pk")[0].pk).update(group="official")
    certificates_issue(training=training, actor=support)
    found = year_figures(2026)
    assert (found["sessions"], found["people"], found["certificates"]) == (1, 2, 2)
    assert found["groups"] == [("Penyedia", 1), ("Pejabat pengadaan", 1), ("Umum", 0)]
    assert year_figures(2025)["people"] == 0
