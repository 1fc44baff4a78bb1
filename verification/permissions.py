"""Who may do what at the desk, in one place: used by the views, asked again by the services (rule 2).

Pasal 10(3) gives the right to approve and reject to Unit Registrasi dan Verifikasi, so only that role works and decides.
The Kepala and Wakil see everything; one of them who is to decide is given the role for a period, on the record.
"""

from typing import Any

from core.roles import DEPUTY, HEAD, VERIFIER
from registration.models import Application, ChangeRequest, OfficialRequest
from verification.models import Deactivation, Destruction, Objection, Reactivation, UserId

DESK_ROLES = (VERIFIER, HEAD, DEPUTY)
WORK_ROLES = (VERIFIER,)
# Pasal 10(3) names the unit; the Kepala stands in where it has no second officer.
ANSWER_ROLES = (VERIFIER, HEAD)


def can_view_desk(user: Any) -> bool:
    """May see the queue, cases and the register."""
    return bool(user.is_authenticated and user.has_role(*DESK_ROLES))


def can_work(user: Any, application: Application | ChangeRequest) -> bool:
    """May take the case or change request and record what was seen; nobody works on an application of their own."""
    return bool(user.is_authenticated and user.has_role(*WORK_ROLES) and application.owner_id != user.pk)


def can_decide(user: Any, application: Application | ChangeRequest) -> bool:
    """May approve or reject: an officer who neither owns the application nor entered its data."""
    return can_work(user, application) and application.entered_by_id != user.pk


def can_record_activation(user: Any) -> bool:
    """May record that a User ID was activated in SPSE."""
    return bool(user.is_authenticated and user.has_role(*WORK_ROLES))


# Archive
def can_bundle(user: Any) -> bool:
    """May have the bundle of a decided case made, and download it: the head and officers of the unit."""
    return bool(user.is_authenticated and user.has_perm("verification.download_casebundle"))


def can_view_deactivations(user: Any) -> bool:
    """May see the cases of Pasal 10(4)."""
    return bool(user.is_authenticated and user.has_perm("verification.view_deactivation"))


def may_answer_objections(user: Any) -> bool:
    """Holds a role that answers objections."""
    return bool(user.is_authenticated and user.has_role(*ANSWER_ROLES))


def can_work_official(user: Any, request: OfficialRequest) -> bool:
    """May record what was seen of an official's letter; nobody works on a request of their own."""
    return bool(user.is_authenticated and user.has_role(*WORK_ROLES) and request.owner_id != user.pk)


def can_decide_official(user: Any, request: OfficialRequest) -> bool:
    """May approve or reject: an officer who neither owns the request nor entered its data."""
    return can_work_official(user, request) and request.entered_by_id != user.pk


def can_run_counter(user: Any) -> bool:
    """May check visitors in, call them and end their visits."""
    return bool(user.is_authenticated and user.has_role(*WORK_ROLES))


def can_answer(user: Any, objection: Objection) -> bool:
    """May answer this one: neither who rejected, nor who owns or entered the application."""
    others = {objection.decided_by_id, objection.owner_id, objection.entered_by_id}
    return may_answer_objections(user) and user.pk not in others


def can_propose_deactivation(user: Any, user_id: UserId) -> bool:
    """May propose that a User ID is made inactive; nobody does it to an own one."""
    return bool(user.has_perm("verification.add_deactivation") and user_id.holder_id != user.pk)


def can_decide_deactivation(user: Any, row: Deactivation | Reactivation) -> bool:
    """May decide a proposal: the Kepala or the Wakil, and never who proposed it."""
    return bool(user.has_perm("verification.decide_deactivation") and row.proposed_by_id != user.pk)


def can_propose_reactivation(user: Any, row: Deactivation) -> bool:
    """May propose to end a deactivation before its time."""
    return can_propose_deactivation(user, row.user_id)


def can_record_in_spse(user: Any) -> bool:
    """May record what was switched in SPSE, and what the national account looks like."""
    return bool(user.has_perm("verification.change_deactivation"))


def can_import_blacklist(user: Any) -> bool:
    """May replace the copy of the national blacklist."""
    return bool(user.has_perm("verification.add_blacklistsnapshot"))


def can_propose_destruction(user: Any) -> bool:
    """May propose to destroy what is past its retention."""
    return bool(user.is_authenticated and user.has_perm("verification.add_destruction"))


def can_decide_destruction(user: Any, destruction: Destruction) -> bool:
    """May approve or refuse it: head or deputy, other than who proposed it."""
    return bool(
        user.is_authenticated
        and user.has_perm("verification.decide_destruction")
        and destruction.proposed_by_id != user.pk
    )
