"""What verification brings to core's registries."""

from datetime import timedelta

from core.audit import register_actions
from core.models import StoredFile, User
from core.registries import (
    DashboardCard,
    DocumentKind,
    register_dashboard_card,
    register_document_kind,
    register_file_rule,
    register_role_permissions,
)
from core.roles import DEPUTY, HEAD, VERIFIER
from core.work import Duty, register_duty
from verification.documents import APPROVAL, OFFICIAL_APPROVAL, OFFICIAL_REJECTION, REJECTION
from verification.official_selectors import desk_officials, officials_due
from verification.selectors import desk_applications, due_today

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
    _register_officials()
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


def _register_officials() -> None:
    """Officials (Pasal 22(1)b)."""
    register_actions(
        official__viewed="Permohonan pejabat dibuka di meja verifikasi",
        official__original_seen="Surat asli pejabat dilihat",
    )
    register_document_kind(
        DocumentKind(
            key=OFFICIAL_APPROVAL,
            label="Surat persetujuan pejabat",
            template="verification/letters/official_approval.html",
            public_fields={"holder_name": "Nama", "role": "Peran", "valid_until": "Berlaku sampai dengan"},
        )
    )
    register_document_kind(
        DocumentKind(
            key=OFFICIAL_REJECTION,
            label="Surat penolakan pejabat",
            template="verification/letters/official_rejection.html",
            public_fields={"request_number": "Nomor permohonan"},
        )
    )
    register_file_rule(_desk_sees_official)
    register_dashboard_card(
        DashboardCard(
            key="verification.officials",
            template="verification/desk/officials/dashboard.html",
            order=12,
            context=lambda request: officials_due(request.user),
        )
    )
    for role in (HEAD, DEPUTY, VERIFIER):
        register_role_permissions(role, ["verification.view_officialreview"])
    register_role_permissions(VERIFIER, ["verification.change_officialreview"])


def _desk_sees_official(user: User, file: StoredFile) -> bool:
    """The desk sees the letters of every request that was handed in, never those of a draft."""
    return desk_officials(user).filter(number=file.case_number).exists()


def _desk_sees(user: User, file: StoredFile) -> bool:
    """The desk sees the files of every case that was handed in, never those of a draft."""
    return desk_applications(user).filter(number=file.case_number).exists()
