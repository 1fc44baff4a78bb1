"""Who may act on people, accounts and roles; asked by the admin pages and again by the services (rule 2)."""

from django.http import HttpRequest

from core.enums import AssignmentState
from core.models import Person, PersonRequest, RoleAssignment, User


def actor(request: HttpRequest) -> User:
    """The signed-in account behind a request; to be asked only on pages that let nobody else in."""
    return request.user  # type: ignore[return-value]


def can_propose_role(user: User) -> bool:
    """May propose that somebody gets a role."""
    return user.has_perm("core.add_roleassignment")


def can_decide_role(user: User, assignment: RoleAssignment) -> bool:
    """May say yes or no: a second person, neither the one who proposed nor the one it is about."""
    return (
        user.has_perm("core.decide_roleassignment")
        and assignment.proposed_by_id != user.pk
        and assignment.person_id != user.person_id
    )


def can_end_role(user: User, assignment: RoleAssignment) -> bool:
    """May end a role that was given. Taking a right away needs no second person; waiting for one would be the risk."""
    return user.has_perm("core.decide_roleassignment") and assignment.state == AssignmentState.ACTIVE


def can_make_account(user: User) -> bool:
    """May enter people and open accounts for them; an account without a role opens nothing."""
    return user.has_perm("core.add_user")


def can_request(user: User, person: Person) -> bool:
    """May ask that a person's data is erased or a lost second factor taken off; never for oneself."""
    return user.has_perm("core.add_user") and person.pk != user.person_id


def can_decide_request(user: User, row: PersonRequest) -> bool:
    """May decide it: a second person, neither the one who asked nor the one it is about."""
    return user.has_perm("core.erase_person") and row.proposed_by_id != user.pk and row.person_id != user.person_id
