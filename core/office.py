"""What the office part of core registers: outbox, daily duties, audit keys, rights on profile, calendar and trail."""

from datetime import timedelta

from core.audit import register_actions
from core.models import OutgoingMail
from core.registries import register_role_permissions
from core.roles import DEPUTY, HEAD, SECRETARIAT, SYSTEM_ADMIN
from core.work import Duty, WorkSource, register_duty, register_source


def register() -> None:
    """Called once, when all models are there."""
    register_actions(
        audit__anchored="Ujung jejak audit dicatat",
        export__made="Data diekspor",
        holiday__added="Hari libur ditambah",
        holiday__changed="Hari libur diubah",
        holiday__removed="Hari libur dihapus",
        organization__added="Instansi ditambah",
        organization__changed="Data instansi diubah",
        mail__resent="Surel dikirim ulang",
        profile__changed="Profil LPSE diubah",
        profile__loaded="Profil awal LPSE dimuat",
    )
    register_source(WorkSource("mail", "Surel keluar", OutgoingMail, "core.send_mail"))
    register_duty(
        Duty(
            key="attempts_forgotten",
            label="Penghapusan hitungan percobaan yang lewat",
            task="core.forget_attempts",
            every=timedelta(hours=1),
        )
    )
    register_duty(
        Duty(key="audit_anchor", label="Jangkar jejak audit", task="core.anchor_audit", every=timedelta(hours=1))
    )
    calendar = ("core.view_holiday", "core.add_holiday", "core.change_holiday", "core.delete_holiday")
    mail = ("core.view_outgoingmail", "core.change_outgoingmail")
    numbers = ("core.view_numbercounter",)
    organizations = ("core.add_organization", "core.change_organization")
    trail = ("core.view_auditevent", "core.view_auditanchor")
    register_role_permissions(
        HEAD,
        (*calendar, *mail, *trail, *numbers, *organizations, "core.view_profileversion", "core.add_profileversion"),
    )
    register_role_permissions(DEPUTY, ("core.view_holiday", *mail, *trail, *numbers, "core.view_profileversion"))
    register_role_permissions(SECRETARIAT, (*calendar, *mail, *numbers, *organizations, "core.view_profileversion"))
    register_role_permissions(SYSTEM_ADMIN, (*mail, "core.view_holiday", "core.view_profileversion"))
