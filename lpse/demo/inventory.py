"""What the demonstration holds, for people and programs that want to try it as every role."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt

from core.models import ApiToken, OfficialDocument, RoleAssignment, StoredFile, User
from core.roles import STAFF_ROLES
from core.tokens import token_issue, token_revoke
from registration.models import Application
from registration.receipts import receipt_secret
from verification.models import UserId

_EACH = 2
_PURPOSE = "Peragaan"
_OWNERS = ("sekretariat", "verifikator")
_DAYS = 30


def factors_enrol() -> None:
    """Give every staff account an authenticator, for trying the second factor without scanning a code."""
    enrolled = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user")
    staff = RoleAssignment.objects.in_force().filter(role__in=STAFF_ROLES).values("person")
    for user in User.objects.filter(person__in=staff).exclude(pk__in=enrolled).order_by("pk"):
        TOTP.activate(user, generate_totp_secret())


def tokens_issue() -> dict[str, str]:
    """Fresh API tokens of two people: user name → secret. Those of an earlier call end, because no secret is kept."""
    made = {}
    for owner in User.objects.filter(username__in=_OWNERS).order_by("username"):
        for old in ApiToken.objects.filter(owner=owner, name=_PURPOSE, revoked_at__isnull=True):
            token_revoke(token=old, actor=owner)
        _, made[owner.username] = token_issue(owner=owner, name=_PURPOSE, scopes=["documents.read"], days=_DAYS)
    return made


def describe(password: str) -> dict[str, Any]:
    """Logins, and of every kind of object some that belong to different people.

    Args:
        password: the common password of the example accounts.
    """
    return {
        "password": password,
        "logins": [
            {"username": row.person.user.username, "role": row.role, "name": row.person.full_name}
            for row in RoleAssignment.objects.in_force().select_related("person__user").order_by("pk")
        ],
        "tokens": tokens_issue(),
        "totp_seeds": {
            row.user.get_username(): decrypt(row.data["secret"])
            for row in Authenticator.objects.filter(type=Authenticator.Type.TOTP).select_related("user").order_by("pk")
        },
        "vendors": [
            {"username": user.username, "email": user.email}
            for user in User.objects.filter(applications__isnull=False).distinct().order_by("pk")[: _EACH * 2]
        ],
        "applications": [
            {
                "number": row.number,
                "state": row.state,
                "owner": row.owner.username,
                "receipt_secret": receipt_secret(row),
            }
            for state in Application.objects.order_by("state").values_list("state", flat=True).distinct()
            for row in Application.objects.filter(state=state).select_related("owner").order_by("pk")[:_EACH]
        ],
        "documents": [
            {"code": row.code, "number": row.number, "kind": row.kind, "case": row.case_number}
            for kind in OfficialDocument.objects.order_by("kind").values_list("kind", flat=True).distinct()
            for row in OfficialDocument.objects.filter(kind=kind).order_by("pk")[:_EACH]
        ],
        "files": [
            {"id": row.public_id, "owner": row.owner.username, "case": row.case_number}
            for row in _of_different_owners()
        ],
        "user_ids": list(UserId.objects.order_by("pk").values_list("value", flat=True)[:_EACH]),
    }


def _of_different_owners() -> list[StoredFile]:
    first = StoredFile.objects.select_related("owner").order_by("pk").first()
    if first is None:
        return []
    other = StoredFile.objects.exclude(owner=first.owner).select_related("owner").order_by("pk").first()
    return [first, *([other] if other else [])]
