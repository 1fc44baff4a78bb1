"""What mails that came in bring to core's registries."""

from datetime import timedelta

from core.mail import register_public_kinds
from core.personal.registry import Named, PersonalTable, register_personal_tables
from core.personal.tables import CASE_KEPT
from core.registries import register_role_permissions
from core.roles import DEPUTY, HEAD, SUPPORT
from core.work import Duty, register_duty
from helpdesk.emails.inbound import KINDS
from helpdesk.models import InboundMail

VIEW = "helpdesk.view_inboundmail"


def register() -> None:
    """Called once, when the apps are ready."""
    register_public_kinds(*KINDS)
    register_duty(Duty("mailbox", "Surel masuk layanan bantuan", "helpdesk.fetch_mail", every=timedelta(minutes=1)))
    for role in (SUPPORT, HEAD, DEPUTY):
        register_role_permissions(role, (VIEW,))
    register_personal_tables(
        PersonalTable(
            InboundMail,
            "Surel masuk",
            "ticket__owner__person",
            ("sender", "sender_name", "subject", "body", "files"),
            "Untuk menjawab pertanyaan, gangguan, dan pengaduan Anda.",
            CASE_KEPT,
            plain=("reason",),
            withheld=("message_id",),
            case="ticket__number",
            since="received_at",
            title="subject",
            named=(Named("sender_name", "sender"),),
        )
    )
