"""What the office part of core registers: outbox, daily duties, audit keys, rights on profile, calendar and trail."""

from core.audit import register_actions
from core.models import OutgoingMail
from core.work import WorkSource, register_source


def register() -> None:
    """Called once, when all models are there."""
    register_actions(
        audit__anchored="Ujung jejak audit dicatat",
        export__made="Data diekspor",
        holiday__added="Hari libur ditambah",
        holiday__changed="Hari libur diubah",
        holiday__removed="Hari libur dihapus",
        mail__resent="Surel dikirim ulang",
        profile__changed="Profil LPSE diubah",
        profile__loaded="Profil awal LPSE dimuat",
    )
    register_source(WorkSource("mail", "Surel keluar", OutgoingMail, "core.send_mail"))
