"""What the demonstration holds, for people and programs that want to try it as every role."""

from collections.abc import Iterator
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from django.db.models import Count, Model, QuerySet

from core.models import (
    ApiToken,
    LegalHold,
    OfficialDocument,
    RoleAssignment,
    ServiceAgreement,
    StoredFile,
    TabularImport,
    User,
    Visit,
)
from core.roles import STAFF_ROLES
from core.tokens import token_issue, token_revoke
from procurement.models import Package
from registration.models import Application, ChangeRequest, OfficialRequest
from registration.receipts import receipt_secret
from verification.models import Deactivation, Objection, UserId

Row = TypeVar("Row", bound=Model)
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
            {"id": row.public_id, "owner": row.owner.username if row.owner else "", "case": row.case_number}
            for row in _of_different_owners()
        ],
        "user_ids": list(UserId.objects.order_by("pk").values_list("value", flat=True)[:_EACH]),
        "officials": [
            {"number": row.number, "state": row.state, "owner": row.owner.username}
            for row in _of_each_state(OfficialRequest.objects.select_related("owner"))
        ],
        "changes": [
            {"number": row.number, "state": row.state, "kind": row.kind, "owner": row.owner.username}
            for row in _of_each_state(ChangeRequest.objects.select_related("owner"))
        ],
        "visits": [
            {"number": row.number, "state": row.state, "owner": row.visitor.username if row.visitor else ""}
            for row in _of_each_state(Visit.objects.select_related("visitor"))
        ],
        "deactivations": [
            {"number": row.number, "state": row.state, "owner": row.user_id.holder.username}
            for row in _of_each_state(Deactivation.objects.select_related("user_id__holder"))
            if row.user_id.holder
        ],
        "objections": [
            {"number": row.number, "state": row.state, "owner": row.owner.username}
            for row in _of_each_state(Objection.objects.select_related("owner"))
        ],
        "agreements": [
            {
                "id": row.pk,
                "number": row.number,
                "organization": str(row.organization),
                "owner": row.entered_by.username,
            }
            for row in ServiceAgreement.objects.select_related("organization", "entered_by").order_by("pk")[:_EACH]
        ],
        "imports": [
            {"number": row.number, "state": row.state, "owner": row.uploaded_by.username}
            for row in _of_each_state(TabularImport.objects.select_related("uploaded_by"))
        ],
        "packages": [
            {"code": row.code, "agency": row.agency, "schedules": row.copies}
            for row in Package.objects.annotate(copies=Count("schedules")).order_by("pk")[: _EACH * 2]
        ],
        "holds": [
            {"case": row.case_number, "owner": row.set_by.username}
            for row in LegalHold.objects.select_related("set_by").order_by("pk")[:_EACH]
        ],
    }


def _of_each_state(rows: QuerySet[Row]) -> Iterator[Row]:
    """The first two of every state that occurs; their owners differ where there are others."""
    for state in rows.order_by("state").values_list("state", flat=True).distinct():
        yield from rows.filter(state=state).order_by("pk")[:_EACH]


def _of_different_owners() -> list[StoredFile]:
    owned = StoredFile.objects.filter(owner__isnull=False)
    first = owned.select_related("owner").order_by("pk").first()
    if first is None:
        return []
    other = owned.exclude(owner=first.owner).select_related("owner").order_by("pk").first()
    return [first, *([other] if other else [])]
