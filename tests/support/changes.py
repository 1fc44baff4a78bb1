"""Change requests in every state, and what a person types into them."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.models import User
from registration.change_rules import documents_for_kind
from registration.enums import ChangeKind, ChangeState, ItemState
from registration.models import CHANGE_CLOSED, CHANGE_DECIDED, CHANGE_OPEN, Application, ChangeItem, ChangeRequest
from registration.register import licence_values, packed
from tests.support.applications import application_make

NEW_NPWP = "0706690740738000"
NEW_NIK = "7322035905953440"
AMENDED = {
    "amendment_number": "7",
    "amendment_date": "9-3-2026",
    "amendment_notary": "Nur Aini, S.H.",
    "amendment_notary_seat": "Palopo",
}
# As a browser sends it, by kind.
TYPED: dict[str, dict[str, str]] = {
    ChangeKind.EMAIL: {"email": "Baru@contoh.id"},
    ChangeKind.NAME_FORM: {"business_form": "pt", "name": "Cahaya Sawerigading Raya", **AMENDED},
    ChangeKind.NPWP: {"npwp": "70.669.074.0-738.000"},
    ChangeKind.ADDRESS: {
        "street": "Jalan Ahmad Yani 5",
        "province": "73",
        "regency": "73.22",
        "district": "73.22.03",
        "village": "73.22.03.1001",
        "postal_code": "92961",
    },
    ChangeKind.SIGNATORY: {
        "signatory_name": "Nurhayati",
        "signatory_position": "Direktur",
        "signatory_nik": NEW_NIK,
        "signatory_phone": "0812 3456 0000",
        **AMENDED,
    },
    ChangeKind.LICENCES: {
        "izin-TOTAL_FORMS": "1",
        "izin-INITIAL_FORMS": "0",
        "izin-0-kind": "nib",
        "izin-0-number": "9998887776665",
        "izin-0-kbli_code": "41011",
        "izin-0-kbli_edition": "2020",
        "izin-0-issued_on": "2-3-2026",
    },
    ChangeKind.LOST_USER_ID: {},
    ChangeKind.PASSWORD_RESET: {},
}
# The same as values, for the services.
_numbers = itertools.count(100_000)
VALUES: dict[str, dict[str, Any]] = {
    ChangeKind.EMAIL: {"email": "baru@contoh.id"},
    ChangeKind.NAME_FORM: {"business_form": "pt", "name": "Cahaya Sawerigading Raya"},
    ChangeKind.NPWP: {"npwp": NEW_NPWP},
    ChangeKind.ADDRESS: {"street": "Jalan Ahmad Yani 5", "region_code": "73.22.03.1001", "postal_code": "92961"},
    ChangeKind.SIGNATORY: {
        "signatory_name": "Nurhayati",
        "signatory_position": "Direktur",
        "signatory_nik": NEW_NIK,
        "signatory_phone": "081234560000",
    },
    ChangeKind.LICENCES: {"licences": [{"kind": "nib", "number": "9998887776665", "issuer": "Lembaga OSS"}]},
    ChangeKind.LOST_USER_ID: {},
    ChangeKind.PASSWORD_RESET: {},
}


def change_make(
    owner: User,
    *,
    state: str = ChangeState.DRAFT,
    kind: str = ChangeKind.NPWP,
    application: Application | None = None,
    entered_by: User | None = None,
    **fields: Any,
) -> ChangeRequest:
    """A request as it stands in that state, with its documents but without files."""
    now = timezone.now()
    application = application or application_make(owner=owner, number=f"REG-2026-{next(_numbers)}", state="approved")
    closed = state in CHANGE_CLOSED
    handed_in = state != ChangeState.DRAFT and not closed
    asker = state in CHANGE_OPEN
    values = dict(VALUES[kind])
    if "licences" in values:
        values["licences"] = licence_values(values["licences"])
    row = ChangeRequest.objects.create(
        **{
            "number": f"UBH-2026-{next(_numbers)}",
            "application": application,
            "owner": application.owner,
            "entered_by": entered_by or application.owner,
            "kind": kind,
            "state": state,
            "version": 2,
            "proposed": packed(values) if values and state != ChangeState.WITHDRAWN else "",
            "due_at": now + timedelta(days=30) if asker else None,
            "remaining": timedelta(days=20) if handed_in and not asker and state not in CHANGE_DECIDED else None,
            "submitted_at": now if handed_in else None,
            "first_submitted_at": now if handed_in else None,
            "returned_at": now if state == ChangeState.RETURNED else None,
            "decided_at": now if state in CHANGE_DECIDED else None,
            "closed_at": now if closed else None,
            "erased_at": now if state == ChangeState.WITHDRAWN else None,
            **fields,
        }
    )
    for rule in documents_for_kind(kind, application.kind):
        open_now = state == ChangeState.DRAFT
        ChangeItem.objects.create(
            change=row,
            key=rule.key,
            state=ItemState.HANDED_IN if handed_in and rule.needed(row) else ItemState.MISSING,
            is_open=open_now,
        )
    if state == ChangeState.RETURNED:
        row.items.filter(key="request_letter").update(state=ItemState.RETURNED, reason_code="illegible", is_open=True)
    return row


@pytest.fixture
def make_change(lpse: object, make_account: Callable[..., User]) -> Callable[..., ChangeRequest]:
    """`make_change(state="submitted", kind="npwp")`; every one belongs to a vendor of its own."""

    def make(**fields: Any) -> ChangeRequest:
        owner = fields.pop("owner", None) or make_account("vendor")
        return change_make(owner, **fields)

    return make
