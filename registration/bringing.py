"""What registration brings to core's registries."""

from datetime import timedelta
from typing import Any

from core.audit import register_actions
from core.mail import register_public_kinds
from core.registries import (
    AccountPanel,
    DocumentKind,
    FrontTask,
    NavigationItem,
    Panel,
    register_account_panel,
    register_archive,
    register_document_kind,
    register_eraser,
    register_front_task,
    register_navigation,
    register_panel,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, VERIFIER
from core.work import Duty, WorkSource, register_duty, register_source
from registration import personal
from registration.archive import archived_cases
from registration.emails import CONFIRMATION_KIND
from registration.enums import ApplicationState, ItemState, OfficialState
from registration.models import PreparedForm
from registration.receipts import RECEIPT
from registration.selectors import figures
from registration.services.erasure import person_erase
from registration.services.official_deadlines import officials_of_person_erase
from registration.views.officials import own_official_requests
from registration.views.own import own_applications

_VIEW = ("registration.view_application",)


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
    register_actions(
        application__started="Pendaftaran dimulai",
        application__step_saved="Halaman pendaftaran disimpan",
        application__file_added="Berkas dokumen ditambahkan",
        application__file_removed="Berkas dokumen dihapus",
        application__submitted="Pendaftaran diserahkan",
        application__withdrawn="Pendaftaran ditarik pemohon",
        application__expired="Pendaftaran kedaluwarsa",
        application__review_started="Pemeriksaan pendaftaran dimulai",
        application__returned="Pendaftaran dikembalikan untuk dilengkapi",
        application__approved="Pendaftaran disetujui",
        application__rejected="Pendaftaran ditolak",
        application__reopened="Pendaftaran diperiksa lagi setelah keberatan",
        application__viewed="Data pendaftaran dibuka di register",
        application__reminded="Pemohon diingatkan akan batas waktu",
        application__erased="Isian dan berkas pendaftaran dihapus menurut aturan",
        application__form_downloaded="Formulir berisi data pemohon diunduh",
    )
    # Counter
    register_actions(
        counter__started="Pendaftaran dimulai di loket",
        counter__address_corrected="Surel pemohon diperbaiki di loket",
        counter__link_sent="Tautan konfirmasi dikirim dari loket",
        counter__confirmed="Isian loket dikonfirmasi pemohon",
    )
    register_role_permissions(VERIFIER, ["registration.enter_application"])
    _register_changes()
    register_public_kinds(CONFIRMATION_KIND)
    register_document_kind(
        DocumentKind(
            key=RECEIPT,
            label="Tanda terima pendaftaran",
            template="registration/letters/receipt.html",
            public_fields={
                "application_number": "Nomor pendaftaran",
                "holder_name": "Pemohon",
                "submitted_on": "Diserahkan",
            },
        )
    )
    register_tones(
        {
            ApplicationState.DRAFT: "quiet",
            ApplicationState.SUBMITTED: "wait",
            ApplicationState.UNDER_REVIEW: "info",
            ApplicationState.RETURNED: "warn",
            ApplicationState.APPROVED: "good",
            ApplicationState.REJECTED: "bad",
            ApplicationState.EXPIRED: "stop",
            ApplicationState.WITHDRAWN: "quiet",
            ItemState.MISSING: "quiet",
            ItemState.HANDED_IN: "info",
            ItemState.ACCEPTED: "good",
        }
    )
    register_source(WorkSource("forms", "Penyusunan formulir", PreparedForm, "registration.print_form", priority=3))
    register_duty(Duty("blank_forms", "Formulir kosong", "registration.reconcile_forms", every=timedelta(seconds=20)))
    register_duty(
        Duty(
            "deadlines",
            "Batas waktu pendaftaran dan perubahan",
            "registration.keep_deadlines",
            every=timedelta(minutes=5),
        )
    )
    register_duty(
        Duty("erasure", "Penghapusan menurut aturan", "registration.erase_by_rule", every=timedelta(minutes=30))
    )
    register_account_panel(
        AccountPanel(
            key="registration.applications",
            template="registration/application/account_panel.html",
            order=10,
            context=own_applications,
        )
    )
    register_archive(archived_cases)
    register_eraser(person_erase)
    register_navigation(NavigationItem("Persyaratan", "registration:requirements", 20))
    register_front_task(
        FrontTask(
            title="Daftar sebagai penyedia",
            text="Isi bertahap, simpan kapan saja, dan ikuti pemeriksaannya sampai surat persetujuan terbit.",
            icon="user-plus",
            url_name="registration:vendor_signup",
            order=10,
            lead=True,
        )
    )
    _register_officials()
    register_front_task(
        FrontTask(
            title="Lihat persyaratan",
            text="Dokumen yang diminta menurut jenis pemohon. Tidak ada yang lain, dan tidak ada biaya.",
            icon="list-checks",
            url_name="registration:requirements",
            order=20,
            lead=True,
        )
    )
    register_navigation(NavigationItem("Cek status", "registration:status", 30))
    register_front_task(
        FrontTask(
            title="Cek status pendaftaran",
            text="Sampai mana pendaftaran Anda, cukup dengan tanda terimanya.",
            icon="search",
            url_name="registration:status",
            order=30,
        )
    )
    register_panel(Panel("registration", "registration/public/figures_panel.html", 20, figures_panel))
    register_front_task(
        FrontTask(
            title="Unduh formulir",
            text="Formulir Pendaftaran, Formulir Keikutsertaan, dan daftar periksa, siap cetak.",
            icon="download",
            url_name="registration:forms",
            order=40,
        )
    )
    for role in (HEAD, DEPUTY, VERIFIER):
        register_role_permissions(role, _VIEW)


def _register_officials() -> None:
    """Officials (Pasal 22(1)b)."""
    register_actions(
        official__started="Permohonan pejabat dimulai",
        official__step_saved="Halaman permohonan pejabat disimpan",
        official__letter_added="Pindaian surat pejabat diunggah",
        official__submitted="Permohonan pejabat diserahkan",
        official__withdrawn="Permohonan pejabat ditarik",
        official__expired="Permohonan pejabat kedaluwarsa",
        official__returned="Permohonan pejabat dikembalikan",
        official__approved="Permohonan pejabat disetujui",
        official__rejected="Permohonan pejabat ditolak",
        official__reminded="Pejabat diingatkan akan akhir suratnya",
        official__lapsed="Masa berlaku surat pejabat habis",
        official__erased="Isian dan berkas permohonan pejabat dihapus menurut aturan",
    )
    register_tones({OfficialState.LAPSED: "stop"})
    register_duty(
        Duty("officials", "Masa berlaku surat pejabat", "registration.keep_officials", every=timedelta(minutes=5))
    )
    register_account_panel(
        AccountPanel(
            key="registration.officials",
            template="registration/officials/account_panel.html",
            order=12,
            context=own_official_requests,
        )
    )
    register_eraser(officials_of_person_erase)
    register_front_task(
        FrontTask(
            title="Daftar sebagai pejabat",
            text="PA/KPA, PPK, ULP/Pokja, Pejabat Pengadaan, dan Auditor, dengan surat tugas atau SK.",
            icon="badge-check",
            url_name="registration:official_signup",
            order=15,
        )
    )
    for role in (HEAD, DEPUTY, VERIFIER):
        register_role_permissions(role, ["registration.view_officialrequest"])


def _register_changes() -> None:
    """Change requests on an approved registration."""
    register_actions(
        change__started="Permohonan perubahan dimulai",
        change__saved="Isian permohonan perubahan disimpan",
        change__file_added="Berkas permohonan perubahan ditambahkan",
        change__file_removed="Berkas permohonan perubahan dihapus",
        change__submitted="Permohonan perubahan diserahkan",
        change__withdrawn="Permohonan perubahan ditarik pemohon",
        change__review_started="Pemeriksaan permohonan perubahan dimulai",
        change__returned="Permohonan perubahan dikembalikan untuk dilengkapi",
        change__approved="Permohonan perubahan disetujui",
        change__rejected="Permohonan perubahan ditolak",
        change__reminded="Pemohon perubahan diingatkan akan batas waktu",
        change__expired="Permohonan perubahan kedaluwarsa",
        change__erased="Isian dan berkas permohonan perubahan dihapus menurut aturan",
        change__viewed="Permohonan perubahan dibuka petugas",
    )
    for role in (HEAD, DEPUTY, VERIFIER):
        register_role_permissions(role, ("registration.view_changerequest",))


def figures_panel() -> dict[str, Any] | None:
    """How many wait and how long a decision takes; nothing at all while there is neither."""
    now = figures()
    return {"figures": now} if now.waiting or now.decided else None
