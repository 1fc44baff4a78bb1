"""The words of the berita acara pemusnahan, as plain data frozen with the document. Pure: rows in, dict out.

No name and no identity number stands in it: the report stays when the content is gone.
"""

from collections.abc import Iterable
from typing import Any

from core.formats import local_date, long_date, short_date
from core.models import User
from verification.models import Destruction, DestructionItem

DESTRUCTION_REPORT = "destruction_report"
# More rows than this stand in an annex (architecture, section 7).
MOST_IN_TEXT = 100


def report_context(
    *,
    destruction: Destruction,
    going: Iterable[DestructionItem],
    kept: Iterable[DestructionItem],
    actor: User,
) -> dict[str, Any]:
    """Context of the report.

    Args:
        going: cases whose content is erased.
        kept: cases of the proposal that stay, each with its reason.
        actor: who approved.
    """
    rows = [_row(item) for item in going]
    return {
        "destruction_number": destruction.number,
        "proposed_by": destruction.proposed_by.full_name,
        "proposed_on": long_date(destruction.proposed_at),
        "approved_by": actor.full_name,
        "note": destruction.note,
        "rows": rows,
        "has_annex": len(rows) > MOST_IN_TEXT,
        "count": len(rows),
        "files": sum(row["files"] for row in rows),
        "kept": [{"number": item.application.number, "reason": item.kept_reason} for item in kept],
    }


def _row(item: DestructionItem) -> dict[str, Any]:
    return {
        "number": item.application.number,
        "class": item.class_label,
        "outcome": item.get_outcome_display(),
        "decided_on": short_date(local_date(item.decided_at)),
        "due_from": short_date(item.due_from),
        "files": item.files,
        "letter": item.letter_number,
    }
