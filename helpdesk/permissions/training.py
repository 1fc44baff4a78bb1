"""Who may do what with trainings, in one place (rule 2).

The unit Layanan dan Dukungan runs them; Kepala and Wakil look on. Vendors and officials enrol with their account; others,
with or without one, where the training is open to the public.
"""

from typing import Any

from core.roles import OFFICIAL_ROLES, VENDOR
from helpdesk.enums.training import ParticipantGroup
from helpdesk.models import Training

VIEW = "helpdesk.view_training"
WORK = "helpdesk.change_training"
PARTICIPANT_ROLES = (VENDOR, *OFFICIAL_ROLES)


def can_view_trainings(user: Any) -> bool:
    """May open the desk of trainings."""
    return bool(user.is_authenticated and user.has_perm(VIEW))


def can_run_trainings(user: Any) -> bool:
    """May plan trainings, tick attendance and issue certificates."""
    return bool(user.is_authenticated and user.has_perm(WORK))


def can_enrol(user: Any, training: Training) -> bool:
    """May enrol for oneself; a stranger as anybody else where the training is open to the public."""
    return training.is_public or bool(user.is_authenticated and user.has_role(*PARTICIPANT_ROLES))


def group_of(user: Any) -> ParticipantGroup:
    """How a participant counts in figures."""
    if user is not None and user.has_role(*OFFICIAL_ROLES):
        return ParticipantGroup.OFFICIAL
    if user is not None and user.has_role(VENDOR):
        return ParticipantGroup.VENDOR
    return ParticipantGroup.PUBLIC
