"""The whole life of a berita acara kesaksian."""

from core.transitions import transition
from helpdesk.enums.witness import WitnessState as S

WITNESS_TYPE = "witness_report"
CHECK = transition("check", [S.DRAFT], S.CHECKED, action="witness_report.checked", label="Nyatakan sudah diperiksa")
RETURN = transition("return", [S.CHECKED], S.DRAFT, action="witness_report.returned", label="Kembalikan ke rancangan")
FINALISE = transition("finalise", [S.CHECKED], S.FINAL, action="witness_report.finalised", label="Tetapkan")
SIGN = transition("sign", [S.FINAL], S.SIGNED, action="witness_report.signed", label="Catat tanda tangan")
DELIVER = transition("deliver", [S.SIGNED], S.DELIVERED, action="witness_report.delivered", label="Serahkan")
DISCARD = transition("discard", [S.DRAFT], S.DISCARDED, action="witness_report.discarded", label="Batalkan rancangan")
WITNESS_MOVES = (CHECK, RETURN, FINALISE, SIGN, DELIVER, DISCARD)
