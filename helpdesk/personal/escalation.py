"""What escalations keep about people: nothing but what a text happens to tell."""

from core.personal.registry import PersonalTable, register_impersonal, register_personal_tables
from helpdesk.models import Escalation, EscalationEvidence, EscalationNote


def register() -> None:
    """Called once, when all models are there."""
    register_impersonal(EscalationEvidence)
    register_personal_tables(
        PersonalTable(
            Escalation,
            "Eskalasi ke LKPP",
            "",
            ("description", "efforts", "request", "closing_note"),
            plain=(
                "number", "subject", "tender_code", "error_code", "spse_version", "incident_number", "lkpp_reference",
            ),
            case="number",
            since="created_at",
            title="number",
        ),
        PersonalTable(
            EscalationNote,
            "Catatan eskalasi",
            "",
            ("body",),
            case="escalation__number",
            since="created_at",
        ),
    )  # fmt: skip
