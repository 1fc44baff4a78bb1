"""Berita acara gangguan of the tests, written straight into the tables: their people need no roles."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.clock import today
from core.documents import document_issue
from core.models import OfficialDocument, User
from core.numbers import number_issue
from core.rendering import document_render
from helpdesk.documents.outage import OUTAGE_REPORT, outage_context
from helpdesk.models import OutageReport, OutageTender, OutageWriter
from tests.helpdesk.reports import stand_in

BEGAN = datetime(2026, 8, 10, 2, 5, tzinfo=UTC)  # 10.05 WITA
ENDED = BEGAN + timedelta(days=1, hours=3, minutes=5)
SEEN = datetime(2026, 8, 12, 1, 0, tzinfo=UTC)


def given(**changes: Any) -> dict[str, Any]:
    """What one types about an outage that is over."""
    return {
        "began_at": BEGAN,
        "ended_at": ENDED,
        "is_planned": False,
        "parts": ["network", "electricity"],
        "other_part": "",
        "scope": "Semua pengguna SPSE tidak dapat masuk.",
        "cause": "Aliran listrik ruang server putus; sebab putusnya belum diketahui.",
        "handling": "Genset dinyalakan, sakelar jaringan diganti.",
        "handled_by": "Andi Teknisi Contoh dan petugas penyedia jaringan",
        "prevention": "Baterai UPS diganti.",
        "incident_number": "",
        "announcement_number": "",
        **changes,
    }


@transaction.atomic
def complete(writer: User, tenders: int = 2, **changes: Any) -> OutageReport:
    """A draft with everything that the Kepala asks for."""
    values = given(**changes)
    report = OutageReport.objects.create(
        number=number_issue(series="outage_case", on=today()),
        created_by=writer,
        tenders_taken_at=SEEN,
        tenders_from=values["began_at"],
        tenders_until=values["ended_at"],
        mirror_copies=12,
        mirror_oldest_at=SEEN - timedelta(days=30),
        mirror_newest_at=SEEN,
        **values,
    )
    OutageWriter.objects.create(report=report, user=writer)
    OutageTender.objects.bulk_create(
        OutageTender(
            report=report,
            position=number,
            tender_code=f"{10011868000 + number * 1000}",
            package_name=f"Peningkatan Jalan Contoh {number}",
            agency="Pemerintah Kabupaten Luwu Utara",
            stage="Upload Dokumen Penawaran",
            starts_at=BEGAN - timedelta(days=2),
            ends_at=BEGAN + timedelta(hours=number),
            source="spse.contoh.invalid/jadwal",
            seen_at=SEEN,
        )
        for number in range(1, tenders + 1)
    )
    return report


def final(writer: User, leader: User, *, has_pdf: bool = True, **changes: Any) -> OutageReport:
    """Made final; with a stand-in for its PDF, or with its document waiting for the worker."""
    report = complete(writer, **changes)
    with transaction.atomic():
        document = document_issue(
            kind=OUTAGE_REPORT,
            case_number=report.number,
            context=outage_context(report),
            issued_by=leader,
            holder=None,
        )
        OutageReport.objects.filter(pk=report.pk).update(
            state="final", finalised_by=leader, finalised_at=timezone.now(), document=document
        )
    report.refresh_from_db()
    if has_pdf:
        stand_in(report)
    return report


def rendered(report: OutageReport) -> OfficialDocument:
    """The document with its PDF, as a worker makes it."""
    assert report.document_id
    assert document_render(report.document_id)
    return OfficialDocument.objects.get(pk=report.document_id)
