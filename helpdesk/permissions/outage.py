"""Who may do what with a berita acara gangguan, in one place (rule 2).

Support and the system's administrators write, the Kepala or the Wakil who wrote nothing of it makes it final; officials,
auditors and LKPP read what was issued.
"""

from typing import Any

from helpdesk.models import OutageReport
from helpdesk.models.outage import READERS

VIEW, WRITE, FINALISE = (
    "helpdesk.view_outagereport",
    "helpdesk.change_outagereport",
    "helpdesk.finalise_outagereport",
)


def can_read_issued(user: Any) -> bool:
    """May read issued reports: staff of the desk, officials of procurement, auditors, LKPP."""
    return bool(user.is_authenticated and (user.has_perm(VIEW) or user.has_role(*READERS)))


def can_write(user: Any) -> bool:
    """May begin reports and write into drafts, hand in signed copies."""
    return bool(user.is_authenticated and user.has_perm(WRITE))


def may_finalise(user: Any) -> bool:
    """Holds a role that finalises reports."""
    return bool(user.is_authenticated and user.has_perm(FINALISE))


def can_finalise(user: Any, report: OutageReport) -> bool:
    """May finalise this one: wrote nothing of it."""
    return may_finalise(user) and report.created_by_id != user.pk and not report.writers.filter(user=user).exists()
