"""Applications in every state, for the tests of registration."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from core import clock, profile
from core.crypto import keyed_hash
from core.models import User
from registration.clock import first_deadline
from registration.enums import ApplicantKind, ApplicationState, BusinessForm, ItemState, KbliEdition, LicenceKind
from registration.models import DECIDED, RUNNING, Application, DocumentItem, Licence
from registration.requirements import for_application

NIK = "7322014107800001"
NPWP = "0012345678901000"
_FORMS = {
    ApplicantKind.BUSINESS_ENTITY: BusinessForm.CV,
    ApplicantKind.SOLE_PROPRIETORSHIP: BusinessForm.UD,
    ApplicantKind.INDIVIDUAL: "",
}


def filled(kind: str = ApplicantKind.BUSINESS_ENTITY) -> dict[str, Any]:
    """Fields of a complete application of this kind."""
    fields: dict[str, Any] = {
        "kind": kind,
        "business_form": _FORMS[ApplicantKind(kind)],
        "name": "Rahmat Hidayat" if kind == ApplicantKind.INDIVIDUAL else "Cahaya Sawerigading",
        "npwp": NPWP,
        "npwp_hash": keyed_hash(NPWP),
        "phone": "0473 21234",
        "street": "Jalan Simpurusiang Nomor 12",
        "region_code": "73.22.03.1001",
        "postal_code": "92913",
        "needs_licence": True,
        "signatory_name": "Rahmat Hidayat",
        "signatory_position": "" if kind == ApplicantKind.INDIVIDUAL else "Direktur",
        "signatory_nik": NIK,
        "signatory_nik_hash": keyed_hash(NIK),
        "signatory_phone": "081234567890",
        "spse_registered_on": date(2026, 5, 2),
        "spse_user_id": "CAHAYA01",
    }
    if kind == ApplicantKind.BUSINESS_ENTITY:
        fields |= {
            "deed_number": "12",
            "deed_date": date(2019, 3, 27),
            "deed_notary": "Andi Tenri, S.H., M.Kn.",
            "deed_notary_seat": "Masamba",
            "deed_ahu_number": "AHU-0012345.AH.01.14",
            "deed_ahu_date": date(2019, 4, 2),
        }
    return fields


def application_make(*, owner: User, number: str, state: str = ApplicationState.DRAFT, **changes: Any) -> Application:
    """An application as it stands in that state, with its closed set of documents and one licence."""
    now = timezone.now()
    confirmed = changes.pop("confirmed_at", now - timedelta(days=3))
    fields: dict[str, Any] = {**filled(changes.pop("kind", ApplicantKind.BUSINESS_ENTITY)), "confirmed_at": confirmed}
    deadline = first_deadline(confirmed, profile.current())
    if state in RUNNING:
        fields["due_at"] = deadline
    if state not in (ApplicationState.DRAFT, ApplicationState.EXPIRED, ApplicationState.WITHDRAWN):
        fields |= {"submitted_at": now - timedelta(days=1), "first_submitted_at": now - timedelta(days=1)}
    if state in (ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW):
        fields["remaining"] = deadline - now
    if state == ApplicationState.RETURNED:
        fields["returned_at"] = now
    if state in DECIDED:
        fields |= {
            "decided_at": now,
            "office_minutes": clock.working_minutes(now - timedelta(days=1), now),
        }
    if state in (ApplicationState.EXPIRED, ApplicationState.WITHDRAWN):
        fields["closed_at"] = now
    application = Application.objects.create(
        owner=owner, entered_by=owner, number=number, state=state, **{**fields, **changes}
    )
    Licence.objects.create(
        application=application,
        kind=LicenceKind.NIB,
        number="1234567890123",
        issuer="Lembaga OSS",
        issued_on=date(2023, 8, 14),
        kbli_code="46510",
        kbli_edition=KbliEdition.KBLI_2020,
        field="Perdagangan besar komputer",
    )
    DocumentItem.objects.bulk_create(
        DocumentItem(
            application=application,
            key=rule.key,
            state=ItemState.MISSING if state == ApplicationState.DRAFT else ItemState.HANDED_IN,
        )
        for rule in for_application(application)
    )
    return application


@pytest.fixture
def make_application(lpse: profile.Profile, make_account: Callable[..., User]) -> Callable[..., Application]:
    """`make_application(state="submitted", kind="individual")`; every one belongs to a vendor of its own."""
    count = 0

    def make(**changes: Any) -> Application:
        nonlocal count
        count += 1
        changes.setdefault("number", f"REG-2026-{count:05}")
        owner = changes.pop("owner", None) or make_account("vendor")
        return application_make(owner=owner, **changes)

    return make
