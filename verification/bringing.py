"""What verification brings to core's registries."""

from datetime import timedelta

from django.urls import reverse

from core import vault
from core.audit import register_actions
from core.models import StoredFile, User
from core.registries import (
    AccountPanel,
    CaseLink,
    DashboardCard,
    DeskPlace,
    DocumentKind,
    register_account_panel,
    register_case_links,
    register_dashboard_card,
    register_desk_places,
    register_document_kind,
    register_eraser,
    register_file_rule,
    register_reason_rule,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, VERIFIER
from core.tabular import register_import_kind
from core.work import Duty, WorkSource, register_duty, register_source
from registration.case_panels import CasePanel, register_case_panel
from registration.models import Application
from registration.transitions import OBJECT_TYPE
from verification import personal
from verification.case_panel import objection_panel
from verification.change_documents import CHANGE_APPROVAL, CHANGE_REJECTION, USER_ID_LETTER
from verification.change_selectors import changes_due_today, desk_changes
from verification.destruction_report import DESTRUCTION_REPORT
from verification.documents import (
    APPROVAL,
    DEACTIVATION,
    OBJECTION_ANSWER,
    OFFICIAL_APPROVAL,
    OFFICIAL_REJECTION,
    REACTIVATION,
    REJECTION,
)
from verification.enums import DeactivationState, DestructionState, ObjectionState, ReactivationState, SnapshotState
from verification.imports import USER_ID_REGISTER
from verification.models import CaseBundle, Deactivation, DestructionItem, ObjectionFile
from verification.official_selectors import desk_officials, officials_due
from verification.own_deactivation import own_deactivations
from verification.selectors import counter_entries, deactivations_due, desk_applications, due_today, visits_today
from verification.services.erasure import person_erase
from verification.services.slots import BOOKABLE

_VIEW = ("view_case", "view_review", "view_documentcheck", "view_decision", "view_userid", "view_objection")
_WORK = ("change_review", "change_documentcheck", "add_decision", "change_userid")


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
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
    _register_officials()
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
    register_duty(
        Duty("appointments", "Jadwal kunjungan", "verification.keep_appointments", every=timedelta(minutes=1))
    )
    register_case_links(OBJECT_TYPE, _visit_links)
    register_dashboard_card(
        DashboardCard(
            key="visits",
            template="verification/desk/visits_card.html",
            order=12,
            context=lambda request: visits_today(request.user),
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
    register_file_rule(_desk_sees_objection)
    register_file_rule(_counter_sees)
    _register_changes()
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


def _visit_links(application: Application) -> list[CaseLink]:
    """From the applicant's page to the appointment, while there is one or one may be made."""
    address = reverse("visits:visit", args=[application.number])
    if application.slot_at is not None:
        return [CaseLink("Lihat jadwal dan kode QR", address, lead=True)]
    return [CaseLink("Pesan jadwal kunjungan", address, lead=True)] if application.state in BOOKABLE else []


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
            DestructionState.REFUSED: "stop",
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


def _desk_sees_objection(user: User, file: StoredFile) -> bool:
    """Whoever may read an objection sees its files once it was handed in."""
    rows = ObjectionFile.objects.filter(file=file).exclude(objection__state=ObjectionState.DRAFT)
    return user.has_perm("verification.view_objection") and rows.exists()


def _counter_sees(user: User, file: StoredFile) -> bool:
    """The officer at the counter sees what was brought for the draft being entered."""
    return counter_entries(user).filter(application__number=file.case_number).exists()
