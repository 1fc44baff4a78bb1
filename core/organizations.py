"""The agencies and bodies that use this LPSE: entered and changed with a trace."""

from typing import Any

from django.db import transaction

from core.audit import audit_record
from core.models import Organization, User

OBJECT_TYPE = "organization"


def organization_number(organization: Organization) -> str:
    """Under which an organisation is found in the audit trail; its name may change."""
    return f"instansi-{organization.pk}"


def organization_save(*, organization: Organization, actor: User) -> Organization:
    """Store a new or changed organisation with the audit event."""
    with transaction.atomic():
        old = Organization.objects.select_for_update(of=("self",)).filter(pk=organization.pk or 0).first()
        before = _facts(old) if old else {}
        organization.name = " ".join(organization.name.split())
        organization.save()
        audit_record(
            action="organization.changed" if old else "organization.added",
            object_type=OBJECT_TYPE,
            object_number=organization_number(organization),
            actor=actor,
            data={"before": before, "after": _facts(organization)} if old else {"after": _facts(organization)},
        )
    return organization


def _facts(organization: Organization) -> dict[str, Any]:
    return {
        "name": organization.name,
        "kind": organization.kind,
        "code": organization.code,
        "address": organization.address,
        "is_active": organization.is_active,
    }
