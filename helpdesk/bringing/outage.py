"""The berita acara gangguan (Pasal 26): its document, its desk, its place for officials, auditors and LKPP."""

from core.audit import register_actions, register_detail
from core.registries import (
    AccountPanel,
    DashboardCard,
    DeskPlace,
    DocumentKind,
    register_account_panel,
    register_dashboard_card,
    register_desk_places,
    register_document_kind,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, SECRETARIAT, SUPPORT, SYSTEM_ADMIN
from helpdesk.documents.outage import OUTAGE_REPORT
from helpdesk.enums.outage import OutageState
from helpdesk.models import OutageReport
from helpdesk.permissions.outage import FINALISE, VIEW, WRITE
from helpdesk.personal import outage as personal
from helpdesk.selectors.outage import outage_figures
from helpdesk.trail import change_of
from helpdesk.views.outage import outage_panel


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
    register_actions(
        outage_report__opened="Berita acara gangguan dibuat",
        outage_report__changed="Rancangan berita acara gangguan diubah",
        outage_report__tenders_taken="Tender pada waktu gangguan diambil",
        outage_report__finalised="Berita acara gangguan ditetapkan",
        outage_report__signed="Berita acara gangguan ditandatangani",
        outage_report__signed_copy_added="Salinan bertanda tangan berita acara gangguan ditambahkan",
        outage_report__discarded="Rancangan berita acara gangguan dibatalkan",
        outage_report__downloaded="Berita acara gangguan diunduh",
    )
    register_detail("outage_report.changed", change_of(OutageReport))
    register_document_kind(
        DocumentKind(OUTAGE_REPORT, "Berita acara gangguan", "helpdesk/outage/letters/report.html", reader=VIEW)
    )
    register_tones(
        {
            OutageState.DRAFT: "quiet",
            OutageState.FINAL: "info",
            OutageState.SIGNED: "good",
            OutageState.DISCARDED: "quiet",
        }
    )
    register_desk_places(DeskPlace("Berita acara gangguan", "outage_desk:list", 12, VIEW))
    register_dashboard_card(
        DashboardCard(
            key="outage",
            template="helpdesk/outage/desk/card.html",
            order=15,
            context=lambda request: outage_figures(request.user),
        )
    )
    register_account_panel(
        AccountPanel(
            key="helpdesk.outage", template="helpdesk/outage/account_panel.html", order=21, context=outage_panel
        )
    )
    for role in (SUPPORT, SYSTEM_ADMIN):
        register_role_permissions(role, [VIEW, WRITE])
    for role in (HEAD, DEPUTY):
        register_role_permissions(role, [VIEW, FINALISE])
    register_role_permissions(SECRETARIAT, [VIEW])
