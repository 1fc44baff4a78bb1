"""Escalations to LKPP of the tests, written straight into the tables: their people need no roles."""

from typing import Any

from django.db import transaction

from core.clock import today
from core.documents import document_issue
from core.models import User
from core.numbers import number_issue
from helpdesk.documents.escalation import ESCALATION_LETTER, letter_context
from helpdesk.models import Escalation

LETTER: dict[str, Any] = {
    "kind": "problem",
    "ground": "unsolved",
    "subject": "Dokumen penawaran tidak dapat dibuka",
    "tender_code": "10011868000",
    "error_code": "Error 0x2F",
    "spse_version": "4.5u20260301",
    "incident_number": "",
    "description": "Dua berkas tidak dapat dibuka sejak 10.05 WITA.",
    "efforts": "Apendo dipasang ulang; dicoba pada dua komputer.",
    "request": "Pemeriksaan kunci paket.",
}


@transaction.atomic
def draft(writer: User, **changes: Any) -> Escalation:
    """A letter that nobody issued yet."""
    number = number_issue(series="escalation", on=today())
    return Escalation.objects.create(number=number, created_by=writer, **{**LETTER, **changes})


@transaction.atomic
def issued(writer: User, leader: User, **changes: Any) -> Escalation:
    """An issued letter; its PDF waits for the worker."""
    row = draft(writer, **changes)
    row.document = document_issue(
        kind=ESCALATION_LETTER, case_number=row.number, context=letter_context(row), issued_by=leader, holder=None
    )
    row.state, row.issued_by = "issued", leader
    row.save()
    return row
