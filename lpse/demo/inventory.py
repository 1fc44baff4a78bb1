"""What the demonstration holds, for people and programs that want to try it as every role."""

from typing import Any

from core.models import OfficialDocument, RoleAssignment, StoredFile, User
from registration.models import Application
from registration.receipts import receipt_secret
from verification.models import UserId

_EACH = 2


def describe(password: str) -> dict[str, Any]:
    """Logins, and of every kind of object some that belong to different people.

    Args:
        password: the common password of the example accounts; an officer's second factor is set up at the first
            sign-in outside demo mode, so there is no TOTP seed before.
    """
    return {
        "password": password,
        "logins": [
            {"username": row.person.user.username, "role": row.role, "name": row.person.full_name}
            for row in RoleAssignment.objects.in_force().select_related("person__user").order_by("pk")
        ],
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
