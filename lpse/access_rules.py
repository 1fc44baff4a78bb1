"""What a line of the table of addresses says (`lpse.access`), and the groups of roles that its lines name."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.roles import (
    AUDITOR,
    DEPUTY,
    HEAD,
    LKPP,
    OFFICIAL_ROLES,
    PA_KPA,
    POKJA,
    PPK,
    PROCUREMENT_OFFICER,
    ROLES,
    SECRETARIAT,
    STAFF_ROLES,
    SUPPORT,
    SYSTEM_ADMIN,
    VENDOR,
    VERIFIER,
)

# Besides the roles there are two more kinds of visitor.
ANONYMOUS = "anonymous"
NO_ROLE = "no_role"  # an account whose person holds no role now

Who = frozenset[str]
NOBODY: Who = frozenset()
SIGNED_IN: Who = frozenset({*ROLES, NO_ROLE})
ANYONE: Who = SIGNED_IN | {ANONYMOUS}
STAFF: Who = STAFF_ROLES


def only(*roles: str) -> Who:
    """These roles and nobody else."""
    return frozenset(roles)


@dataclass(frozen=True)
class Access:
    """One line of the table.

    Args:
        get: who may read it; the others are led to the sign-in page or refused, and POST by them changes nothing.
        post: who may send to it; nobody means that the address knows no POST.
        of: kind of the object in the address. Who may not see that object gets the answer for one that does not exist.
        own: the person the object belongs to may do all that `get` and `post` name, besides the roles.
        own_post: that person may send to it, and nobody else.
        secret: only the holder of a link with a secret gets past the door (mail links); to everybody else it is 404.
        scope: what a token must allow, on an address of the API that is not public.
        suspended: stays open to an account that is suspended for a case (`core.suspension`).
    """

    get: Who = NOBODY
    post: Who = NOBODY
    of: str = ""
    own: bool = False
    own_post: bool = False
    secret: bool = False
    scope: str = ""
    suspended: bool = False

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that the address knows; none means that nobody uses it."""
        return (("GET", "HEAD") if self.get or self.own else ()) + (("POST",) if self.post or self.own_post else ())


def admin_list(
    model: str, *, view: Who, add: Who = NOBODY, change: Who = NOBODY, delete: Who = NOBODY
) -> dict[str, Access]:
    """The addresses that the browser admin makes for one list; `model` as in ``core.holiday``.

    Args:
        view: who sees the list, its pages, its history and its exports (which are a POST to the list).
    """
    name = f"admin:{model.replace('.', '_')}"
    return {
        f"{name}_changelist": Access(get=view, post=view),
        f"{name}_add": Access(get=add, post=add),
        f"{name}_history": Access(get=view, of=model),
        f"{name}_change": Access(get=view, post=change, of=model),
        f"{name}_delete": Access(get=delete, post=delete, of=model),
        # An old form of the address; it leads on to the page of the row.
        f"/admin/{model.replace('.', '/')}/<path:object_id>/": Access(get=STAFF, of=model),
    }


CALENDAR = only(HEAD, SECRETARIAT)
APPLICATIONS = only(HEAD, DEPUTY, VERIFIER)
OFFICERS = only(VERIFIER)
OFFICE = only(HEAD, DEPUTY, SECRETARIAT, SYSTEM_ADMIN)
CLERKS = only(HEAD, DEPUTY, SECRETARIAT, SYSTEM_ADMIN)
LEADERS = only(HEAD, DEPUTY)
DESK = only(HEAD, DEPUTY, SUPPORT)
KEEPERS = only(HEAD, DEPUTY, SYSTEM_ADMIN)
REGISTER = only(HEAD, DEPUTY, SECRETARIAT, VERIFIER)
COPIERS = only(HEAD, DEPUTY, VERIFIER, SUPPORT)
IMPORTERS = only(VERIFIER, SUPPORT)
ROOM_BOOKERS = only(VENDOR, *OFFICIAL_ROLES)
ROOM_VIEWERS = only(HEAD, DEPUTY, SUPPORT)
ROOM_OFFICERS = only(SUPPORT)
WITNESS_VIEWERS = only(HEAD, DEPUTY, SUPPORT)
WITNESS_WRITERS = only(SUPPORT)
PACKAGE_READERS = only(*STAFF_ROLES, PA_KPA, PPK, POKJA, PROCUREMENT_OFFICER, LKPP)
ESCALATION_VIEWERS = only(HEAD, DEPUTY, SECRETARIAT, SYSTEM_ADMIN, SUPPORT)
ESCALATION_WRITERS = only(SYSTEM_ADMIN, SUPPORT)
OUTAGE_VIEWERS = only(HEAD, DEPUTY, SECRETARIAT, SYSTEM_ADMIN, SUPPORT)
OUTAGE_WRITERS = only(SYSTEM_ADMIN, SUPPORT)
OUTAGE_READERS = OUTAGE_VIEWERS | only(PA_KPA, PPK, POKJA, PROCUREMENT_OFFICER, AUDITOR, LKPP)
TRAINING_VIEWERS = only(HEAD, DEPUTY, SUPPORT)
TRAINING_OFFICERS = only(SUPPORT)
SURVEY_VIEWERS = only(HEAD, DEPUTY, SUPPORT)
SURVEY_RUNNERS = only(HEAD, SUPPORT)
PUBLICATION_ASKERS = only(PA_KPA, PPK, POKJA, PROCUREMENT_OFFICER)
PARTICIPANTS = only(VENDOR, *OFFICIAL_ROLES)
ARTICLE_WRITERS = only(SUPPORT)
ANNOUNCEMENT_WRITERS = only(SUPPORT)


def spoken(who: Iterable[str]) -> list[str] | str:
    """A set of visitors in short: ``anyone``, ``signed_in``, ``staff`` or the sorted roles."""
    named = frozenset(who)
    for word, whole in (("anyone", ANYONE), ("signed_in", SIGNED_IN), ("staff", STAFF)):
        if named == whole:
            return word
    return sorted(named)
