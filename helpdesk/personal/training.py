"""What trainings keep about people: participants and their certificates. Evaluations bear no name."""

from core.personal.registry import Named, PersonalTable, register_impersonal, register_personal_tables
from helpdesk.models import Training, TrainingCertificate, TrainingEnrolment, TrainingEvaluation

_WHY = "Untuk memberi Anda tempat pada pelatihan, mencatat kehadiran, dan menerbitkan sertifikat."
_KEPT = "Nama dan kontak dikosongkan setelah masa pada profil LPSE; sertifikat tetap sebagai naskah resmi."


def register() -> None:
    """Called once, when all models are there."""
    register_impersonal(TrainingEvaluation)
    register_personal_tables(
        PersonalTable(
            Training,
            "Narasumber pelatihan",
            "",
            ("trainers",),
            plain=(
                "number",
                "title",
                "subject",
                "audience",
                "place",
                "video_link",
                "questions",
                "cancel_reason",
            ),
            case="number",
            since="created_at",
            title="number",
            named=(Named("trainers"),),
        ),
        PersonalTable(
            TrainingEnrolment,
            "Keikutsertaan pelatihan",
            "user__person",
            ("name", "agency", "email", "phone"),
            _WHY,
            _KEPT,
            plain=("number",),
            case="number",
            since="requested_at",
            title="number",
            named=(Named("name", "email"),),
        ),
        PersonalTable(
            TrainingCertificate,
            "Sertifikat pelatihan",
            "enrolment__user__person",
            (),
            _WHY,
            _KEPT,
            case="enrolment__number",
            since="document__issued_at",
        ),
    )
