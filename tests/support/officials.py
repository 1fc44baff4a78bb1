"""Officials' requests in every state, agreements, and an officer's way through the desk, for tests of this part."""

import itertools
import secrets
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from core import clock
from core.enums import FileState, OrganizationKind, WorkState
from core.models import Organization, ServiceAgreement, StoredFile, User
from registration.models import OFFICIAL_CLOSED, OFFICIAL_DECIDED, OFFICIAL_RUNNING, OfficialRequest
from verification.services.officials import official_decision_approve, official_original_record

_numbers = itertools.count(1)
NIP = "198003142006041003"


def agency(name: str = "", kind: str = OrganizationKind.SKPD) -> Organization:
    """An organisation of its own."""
    return Organization.objects.create(name=name or f"Dinas Contoh {secrets.token_hex(4)}", kind=kind)


def scan(owner: User, case_number: str, **fields: Any) -> StoredFile:
    """A scan of a letter that was found clean."""
    given: dict[str, Any] = {"state": FileState.CLEAN, "work_state": WorkState.DONE, **fields}
    return StoredFile.objects.create(
        public_id=secrets.token_hex(16), owner=owner, case_number=case_number, original_name="surat.pdf",
        content_type="application/pdf", size=10, sha256="0" * 64, pages=1, **given,
    )  # fmt: skip


def agreement(officer: User, organization: Organization | None = None, **fields: Any) -> ServiceAgreement:
    """An agreement in force of a body that is no SKPD."""
    place = organization or agency(kind=OrganizationKind.BUMD)
    today = clock.today()
    values: dict[str, Any] = {
        "number": f"05/PKS/{secrets.token_hex(3)}",
        "signed_on": today - timedelta(days=10),
        "valid_from": today - timedelta(days=10),
        "valid_until": today + timedelta(days=355),
        **fields,
    }
    return ServiceAgreement.objects.create(
        organization=place, scan=scan(officer, f"instansi-{place.pk}"), entered_by=officer, **values
    )


def official(owner: User, *, state: str = "draft", valid_until: date | None = None, **fields: Any) -> OfficialRequest:
    """A complete request as it stands in that state; a draft becomes the account's only one."""
    if state == "draft" and not fields:
        found = OfficialRequest.objects.filter(owner=owner, state="draft").first()
        if found is not None:
            return found
    now, today = timezone.now(), clock.today()
    number = f"PJB-2026-{next(_numbers):05}{secrets.token_hex(2).upper()}"
    values: dict[str, Any] = {
        "role": "ppk",
        "full_name": owner.full_name,
        "position": "Kepala Bidang Contoh",
        "rank": "Penata (III/c)",
        "letter_kind": "sk",
        "letter_number": "800/12/SK/2026",
        "letter_date": today - timedelta(days=5),
        "valid_until": valid_until or today + timedelta(days=200),
        **fields,
    }
    if "organization" not in values:
        values["organization"] = agency()
    if state in OFFICIAL_RUNNING:
        values["due_at"] = now + timedelta(days=20)
    if state not in ("draft", *OFFICIAL_CLOSED):
        values |= {"submitted_at": now - timedelta(hours=3), "first_submitted_at": now - timedelta(hours=3)}
    if state in OFFICIAL_DECIDED:
        values["decided_at"] = now
    if state == "lapsed":
        values["lapsed_at"] = now
    if state in OFFICIAL_CLOSED:
        values["closed_at"] = now
    if state in ("returned", "rejected"):
        values["reason"] = "data_differs"
    if "letter_file" not in values:
        values["letter_file"] = scan(owner, number)
    return OfficialRequest.objects.create(number=number, owner=owner, entered_by=owner, state=state, **values)


def approved(owner: User, officer: User, **fields: Any) -> OfficialRequest:
    """A request that went over the desk: original seen, approved, role given."""
    row = official(owner, state="submitted", **fields)
    official_original_record(request=row, actor=officer, mode="in_person")
    official_decision_approve(request=row, actor=officer)
    row.refresh_from_db()
    return row
