"""The life of a decision about a suggestion, and of its place on the public page, on one screen (rule 1)."""

from core.transitions import transition
from helpdesk.enums.suggestion import DecisionState as S
from helpdesk.enums.suggestion import PublicSuggestionState as P

DECIDE = transition("decide", [S.RECOMMENDED], S.DECIDED, action="suggestion.decided", label="Putuskan")
FULFIL = transition("fulfil", [S.DECIDED], S.DONE, action="suggestion.done", label="Catat pelaksanaan")
SUPERSEDE = transition(
    "supersede", [S.RECOMMENDED, S.DECIDED, S.DONE], S.SUPERSEDED, action="suggestion.superseded", label="Gantikan"
)
SHOW = transition("show", [P.HIDDEN], P.SHOWN, action="suggestion.shown", label="Tampilkan untuk umum")
HIDE = transition("hide", [P.SHOWN], P.HIDDEN, action="suggestion.hidden", label="Turunkan")
ALL = (DECIDE, FULFIL, SUPERSEDE, SHOW, HIDE)
