"""The life of an escalation on one screen (rule 1)."""

from core.transitions import transition
from helpdesk.enums.escalation import EscalationState as S

OBJECT_TYPE = "escalation"
ISSUE = transition("issue", [S.DRAFT], S.ISSUED, action="escalation.issued", label="Terbitkan surat")
SEND = transition("send", [S.ISSUED], S.SENT, action="escalation.sent", label="Catat pengiriman")
ANSWER = transition("answer", [S.SENT], S.ANSWERED, action="escalation.answered", label="Catat jawaban LKPP")
REOPEN = transition("reopen", [S.ANSWERED], S.SENT, action="escalation.asked_again", label="Tanyakan lagi")
CLOSE = transition("close", [S.SENT, S.ANSWERED], S.CLOSED, action="escalation.closed", label="Tutup")
CANCEL = transition("cancel", [S.DRAFT, S.ISSUED], S.CANCELLED, action="escalation.cancelled", label="Batalkan")
MOVES = (ISSUE, SEND, ANSWER, REOPEN, CLOSE, CANCEL)
