"""Who may do what with the survey of satisfaction, in one place (rule 2).

Kepala and Layanan dan Dukungan plan, open and close a period and type in paper forms; Kepala and Wakil decide what is
improved and make the report final. Who answers needs no right at all.
"""

from typing import Any

VIEW = "helpdesk.view_surveyperiod"
ADD = "helpdesk.add_surveyperiod"
RUN = "helpdesk.change_surveyperiod"
FINALISE = "helpdesk.finalise_surveyperiod"


def can_run_survey(user: Any) -> bool:
    """May plan, open and close periods, and type in paper forms."""
    return bool(user.is_authenticated and user.has_perm(RUN))


def can_finalise_survey(user: Any) -> bool:
    """May write what is improved, and make the report final."""
    return bool(user.is_authenticated and user.has_perm(FINALISE))
