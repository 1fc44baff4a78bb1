"""Trainings (Pasal 11(2)d): calendar, enrolment, the desk, certificates and attendance lists, the upkeep."""

from datetime import timedelta

from core.audit import register_actions
from core.mail import register_public_kinds
from core.registries import (
    AccountPanel,
    DashboardCard,
    DeskPlace,
    DocumentKind,
    FrontTask,
    register_account_panel,
    register_dashboard_card,
    register_desk_places,
    register_document_kind,
    register_eraser,
    register_front_task,
    register_role_permissions,
    register_tones,
)
from core.roles import DEPUTY, HEAD, SUPPORT
from core.work import Duty, register_duty
from helpdesk.documents.training import ATTENDANCE_LIST, CERTIFICATE
from helpdesk.emails.training import PUBLIC_KINDS
from helpdesk.enums.training import EnrolmentState, TrainingState
from helpdesk.permissions.training import VIEW, WORK
from helpdesk.personal import training as personal
from helpdesk.selectors.training import desk_card
from helpdesk.services.training_keep import trainings_of_person_erase
from helpdesk.views.training_own import own_panel


def register() -> None:
    """Called once, when the apps are ready."""
    personal.register()
    register_actions(
        training__planned="Pelatihan direncanakan",
        training__changed="Pelatihan diubah",
        training__opened="Pendaftaran pelatihan dibuka",
        training__closed="Pendaftaran pelatihan ditutup",
        training__held="Pelatihan dilaksanakan",
        training__cancelled="Pelatihan dibatalkan",
        training__evaluated="Evaluasi pelatihan diterima",
        training__certified="Sertifikat pelatihan diterbitkan",
        training_enrolment__requested="Pendaftaran pelatihan diterima",
        training_enrolment__queued="Peserta masuk daftar tunggu",
        training_enrolment__seated="Peserta mendapat tempat",
        training_enrolment__attended="Kehadiran peserta dicatat",
        training_enrolment__unattended="Catatan hadir peserta dihapus",
        training_enrolment__cancelled="Keikutsertaan dibatalkan",
        training_enrolment__renamed="Nama pada sertifikat diperbaiki",
    )
    register_public_kinds(*PUBLIC_KINDS)
    register_tones(
        {
            TrainingState.OPEN: "good",
            TrainingState.HELD: "info",
            EnrolmentState.UNCONFIRMED: "wait",
            EnrolmentState.ENROLLED: "good",
            EnrolmentState.ATTENDED: "good",
        }
    )
    # Whoever holds the paper may compare the name on it with the register.
    register_document_kind(
        DocumentKind(
            CERTIFICATE,
            "Sertifikat pelatihan",
            "helpdesk/training/letters/certificate.html",
            public_fields={"name": "Nama peserta", "training": "Pelatihan"},
            reader=VIEW,
        )
    )
    register_document_kind(
        DocumentKind(
            ATTENDANCE_LIST,
            "Daftar hadir pelatihan",
            "helpdesk/training/letters/attendance.html",
            public_fields={"training": "Pelatihan"},
            reader=VIEW,
        )
    )
    for role in (HEAD, DEPUTY, SUPPORT):
        register_role_permissions(role, [VIEW])
    register_role_permissions(SUPPORT, ["helpdesk.add_training", WORK])
    register_eraser(trainings_of_person_erase)
    register_duty(Duty("trainings", "Pelatihan", "helpdesk.keep_trainings", every=timedelta(minutes=5)))
    register_desk_places(
        DeskPlace("Pelatihan", "training_desk:list", 10, VIEW),
        DeskPlace("Belum pernah ikut", "training_desk:never", 20, VIEW),
        DeskPlace("Angka setahun", "training_desk:figures", 30, VIEW),
    )
    register_dashboard_card(
        DashboardCard("trainings", "helpdesk/training/desk/card.html", 15, lambda request: desk_card(request.user))
    )
    register_account_panel(AccountPanel("helpdesk.trainings", "helpdesk/training/account_panel.html", 32, own_panel))
    register_front_task(
        FrontTask(
            title="Ikut pelatihan",
            text="Pelatihan SPSE untuk penyedia dan pejabat pengadaan, dengan sertifikat.",
            icon="calendar-days",
            url_name="training:list",
            order=65,
        )
    )
