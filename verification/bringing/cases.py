"""The desk of applications: decisions, letters, the register of User IDs, the places of the desk."""

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
)
from core.roles import DEPUTY, HEAD, VERIFIER
from core.tabular import register_import_kind
from core.work import Duty, register_duty
from verification.documents import APPROVAL, REJECTION
from verification.imports import USER_ID_REGISTER
from verification.selectors import desk_applications, due_today

_VIEW = ("view_case", "view_review", "view_documentcheck", "view_decision", "view_userid", "view_objection")
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
        user_id__taken_over="User ID dari register lama diikat pada keputusan",
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
            template_version=2,
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
    register_import_kind(USER_ID_REGISTER)
    register_role_permissions(VERIFIER, ["core.view_tabularimport", USER_ID_REGISTER.permission])
    register_file_rule(_desk_sees)
    register_desk_places(
        DeskPlace("Penyedia", "desk:queue", 10, "verification.view_case"),
        DeskPlace("Pejabat", "desk:officials", 20, "verification.view_case"),
        DeskPlace("Perubahan", "desk:changes", 30, "verification.view_case"),
        DeskPlace("Kunjungan", "desk:visits", 40, "core.view_visit"),
        DeskPlace("Loket", "desk:counter", 50, "registration.enter_application"),
        DeskPlace("Keberatan", "desk:objections", 60, "verification.view_objection"),
        DeskPlace("Penonaktifan", "desk:deactivations", 70, "verification.view_deactivation"),
        DeskPlace("Daftar hitam", "desk:blacklist_copies", 80, "verification.view_case"),
        DeskPlace("Arsip", "desk:archive", 90, "verification.view_case"),
    )
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


def _desk_sees(user: User, file: StoredFile) -> bool:
    """The desk sees the files of every case that was handed in, never those of a draft."""
    return desk_applications(user).filter(number=file.case_number).exists()
