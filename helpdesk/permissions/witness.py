"""Who may do what with a berita acara kesaksian, in one place (rule 2).

The unit Layanan dan Dukungan writes; whoever wrote a word of it neither checks nor finalises it; the Kepala or the
Wakil finalises.
"""

from typing import Any

from helpdesk.models import WitnessReport


def can_view_reports(user: Any) -> bool:
    """May open the desk of reports."""
    return bool(user.is_authenticated and user.has_perm("helpdesk.view_witnessreport"))


def can_write(user: Any) -> bool:
    """May begin reports and write into drafts, hand in signed copies, deliver."""
    return bool(user.is_authenticated and user.has_perm("helpdesk.change_witnessreport"))


def may_check(user: Any) -> bool:
    """Holds a role that checks reports."""
    return bool(user.is_authenticated and user.has_perm("helpdesk.check_witnessreport"))


def can_check(user: Any, report: WitnessReport) -> bool:
    """May check this one: wrote nothing of it."""
    return may_check(user) and not _wrote(user, report)


def may_finalise(user: Any) -> bool:
    """Holds a role that finalises reports."""
    return bool(user.is_authenticated and user.has_perm("helpdesk.finalise_witnessreport"))


def can_finalise(user: Any, report: WitnessReport) -> bool:
    """May finalise this one: wrote nothing of it."""
    return may_finalise(user) and not _wrote(user, report)


def can_correct(user: Any, report: WitnessReport) -> bool:
    """May begin a new report that names this one: once it is issued, and only once."""
    return can_write(user) and report.is_issued


def _wrote(user: Any, report: WitnessReport) -> bool:
    return report.created_by_id == user.pk or report.writers.filter(user=user).exists()
