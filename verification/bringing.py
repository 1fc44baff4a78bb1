"""What verification brings to core's registries."""

from datetime import timedelta

from core import vault
from core.audit import register_actions
from core.enums import RetentionPhase
from core.models import StoredFile, User
from core.registries import (
    DashboardCard,
    DocumentKind,
    register_dashboard_card,
    register_document_kind,
    register_eraser,
    register_file_rule,
    register_reason_rule,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, VERIFIER
from core.work import Duty, WorkSource, register_duty, register_source
from registration.models import Application
from verification.destruction_report import DESTRUCTION_REPORT
from verification.documents import APPROVAL, REJECTION
from verification.enums import DestructionState
from verification.models import CaseBundle, DestructionItem
from verification.selectors import desk_applications, due_today
from verification.services.erasure import person_erase

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
    _archive()
    for role in (HEAD, DEPUTY, VERIFIER):
        register_role_permissions(role, [f"verification.{name}" for name in _VIEW])
    register_role_permissions(VERIFIER, [f"verification.{name}" for name in _WORK])


def _archive() -> None:
    register_actions(
        bundle__asked="Bundel berkas diminta",
        bundle__made="Bundel berkas disusun",
        bundle__downloaded="Bundel berkas diunduh",
        archive__views_exported="Daftar yang melihat berkas diunduh",
        destruction__proposed="Pemusnahan diusulkan",
        destruction__approved="Pemusnahan disetujui",
        destruction__refused="Usul pemusnahan ditolak",
        destruction__completed="Pemusnahan selesai",
    )
    register_document_kind(
        DocumentKind(
            key=DESTRUCTION_REPORT,
            label="Berita acara pemusnahan arsip",
            template="verification/letters/destruction_report.html",
            public_fields={"destruction_number": "Usul pemusnahan", "count": "Jumlah berkas"},
        )
    )
    register_source(
        WorkSource(
            key="bundles",
            label="Penyusunan bundel berkas",
            model=CaseBundle,
            task="verification.make_bundle",
            late_after=timedelta(minutes=15),
            priority=9,
        )
    )
    register_source(
        WorkSource(
            key="destruction",
            label="Pemusnahan isi berkas",
            model=DestructionItem,
            task="verification.destroy_case",
            late_after=timedelta(minutes=30),
            priority=9,
        )
    )
    register_tones(
        {
            DestructionState.PROPOSED: "wait",
            DestructionState.DONE: "stop",
            DestructionState.REFUSED: "quiet",
            RetentionPhase.INACTIVE: "quiet",
            RetentionPhase.DUE: "warn",
        }
    )
    register_eraser(person_erase)
    register_reason_rule(
        lambda file: Application.objects.filter(number=file.case_number, decided_at__isnull=False).exists()
    )
    vault.register_holder(
        lambda: set(CaseBundle.objects.exclude(storage_name="").order_by().values_list("storage_name", flat=True))
    )
    for role in (HEAD, DEPUTY, VERIFIER):
        register_role_permissions(role, ["verification.view_destruction", "verification.add_destruction"])
    for role in (HEAD, DEPUTY):
        register_role_permissions(role, ["verification.decide_destruction"])
    for role in (HEAD, VERIFIER):
        register_role_permissions(role, ["verification.download_casebundle"])


def _desk_sees(user: User, file: StoredFile) -> bool:
    """The desk sees the files of every case that was handed in, never those of a draft."""
    return desk_applications(user).filter(number=file.case_number).exists()
