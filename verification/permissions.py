"""Who may do what at the desk, in one place: used by the views, asked again by the services (rule 2).

Pasal 10(3) gives the right to approve and reject to Unit Registrasi dan Verifikasi, so only that role works and decides.
The Kepala and Wakil see everything; one of them who is to decide is given the role for a period, on the record.
"""

from typing import Any

from core.roles import DEPUTY, HEAD, VERIFIER
from registration.models import Application
from verification.models import Destruction

DESK_ROLES = (VERIFIER, HEAD, DEPUTY)
WORK_ROLES = (VERIFIER,)


def can_view_desk(user: Any) -> bool:
    """May see the queue, cases and the register."""
    return bool(user.is_authenticated and user.has_role(*DESK_ROLES))


def can_work(user: Any, application: Application) -> bool:
    """May take the case and record what was seen; nobody works on an application of their own."""
    return bool(user.is_authenticated and user.has_role(*WORK_ROLES) and application.owner_id != user.pk)


def can_decide(user: Any, application: Application) -> bool:
    """May approve or reject: an officer who neither owns the application nor entered its data."""
    return can_work(user, application) and application.entered_by_id != user.pk


def can_record_activation(user: Any) -> bool:
    """May record that a User ID was activated in SPSE."""
    return bool(user.is_authenticated and user.has_role(*WORK_ROLES))


# Archive


def can_bundle(user: Any) -> bool:
    """May have the bundle of a decided case made, and download it: the head and officers of the unit."""
    return bool(user.is_authenticated and user.has_perm("verification.download_casebundle"))


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
