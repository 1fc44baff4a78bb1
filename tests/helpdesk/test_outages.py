"""Berita acara gangguan: times, tenders from the mirror, two people, frozen words, who reads it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.documents import document_issue
from core.models import AuditEvent, CaseBelonging, OfficialDocument, OutgoingMail, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from helpdesk.documents.outage import OUTAGE_REPORT
from helpdesk.enums.outage import OutageState as S
from helpdesk.models import OutageReport, OutageTender
from helpdesk.services.berita_acara import newer_of
from helpdesk.services.outage import (
    outage_report_change,
    outage_report_correct,
    outage_report_discard,
    outage_report_finalise,
    outage_report_seal,
    outage_report_start,
    outage_signature_add,
)
from helpdesk.services.outage_tenders import outage_tender_add, outage_tender_remove, outage_tenders_take
from procurement.services import schedule_copy
from tests.core import samples
from tests.helpdesk import outages, reports
from tests.procurement.packages import package_make
from tests.support.certificates import PASSPHRASE, pkcs12_of
from tests.support.races import at_once

pytestmark = pytest.mark.django_db
SCHEDULE = (
    "1\tPengumuman\t3 Agustus 2026 10:00\t10 Agustus 2026 09:00\tTidak Ada\n"
    "2\tUpload Dokumen Penawaran\t4 Agustus 2026 08:00\t11 Agustus 2026 10:05\tTidak Ada\n"
)
TYPED = {
    "began_at": "10-8-2026 10.05", "ended_at": "11-8-2026 13.10", "is_planned": "tidak", "parts": ["network"],
    "scope": "Semua pengguna SPSE.", "cause": "belum diketahui", "handling": "Sakelar diganti.",
    "handled_by": "Andi Teknisi Contoh",
}  # fmt: skip


@pytest.fixture
def draft(support: User) -> OutageReport:
    return outages.complete(support)


@pytest.fixture
def mirrored(support: User) -> None:
    """One tender in the mirror, whose first stage was over when the outage began."""
    package = package_make(support, code="3215289", name="Pembangunan Jembatan Rongkong")
    seen = timezone.now() - timedelta(days=2)
    schedule_copy(package=package, text=SCHEDULE, source="spse.contoh.invalid/jadwal", seen_at=seen, actor=support)


def at(name: str, *parts: Any) -> str:
    return reverse(f"outage_desk:{name}", args=parts)


def by_hand(**changes: Any) -> dict[str, Any]:
    return {
        "tender_code": "990011", "package_name": "Gedung Contoh", "stage": "Evaluasi", "source": "halaman SPSE",
        "seen_at": outages.SEEN, **changes,
    }  # fmt: skip


def test_from_the_desk_to_the_signed_report(
    support: User, head: User, ppk: User, mirrored: None, client: Client
) -> None:
    client.force_login(support)
    assert client.post(at("new"), {**TYPED, "parts": []}).status_code == 400
    assert not OutageReport.objects.exists()
    client.post(at("new"), TYPED)
    report = OutageReport.objects.get()
    assert (report.length, report.part_labels) == (timedelta(days=1, hours=3, minutes=5), ["Jaringan atau internet"])
    page = client.get(at("report", report.number)).content.decode()
    assert "1 hari 3 jam 5 menit" in page
    assert "tender pada waktu gangguan" in page, "named as missing"
    client.post(at("take", report.number))
    page = client.get(at("report", report.number)).content.decode()
    assert "3215289" in page
    assert "dari 1 salinan jadwal SPSE" in page
    client.force_login(head)
    assert "Ya, tetapkan" in client.get(at("finalise", report.number)).content.decode()
    client.post(at("finalise", report.number))
    report.refresh_from_db()
    assert (report.state, report.finalised_by) == (S.FINAL, head)
    assert "/BA-GG/" in report.document.number  # type: ignore[union-attr]
    outages.rendered(report)
    client.force_login(support)
    scan = reports.upload(samples.pdf(1))
    client.post(at("signature", report.number), {"kind": "scan", "file": scan})
    report.refresh_from_db()
    assert report.state == S.SIGNED
    trail = AuditEvent.objects.filter(object_number=report.number).order_by("pk").values_list("action", flat=True)
    assert list(trail) == [f"outage_report.{name}" for name in ("opened", "tenders_taken", "finalised", "signed")]
    assert not OutgoingMail.objects.filter(case_number=report.number).exists(), "nobody is mailed"
    client.force_login(ppk)
    assert report.document.number in client.get("/berita-acara/gangguan/").content.decode()  # type: ignore[union-attr]
    assert "Upload Dokumen Penawaran" in client.get(f"/berita-acara/gangguan/{report.number}/").content.decode()
    answer = client.get(reverse("outage:pdf", args=[report.number, 0]))
    assert answer["Content-Type"] == "application/pdf"
    assert AuditEvent.objects.filter(action="outage_report.downloaded", actor=ppk).count() == 1
    assert "/berita-acara/gangguan/" in client.get("/berita-acara/").content.decode()


@pytest.mark.parametrize("role", ["pa_kpa", "ppk", "pokja", "procurement_officer", "auditor", "lkpp", "vendor", ""])
def test_officials_read_what_was_issued_and_strangers_find_nothing(
    role: str, support: User, head: User, make_account: Callable[..., User], client: Client
) -> None:
    issued, draft = outages.final(support, head), outages.complete(support)
    client.force_login(make_account(*filter(None, [role])))
    expected = 404 if role in {"vendor", ""} else 200
    for path in ("", f"{issued.number}/", f"{issued.number}/0.pdf"):
        assert client.get(f"/berita-acara/gangguan/{path}").status_code == expected, path
    assert client.get(f"/berita-acara/gangguan/{draft.number}/").status_code == 404
    assert ("/berita-acara/gangguan/" in client.get("/berita-acara/").content.decode()) == (expected == 200)


def test_the_mirror_is_taken_as_frozen_rows_and_again_while_it_is_a_draft(support: User, mirrored: None) -> None:
    report = outages.complete(support, tenders=0)
    outage_tender_add(report=report, actor=support, version=1, **by_hand())
    assert outage_tenders_take(report=report, actor=support) == 1
    report.refresh_from_db()
    row = report.tenders.get(by_hand=False)
    assert (row.stage, row.package_name) == ("Upload Dokumen Penawaran", "Pembangunan Jembatan Rongkong")
    assert row.overlap == timedelta(hours=24), "from 10.05 to 10.05 of the next day"
    assert (row.source, row.seen_at) == ("spse.contoh.invalid/jadwal", report.mirror_newest_at)
    assert outage_tenders_take(report=report, actor=support) == 1
    assert report.tenders.count() == 2, "what was added by hand stays, nothing is doubled"
    report.refresh_from_db()
    earlier = outages.BEGAN - timedelta(hours=2)
    outage_report_change(report=report, actor=support, version=report.version, began_at=earlier)
    report.refresh_from_db()
    assert not report.has_current_tenders, "another window asks for taking again"
    assert outage_tenders_take(report=report, actor=support) == 2
    outage_tender_remove(report=report, actor=support, position=row.position)
    outage_tender_remove(report=report, actor=support, position=row.position)
    assert AuditEvent.objects.filter(action="outage_report.tenders_taken").count() == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"package_name": ""}, "package_name"),
        ({"starts_at": outages.BEGAN}, "ends_at"),
        ({"starts_at": outages.BEGAN, "ends_at": outages.BEGAN - timedelta(days=1)}, "ends_at"),
        ({"starts_at": outages.ENDED + timedelta(days=1), "ends_at": outages.ENDED + timedelta(days=2)}, "starts_at"),
    ],
)
def test_a_row_by_hand_tells_a_stage_of_that_time(
    changes: dict[str, Any], field: str, draft: OutageReport, support: User, mirrored: None
) -> None:
    with pytest.raises(BadInput) as caught:
        outage_tender_add(report=draft, actor=support, version=1, **by_hand(**changes))
    assert caught.value.field == field
    assert draft.tenders.count() == 2
    known = outage_tender_add(report=draft, actor=support, version=1, **by_hand(package_name="", tender_code="3215289"))
    assert known.package_name == "Pembangunan Jembatan Rongkong", "filled from the mirror"
    draft.refresh_from_db()
    with pytest.raises(BadInput, match="sudah ada"):
        outage_tender_add(report=draft, actor=support, version=draft.version, **by_hand(tender_code="3215289"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ended_at": outages.BEGAN}, "ended_at"),
        ({"began_at": timezone.now() + timedelta(days=1), "ended_at": None}, "began_at"),
        ({"parts": []}, "parts"),
        ({"parts": ["other"]}, "other_part"),
        ({"other_part": "printer"}, "other_part"),
        ({"scope": " "}, "scope"),
        ({"handling": "password: Rahasia123!"}, "handling"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(changes: dict[str, Any], field: str, support: User) -> None:
    with pytest.raises(BadInput) as caught:
        outage_report_start(actor=support, **outages.given(**changes))
    assert caught.value.field == field
    assert not OutageReport.objects.exists()
    assert outage_report_start(actor=support, **outages.given(parts=["other"], other_part="pendingin")).part_labels


def test_a_higher_app_starts_one_report_for_each_incident(support: User, head: User) -> None:
    facts = {"began_at": outages.BEGAN, "parts": ["spse"], "scope": "Semua pengguna.", "incident_number": "GGN-1"}
    first = outage_report_start(actor=None, **facts)
    assert outage_report_start(actor=None, **facts) == first
    assert (first.ended_at, first.created_by) == (None, None)
    with pytest.raises(BadInput, match=first.number):
        outage_report_start(actor=support, **facts)
    with pytest.raises(ValueError, match="names its incident"):
        outage_report_start(actor=None, **{**facts, "incident_number": ""})
    with pytest.raises(Refusal, match="waktu selesai"):
        outage_report_finalise(report=first, actor=head)
    other = outage_report_start(actor=support, **{**facts, "incident_number": "GGN-2"})
    with pytest.raises(BadInput, match=first.number):
        outage_report_change(report=other, actor=support, version=1, incident_number="GGN-1")
    assert AuditEvent.objects.filter(action="outage_report.opened").count() == 2


def test_of_two_forms_one_wins(draft: OutageReport, support: User, colleague: User, client: Client) -> None:
    outage_report_change(report=draft, actor=colleague, version=1, scope="Hanya penyedia.")
    client.force_login(support)
    answer = client.post(at("data", draft.number), {**TYPED, "version": "1", "scope": "Isian kedua."})
    assert answer.status_code == 400
    assert "Isian kedua." in answer.content.decode()
    draft.refresh_from_db()
    assert (draft.scope, draft.version) == ("Hanya penyedia.", 2)
    client.post(at("data", draft.number), {**TYPED, "version": "2", "scope": "Isian kedua."})
    draft.refresh_from_db()
    assert (draft.scope, draft.version) == ("Isian kedua.", 3)


def test_a_leader_who_wrote_nothing_makes_it_final_once(
    support: User, head: User, ppk: User, make_account: Callable[..., User]
) -> None:
    report = outages.complete(support)
    both = make_account("support", "deputy")
    outage_report_change(report=report, actor=both, version=1, scope="Semua.")
    for actor in (support, both, ppk):
        with pytest.raises(Forbidden):
            outage_report_finalise(report=report, actor=actor)
    with pytest.raises(Forbidden):
        outage_report_change(report=report, actor=head, version=2, scope="Lain.")
    final = outage_report_finalise(report=report, actor=head)
    assert final.document.context["length"] == "1 (satu) hari 3 (tiga) jam 5 (lima) menit"  # type: ignore[union-attr]
    for again in (
        lambda: outage_report_finalise(report=report, actor=head),
        lambda: outage_report_change(report=report, actor=support, version=2, scope="Lain."),
        lambda: outage_tenders_take(report=report, actor=support),
    ):
        with pytest.raises(WrongState, match="Rina Kepala"):
            again()
    assert AuditEvent.objects.filter(action="outage_report.finalised").count() == 1


def test_only_its_writers_write_and_only_they_and_the_leaders_seal(
    support: User, head: User, ppk: User, make_account: Callable[..., User]
) -> None:
    draft, final = outages.complete(support), outages.final(support, head)
    for person in (head, ppk, make_account("vendor")):
        for act in (
            lambda who: outage_report_start(actor=who, **outages.given()),
            lambda who: outage_report_correct(report=final, actor=who),
            lambda who: outage_tenders_take(report=draft, actor=who),
            lambda who: outage_signature_add(report=final, actor=who, kind="scan", upload=reports.upload(b"", "a.pdf")),
        ):
            with pytest.raises(Forbidden):
                act(person)
    with pytest.raises(Forbidden):
        outage_report_seal(report=final, actor=ppk)
    assert OutageReport.objects.count() == 2


def test_a_row_by_hand_of_an_outdated_form_and_a_window_too_full_are_refused(
    draft: OutageReport, support: User, mirrored: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage_report_change(report=draft, actor=support, version=1, scope="Semua.")
    with pytest.raises(BadInput, match="diubah orang lain"):
        outage_tender_add(report=draft, actor=support, version=1, **by_hand())
    monkeypatch.setattr("helpdesk.services.outage_tenders.MOST_TENDERS", 0)
    with pytest.raises(Refusal, match="Periksa waktu mulai dan selesai"):
        outage_tenders_take(report=draft, actor=support)
    assert draft.tenders.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_finalise_at_once_one_wins_and_the_other_is_told(
    support: User, head: User, make_account: Callable[..., User]
) -> None:
    report, deputy = outages.complete(support), make_account("deputy")

    def finalise(person: User) -> OutageReport:
        return outage_report_finalise(report=OutageReport.objects.get(pk=report.pk), actor=person)

    ends = at_once(partial(finalise, head), partial(finalise, deputy))
    (refusal,) = (end for end in ends if isinstance(end, WrongState))
    assert "ditetapkan" in refusal.message
    assert [end.state for end in ends if end is not refusal] == [S.FINAL]
    assert OfficialDocument.objects.filter(kind=OUTAGE_REPORT).count() == 1


def test_the_database_holds_the_rules_too(support: User, head: User, colleague: User) -> None:
    draft, final = outages.complete(support), outages.final(support, head)
    outage_report_change(report=draft, actor=colleague, version=1, scope="Semua.")
    rows = OutageReport.objects
    whole = {"state": "final", "finalised_at": timezone.now(), "document": None}
    for act in (
        lambda: rows.filter(pk=draft.pk).update(**whole, finalised_by=head),
        lambda: rows.filter(pk=draft.pk).update(ended_at=outages.BEGAN),
        lambda: rows.filter(pk=draft.pk).update(parts=[]),
        lambda: rows.filter(pk=final.pk).update(cause="lain"),
        lambda: rows.filter(pk=final.pk).update(state="draft"),
        lambda: final.tenders.update(stage="lain"),
        lambda: final.tenders.all().delete(),
        lambda: rows.filter(pk=draft.pk).delete(),
        lambda: OutageTender.objects.filter(report=draft).update(ends_at=None),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    with transaction.atomic():
        loose = document_issue(kind=OUTAGE_REPORT, case_number="UJI-1", context={}, issued_by=head, holder=None)
    for writer in (support, colleague):
        with pytest.raises(DatabaseError, match=r"tidak menetapkannya|outage_other_people"), transaction.atomic():
            rows.filter(pk=draft.pk).update(**{**whole, "document": loose}, finalised_by=writer)
    rows.filter(pk=draft.pk).update(**{**whole, "document": loose}, finalised_by=head)
    final.refresh_from_db()
    assert (final.cause, final.tenders.count()) == (outages.given()["cause"], 2)


def test_a_correction_names_the_old_report_and_starts_with_its_words(support: User, head: User) -> None:
    draft, old = outages.complete(support), outages.final(support, head, incident_number="GGN-1")
    with pytest.raises(WrongState):
        outage_report_correct(report=draft, actor=support)
    new = outage_report_correct(report=old, actor=support)
    assert (new.corrects, new.cause, new.tenders.count()) == (old, old.cause, 2)
    assert CaseBelonging.objects.get(number=new.number).belongs_to == old.number
    with pytest.raises(WrongState, match=new.number):
        outage_report_correct(report=old, actor=support)
    issued = outage_report_finalise(report=new, actor=head)
    assert issued.document.replaces == old.document  # type: ignore[union-attr]
    assert issued.document.context["corrects_number"] == old.document.number  # type: ignore[union-attr]


def test_a_draft_is_given_up_with_its_reason_and_makes_room_for_another(
    support: User, head: User, ppk: User, client: Client
) -> None:
    draft = outages.complete(support, incident_number="GGN-2026-00004")
    with pytest.raises(Forbidden):
        outage_report_discard(report=draft, actor=head, reason="Keliru")
    client.force_login(support)
    answer = client.post(at("discard", draft.number), {"reason": " "})
    assert answer.status_code == 400
    assert "Isi mengapa dibatalkan" in answer.content.decode()
    answer = client.post(at("discard", draft.number), {"reason": "Kata sandi: rahasia1"})
    assert "rahasia1" in answer.content.decode()
    assert client.post(at("discard", draft.number), {"reason": "Gangguan di luar portal."}).status_code == 302
    page = client.get(at("report", draft.number)).content.decode()
    assert "Gangguan di luar portal." in page
    assert "Ubah isinya" not in page
    draft.refresh_from_db()
    assert (draft.state, draft.discarded_by, draft.is_issued) == (S.DISCARDED, support, False)
    for act in (
        lambda: outage_report_discard(report=draft, actor=support, reason="Lagi"),
        lambda: outage_report_change(report=draft, actor=support, version=draft.version, scope="Lain."),
        lambda: outage_report_finalise(report=draft, actor=head),
        lambda: outage_tenders_take(report=draft, actor=support),
    ):
        with pytest.raises(WrongState, match="dibatalkan"):
            act()
    for change in ({"state": "draft"}, {"cause": "lain"}, {"state": "final"}, {"discard_reason": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            OutageReport.objects.filter(pk=draft.pk).update(**change)
    assert client.get(at("discard", draft.number)).status_code == 302
    assert not OutageReport.objects.visible_to(ppk).exists()
    again = outage_report_start(actor=None, began_at=outages.BEGAN, parts=["network"], scope="Semua.", incident_number="GGN-2026-00004")  # fmt: skip
    assert again.pk != draft.pk


def test_a_correction_that_was_given_up_lets_another_begin(support: User, head: User) -> None:
    old = outages.final(support, head)
    first = outage_report_correct(report=old, actor=support)
    with pytest.raises(WrongState, match="sudah dikoreksi"):
        outage_report_correct(report=old, actor=support)
    with pytest.raises(DatabaseError, match="outage_corrected_once"), transaction.atomic():
        OutageReport.objects.create(
            number="BAG-UJI", corrects=old, began_at=outages.BEGAN, parts=["network"], scope="x"
        )
    outage_report_discard(report=first, actor=support, reason="Tidak ada yang salah.")
    second = outage_report_correct(report=old, actor=support)
    assert newer_of(old) == second
    with pytest.raises(WrongState):
        outage_report_discard(report=old, actor=support, reason="Sudah terbit.")


def test_seal_and_signatures_follow_the_issued_pdf(
    support: User, head: User, ppk: User, settings: Any, tmp_path: Any
) -> None:
    with pytest.raises(WrongState):
        outage_report_seal(report=outages.complete(support), actor=support)
    report = outages.final(support, head, has_pdf=False)
    outages.rendered(report)
    settings.SEAL_FILE, settings.SEAL_PASSPHRASE = None, PASSPHRASE
    with pytest.raises(Refusal):
        outage_report_seal(report=report, actor=head)
    report.refresh_from_db()
    assert "belum dipasang" in report.seal_problem
    settings.SEAL_FILE = pkcs12_of("Segel LPSE Luwu Utara", tmp_path)
    assert outage_report_seal(report=report, actor=head).kind == "seal"
    report.refresh_from_db()
    assert (report.state, report.seal_problem) == (S.FINAL, "")
    for actor in (head, ppk):
        with pytest.raises(Forbidden):
            outage_signature_add(report=report, actor=actor, kind="scan", upload=reports.upload(samples.pdf(1)))
    for pages, action in ((1, "signed"), (2, "signed_copy_added")):
        upload = reports.upload(samples.pdf(pages))
        outage_signature_add(report=report, actor=support, kind="scan", upload=upload)
        assert AuditEvent.objects.filter(action=f"outage_report.{action}").count() == 1
