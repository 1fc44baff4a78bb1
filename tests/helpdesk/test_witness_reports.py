"""The life of a berita acara kesaksian: who writes, who checks, who finalises; every state against every act."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from core.clock import today
from core.documents import document_facts
from core.models import AuditEvent, AuditScope, OfficialDocument, Organization, OutgoingMail, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from helpdesk.models import (
    WitnessAttachment,
    WitnessFile,
    WitnessParticipant,
    WitnessPerson,
    WitnessRecipient,
    WitnessReport,
)
from helpdesk.selectors.witness import witness_figures
from helpdesk.services.berita_acara import newer_of
from helpdesk.services.witness import (
    witness_recipient_add,
    witness_recipient_remove,
    witness_report_change,
    witness_report_check,
    witness_report_correct,
    witness_report_deliver,
    witness_report_discard,
    witness_report_finalise,
    witness_report_open,
    witness_report_return,
    witness_tender_end,
)
from helpdesk.services.witness_rows import (
    MOST_PARTICIPANTS,
    witness_attachment_add,
    witness_participants_add,
    witness_row_add,
    witness_row_change,
    witness_row_remove,
)
from tests.core import samples
from tests.helpdesk import reports
from tests.support.races import at_once

pytestmark = pytest.mark.django_db


def trail(report: WitnessReport) -> list[str]:
    events = AuditEvent.objects.filter(object_type="witness_report", object_number=report.number)
    return [action.removeprefix("witness_report.") for action in events.order_by("pk").values_list("action", flat=True)]


# Writing


def test_a_report_begins_with_request_and_package_and_says_what_is_missing(support, head) -> None:
    report = witness_report_open(actor=support, **reports.given(requester_name="  Nurhayati  "))
    assert (report.state, report.requester_name, report.created_by) == ("draft", "Nurhayati", support)
    assert report.number.startswith("BAK-")
    assert list(report.writers.values_list("user", flat=True)) == [support.pk]
    assert trail(report) == ["opened"]
    with pytest.raises(Refusal, match="saksi dari LPSE; peserta tender; berkas yang disaksikan"):
        witness_report_check(report=report, actor=head)


@pytest.mark.parametrize("role", ["head", "deputy", "verifier", "ppk", "vendor"])
def test_only_the_unit_writes(support, make_account, role: str) -> None:
    other = make_account(role)
    with pytest.raises(Forbidden):
        witness_report_open(actor=other, **reports.given())
    report = reports.complete(support)
    with pytest.raises(Forbidden):
        witness_row_add(WitnessPerson, report=report, actor=other, side="lpse", name="A", nip="", role="B")
    assert report.people.count() == 5


def test_a_password_is_refused_and_nothing_stays(support) -> None:
    with pytest.raises(BadInput) as caught:
        witness_report_open(actor=support, **reports.given(place="Loket, password SPSE: rahasia1"))
    assert caught.value.field == "place"
    assert not WitnessReport.objects.exists()


def test_a_form_opened_before_another_change_overwrites_nothing(support, colleague) -> None:
    report = reports.complete(support)
    witness_report_change(report=report, actor=colleague, version=1, place="Aula")
    with pytest.raises(BadInput, match="diubah orang lain"):
        witness_report_change(report=report, actor=support, version=1, place="Gudang")
    report.refresh_from_db()
    assert (report.place, report.version) == ("Aula", 2)
    assert report.writers.count() == 2
    person = report.people.first()
    with pytest.raises(BadInput, match="diubah orang lain"):
        witness_row_change(person, actor=support, version=1, name="Lain")
    witness_row_change(person, actor=support, version=2, name="Lain")
    assert report.people.first().name == "Lain"


def test_participants_are_pasted_and_a_bad_line_adds_nobody(support) -> None:
    report = witness_report_open(actor=support, **reports.given())
    lines = "CV Satu; 01.234.567.8-901.000; ya\nPT Dua\t\t\n\nKoperasi Tiga; ; tidak\n"
    assert witness_participants_add(report=report, actor=support, lines=lines) == 3
    rows = [(row.position, row.name, row.npwp, row.submitted) for row in report.participants.all()]
    assert rows == [
        (1, "CV Satu", "012345678901000", True),
        (2, "PT Dua", "", False),
        (3, "Koperasi Tiga", "", False),
    ]
    for bad in ("CV Empat; abc", "CV Empat; ; mungkin", "; 123; ya", "a;b;c;d", "x" * 4001, " \n "):
        with pytest.raises(BadInput) as caught:
            witness_participants_add(report=report, actor=support, lines=f"CV Nol\n{bad}" if bad.strip() else bad)
        assert caught.value.field == "lines"
    assert report.participants.count() == 3


def test_more_participants_than_a_report_takes_and_a_row_that_is_gone_are_refused(support, colleague) -> None:
    report = reports.complete(support)
    many = "\n".join(f"CV Peserta {number}" for number in range(MOST_PARTICIPANTS))
    with pytest.raises(BadInput, match=f"Paling banyak {MOST_PARTICIPANTS} peserta"):
        witness_participants_add(report=report, actor=support, lines=many)
    assert report.participants.count() < MOST_PARTICIPANTS
    row = report.people.last()
    WitnessPerson.objects.filter(pk=row.pk).delete()
    report.refresh_from_db()
    with pytest.raises(Refusal, match="sudah dihapus orang lain"):
        witness_row_change(row, actor=colleague, version=report.version, name="Lain")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sha256": "abc"}, "sha256"),
        ({"sha256": reports.HASH[:-1] + "g"}, "sha256"),
        ({"outcome": "opened", "outcome_note": " "}, "outcome_note"),
    ],
)
def test_a_file_is_told_exactly(support, changes: dict[str, Any], field: str) -> None:
    report = reports.complete(support, files=0)
    values = {
        "participant": report.participants.first(),
        "kind": "price",
        "name": "harga.rhs",
        "size": 10,
        "sha256": f" {reports.HASH.upper()} ",
        "uploaded_at": None,
        "error_text": "galat",
        "outcome": "unopened",
        "outcome_note": "",
    }
    with pytest.raises(BadInput) as caught:
        witness_row_add(WitnessFile, report=report, actor=support, **{**values, **changes})
    assert caught.value.field == field
    row = witness_row_add(WitnessFile, report=report, actor=support, **values)
    assert row.sha256 == reports.HASH


def test_a_row_that_others_speak_of_stays_and_removing_twice_is_harmless(support) -> None:
    report = reports.complete(support)
    firm, file = report.participants.first(), report.files.first()
    with pytest.raises(Refusal, match="disebut baris lain"):
        witness_row_remove(firm, actor=support)
    assert report.participants.count() == 3
    witness_row_remove(file, actor=support)
    witness_row_remove(file, actor=support)
    witness_row_remove(firm, actor=support)
    assert (report.participants.count(), report.files.count()) == (2, 1)
    assert trail(report).count("changed") == 2


def test_an_attachment_is_a_stored_file_and_goes_with_its_row(support) -> None:
    report = reports.complete(support)
    row = witness_attachment_add(
        report=report, actor=support, kind="screenshot", label="Galat", upload=_picture(), about=report.files.first()
    )
    assert row.file.case_number == report.number
    with pytest.raises(BadInput) as caught:
        witness_attachment_add(
            report=report, actor=support, kind="other", label="X", upload=reports.upload(b"PK\x03\x04", "x.zip")
        )
    assert caught.value.field == "file"
    witness_row_remove(row, actor=support)
    assert not WitnessAttachment.objects.exists()
    row.file.refresh_from_db()
    assert row.file.state == "erased"


def _picture() -> Any:
    return reports.upload(samples.jpeg(), "galat.jpg", "image/jpeg")


# Checking and finalising


def test_who_wrote_a_word_neither_checks_nor_finalises(support, colleague, head, make_account) -> None:
    report = reports.complete(support)
    witness_row_add(WitnessPerson, report=report, actor=colleague, side="other", name="Tamu", nip="", role="Tamu")
    for writer in (support, colleague):
        with pytest.raises(Forbidden, match="orang kedua"):
            witness_report_check(report=report, actor=writer)
    checked = witness_report_check(report=report, actor=make_account("support"))
    assert checked.state == "checked"
    both = make_account("support", "head")
    other = reports.complete(both)
    witness_report_check(report=other, actor=head)
    with pytest.raises(Forbidden):
        witness_report_finalise(report=other, actor=both)
    with pytest.raises(IntegrityError, match="witness_other_people"), transaction.atomic():
        WitnessReport.objects.filter(pk=other.pk).update(checked_by=both)


def test_a_checked_report_goes_back_with_a_reason_and_comes_again(support, colleague, head) -> None:
    report = reports.complete(support)
    with pytest.raises(WrongState):
        witness_report_return(report=report, actor=head, reason="Belum diperiksa.")
    report = witness_report_check(report=report, actor=colleague)
    with pytest.raises(BadInput):
        witness_report_return(report=report, actor=head, reason=" ")
    with pytest.raises(Forbidden):
        witness_report_return(report=report, actor=support, reason="Saya lupa")
    report = witness_report_return(report=report, actor=head, reason="Versi alat belum ada.")
    assert (report.state, report.checked_by, report.returned_reason) == ("draft", None, "Versi alat belum ada.")
    assert witness_report_check(report=report, actor=colleague).returned_reason == ""
    assert trail(report) == ["checked", "returned", "checked"]


def test_a_draft_is_given_up_with_its_reason_and_stands_still(support, colleague, head, make_account) -> None:
    report = reports.complete(support)
    with pytest.raises(Forbidden):
        witness_report_discard(report=report, actor=head, reason="Keliru")
    with pytest.raises(BadInput):
        witness_report_discard(report=report, actor=support, reason=" ")
    checked = witness_report_check(report=report, actor=colleague)
    with pytest.raises(WrongState):
        witness_report_discard(report=checked, actor=support, reason="Keliru")
    witness_report_return(report=checked, actor=head, reason="Kode tender keliru.")
    gone = witness_report_discard(report=report, actor=support, reason="Kode tender keliru.")
    assert (gone.state, gone.discarded_by, gone.discard_reason) == ("discarded", support, "Kode tender keliru.")
    assert trail(report)[-1] == "discarded"
    for act in (
        lambda: witness_report_change(report=gone, actor=support, version=gone.version, place="Lain"),
        lambda: witness_report_check(report=gone, actor=make_account("support")),
        lambda: witness_report_finalise(report=gone, actor=head),
        lambda: witness_row_add(WitnessPerson, report=gone, actor=support, side="lpse", name="A", nip="", role="B"),
    ):
        with pytest.raises(WrongState, match="dibatalkan"):
            act()
    for change in ({"place": "Lain"}, {"state": "draft"}, {"state": "checked"}, {"discarded_at": None}):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            WitnessReport.objects.filter(pk=gone.pk).update(**change)
    assert witness_figures(support) is None


def test_a_correction_that_was_given_up_lets_another_begin(support, head) -> None:
    old = reports.final(support, head)
    first = witness_report_correct(report=old, actor=support)
    witness_report_discard(report=first, actor=support, reason="Tidak ada yang salah.")
    second = witness_report_correct(report=old, actor=support)
    assert newer_of(old) == second
    with pytest.raises(IntegrityError, match="witness_corrected_once"), transaction.atomic():
        WitnessReport.objects.filter(pk=reports.complete(support).pk).update(corrects=old)


def test_finalising_issues_the_number_and_freezes_every_word(support, colleague, head) -> None:
    report = witness_report_check(report=reports.complete(support), actor=colleague)
    with pytest.raises(Forbidden):
        witness_report_finalise(report=report, actor=colleague)
    report = witness_report_finalise(report=report, actor=head)
    assert report.state == "final"
    assert "/BA-KS/" in report.document.number
    assert report.document.context["registered"] == 3
    assert report.document.holder is None
    for change in ({"place": "Lain"}, {"state": "draft"}, {"tender_code": "1"}):
        with pytest.raises((IntegrityError, InternalError), match="tidak dapat diubah lagi"), transaction.atomic():
            WitnessReport.objects.filter(pk=report.pk).update(**change)
    with pytest.raises((IntegrityError, InternalError), match="selama masih rancangan"), transaction.atomic():
        WitnessFile.objects.filter(report=report).update(error_text="Lain")
    with pytest.raises((IntegrityError, InternalError), match="selama masih rancangan"), transaction.atomic():
        WitnessParticipant.objects.filter(report=report, files__isnull=True).delete()
    with pytest.raises(WrongState, match="ditetapkan"):
        witness_report_finalise(report=report, actor=head)
    with pytest.raises(WrongState):
        witness_row_add(WitnessPerson, report=report, actor=support, side="lpse", name="A", nip="", role="B")
    with pytest.raises(WrongState):
        witness_report_change(report=report, actor=support, version=report.version, place="Lain")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_finalise_at_once_one_wins_and_the_other_is_told(support, head, make_account) -> None:
    report = reports.checked(support, head)
    deputy = make_account("deputy")

    def finalise(person: User) -> WitnessReport:
        return witness_report_finalise(report=WitnessReport.objects.get(pk=report.pk), actor=person)

    ends = at_once(partial(finalise, head), partial(finalise, deputy))
    (refusal,) = (end for end in ends if isinstance(end, WrongState))
    assert "ditetapkan" in refusal.message
    assert [end.state for end in ends if end is not refusal] == ["final"]
    assert OfficialDocument.objects.filter(kind="witness_report").count() == 1


# Correcting


def test_a_correction_is_a_new_report_that_names_the_old(support, head, colleague) -> None:
    old = reports.final(support, head)
    with pytest.raises(Forbidden):
        witness_report_correct(report=old, actor=head)
    new = witness_report_correct(report=old, actor=support)
    assert (new.state, new.corrects, new.package_name) == ("draft", old, old.package_name)
    assert (new.people.count(), new.participants.count(), new.files.count()) == (5, 3, 0)
    with pytest.raises(WrongState, match=new.number):
        witness_report_correct(report=old, actor=colleague)
    with pytest.raises(WrongState):
        witness_report_correct(report=new, actor=colleague)
    WitnessReport.objects.filter(pk=new.pk).update(state="checked", checked_by=head, checked_at=timezone.now())
    new = witness_report_finalise(report=new, actor=head)
    assert new.document.replaces == old.document
    assert new.document.context["corrects_number"] == old.document.number
    facts = document_facts(old.document.code)
    assert facts is not None
    assert facts.replaced_by_number == new.document.number


# Delivering


def test_delivery_needs_a_recipient_and_tells_each_once(support, head, ppk, make_account) -> None:
    report = reports.final(support, head)
    with pytest.raises(WrongState):
        witness_report_deliver(report=report, actor=support)
    WitnessReport.objects.filter(pk=report.pk).update(state="signed", signed_at=timezone.now())
    with pytest.raises(Refusal, match="pejabat yang menerima"):
        witness_report_deliver(report=report, actor=support)
    witness_recipient_add(report=report, actor=support, user=ppk)
    with pytest.raises(BadInput, match="sudah disebut"):
        witness_recipient_add(report=report, actor=support, user=ppk)
    with pytest.raises(Forbidden):
        witness_report_deliver(report=report, actor=head)
    assert not WitnessReport.objects.visible_to(ppk).exists()
    report = witness_report_deliver(report=report, actor=support)
    assert WitnessReport.objects.visible_to(ppk).get() == report
    with pytest.raises(WrongState):
        witness_report_deliver(report=report, actor=support)
    late = make_account("pokja")
    witness_recipient_add(report=report, actor=support, user=late)
    mails = OutgoingMail.objects.filter(kind="witness.delivered").order_by("pk")
    assert [mail.to for mail in mails] == [ppk.email, late.email]
    for mail in mails:
        assert f"/berita-acara/{report.number}/" in mail.body
        assert report.tender_code not in mail.body
        assert "CV Peserta" not in mail.body
    witness_recipient_remove(report=report, actor=support, user=late)
    witness_recipient_remove(report=report, actor=support, user=late)
    assert not WitnessReport.objects.visible_to(late).exists()
    assert trail(report).count("recipient_removed") == 1


def test_only_the_unit_names_recipients_and_the_end_of_the_tender(support, head, ppk) -> None:
    report = reports.delivered(support, head, ppk)
    for other in (ppk, head):
        with pytest.raises(Forbidden):
            witness_recipient_add(report=report, actor=other, user=other)
        with pytest.raises(Forbidden):
            witness_recipient_remove(report=report, actor=other, user=ppk)
        with pytest.raises(Forbidden):
            witness_tender_end(report=report, actor=other, ended_on=today())
    report.refresh_from_db()
    assert list(report.recipients.values_list("user", flat=True)) == [ppk.pk]
    assert report.tender_ended_on is None


def test_an_auditor_sees_it_after_the_tender_and_within_the_own_bounds(support, head, ppk, make_account) -> None:
    agency = Organization.objects.create(name="Dinas Contoh")
    report = reports.delivered(support, head, ppk, organization=agency)
    inside, by_agency, outside, over = (make_account("auditor") for _ in range(4))
    now = timezone.now()

    def scope(user: User, until: Any = None, **values: Any) -> None:
        AuditScope.objects.create(
            person=user.person,
            period=DateTimeTZRange(now - timedelta(days=9), until),
            case_number=f"PJB-{user.pk}",
            **values,
        )

    scope(inside, package_code=report.tender_code)
    scope(by_agency, organization=agency)
    scope(outside, package_code="999")
    scope(over, until=now - timedelta(days=1), package_code=report.tender_code)

    def seen() -> list[bool]:
        return [
            WitnessReport.objects.visible_to(User.objects.get(pk=user.pk)).exists()
            for user in (inside, by_agency, outside, over)
        ]

    assert seen() == [False] * 4
    with pytest.raises(BadInput):
        witness_tender_end(report=report, actor=support, ended_on=today() + timedelta(days=1))
    report = witness_tender_end(report=report, actor=support, ended_on=today())
    assert seen() == [True, True, False, False]
    with pytest.raises(WrongState):
        witness_tender_end(report=report, actor=support, ended_on=date(2026, 1, 1))
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        WitnessReport.objects.filter(pk=report.pk).delete()


def test_strangers_and_other_officials_see_nothing(support, head, ppk, make_account: Callable[..., User]) -> None:
    report = reports.delivered(support, head, ppk)
    for role in ("vendor", "ppk", "pokja", "auditor", "lkpp", "verifier", "secretariat", "system_admin"):
        assert not WitnessReport.objects.visible_to(make_account(role)).exists(), role
    # The register of documents knows the number; the file stays closed to staff without the permission.
    for role, sees in (("secretariat", False), ("verifier", False), ("head", True)):
        documents = OfficialDocument.objects.visible_to(make_account(role))
        assert documents.filter(pk=report.document_id).exists() is sees, role
    assert WitnessRecipient.objects.count() == 1
