"""Deactivations and copies of the national blacklist in the states that tests need. All names are invented."""

import secrets
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from core import numbers
from core.clock import today
from core.documents import document_issue
from core.models import StoredFile, User
from tests.core.samples import pdf
from verification.blacklist_columns import entry_of
from verification.documents import DEACTIVATION, deactivation_context
from verification.models import BlacklistEntry, BlacklistSnapshot, Deactivation, DeactivationFile, UserId
from verification.services.deactivations import SERIES


def upload(name: str = "surat.pdf") -> SimpleUploadedFile:
    """A file as a person sends it."""
    return SimpleUploadedFile(name, pdf(1), content_type="application/pdf")


def given(**changes: Any) -> dict[str, Any]:
    """What a proposal says, as the service takes it."""
    return {**facts(), "letter": upload(), **changes}


def facts(**changes: Any) -> dict[str, Any]:
    """The columns of a proposal."""
    return {
        "ground": "blacklist_request",
        "requester_kind": "ppk",
        "requester_name": "Andi Contoh",
        "requester_position": "PPK",
        "requester_organization": "Dinas Pekerjaan Contoh",
        "letter_number": "013/PPK/KEP/II/DKP",
        "letter_date": today() - timedelta(days=2),
        "explanation": "Kontrak diputus karena pekerjaan tidak diselesaikan.",
        "starts_on": today(),
        "ends_on": today() + timedelta(days=364),
        **changes,
    }


def proposed(user_id: UserId, proposer: User, **changes: Any) -> Deactivation:
    """A proposal that waits, with its letter."""
    with transaction.atomic():
        number = numbers.number_issue(series=SERIES, on=today())
        row = Deactivation.objects.create(number=number, user_id=user_id, proposed_by=proposer, **facts(**changes))
    file = StoredFile.objects.create(
        public_id=secrets.token_hex(16), owner=proposer, case_number=row.number, original_name="surat.pdf",
        content_type="application/pdf", size=10, sha256=secrets.token_hex(32), pages=1,
    )  # fmt: skip
    DeactivationFile.objects.create(deactivation=row, purpose="letter", file=file)
    return row


def decided(row: Deactivation, decider: User) -> Deactivation:
    """The same, decided; the account is not suspended by this."""
    now = timezone.now()
    with transaction.atomic():
        row.letter = document_issue(
            kind=DEACTIVATION,
            case_number=row.number,
            context=deactivation_context(row=row, decided_at=now, reply_address="https://contoh.invalid/"),
            issued_by=decider,
            holder=row.user_id.holder,
        )
        row.state, row.decided_by, row.decided_at = "active", decider, now
        row.save()
    return row


def snapshot(state: str = "current", taken_on: date | None = None, **fields: Any) -> BlacklistSnapshot:
    """A copy of the list without entries."""
    return BlacklistSnapshot.objects.create(
        **{
            "state": state,
            "taken_on": taken_on or today(),
            "file_name": "daftar-hitam.xlsx",
            "sha256": secrets.token_hex(32),
            "headers": ["penyedia", "status"],
            "columns": {"name": "penyedia", "state": "status"},
            "rows": 1,
            "published_at": None if state == "draft" else timezone.now(),
            **fields,
        }
    )


def entry(of: BlacklistSnapshot, name: str, **cells: str) -> BlacklistEntry:
    """One line of a copy."""
    row = entry_of(secrets.randbelow(10**8), {"name": name, "state": "PUBLISHED", **cells})
    assert isinstance(row, BlacklistEntry), row
    row.snapshot = of
    row.save()
    return row
