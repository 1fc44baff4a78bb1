"""The words of the berita acara gangguan, as plain data frozen with the document. Pure: rows in, dict out.

Facts only: nothing in it says what is to become of a schedule. Times are kept as they are and written out by the
template in the zone of the profile of the day.
"""

from datetime import timedelta
from typing import Any

from lokal import terbilang

from core.formats import duration, duration_parts
from helpdesk.documents.witness import MOST_IN_TEXT, spaced_nip
from helpdesk.models import OutageReport

OUTAGE_REPORT = "outage_report"


def outage_context(report: OutageReport) -> dict[str, Any]:
    """Context of the report: the outage, its length in words, cause and handling, the tenders, how old the mirror is."""
    old = report.corrects.document if report.corrects else None
    tenders = list(report.tenders.all())
    writer = report.created_by.person if report.created_by else None
    return {
        "case_number": report.number,
        "corrects_number": old.number if old else "",
        "corrects_date": old.issued_at if old else None,
        "incident_number": report.incident_number,
        "announcement_number": report.announcement_number,
        "is_planned": report.is_planned,
        "parts": report.part_labels,
        "began_at": report.began_at,
        "ended_at": report.ended_at,
        "length": duration_in_words(report.length) if report.length else "",
        "scope": report.scope,
        "cause": report.cause,
        "handling": report.handling,
        "handled_by": report.handled_by,
        "prevention": report.prevention,
        "tenders": [
            {
                "code": row.tender_code,
                "name": row.package_name,
                "agency": row.agency,
                "stage": row.stage,
                "starts_at": row.starts_at,
                "ends_at": row.ends_at,
                "overlap": _words(report.overlap_of(row.starts_at, row.ends_at)),
                "source": row.source if row.by_hand else "",
                "seen_at": row.seen_at if row.by_hand else None,
            }
            for row in tenders
        ],
        "tender_count": len({row.tender_code for row in tenders}),
        "stage_count": len(tenders),
        "has_annex": len(tenders) > MOST_IN_TEXT,
        "taken_at": report.tenders_taken_at,
        "mirror_copies": report.mirror_copies,
        "mirror_oldest_at": report.mirror_oldest_at,
        "mirror_newest_at": report.mirror_newest_at,
        "writer": {"name": writer.full_name, "nip": spaced_nip(writer.nip or "")} if writer else None,
    }


def duration_in_words(span: timedelta) -> str:
    """``1 (satu) hari 3 (tiga) jam 5 (lima) menit``."""
    parts = [f"{count} ({terbilang(count)}) {unit}" for count, unit in duration_parts(span)]
    return " ".join(parts) or duration(span)


def _words(span: timedelta | None) -> str:
    return duration(span, units=3) if span is not None else ""
