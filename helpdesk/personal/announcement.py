"""What announcements keep about people: addresses that subscribed, as long as they subscribe."""

from django.db.models import Q

from core.models import Person, User
from core.personal.registry import PersonalTable, register_impersonal, register_personal_tables
from helpdesk.models import Announcement, AnnouncementCorrection, AnnouncementMailing, Subscriber


def register() -> None:
    """Called once, when all models are there."""
    register_impersonal(Announcement, AnnouncementCorrection, AnnouncementMailing)
    register_personal_tables(
        PersonalTable(
            Subscriber,
            "Langganan pengumuman",
            "",
            ("email",),
            "Untuk mengirim pengumuman yang Anda minta.",
            "Selama Anda berlangganan; tautan berhenti ada di setiap surel.",
            withheld=("token",),
            since="confirmed_at",
            title="email",
            also=_of_person,
        )
    )


def _of_person(person: Person) -> Q:
    """Subscriptions of the person's addresses; they hang on no account."""
    return Q(email__in=[email.lower() for email in User.objects.filter(person=person).values_list("email", flat=True)])
