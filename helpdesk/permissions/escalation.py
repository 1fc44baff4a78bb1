"""Who may do what with an escalation, in one place (rule 2): support and the system's administrators write, leaders issue."""

from typing import Any

from helpdesk.models import Escalation

VIEW, WRITE, ISSUE = "helpdesk.view_escalation", "helpdesk.change_escalation", "helpdesk.issue_escalation"


def can_write(user: Any) -> bool:
    """May begin escalations and carry them on."""
    return bool(user.is_authenticated and user.has_perm(WRITE))


def can_issue(user: Any, escalation: Escalation) -> bool:
    """May issue this letter: a leader who did not write it."""
    return bool(user.is_authenticated and user.has_perm(ISSUE)) and escalation.created_by_id != user.pk
