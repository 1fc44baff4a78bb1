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
from registration.archive import archived_cases
from registration.emails import CONFIRMATION_KIND
from registration.enums import ApplicationState, ItemState
from registration.models import PreparedForm
from registration.receipts import RECEIPT
from registration.selectors import figures
from registration.services.erasure import person_erase
from registration.views.own import own_applications

_VIEW = ("registration.view_application",)


def register() -> None:
    """Called once, when the apps are ready."""
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
        application__viewed="Data pendaftaran dibuka di register",
        application__reminded="Pemohon diingatkan akan batas waktu",
        application__erased="Isian dan berkas pendaftaran dihapus menurut aturan",
        application__form_downloaded="Formulir berisi data pemohon diunduh",
    )
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
        Duty("deadlines", "Batas waktu pendaftaran", "registration.keep_deadlines", every=timedelta(minutes=5))
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


def figures_panel() -> dict[str, Any] | None:
    """How many wait and how long a decision takes; nothing at all while there is neither."""
    now = figures()
    return {"figures": now} if now.waiting or now.decided else None
