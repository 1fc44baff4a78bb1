"""What the survey keeps about people: nothing but free words; for a while, whether the link of a ticket was used."""

from core.personal.registry import PersonalTable, register_impersonal, register_personal_tables
from helpdesk.models import SurveyAnswer, SurveyImprovement, SurveyInvitation, SurveyPeriod


def register() -> None:
    """Called once, when all models are there."""
    register_impersonal(SurveyAnswer, SurveyImprovement, SurveyPeriod)
    register_personal_tables(
        PersonalTable(
            SurveyInvitation,
            "Undangan survei kepuasan",
            "ticket__owner__person",
            (),
            "Untuk menerima penilaian Anda satu kali setelah tiket ditutup; jawabannya disimpan tanpa nama.",
            "Dihapus ketika tautannya berakhir.",
            case="ticket__number",
        )
    )
