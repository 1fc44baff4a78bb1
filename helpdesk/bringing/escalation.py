"""Escalations to LKPP (Pasal 24(3), 9(2)c, 19(2)): their letter, their register, the reminder of the writer."""

from datetime import timedelta

from core.audit import register_actions
from core.models import StoredFile, User
from core.registries import (
    DashboardCard,
    DeskPlace,
    DocumentKind,
    register_dashboard_card,
    register_desk_places,
    register_document_kind,
    register_file_rule,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, SECRETARIAT, SUPPORT, SYSTEM_ADMIN
from core.work import Duty, register_duty
from helpdesk.desk.escalation import card
from helpdesk.documents.escalation import ESCALATION_LETTER
from helpdesk.enums.escalation import EscalationState
from helpdesk.models import Escalation
from helpdesk.permissions.escalation import ISSUE, VIEW, WRITE
from helpdesk.personal import escalation as personal


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
    register_actions(
        escalation__opened="Eskalasi ditulis",
        escalation__changed="Rancangan eskalasi diubah",
        escalation__evidence_added="Bukti eskalasi ditambahkan",
        escalation__evidence_removed="Bukti eskalasi dihapus dari rancangan",
        escalation__issued="Surat kepada LKPP diterbitkan",
        escalation__sent="Eskalasi dikirim ke LKPP",
        escalation__noted="Catatan eskalasi ditulis",
        escalation__answered="LKPP menjawab eskalasi",
        escalation__asked_again="LKPP ditanya lagi",
        escalation__closed="Eskalasi ditutup",
        escalation__cancelled="Eskalasi dibatalkan",
        escalation__letter_downloaded="Surat kepada LKPP diunduh",
        escalation__bundled="Berkas eskalasi diunduh",
        escalation__reminded="Petugas diingatkan menindaklanjuti LKPP",
    )
    register_document_kind(
        DocumentKind(ESCALATION_LETTER, "Surat kepada LKPP", "helpdesk/escalations/letter.html", reader=VIEW)
    )
    register_tones(
        {
            EscalationState.DRAFT: "quiet",
            EscalationState.ISSUED: "warn",
            EscalationState.SENT: "warn",
            EscalationState.ANSWERED: "info",
            EscalationState.CLOSED: "quiet",
            EscalationState.CANCELLED: "quiet",
        }
    )
    register_duty(
        Duty("escalations", "Tindak lanjut eskalasi LKPP", "helpdesk.remind_escalations", every=timedelta(hours=1))
    )
    register_file_rule(_sees_evidence)
    register_desk_places(DeskPlace("Eskalasi LKPP", "escalations:list", 15, VIEW))
    register_dashboard_card(
        DashboardCard(key="escalations", template="helpdesk/escalations/desk/card.html", order=16, context=card)
    )
    for role in (SUPPORT, SYSTEM_ADMIN):
        register_role_permissions(role, ["core.view_storedfile", VIEW, WRITE])
    for role in (HEAD, DEPUTY):
        register_role_permissions(role, [VIEW, ISSUE])
    register_role_permissions(SECRETARIAT, [VIEW])


def _sees_evidence(user: User, file: StoredFile) -> bool:
    """Who may see the register sees the evidence."""
    return user.has_perm(VIEW) and Escalation.objects.filter(number=file.case_number).exists()
