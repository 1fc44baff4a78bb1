"""The life of a visit on one screen (rule 1)."""

from core.enums import VisitState as S
from core.transitions import transition

OBJECT_TYPE = "visit"

MOVE = transition("move", [S.BOOKED], S.BOOKED, action="visit.moved", label="Pindah jadwal")
CANCEL = transition("cancel", [S.BOOKED], S.CANCELLED, action="visit.cancelled", label="Batalkan kunjungan")
CHECK_IN = transition("check_in", [S.BOOKED], S.CHECKED_IN, action="visit.checked_in", label="Catat hadir")
CALL = transition("call", [S.CHECKED_IN], S.CALLED, action="visit.called", label="Panggil")
SERVE = transition("serve", [S.CALLED], S.SERVED, action="visit.served", label="Selesai dilayani")
# Who has an appointment and does not come, or took a number and is not there when called.
NO_SHOW = transition(
    "no_show", [S.BOOKED, S.CHECKED_IN, S.CALLED], S.NO_SHOW, action="visit.no_show", label="Tidak hadir"
)

ALL = (MOVE, CANCEL, CHECK_IN, CALL, SERVE, NO_SHOW)
