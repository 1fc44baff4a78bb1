"""The life of a training and of one participant on one screen (rule 1)."""

from core.transitions import transition
from helpdesk.enums.training import EnrolmentState as E
from helpdesk.enums.training import TrainingState as S

TRAINING_TYPE = "training"
ENROLMENT_TYPE = "training_enrolment"

OPEN = transition("open", [S.DRAFT], S.OPEN, action="training.opened", label="Buka pendaftaran")
CLOSE = transition("close", [S.OPEN], S.CLOSED, action="training.closed", label="Tutup pendaftaran")
HOLD = transition("hold", [S.OPEN, S.CLOSED], S.HELD, action="training.held", label="Catat sudah dilaksanakan")
CANCEL = transition(
    "cancel", [S.DRAFT, S.OPEN, S.CLOSED], S.CANCELLED, action="training.cancelled", label="Batalkan pelatihan"
)

QUEUE = transition(
    "queue", [E.UNCONFIRMED], E.WAITING, action="training_enrolment.queued", label="Masukkan daftar tunggu"
)
SEAT = transition(
    "seat", [E.UNCONFIRMED, E.WAITING], E.ENROLLED, action="training_enrolment.seated", label="Beri tempat"
)
ATTEND = transition("attend", [E.ENROLLED], E.ATTENDED, action="training_enrolment.attended", label="Catat hadir")
UNATTEND = transition(
    "unattend", [E.ATTENDED], E.ENROLLED, action="training_enrolment.unattended", label="Hapus catatan hadir"
)
LEAVE = transition(
    "leave",
    [E.UNCONFIRMED, E.WAITING, E.ENROLLED],
    E.CANCELLED,
    action="training_enrolment.cancelled",
    label="Batalkan keikutsertaan",
)

ALL = (OPEN, CLOSE, HOLD, CANCEL, QUEUE, SEAT, ATTEND, UNATTEND, LEAVE)
