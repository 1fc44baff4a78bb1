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
from verification.change_documents import CHANGE_APPROVAL, CHANGE_REJECTION, USER_ID_LETTER
from verification.change_selectors import changes_due_today, desk_changes
from verification.documents import APPROVAL, REJECTION
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
    register_duty(
        Duty(
            "verification_erasure",
            "Penghapusan catatan pemeriksaan",
            "verification.erase_by_rule",
            every=timedelta(minutes=30),
        )
    )
    register_file_rule(_desk_sees)
    _register_changes()
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


def _register_changes() -> None:
    """Change requests at the desk."""
    register_actions(
        change_review__claimed="Permohonan perubahan diambil petugas",
        change_review__released="Permohonan perubahan dilepas petugas",
        change_review__presenter_recorded="Kehadiran pada permohonan perubahan dicatat",
        change_check__recorded="Dokumen permohonan perubahan diperiksa",
        user_id__holder_changed="Pemegang User ID diubah menurut permohonan",
    )
    register_document_kind(
        DocumentKind(
            key=CHANGE_APPROVAL,
            label="Surat persetujuan perubahan data",
            template="verification/letters/change_approval.html",
            public_fields={"holder_name": "Pemegang"},
        )
    )
    register_document_kind(
        DocumentKind(
            key=CHANGE_REJECTION,
            label="Surat penolakan perubahan data",
            template="verification/letters/change_rejection.html",
            public_fields={"change_number": "Nomor permohonan"},
        )
    )
    register_document_kind(
        DocumentKind(
            key=USER_ID_LETTER,
            label="Surat informasi User ID",
            template="verification/letters/user_id_letter.html",
            public_fields={"holder_name": "Pemegang"},
        )
    )
    register_file_rule(_desk_sees_change)
    register_dashboard_card(
        DashboardCard(
            key="verification.changes",
            template="verification/desk/change_dashboard.html",
            order=12,
            context=lambda request: changes_due_today(request.user),
        )
    )


def _desk_sees_change(user: User, file: StoredFile) -> bool:
    """The desk sees the files of every change request that was handed in, never those of a draft."""
    return desk_changes(user).filter(number=file.case_number).exists()


def _desk_sees(user: User, file: StoredFile) -> bool:
    """The desk sees the files of every case that was handed in, never those of a draft."""
    return desk_applications(user).filter(number=file.case_number).exists()
