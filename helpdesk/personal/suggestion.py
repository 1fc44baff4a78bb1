"""What decisions about suggestions keep about people."""

from core.personal.registry import PersonalTable, register_personal_tables
from core.personal.tables import CASE_KEPT
from helpdesk.models import PublicSuggestion, SuggestionDecision


def register() -> None:
    """Called once, when all models are there. What officers weigh among themselves is in no copy."""
    register_personal_tables(
        PersonalTable(
            SuggestionDecision,
            "Keputusan atas saran",
            "ticket__owner__person",
            ("reasons", "action", "responsible", "done_note"),
            "Untuk menjawab saran Anda dan menepati yang dijanjikan.",
            CASE_KEPT,
            plain=("forwarded_to",),
            withheld=("advice", "recommendation", "reminded_on"),
            case="ticket__number",
            since="recommended_at",
        ),
        PersonalTable(
            PublicSuggestion,
            "Saran yang tampil untuk umum",
            "ticket__owner__person",
            ("suggestion", "answer"),
            "Supaya semua orang tahu apa yang dilakukan LPSE dengan saran, tanpa nama.",
            CASE_KEPT,
            case="ticket__number",
        ),
    )
