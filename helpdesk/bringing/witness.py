"""The berita acara kesaksian (Pasal 24(2)): its document, its desk, its place for the named officials."""

from core.audit import register_actions, register_detail
from core.models import StoredFile, User
from core.registries import (
    AccountPanel,
    DashboardCard,
    DeskPlace,
    DocumentKind,
    register_account_panel,
    register_dashboard_card,
    register_desk_places,
    register_document_kind,
    register_file_rule,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, SUPPORT
from helpdesk.documents.witness import WITNESS_REPORT
from helpdesk.enums.witness import BidFileOutcome, WitnessState
from helpdesk.models import WitnessReport
from helpdesk.personal import witness as personal
from helpdesk.selectors.witness import witness_figures
from helpdesk.trail import change_of
from helpdesk.views.witness import own_reports_panel


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
    register_actions(
        witness_report__opened="Berita acara kesaksian dibuat",
        witness_report__changed="Rancangan berita acara diubah",
        witness_report__checked="Berita acara diperiksa",
        witness_report__returned="Berita acara dikembalikan ke rancangan",
        witness_report__finalised="Berita acara ditetapkan",
        witness_report__signed="Berita acara ditandatangani",
        witness_report__signed_copy_added="Salinan bertanda tangan berita acara ditambahkan",
        witness_report__recipient_added="Penerima berita acara disebut",
        witness_report__recipient_removed="Penerima berita acara dihapus",
        witness_report__delivered="Berita acara diserahkan",
        witness_report__discarded="Rancangan berita acara dibatalkan",
        witness_report__tender_ended="Akhir tender dicatat",
        witness_report__downloaded="Berita acara diunduh",
    )
    register_detail("witness_report.changed", change_of(WitnessReport))
    # Nothing of the content stands at /periksa/: neither tender nor participant.
    register_document_kind(
        DocumentKind(
            WITNESS_REPORT,
            "Berita acara kesaksian",
            "helpdesk/witness/letters/report.html",
            reader="helpdesk.view_witnessreport",
        )
    )
    register_tones(
        {
            WitnessState.DRAFT: "quiet",
            WitnessState.CHECKED: "wait",
            WitnessState.FINAL: "info",
            WitnessState.SIGNED: "good",
            WitnessState.DELIVERED: "good",
            WitnessState.DISCARDED: "quiet",
            BidFileOutcome.UNOPENED: "warn",
            BidFileOutcome.OPENED: "good",
        }
    )
    register_file_rule(_sees_attachments)
    register_desk_places(DeskPlace("Berita acara", "witness_desk:list", 10, "helpdesk.view_witnessreport"))
    register_dashboard_card(
        DashboardCard(
            key="witness",
            template="helpdesk/witness/desk/card.html",
            order=14,
            context=lambda request: witness_figures(request.user),
        )
    )
    register_account_panel(
        AccountPanel(
            key="helpdesk.witness",
            template="helpdesk/witness/account_panel.html",
            order=20,
            context=own_reports_panel,
        )
    )
    for role in (HEAD, DEPUTY):
        register_role_permissions(
            role,
            [
                "helpdesk.view_witnessreport",
                "helpdesk.check_witnessreport",
                "helpdesk.finalise_witnessreport",
            ],
        )
    register_role_permissions(
        SUPPORT,
        [
            "core.view_storedfile",
            "helpdesk.view_witnessreport",
            "helpdesk.add_witnessreport",
            "helpdesk.change_witnessreport",
            "helpdesk.check_witnessreport",
        ],
    )


def _sees_attachments(user: User, file: StoredFile) -> bool:
    """Who may see a report at the desk sees what is attached to it."""
    if not user.has_perm("helpdesk.view_witnessreport"):
        return False
    return WitnessReport.objects.filter(number=file.case_number).exists()
