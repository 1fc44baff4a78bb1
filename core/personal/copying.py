"""Making a person's copy of the own data. Runs in workers only: here uploaded files and sealed numbers are opened."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from core import profile
from core.audit import audit_record
from core.bundles import Entry, bundle_write
from core.documents import declared_kind, document_read, file_name
from core.enums import FileState
from core.files import storage
from core.formats import short_datetime
from core.mail import mail_queue, render
from core.models import DataCopy, OfficialDocument, Person, StoredFile, User
from core.people import OBJECT_TYPE, person_number
from core.personal.registry import PersonalTable, personal_tables
from core.personal.rows import as_data, as_words, rows_of
from core.personal.trail import trail_of
from core.refusals import NotReady
from core.vault import SealedWriter
from core.work import Claim, backoff, work_claim

log = logging.getLogger(__name__)
ATTEMPTS = 5
DOCUMENT, DATA = "salinan-data-pribadi.html", "data.json"
_READABLE = Q(state__in=[FileState.CLEAN, FileState.UNSCANNED]) & ~Q(storage_name="")
_STYLE = Path(__file__).with_name("document.css")


def copy_make(pk: int) -> bool:
    """Make one copy and seal it. Killed at any point it leaves the waiting row and at most an orphan for the sweep.

    Returns:
        True when this call finished it.
    """
    claim = work_claim(DataCopy, pk, lease=timedelta(minutes=15))
    if claim is None:
        return False
    user = User.objects.select_related("person__organization").get(pk=claim.row.user_id)
    writer = SealedWriter()
    now = timezone.now()
    try:
        written = bundle_write(writer, entries=_entries(user, now), manifest=_manifest(user, now), made_at=now)
        writer.close()
    except Exception as error:
        writer.discard()
        # Whatever went wrong, the row says so; a letter still on its way is waited for.
        log.exception("copy of own data cannot be made", extra={"person": user.person_id})
        _give_back(claim, error)
        return False
    until = now + timedelta(days=profile.current().limits.own_data_days)
    with transaction.atomic():
        finished = claim.finish(
            storage_name=writer.name,
            sha256=written.sha256,
            size=written.size,
            files=written.files,
            made_at=now,
            expires_at=until,
        )
        if finished:
            audit_record(
                action="own_data.made",
                object_type=OBJECT_TYPE,
                object_number=person_number(user.person),
                actor=None,
                data={"files": written.files, "size": written.size, "sha256": written.sha256},
            )
            address = f"{settings.BASE_URL}{reverse('own_data')}"
            subject, body = render(
                "core/emails/own_data_ready.txt", {"user": user, "url": address, "until": short_datetime(until)}
            )
            mail_queue(to=user.email, kind="account.own_data", subject=subject, body=body, recipient=user)
    if not finished:
        writer.discard()
    return finished


def _give_back(claim: Claim[DataCopy], error: Exception) -> None:
    words = f"{type(error).__name__}: {error}"
    if claim.token < ATTEMPTS or (isinstance(error, NotReady) and claim.token < 4 * ATTEMPTS):
        claim.retry(words, after=backoff(claim.token))
        return
    claim.fail(words)


def _manifest(user: User, now: datetime) -> dict[str, Any]:
    return {
        "lpse": profile.current().unit.name,
        "subjek_data": user.full_name,
        "disusun": now,
        "tidak_disertakan": [
            {"nama": file.original_name, "nomor_berkas": file.case_number, "sebab": file.get_state_display()}
            for file in _files(user).exclude(_READABLE)
        ],
    }


def _entries(user: User, now: datetime) -> Iterator[Entry]:
    """The document for people, the same for machines, letters, then the files in the order they came."""
    sections = list(_sections(user.person))
    trail = list(trail_of(user))
    yield Entry("", DOCUMENT, partial(_document, user, now, sections, trail), {"isi": "dapat dibaca"})
    yield Entry("", DATA, partial(_data, user, now, sections, trail), {"isi": "dapat diolah mesin"})
    for document in OfficialDocument.objects.filter(holder=user, erased_at__isnull=True).order_by("pk"):
        about = {"isi": declared_kind(document.kind).label, "nomor": document.number, "kode_periksa": document.code}
        yield Entry("naskah", file_name(document), partial(document_read, document), about)
    for file in _files(user).filter(_READABLE):
        about = {"isi": "berkas yang diserahkan", "nomor_berkas": file.case_number, "diunggah": file.created_at}
        yield Entry("berkas", file.original_name, partial(storage.read, file.storage_name), about)


def _files(user: User) -> Any:
    return StoredFile.objects.filter(owner=user).order_by("pk")


def _sections(person: Person) -> Iterator[tuple[PersonalTable, list[Any]]]:
    for table in personal_tables():
        if table.in_copy and table.purpose:
            yield table, list(rows_of(table, person))


def _data(user: User, now: datetime, sections: list[Any], trail: list[Any]) -> bytes:
    content = {
        "lpse": profile.current().unit.name,
        "disusun": now.isoformat(),
        "subjek_data": user.full_name,
        "data": {
            table.key: {"label": table.label, "tujuan": table.purpose, "baris": [as_data(table, row) for row in rows]}
            for table, rows in sections
        },
        "jejak": [event._asdict() for event in trail],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _document(user: User, now: datetime, sections: list[Any], trail: list[Any]) -> bytes:
    shown = [
        {"table": table, "rows": [{"title": _title(table, row), "facts": as_words(table, row)} for row in rows]}
        for table, rows in sections
        if rows
    ]
    empty = [table.label for table, rows in sections if not rows]
    lpse = profile.current()
    context = {
        "user": user,
        "now": now,
        "sections": shown,
        "empty": empty,
        "trail": trail,
        "profile": lpse,
        "style": _STYLE.read_text(),
        "classes": lpse.retention.values(),
    }
    return render_to_string("core/own_data/document.html", context).encode()


def _title(table: PersonalTable, row: Any) -> str:
    return str(getattr(row, table.title, "") or "") if table.title else ""
