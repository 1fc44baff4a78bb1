"""Berita acara kesaksian of the tests, written straight into the tables or moved on by the services."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from core.clock import today
from core.document_store import store
from core.documents import document_issue
from core.models import OfficialDocument, User
from core.numbers import number_issue
from core.rendering import document_render
from helpdesk.documents.witness import WITNESS_REPORT, report_context
from helpdesk.models import (
    OutageReport,
    WitnessAttempt,
    WitnessFile,
    WitnessParticipant,
    WitnessPerson,
    WitnessRecipient,
    WitnessReport,
    WitnessWriter,
)

OPENED = datetime(2026, 11, 25, 2, 5, tzinfo=UTC)  # 10.05 WITA
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
ERROR = "Error 0x2F: Gagal mendekripsi dokumen; kunci paket tidak cocok."


def given(**changes: Any) -> dict[str, Any]:
    """What one types about request and package."""
    return {
        "request_kind": "letter",
        "request_number": "014/POKJA-3/XI/2026",
        "request_date": date(2026, 11, 25),
        "requester_name": "Nurhayati Ketua Contoh",
        "requester_position": "Ketua Pokja Pemilihan 3",
        "held_at": OPENED,
        "place": "Ruang Bidding LPSE Luwu Utara, Masamba",
        "tender_code": "10011868000",
        "rup_code": "54120031",
        "package_name": "Peningkatan Jalan Contoh Simpurusiang-Masamba",
        "agency": "Pemerintah Kabupaten Luwu Utara",
        "work_unit": "Dinas Pekerjaan Umum dan Penataan Ruang",
        "method": "Tender, pascakualifikasi satu file, harga terendah sistem gugur",
        "ceiling": Decimal("4200000000"),
        "own_estimate": Decimal("4187250000.50"),
        "budget_year": 2026,
        "stage": "Pembukaan dokumen penawaran",
        "opening_at": OPENED,
        "spse_host": "spse.contoh.invalid/luwuutara",
        "spse_version": "4.5u20260301",
        "copies": 3,
        **changes,
    }


def people(report: WitnessReport, committee: int = 3, witnesses: int = 2) -> None:
    """Who is present."""
    names = [
        ("committee", f"Anggota Pokja Contoh {number}", "Ketua" if number == 1 else "Anggota")
        for number in range(1, committee + 1)
    ] + [("lpse", f"Saksi LPSE Contoh {number}", "Admin PPE") for number in range(1, witnesses + 1)]
    for position, (side, name, role) in enumerate(names, 1):
        WitnessPerson.objects.create(
            report=report, position=position, side=side, name=name, nip="196111131988031001", role=role
        )


def complete(
    writer: User, participants: int = 3, files: int = 2, *, names: tuple[str, ...] = (), **changes: Any
) -> WitnessReport:
    """A draft with everything that the check asks for."""
    with transaction.atomic():
        number = number_issue(series="witness_case", on=today())
    report = WitnessReport.objects.create(number=number, created_by=writer, **given(forwarded=False, **changes))
    WitnessWriter.objects.create(report=report, user=writer)
    people(report)
    firms = [
        WitnessParticipant.objects.create(
            report=report,
            position=position,
            name=names[position - 1] if position <= len(names) else f"CV Peserta Contoh {position}",
            npwp=f"00123456789{position:02d}000",
            submitted=position <= max(files, 1),
        )
        for position in range(1, participants + 1)
    ]
    for position in range(1, files + 1):
        WitnessFile.objects.create(
            report=report,
            position=position,
            participant=firms[(position - 1) % len(firms)],
            kind="technical" if position % 2 else "price",
            name=f"Dokumen_Penawaran_Teknis_{position}.rhs",
            size=48_210_433 + position,
            sha256=HASH,
            uploaded_at=OPENED,
            error_text=ERROR,
            outcome="unopened" if position % 2 else "opened",
            outcome_note="" if position % 2 else "setelah diunduh ulang dan nama berkas dipendekkan",
        )
    for position in (1, 2):
        WitnessAttempt.objects.create(
            report=report,
            position=position,
            tried_at=OPENED,
            tried_by="Admin PPE Contoh",
            tool="Apendo Panitia",
            tool_version="4.2",
            machine=f"PC Bidding {position}, Windows 11",
            result="Pesan galat yang sama muncul.",
        )
    return report


def checked(writer: User, checker: User, **changes: Any) -> WitnessReport:
    """Checked by another."""
    report = complete(writer, **changes)
    WitnessReport.objects.filter(pk=report.pk).update(state="checked", checked_by=checker, checked_at=timezone.now())
    report.refresh_from_db()
    return report


def final(writer: User, leader: User, *, state: str = "final", **changes: Any) -> WitnessReport:
    """Made final, with its document still waiting for its PDF."""
    report = checked(writer, leader, **changes)
    document = document_issue(
        kind=WITNESS_REPORT,
        case_number=report.number,
        context=report_context(report),
        issued_by=leader,
        holder=None,
        replaces=report.corrects.document if report.corrects else None,
    )
    WitnessReport.objects.filter(pk=report.pk).update(
        state=state, finalised_by=leader, finalised_at=timezone.now(), document=document
    )
    report.refresh_from_db()
    return report


def rendered(report: WitnessReport) -> OfficialDocument:
    """The document with its PDF, as a worker makes it."""
    assert report.document_id
    assert document_render(report.document_id)
    return OfficialDocument.objects.get(pk=report.document_id)


def delivered(writer: User, leader: User, recipient: User, **changes: Any) -> WitnessReport:
    """Delivered to one official; its PDF is a stand-in that was stored."""
    report = final(writer, leader, **changes)
    WitnessRecipient.objects.create(report=report, user=recipient, named_by=writer)
    now = timezone.now()
    WitnessReport.objects.filter(pk=report.pk).update(
        state="delivered", signed_at=now, delivered_at=now, delivered_by=writer
    )
    stand_in(report)
    report.refresh_from_db()
    return report


def stand_in(report: WitnessReport | OutageReport) -> None:
    """A few bytes in the place of the PDF, for tests that only need a file to be there."""
    content = b"%PDF-1.7 uji"
    store("uji-berita-acara.pdf", content)
    OfficialDocument.objects.filter(pk=report.document_id).update(
        work_state="done",
        storage_name="uji-berita-acara.pdf",
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        pages=1,
        rendered_at=timezone.now(),
    )


def upload(content: bytes, name: str = "berkas.pdf", kind: str = "application/pdf") -> SimpleUploadedFile:
    """A file as the browser sends it."""
    return SimpleUploadedFile(name, content, content_type=kind)
