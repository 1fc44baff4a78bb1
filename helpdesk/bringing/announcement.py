"""What announcements bring to core's registries (Pasal 23d, 26(4))."""

from datetime import timedelta

from core.audit import register_actions
from core.mail import register_public_kinds
from core.registries import (
    DashboardCard,
    DeskPlace,
    DocumentKind,
    NavigationItem,
    register_banner,
    register_dashboard_card,
    register_desk_places,
    register_document_kind,
    register_eraser,
    register_navigation,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, STAFF_ROLES, SUPPORT
from core.work import Duty, register_duty
from helpdesk.documents.announcement import ANNOUNCEMENT
from helpdesk.emails.announcement import ALREADY_KIND, CONFIRM_KIND
from helpdesk.enums.announcement import AnnouncementKind, AnnouncementState
from helpdesk.permissions.announcement import ADD, APPROVE, VIEW, WITHDRAW, WRITE
from helpdesk.personal import announcement as personal
from helpdesk.selectors.announcement import announcements_due, banner
from helpdesk.services.announcement_mail import subscriptions_of_person_erase


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
    register_actions(
        announcement__drafted="Pengumuman dirancang",
        announcement__written="Rancangan pengumuman diubah",
        announcement__approved="Pengumuman disetujui",
        announcement__discarded="Rancangan pengumuman tidak jadi",
        announcement__corrected="Pembetulan pengumuman ditambahkan",
        announcement__withdrawn="Pengumuman dicabut",
    )
    register_document_kind(
        DocumentKind(
            ANNOUNCEMENT,
            "Pengumuman",
            "helpdesk/announcements/letters/announcement.html",
            public_fields={"title": "Tentang"},
            reader=VIEW,
        )
    )
    register_tones(
        {
            AnnouncementState.APPROVED: "good",
            AnnouncementState.DISCARDED: "quiet",
            AnnouncementKind.DISTURBANCE: "bad",
            AnnouncementKind.MAINTENANCE: "warn",
            AnnouncementKind.SERVICE: "info",
            AnnouncementKind.TRAINING: "info",
            AnnouncementKind.INFORMATION: "info",
        }
    )
    register_public_kinds(CONFIRM_KIND, ALREADY_KIND)
    register_banner(banner)
    register_eraser(subscriptions_of_person_erase)
    register_duty(
        Duty("announcements", "Kiriman pengumuman", "helpdesk.keep_announcements", every=timedelta(minutes=1))
    )
    register_desk_places(DeskPlace("Pengumuman", "announcement_desk:list", 10, VIEW))
    register_dashboard_card(
        DashboardCard(
            key="announcements",
            template="helpdesk/announcements/desk/card.html",
            order=13,
            context=lambda request: announcements_due(request.user),
        )
    )
    register_navigation(NavigationItem("Pengumuman", "announcements:index", 50))
    for role in STAFF_ROLES:
        register_role_permissions(role, (VIEW,))
    for role in (HEAD, DEPUTY):
        register_role_permissions(role, (APPROVE, WITHDRAW))
    register_role_permissions(SUPPORT, (ADD, WRITE, APPROVE))
