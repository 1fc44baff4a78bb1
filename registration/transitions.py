"""The life of an application on one screen (rule 1). Verification makes the officer's moves; it imports them from here."""

from core.transitions import transition
from registration.enums import ApplicationState as S
from registration.enums import ChangeState as C

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

ALL = (SUBMIT, WITHDRAW, EXPIRE, START_REVIEW, RETURN, APPROVE, REJECT)

# The life of a change request

CHANGE_TYPE = "change_request"

CHANGE_SUBMIT = transition(
    "submit", [C.DRAFT, C.RETURNED], C.SUBMITTED, action="change.submitted", label="Serahkan permohonan"
)
CHANGE_WITHDRAW = transition(
    "withdraw", [C.DRAFT, C.SUBMITTED, C.RETURNED], C.WITHDRAWN, action="change.withdrawn", label="Tarik permohonan"
)
CHANGE_START_REVIEW = transition(
    "start_review", [C.SUBMITTED], C.UNDER_REVIEW, action="change.review_started", label="Mulai periksa"
)
CHANGE_RETURN = transition(
    "return", [C.UNDER_REVIEW], C.RETURNED, action="change.returned", label="Kembalikan untuk dilengkapi"
)
CHANGE_APPROVE = transition("approve", [C.UNDER_REVIEW], C.APPROVED, action="change.approved", label="Setujui")
CHANGE_REJECT = transition("reject", [C.UNDER_REVIEW], C.REJECTED, action="change.rejected", label="Tolak")

CHANGE_ALL = (CHANGE_SUBMIT, CHANGE_WITHDRAW, CHANGE_START_REVIEW, CHANGE_RETURN, CHANGE_APPROVE, CHANGE_REJECT)
