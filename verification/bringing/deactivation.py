"""Deactivation (Pasal 10(4)): cases, letters, the daily look at periods; and the copies of the national blacklist."""

from datetime import timedelta

from core.audit import register_actions
from core.models import StoredFile, User
from core.registries import (
    AccountPanel,
    DashboardCard,
    DocumentKind,
    register_account_panel,
    register_dashboard_card,
    register_document_kind,
    register_file_rule,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, VERIFIER
from core.work import Duty, register_duty
from verification.deactivation_selectors import deactivations_due
from verification.documents import DEACTIVATION, REACTIVATION
from verification.enums import DeactivationState, ReactivationState, SnapshotState
from verification.models import Deactivation
from verification.own_deactivation import own_deactivations


def register() -> None:
    """Pasal 10(4): cases, letters, the daily look at periods; and the copies of the national blacklist."""
    register_actions(
        deactivation__proposed="Penonaktifan diusulkan",
        deactivation__decided="Penonaktifan diputuskan",
        deactivation__refused="Usulan penonaktifan ditolak",
        deactivation__began="Akun penyedia dibatasi",
        deactivation__erased="Isi penonaktifan dihapus",
        deactivation__ended="Penonaktifan berakhir pada waktunya",
        deactivation__lifted="Penonaktifan diakhiri lebih awal",
        deactivation__replied="Penyedia menanggapi",
        deactivation__reply_file_added="Lampiran tanggapan ditambahkan",
        deactivation__evidence_added="Bukti penonaktifan ditambahkan",
        reactivation__proposed="Pengaktifan kembali diusulkan",
        reactivation__accepted="Pengaktifan kembali disetujui",
        reactivation__refused="Usulan pengaktifan kembali ditolak",
        user_id__switched_off="Penonaktifan di SPSE dicatat",
        user_id__switched_on="Pengaktifan kembali di SPSE dicatat",
        national_account__recorded="Akun nasional dicatat",
        blacklist__published="Salinan daftar hitam dipakai",
        blacklist__discarded="Rancangan daftar hitam dibuang",
    )
    for key, label, template in (
        (DEACTIVATION, "Surat penonaktifan User ID", "verification/letters/deactivation.html"),
        (REACTIVATION, "Surat pengaktifan kembali User ID", "verification/letters/reactivation.html"),
    ):
        register_document_kind(DocumentKind(key, label, template, public_fields={"case_number": "Nomor berkas"}))
    register_tones(
        {
            DeactivationState.PROPOSED: "wait",
            DeactivationState.ACTIVE: "warn",
            DeactivationState.REFUSED: "stop",
            DeactivationState.ENDED: "quiet",
            DeactivationState.LIFTED: "good",
            ReactivationState.ACCEPTED: "good",
            SnapshotState.CURRENT: "good",
            SnapshotState.REPLACED: "quiet",
        }
    )
    register_duty(
        Duty("deactivations", "Masa penonaktifan", "verification.keep_deactivations", every=timedelta(minutes=5))
    )
    register_file_rule(_sees_deactivation)
    register_account_panel(
        AccountPanel(
            key="verification.deactivations",
            template="verification/deactivation/account_panel.html",
            order=5,
            context=own_deactivations,
        )
    )
    register_dashboard_card(
        DashboardCard(
            key="deactivations",
            template="verification/desk/deactivations_card.html",
            order=12,
            context=lambda request: deactivations_due(request.user),
        )
    )
    for role in (HEAD, DEPUTY, VERIFIER):
        register_role_permissions(
            role,
            [
                "verification.view_deactivation",
                "verification.view_blacklistsnapshot",
                "verification.view_blacklistentry",
            ],
        )
    for role in (HEAD, DEPUTY):
        register_role_permissions(role, ["verification.decide_deactivation"])
    register_role_permissions(
        VERIFIER,
        [
            "verification.add_deactivation",
            "verification.change_deactivation",
            "verification.add_blacklistsnapshot",
        ],
    )


def _sees_deactivation(user: User, file: StoredFile) -> bool:
    """Who may see a deactivation sees its letter, its evidence and what the vendor attached."""
    if not user.has_perm("verification.view_deactivation"):
        return False
    return Deactivation.objects.filter(number=file.case_number).exists()
