"""The whole life of a berita acara gangguan."""

from core.transitions import transition
from helpdesk.enums.outage import OutageState as S

OUTAGE_TYPE = "outage_report"
FINALISE = transition("finalise", [S.DRAFT], S.FINAL, action="outage_report.finalised", label="Tetapkan")
SIGN = transition("sign", [S.FINAL], S.SIGNED, action="outage_report.signed", label="Catat tanda tangan")
DISCARD = transition("discard", [S.DRAFT], S.DISCARDED, action="outage_report.discarded", label="Batalkan rancangan")
OUTAGE_MOVES = (FINALISE, SIGN, DISCARD)
