"""The life of an application on one screen (rule 1). Verification makes the officer's moves; it imports them from here."""

from core.transitions import transition
from registration.enums import ApplicationState as S
from registration.enums import ChangeState as C
from registration.enums import OfficialState as O

OBJECT_TYPE = "application"
SUBMIT = transition(
    "submit", [S.DRAFT, S.RETURNED], S.SUBMITTED, action="application.submitted", label="Serahkan pendaftaran"
)
WITHDRAW = transition(
    "withdraw",
    [S.DRAFT, S.SUBMITTED, S.RETURNED],
    S.WITHDRAWN,
    action="application.withdrawn",
    label="Tarik pendaftaran",
)
EXPIRE = transition("expire", [S.DRAFT, S.RETURNED], S.EXPIRED, action="application.expired", label="Kedaluwarsa")
START_REVIEW = transition(
    "start_review", [S.SUBMITTED], S.UNDER_REVIEW, action="application.review_started", label="Mulai periksa"
)
RETURN = transition(
    "return", [S.UNDER_REVIEW], S.RETURNED, action="application.returned", label="Kembalikan untuk dilengkapi"
)
APPROVE = transition("approve", [S.UNDER_REVIEW], S.APPROVED, action="application.approved", label="Setujui")
REJECT = transition("reject", [S.UNDER_REVIEW], S.REJECTED, action="application.rejected", label="Tolak")
REOPEN = transition(
    "reopen", [S.REJECTED], S.UNDER_REVIEW, action="application.reopened", label="Periksa lagi setelah keberatan"
)
ALL = (SUBMIT, WITHDRAW, EXPIRE, START_REVIEW, RETURN, APPROVE, REJECT, REOPEN)
# The life of a change request
CHANGE_TYPE = "change_request"
# Officials (Pasal 22(1)b)
OFFICIAL_TYPE = "official_request"
OFFICIAL_SUBMIT = transition(
    "submit", [O.DRAFT, O.RETURNED], O.SUBMITTED, action="official.submitted", label="Serahkan permohonan"
)
OFFICIAL_WITHDRAW = transition(
    "withdraw",
    [O.DRAFT, O.SUBMITTED, O.RETURNED],
    O.WITHDRAWN,
    action="official.withdrawn",
    label="Tarik permohonan",
)
OFFICIAL_EXPIRE = transition("expire", [O.DRAFT, O.RETURNED], O.EXPIRED, action="official.expired", label="Kedaluwarsa")
OFFICIAL_RETURN = transition(
    "return", [O.SUBMITTED], O.RETURNED, action="official.returned", label="Kembalikan untuk dilengkapi"
)
OFFICIAL_APPROVE = transition("approve", [O.SUBMITTED], O.APPROVED, action="official.approved", label="Setujui")
OFFICIAL_REJECT = transition("reject", [O.SUBMITTED], O.REJECTED, action="official.rejected", label="Tolak")
OFFICIAL_LAPSE = transition("lapse", [O.APPROVED], O.LAPSED, action="official.lapsed", label="Masa berlaku habis")
OFFICIAL_ALL = (
    OFFICIAL_SUBMIT,
    OFFICIAL_WITHDRAW,
    OFFICIAL_EXPIRE,
    OFFICIAL_RETURN,
    OFFICIAL_APPROVE,
    OFFICIAL_REJECT,
    OFFICIAL_LAPSE,
)
CHANGE_SUBMIT = transition(
    "submit", [C.DRAFT, C.RETURNED], C.SUBMITTED, action="change.submitted", label="Serahkan permohonan"
)
CHANGE_WITHDRAW = transition(
    "withdraw", [C.DRAFT, C.SUBMITTED, C.RETURNED], C.WITHDRAWN, action="change.withdrawn", label="Tarik permohonan"
)
CHANGE_EXPIRE = transition("expire", [C.DRAFT, C.RETURNED], C.EXPIRED, action="change.expired", label="Kedaluwarsa")
CHANGE_START_REVIEW = transition(
    "start_review", [C.SUBMITTED], C.UNDER_REVIEW, action="change.review_started", label="Mulai periksa"
)
CHANGE_RETURN = transition(
    "return", [C.UNDER_REVIEW], C.RETURNED, action="change.returned", label="Kembalikan untuk dilengkapi"
)
CHANGE_APPROVE = transition("approve", [C.UNDER_REVIEW], C.APPROVED, action="change.approved", label="Setujui")
CHANGE_REJECT = transition("reject", [C.UNDER_REVIEW], C.REJECTED, action="change.rejected", label="Tolak")
CHANGE_ALL = (
    CHANGE_SUBMIT,
    CHANGE_WITHDRAW,
    CHANGE_EXPIRE,
    CHANGE_START_REVIEW,
    CHANGE_RETURN,
    CHANGE_APPROVE,
    CHANGE_REJECT,
)
