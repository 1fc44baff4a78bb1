"""What visits bring to core's registries."""

from core.audit import register_actions
from core.enums import VisitState
from core.registries import register_role_permissions, register_tones
from core.roles import DEPUTY, HEAD, VERIFIER


def register() -> None:
    """Called once, when the apps are ready."""
    register_actions(
        visit__booked="Kunjungan dijadwalkan",
        visit__moved="Jadwal kunjungan dipindah",
        visit__cancelled="Jadwal kunjungan dibatalkan",
        visit__checked_in="Pengunjung hadir",
        visit__walked_in="Pengunjung datang tanpa janji",
        visit__called="Pengunjung dipanggil",
        visit__served="Pengunjung selesai dilayani",
        visit__no_show="Pengunjung tidak hadir",
    )
    register_tones(
        {
            VisitState.BOOKED: "info",
            VisitState.CHECKED_IN: "wait",
            VisitState.CALLED: "warn",
            VisitState.SERVED: "good",
            VisitState.NO_SHOW: "stop",
            VisitState.CANCELLED: "quiet",
        }
    )
    for role in (HEAD, DEPUTY, VERIFIER):
        register_role_permissions(role, ["core.view_visit"])
    register_role_permissions(VERIFIER, ["core.add_visit", "core.change_visit"])
