"""What publication support keeps about people: the request of the official whose ticket it is."""

from core.personal.registry import PersonalTable, register_personal_tables
from core.personal.tables import CASE_KEPT
from helpdesk.models import PublicationRequest


def register() -> None:
    """Called once, when all models are there. An erased person's ticket is emptied; the register keeps the package."""
    register_personal_tables(
        PersonalTable(
            PublicationRequest,
            "Dukungan penayangan",
            "ticket__owner__person",
            ("reason",),
            "Untuk membantu Anda menayangkan pengumuman di SPSE.",
            CASE_KEPT,
            plain=("rup_code", "package_name", "agency", "stage", "link"),
            case="ticket__number",
            since="asked_at",
        ),
    )
