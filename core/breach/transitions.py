"""The life of a notice about a failure of protection: subjects and authority are told in either order."""

from core.enums import BreachState as S
from core.transitions import Transition, transition

OBJECT_TYPE = "breach"
ACTIONS = {
    "breach__recorded": "Kegagalan pelindungan data dicatat",
    "breach__listed": "Daftar orang yang terdampak disusun",
    "breach__worded": "Uraian kegagalan pelindungan data diubah",
    "breach__exported": "Daftar orang yang terdampak diunduh",
    "breach__draft_opened": "Rancangan surat dibuka",
    "breach__issued": "Surat pemberitahuan diterbitkan",
    "breach__subjects_told": "Subjek data diberi tahu",
    "breach__mails_queued": "Surel pemberitahuan disiapkan",
    "breach__authority_told": "Lembaga diberi tahu",
    "breach__cancelled": "Pemberitahuan dibatalkan",
    "breach__retried": "Penyusunan daftar diulang",
}
ISSUE = transition("issue", [S.DRAFT], S.ISSUED, action="breach.issued", label="Terbitkan surat")
TELL_SUBJECTS = transition(
    "tell_subjects", [S.ISSUED], S.SUBJECTS_TOLD, action="breach.subjects_told", label="Beri tahu subjek data"
)
TELL_SUBJECTS_LAST = transition(
    "tell_subjects_last", [S.AUTHORITY_TOLD], S.DONE, action="breach.subjects_told", label="Beri tahu subjek data"
)
TELL_AUTHORITY = transition(
    "tell_authority",
    [S.ISSUED],
    S.AUTHORITY_TOLD,
    action="breach.authority_told",
    label="Catat pemberitahuan kepada lembaga",
)
TELL_AUTHORITY_LAST = transition(
    "tell_authority_last",
    [S.SUBJECTS_TOLD],
    S.DONE,
    action="breach.authority_told",
    label="Catat pemberitahuan kepada lembaga",
)
CANCEL = transition("cancel", [S.DRAFT], S.CANCELLED, action="breach.cancelled", label="Batalkan")
TRANSITIONS: tuple[Transition, ...] = (
    ISSUE,
    TELL_SUBJECTS,
    TELL_SUBJECTS_LAST,
    TELL_AUTHORITY,
    TELL_AUTHORITY_LAST,
    CANCEL,
)
