"""The life of an application on one screen (rule 1). Verification makes the officer's moves; it imports them from here."""

from core.transitions import transition
from registration.enums import ApplicationState as S

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
