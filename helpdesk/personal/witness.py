"""What berita acara kesaksian keep about people: who asked, who was present, who receives, and firms that took part."""

from core.personal.registry import Named, PersonalTable, register_impersonal, register_personal_tables
from core.personal.tables import CASE_KEPT
from helpdesk.models import (
    WitnessAttachment,
    WitnessAttempt,
    WitnessFile,
    WitnessParticipant,
    WitnessPerson,
    WitnessRecipient,
    WitnessReport,
    WitnessWriter,
)


def register() -> None:
    """Called once, when all models are there."""
    register_impersonal(WitnessAttachment, WitnessWriter)
    register_personal_tables(
        PersonalTable(
            WitnessReport,
            "Berita acara kesaksian",
            "",
            ("requester_name", "requester_position"),
            plain=(
                "number",
                "request_number",
                "place",
                "tender_code",
                "rup_code",
                "package_name",
                "agency",
                "work_unit",
                "method",
                "stage",
                "spse_host",
                "spse_version",
                "lkpp_reference",
                "lkpp_answer",
                "returned_reason",
                "discard_reason",
                "seal_problem",
            ),
            case="number",
            since="created_at",
            title="number",
            named=(Named("requester_name"),),
        ),
        PersonalTable(
            WitnessPerson,
            "Hadirin kesaksian",
            "",
            ("name", "nip", "role"),
            case="report__number",
            since="report__created_at",
            title="name",
            named=(Named("name"),),
        ),
        PersonalTable(
            WitnessParticipant,
            "Peserta pada berita acara kesaksian",
            "",
            ("name", "npwp"),
            case="report__number",
            since="report__created_at",
            title="name",
            named=(Named("name"),),
        ),
        PersonalTable(
            WitnessFile,
            "Berkas yang disaksikan",
            "",
            ("name",),
            plain=("sha256", "error_text", "outcome_note"),
            case="report__number",
            since="report__created_at",
            title="name",
        ),
        PersonalTable(
            WitnessAttempt,
            "Percobaan membuka berkas",
            "",
            ("tried_by",),
            plain=("tool", "tool_version", "machine", "result"),
            case="report__number",
            since="report__created_at",
            named=(Named("tried_by"),),
        ),
        PersonalTable(
            WitnessRecipient,
            "Berita acara yang diserahkan kepada Anda",
            "user__person",
            (),
            "Supaya hanya pejabat yang disebut yang dapat mengunduh berita acara.",
            CASE_KEPT,
            case="report__number",
            since="named_at",
        ),
    )
