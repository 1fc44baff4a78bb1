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
    register_tones,
)
from core.roles import DEPUTY, HEAD, VERIFIER
from core.work import Duty, register_duty
from registration.case_panels import CasePanel, register_case_panel
from verification.case_panel import objection_panel
from verification.documents import APPROVAL, OBJECTION_ANSWER, REJECTION
from verification.enums import ObjectionState
from verification.models import ObjectionFile
from verification.selectors import counter_entries, desk_applications, due_today

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
    # Counter and objection
    register_actions(
        phone__opened="Halaman ponsel dibuka dari loket",
        phone__closed="Halaman ponsel ditutup",
        objection__saved="Keberatan disimpan sebagai draf",
        objection__file_added="Berkas keberatan ditambahkan",
        objection__file_removed="Berkas keberatan dihapus",
        objection__submitted="Keberatan disampaikan",
        objection__upheld="Keberatan dijawab: penolakan tetap berlaku",
        objection__granted="Keberatan diterima, pendaftaran diperiksa lagi",
    )
    register_document_kind(
        DocumentKind(
            key=OBJECTION_ANSWER,
            label="Surat jawaban keberatan",
            template="verification/letters/objection_answer.html",
            public_fields={"application_number": "Nomor pendaftaran"},
        )
    )
    register_tones(
        {ObjectionState.UPHELD: "stop", ObjectionState.GRANTED: "good"},
    )
    register_case_panel(CasePanel("objection", "verification/objection_panel.html", objection_panel))
    register_role_permissions(VERIFIER, ["verification.change_objection"])
    register_role_permissions(HEAD, ["verification.change_objection"])
    register_duty(
        Duty(
            "verification_erasure",
            "Penghapusan catatan pemeriksaan",
            "verification.erase_by_rule",
            every=timedelta(minutes=30),
        )
    )
    register_file_rule(_desk_sees)
    register_file_rule(_desk_sees_objection)
    register_file_rule(_counter_sees)
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


def _desk_sees_objection(user: User, file: StoredFile) -> bool:
    """Whoever may read an objection sees its files once it was handed in."""
    rows = ObjectionFile.objects.filter(file=file).exclude(objection__state=ObjectionState.DRAFT)
    return user.has_perm("verification.view_objection") and rows.exists()


def _counter_sees(user: User, file: StoredFile) -> bool:
    """The officer at the counter sees what was brought for the draft being entered."""
    return counter_entries(user).filter(application__number=file.case_number).exists()
