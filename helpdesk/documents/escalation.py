"""The words of a letter to LKPP, as plain data frozen with the document. Pure: row in, dict out."""

from typing import Any

from helpdesk.enums.escalation import EscalationKind
from helpdesk.models import Escalation

ESCALATION_LETTER = "escalation_letter"


def letter_context(escalation: Escalation) -> dict[str, Any]:
    """Context of the letter: what happened, what the office did, what is asked, and the list of what goes with it."""
    report = escalation.report.document if escalation.report else None
    rows = (
        ("Kode tender", escalation.tender_code),
        ("Versi SPSE", escalation.spse_version),
        ("Kode atau pesan galat", escalation.error_code),
        ("Tiket layanan", escalation.ticket.number if escalation.ticket else ""),
        ("Gangguan", escalation.incident_number),
        ("Berita acara kesaksian", report.number if report else ""),
    )
    return {
        "case_number": escalation.number,
        "is_problem": escalation.kind == EscalationKind.PROBLEM,
        "matter": escalation.get_kind_display(),
        "ground": escalation.get_ground_display() if escalation.ground else "",
        "subject": escalation.subject,
        "facts": [{"label": label, "value": value} for label, value in rows if value],
        "description": escalation.description,
        "efforts": escalation.efforts,
        "request": escalation.request,
        "attachments": [
            *([f"Berita acara kesaksian nomor {report.number}"] if report else []),
            *(one.label for one in escalation.evidence.all()),
        ],
    }
