"""What berita acara gangguan keep about people: who handled it, and what a text happens to tell."""

from core.personal.registry import Named, PersonalTable, register_impersonal, register_personal_tables
from helpdesk.models import OutageReport, OutageTender, OutageWriter


def register() -> None:
    """Called once, when all models are there."""
    register_impersonal(OutageTender, OutageWriter)
    register_personal_tables(
        PersonalTable(
            OutageReport,
            "Berita acara gangguan",
            "",
            ("handled_by", "scope", "cause", "handling", "prevention"),
            plain=(
                "number",
                "incident_number",
                "announcement_number",
                "parts",
                "other_part",
                "discard_reason",
                "seal_problem",
            ),
            case="number",
            since="created_at",
            title="number",
            named=(Named("handled_by"),),
        ),
    )
