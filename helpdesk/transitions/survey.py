"""The life of a period of the survey on one screen (rule 1)."""

from core.transitions import transition
from helpdesk.enums.survey import SurveyState as S

SURVEY_TYPE = "survey"
# Its own type, so that a hundred answers do not hide what was done with the period.
ANSWER_TYPE = "survey_answer"

OPEN = transition("open", [S.DRAFT], S.OPEN, action="survey.opened", label="Buka survei")
CLOSE = transition("close", [S.OPEN], S.CLOSED, action="survey.closed", label="Tutup survei")
FINALISE = transition("finalise", [S.CLOSED], S.FINAL, action="survey.finalised", label="Terbitkan laporan")
ALL = (OPEN, CLOSE, FINALISE)
