"""The words of the berita acara kesaksian, as plain data frozen with the document. Pure: rows in, dict out.

Facts only: there is no place in it for a judgement about a bid. Times are kept as they are and written out by the
template in the zone of the profile of the day; NPWP appears masked.
"""

from decimal import Decimal
from typing import Any

from lokal import terbilang

from core.formats import masked, rupiah, whole_number
from helpdesk.enums.witness import WitnessSide
from helpdesk.models import WitnessAttachment, WitnessFile, WitnessReport

WITNESS_REPORT = "witness_report"
# Longer lists stand in an annex with table heads on every page (architecture, section 7).
MOST_IN_TEXT = 100


def report_context(report: WitnessReport) -> dict[str, Any]:
    """Context of the report: request, package, who was present, participants, files, attempts, what followed."""
    attachments = list(report.attachments.select_related("about", "file"))
    files = list(report.files.select_related("participant"))
    participants = list(report.participants.all())
    people = [
        {"side": one.side, "name": one.name, "nip": spaced_nip(one.nip), "role": one.role}
        for one in report.people.all()
    ]
    order = {file.pk: number for number, file in enumerate(files, 1)}
    numbers = {one.pk: number for number, one in enumerate(participants, 1)}
    old = report.corrects.document if report.corrects else None
    return {
        "case_number": report.number,
        "held_at": report.held_at,
        "place": report.place,
        "request_kind": report.get_request_kind_display().lower(),
        "request_number": report.request_number,
        "request_date": report.request_date,
        "requester": f"{report.requester_name}, {report.requester_position}",
        "corrects_number": old.number if old else "",
        "corrects_date": old.issued_at if old else None,
        "package": _package(report),
        "opening_at": report.opening_at,
        "committee": [one for one in people if one["side"] == WitnessSide.COMMITTEE],
        "witnesses": [one for one in people if one["side"] == WitnessSide.LPSE],
        "others": [one for one in people if one["side"] == WitnessSide.OTHER],
        "participants": [
            {"name": one.name, "npwp": masked(str(one.npwp)) if one.npwp else "", "submitted": one.submitted}
            for one in participants
        ],
        "has_annex": len(participants) > MOST_IN_TEXT,
        "registered": len(participants),
        "submitted": sum(one.submitted for one in participants),
        "files": [_file(file, numbers, attachments) for file in files],
        "attempts": [
            {
                "tried_at": one.tried_at,
                "tried_by": one.tried_by,
                "tool": f"{one.tool} {one.tool_version}".strip(),
                "machine": one.machine,
                "file": order[one.file_id] if one.file_id else 0,
                "result": one.result,
            }
            for one in report.attempts.all()
        ],
        "forwarded": bool(report.forwarded),
        "lkpp_reference": report.lkpp_reference,
        "lkpp_on": report.lkpp_on,
        "lkpp_answer": report.lkpp_answer,
        "lkpp_answered_on": report.lkpp_answered_on,
        "attachments": [
            {
                "kind": one.get_kind_display(),
                "label": one.label,
                "file": order[one.about_id] if one.about_id else 0,
                "sha256": one.file.sha256,
            }
            for one in attachments
        ],
        "copies": report.copies,
    }


def amount_in_words(amount: Decimal) -> str:
    """``satu juta rupiah lima puluh sen``."""
    cents = int((amount % 1) * 100)
    words = f"{terbilang(int(amount))} rupiah"
    return f"{words} {terbilang(cents)} sen" if cents else words


def spaced_nip(nip: str) -> str:
    """``19611113 198803 1 003``, as official papers print it; a number of another length stays as it was typed."""
    bare = nip.replace(" ", "")
    if len(bare) != 18 or not bare.isdigit():
        return nip
    return f"{bare[:8]} {bare[8:14]} {bare[14]} {bare[15:]}"


def _package(report: WitnessReport) -> list[dict[str, str]]:
    rows = (
        ("Kode tender", report.tender_code),
        ("Kode RUP", report.rup_code),
        ("Nama paket", report.package_name),
        ("K/L/PD", report.agency),
        ("Satuan kerja", report.work_unit),
        ("Metode pemilihan", report.method),
        ("Pagu", _amount(report.ceiling)),
        ("HPS", _amount(report.own_estimate)),
        ("Tahun anggaran", str(report.budget_year or "")),
        ("Tahap menurut SPSE", report.stage),
        ("SPSE", ", versi ".join(part for part in (report.spse_host, report.spse_version) if part)),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def _amount(amount: Decimal | None) -> str:
    return f"{rupiah(amount)} ({amount_in_words(amount)})" if amount is not None else ""


def _file(file: WitnessFile, numbers: dict[int, int], attachments: list[WitnessAttachment]) -> dict[str, Any]:
    return {
        "participant": file.participant.name,
        "participant_number": numbers[file.participant_id],
        "npwp": masked(str(file.participant.npwp)) if file.participant.npwp else "",
        "kind": file.get_kind_display(),
        "name": file.name,
        "size": f"{whole_number(file.size)} bita",
        "sha256": file.sha256,
        "uploaded_at": file.uploaded_at,
        "error": file.error_text,
        "outcome": file.get_outcome_display(),
        "outcome_note": file.outcome_note,
        "attachments": [number for number, one in enumerate(attachments, 1) if one.about_id == file.pk],
    }
