"""Applications as the desk meets them, in any state, with their documents; and an officer's finished review of one."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from core.crypto import keyed_hash
from core.enums import FileState, WorkState
from core.files import storage
from core.models import StoredFile, User
from registration.enums import ApplicantKind, ApplicationState, BusinessForm, ItemState, KbliEdition, LicenceKind
from registration.models import RUNNING, Application, DocumentFile, DocumentItem, Licence
from registration.requirements import for_application
from verification.models import Review
from verification.services.findings import blacklist_record, check_record, presenter_record
from verification.services.holding import review_claim

_numbers = itertools.count(1)
NIK = "7322014107800001"


def application(
    owner: User,
    *,
    state: str = ApplicationState.SUBMITTED,
    kind: str = ApplicantKind.BUSINESS_ENTITY,
    submitted_at: datetime | None = None,
    without: tuple[str, ...] = (),
    **fields: Any,
) -> Application:
    """An application with every document its kind needs, each with one clean file.

    Args:
        without: keys of documents that were not handed in.
    """
    number = next(_numbers)
    now = timezone.now()
    handed_in = state != ApplicationState.DRAFT
    npwp = f"00{number:014}"
    values: dict[str, Any] = {
        "number": f"REG-2026-{number:05}",
        "owner": owner,
        "entered_by": owner,
        "kind": kind,
        "state": state,
        "confirmed_at": now - timedelta(days=3),
        "due_at": now + timedelta(days=27) if state in RUNNING else None,
        "remaining": None if state in RUNNING else timedelta(days=27),
        "submitted_at": (submitted_at or now - timedelta(hours=2)) if handed_in else None,
        "first_submitted_at": (submitted_at or now - timedelta(hours=2)) if handed_in else None,
        "business_form": BusinessForm.PT if kind == ApplicantKind.BUSINESS_ENTITY else "",
        "name": f"Cahaya Sawerigading {number}",
        "npwp": npwp,
        "npwp_hash": keyed_hash(npwp),
        "phone": "0473123456",
        "street": "Jalan Contoh Nomor 7",
        "region_code": "73.22.03.1001",
        "postal_code": "92961",
        "signatory_name": "Rahmat Hidayat",
        "signatory_position": "Direktur Utama",
        "signatory_nik": NIK,
        "signatory_nik_hash": keyed_hash(NIK),
        "signatory_phone": "081200000001",
        "spse_registered_on": date(2026, 11, 2),
        "spse_user_id": f"SAWERIGADING{number}",
        "spse_link": "https://spse.contoh.id/lutra",
        "needs_licence": True,
    }
    if kind == ApplicantKind.BUSINESS_ENTITY:
        values |= {
            "deed_number": "012",
            "deed_date": date(2019, 3, 27),
            "deed_notary": "Nur Aini, S.H., M.Kn.",
            "deed_notary_seat": "Palopo",
            "deed_ahu_number": "AHU-0012345.AH.01.01.TAHUN 2019",
            "deed_ahu_date": date(2019, 4, 2),
        }
    row = Application.objects.create(**{**values, **fields})
    Licence.objects.create(
        application=row,
        kind=LicenceKind.NIB,
        number="1234567890123",
        issuer="OSS",
        issued_on=date(2021, 8, 9),
        kbli_code="41011",
        kbli_edition=KbliEdition.KBLI_2020,
    )
    for rule in for_application(row):
        missing = rule.key in without or not handed_in
        item = DocumentItem.objects.create(
            application=row,
            key=rule.key,
            state=ItemState.MISSING if missing else ItemState.HANDED_IN,
            is_open=not handed_in,
        )
        if not missing:
            hand_in(item)
    return row


def hand_in(item: DocumentItem, *, state: str = FileState.CLEAN, content: bytes = b"", **fields: Any) -> DocumentFile:
    """A file for one document, scanned already; `content` is stored when there should be something to look at."""
    number = next(_numbers)
    name = storage.write(content) if content else ""
    file = StoredFile.objects.create(
        **{
            "public_id": f"{number:032x}",
            "owner": item.application.owner,
            "case_number": item.application.number,
            "original_name": f"{item.key}.pdf",
            "content_type": "application/pdf",
            "size": len(content) or 40_000,
            "sha256": f"{number:064x}",
            "pages": 1,
            "storage_name": name,
            "view_name": name,
            "state": state,
            "work_state": WorkState.WAITING if state == FileState.QUARANTINED else WorkState.DONE,
            **fields,
        }
    )
    return DocumentFile.objects.create(item=item, file=file)


def present(row: Application, officer: User, **fields: Any) -> Review:
    """Record that the signatory came in person."""
    given = {"kind": "signatory", "name": "Rahmat Hidayat", "nik": NIK, "mode": "in_person", **fields}
    return presenter_record(application=row, actor=officer, **given)


def look_up(row: Application, officer: User, **fields: Any) -> Review:
    """Record that the applicant stands in no blacklist."""
    given = {"result": "not_listed", "source": "Daftar Hitam Nasional", "snapshot": "20 November 2026", **fields}
    return blacklist_record(application=row, actor=officer, **given)


def compare(item: DocumentItem, officer: User, **fields: Any) -> Any:
    """Record that copy, original and data of one document agree."""
    given = {"copy_received": True, "original_seen": True, "result": "match", **fields}
    return check_record(item=item, actor=officer, **given)


def review_all(row: Application, officer: User) -> Application:
    """Everything an approval needs: claimed, blacklist, presence, every document in order."""
    review_claim(application=row, actor=officer)
    look_up(row, officer)
    present(row, officer)
    for item in row.items.order_by("pk"):
        compare(item, officer)
    row.refresh_from_db()
    return row
