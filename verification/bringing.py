"""What verification brings to core's registries."""

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
from verification.documents import APPROVAL, DEACTIVATION, REACTIVATION, REJECTION
from verification.enums import DeactivationState, ReactivationState, SnapshotState
from verification.models import Deactivation
from verification.own_deactivation import own_deactivations
from verification.selectors import deactivations_due, desk_applications, due_today

_VIEW = ("view_case", "view_review", "view_documentcheck", "view_decision", "view_userid")
_WORK = ("change_review", "change_documentcheck", "add_decision", "change_userid")


def register() -> None:
    """Called once, when the apps are ready."""
    register_actions(
        case__viewed="Berkas dibuka di meja verifikasi",
        review__claimed="Berkas diambil petugas",
        review__released="Berkas dilepas petugas",
        review__taken_over="Berkas diambil alih",
        review__presenter_recorded="Kehadiran dicatat",
        review__blacklist_recorded="Pemeriksaan daftar hitam dicatat",
        review__erased="Catatan pemeriksaan dihapus menurut aturan",
        check__recorded="Dokumen diperiksa",
        user_id__recorded="User ID dicatat",
        user_id__activated="Pengaktifan User ID di SPSE dicatat",
        user_id__receipt_confirmed="Surat persetujuan diterima penyedia",
    )
    register_document_kind(
        DocumentKind(
            key=APPROVAL,
            label="Surat persetujuan pendaftaran",
            template="verification/letters/approval.html",
            template_version=2,
            public_fields={"holder_name": "Pemegang"},
        )
    )
    register_document_kind(
        DocumentKind(
            key=REJECTION,
            label="Surat penolakan pendaftaran",
            template="verification/letters/rejection.html",
            public_fields={"application_number": "Nomor pendaftaran"},
        )
    )
    register_duty(
        Duty(
            "verification_erasure",
            "Penghapusan catatan pemeriksaan",
            "verification.erase_by_rule",
            every=timedelta(minutes=30),
        )
    )
    register_file_rule(_desk_sees)
    register_dashboard_card(
        DashboardCard(
            key="verification",
            template="verification/desk/dashboard.html",
            order=10,
            context=lambda request: due_today(request.user),
        )
    )
    for role in (HEAD, DEPUTY, VERIFIER):
        register_role_permissions(role, [f"verification.{name}" for name in _VIEW])
    register_role_permissions(VERIFIER, [f"verification.{name}" for name in _WORK])
    _register_deactivation()


def _register_deactivation() -> None:
    """Pasal 10(4): cases, letters, the daily look at periods; and the copies of the national blacklist."""
    register_actions(
        deactivation__proposed="Penonaktifan diusulkan",
        deactivation__decided="Penonaktifan diputuskan",
        deactivation__refused="Usulan penonaktifan ditolak",
        deactivation__began="Akun penyedia dibatasi",
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


def _desk_sees(user: User, file: StoredFile) -> bool:
    """The desk sees the files of every case that was handed in, never those of a draft."""
    return desk_applications(user).filter(number=file.case_number).exists()
