"""Who may do what with announcements, in one place (rule 2): whoever wrote a word of one does not approve it."""

from typing import Any

from helpdesk.models import Announcement

VIEW, ADD, WRITE = "helpdesk.view_announcement", "helpdesk.add_announcement", "helpdesk.change_announcement"
APPROVE, WITHDRAW = "helpdesk.approve_announcement", "helpdesk.withdraw_announcement"


def can_write(user: Any) -> bool:
    """May draft announcements."""
    return bool(user.is_authenticated and user.has_perm(WRITE))


def may_approve(user: Any) -> bool:
    """Holds a role that approves announcements and adds corrections."""
    return bool(user.is_authenticated and user.has_perm(APPROVE))


def can_approve(user: Any, announcement: Announcement) -> bool:
    """May approve this one: wrote nothing of it."""
    return may_approve(user) and not announcement.writers.filter(pk=user.pk).exists()


def can_withdraw(user: Any) -> bool:
    """May withdraw what was published."""
    return bool(user.is_authenticated and user.has_perm(WITHDRAW))
