"""The life of a ticket on one screen (rule 1)."""

from core.transitions import transition
from helpdesk.enums.ticket import TicketState as S

OBJECT_TYPE = "ticket"
WORKED_ON = (S.NEW, S.IN_PROGRESS, S.WAITING_USER, S.WAITING_LKPP)

START = transition("start", [S.NEW], S.IN_PROGRESS, action="ticket.started", label="Mulai tangani")
WAIT_USER = transition(
    "wait_user", [S.NEW, S.IN_PROGRESS, S.WAITING_LKPP], S.WAITING_USER, action="ticket.waits_for_user",
    label="Tunggu pengguna",
)  # fmt: skip
WAIT_LKPP = transition(
    "wait_lkpp", [S.NEW, S.IN_PROGRESS, S.WAITING_USER], S.WAITING_LKPP, action="ticket.waits_for_lkpp",
    label="Tunggu LKPP",
)  # fmt: skip
RESUME = transition(
    "resume", [S.WAITING_USER, S.WAITING_LKPP], S.IN_PROGRESS, action="ticket.resumed", label="Lanjutkan"
)
RESOLVE = transition("resolve", WORKED_ON, S.RESOLVED, action="ticket.resolved", label="Nyatakan selesai")
REOPEN = transition("reopen", [S.RESOLVED], S.IN_PROGRESS, action="ticket.reopened", label="Buka lagi")
CLOSE = transition("close", [S.RESOLVED], S.CLOSED, action="ticket.closed", label="Tutup")
MERGE = transition("merge", WORKED_ON, S.MERGED, action="ticket.merged", label="Gabungkan")
ALL = (START, WAIT_USER, WAIT_LKPP, RESUME, RESOLVE, REOPEN, CLOSE, MERGE)
