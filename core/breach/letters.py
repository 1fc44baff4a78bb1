"""The words of both notices, as plain data frozen with the documents. Pure: rows in, dict out."""

from typing import Any

from core.formats import long_datetime
from core.models import BreachNotice

SUBJECTS_LETTER = "breach_subjects_letter"
AUTHORITY_LETTER = "breach_authority_letter"
TEMPLATES = {
    SUBJECTS_LETTER: "core/letters/breach_subjects.html",
    AUTHORITY_LETTER: "core/letters/breach_authority.html",
}


def breach_context(notice: BreachNotice) -> dict[str, Any]:
    """Context of both letters. No affected person is named: one letter goes to all of them."""
    return {
        "notice_number": notice.number,
        "found_at": long_datetime(notice.found_at),
        "period_from": long_datetime(notice.period_from),
        "period_until": long_datetime(notice.period_until),
        "summary": notice.summary,
        "handling": notice.handling,
        "count": notice.subject_count,
        "rows": [{"label": label, "fields": ", ".join(fields)} for label, fields in notice.data.items()],
    }
