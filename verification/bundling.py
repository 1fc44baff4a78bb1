"""Making the bundle of a decided case. Runs in workers only: here uploaded files are decrypted."""

import json
import logging
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core import profile
from core.audit import action_label, audit_record
from core.bundles import Entry, bundle_write
from core.documents import declared_kind, document_read, file_name
from core.enums import FileState
from core.exports import csv_lines
from core.files import storage
from core.formats import long_datetime, short_date
from core.models import AuditEvent, OfficialDocument, StoredFile
from core.refusals import NotReady
from core.vault import SealedWriter
from core.work import Claim, backoff, work_claim
from registration.documents import form_context
from registration.enums import FormKind
from registration.models import Application, DocumentFile
from registration.transitions import OBJECT_TYPE
from verification.archive import whole_retention
from verification.bundle_parts import Part, parts_of
from verification.models import CaseBundle, Review

log = logging.getLogger(__name__)
ATTEMPTS = 5
_READABLE = Q(state__in=[FileState.CLEAN, FileState.UNSCANNED]) & ~Q(storage_name="")


def bundle_make(pk: int) -> bool:
    """Make one bundle and freeze it. Killed at any point it leaves the waiting row and at most an orphan for the sweep.

    Returns:
        True when this call finished it.
    """
    claim = work_claim(CaseBundle, pk)
    if claim is None:
        return False
    bundle = claim.row
    application = Application.objects.select_related("owner", "review__decision__decided_by__person").get(
        pk=bundle.application_id
    )
    writer = SealedWriter()
    try:
        # What is said to be made now must not know less than what is decided now.
        now, parts = timezone.now(), parts_of(application)
        written = bundle_write(
            writer, entries=_entries(application, parts), manifest=_manifest(application, bundle, parts), made_at=now
        )
        writer.close()
    except Exception as error:
        writer.discard()
        # Whatever went wrong, the row says so; a letter still on its way is waited for.
        log.exception("bundle cannot be made", extra={"case": application.number})
        _give_back(claim, error)
        return False
    with transaction.atomic():
        finished = claim.finish(
            storage_name=writer.name, sha256=written.sha256, size=written.size, files=written.files, made_at=now
        )
        if finished:
            audit_record(
                action="bundle.made",
                object_type=OBJECT_TYPE,
                object_number=application.number,
                actor=None,
                data={
                    "edition": bundle.edition, "files": written.files, "size": written.size, "sha256": written.sha256,
                },
            )  # fmt: skip
    if not finished:
        writer.discard()
    return finished


def _give_back(claim: Claim[CaseBundle], error: Exception) -> None:
    words = f"{type(error).__name__}: {error}"
    if claim.token < ATTEMPTS or (isinstance(error, NotReady) and claim.token < 4 * ATTEMPTS):
        claim.retry(words, after=backoff(claim.token))
        return
    claim.fail(words)


def _manifest(application: Application, bundle: CaseBundle, parts: list[Part]) -> dict[str, Any]:
    lpse = profile.current()
    kept = whole_retention(application, lpse)
    missing = _files([_own(application), *parts]).exclude(_READABLE)
    return {
        "lpse": lpse.unit.name,
        "nomor": application.number,
        "edisi": bundle.edition,
        "keadaan": application.get_state_display(),
        "diserahkan": application.submitted_at,
        "diputuskan": application.decided_at,
        "termasuk": [part.number for part in parts],
        "golongan_arsip": kept.rule.label if kept else "tanpa aturan retensi",
        "masa_simpan_berakhir": kept.due_from if kept else None,
        "tidak_disertakan": [
            {"nama": file.original_name, "sebab": file.get_state_display(), "sha256": file.sha256} for file in missing
        ],
    }


def _entries(application: Application, parts: list[Part]) -> Iterator[Entry]:
    """Data sheet, letters, originals in the order they came, part by part, then the trail."""
    yield Entry("", "data-pendaftaran.txt", partial(_data_sheet, application, parts), {"isi": "data pendaftaran"})
    for part in (_own(application), *parts):
        for document in OfficialDocument.objects.filter(case_number=part.number).order_by("pk"):
            told = {"isi": declared_kind(document.kind).label, "nomor": document.number, "kode_periksa": document.code}
            yield Entry(_below(part, "naskah"), file_name(document), partial(document_read, document), told)
        for file in _files([part]).filter(_READABLE):
            about: dict[str, Any] = {
                "isi": "berkas asli",
                "diunggah": file.created_at,
                "sidik_saat_diterima": file.sha256,
            }
            if file.pk in part.replaced:
                about["keterangan"] = "diganti pemohon dengan berkas lain"
            place = part.folders.get(file.pk, "" if part.folder else "dokumen/lain")
            yield Entry(_below(part, place), file.original_name, partial(storage.read, file.storage_name), about)
    yield Entry("", "jejak-audit.csv", partial(_trail, application, parts), {"isi": "petikan jejak audit"})


def _own(application: Application) -> Part:
    """The application itself as the first part."""
    rows = DocumentFile.objects.filter(item__application=application).order_by("pk")
    files = rows.values_list("file_id", "item__key", "replaced_at")
    return Part(
        application.number, "", (OBJECT_TYPE, application.number),
        folders={file: f"dokumen/{key}" for file, key, _ in files},
        replaced=frozenset(file for file, _, replaced_at in files if replaced_at),
    )  # fmt: skip


def _below(part: Part, place: str) -> str:
    return "/".join(filter(None, [part.folder, place]))


def _files(parts: Iterable[Part]) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(case_number__in=[part.number for part in parts]).order_by("pk")


def _data_sheet(application: Application, parts: list[Part]) -> bytes:
    """All that was typed and decided, as plain text that opens everywhere and in thirty years."""
    words = form_context(FormKind.REGISTRATION, application)
    rows: list[tuple[str, str]] = [("Nomor pendaftaran", application.number)]
    rows += [("Jenis pemohon", application.get_kind_display()), ("Keadaan", application.get_state_display())]
    for part in ("identity", "address", "signatory", "spse"):
        rows += words[part]
    for deed in words["deeds"]:
        rows += [(f"{deed['title']}: {label}", value) for label, value in deed["rows"]]
    for number, licence in enumerate(words["licences"], start=1):
        text = ", ".join(value for value in licence.values() if value)
        rows.append((f"Izin usaha {number}", text))
    review = Review.objects.filter(application=application).first()
    if review is not None:
        rows += [("Yang hadir", review.presenter_name), ("Cara hadir", review.get_presenter_mode_display())]
        rows += [("Daftar hitam", f"{review.get_blacklist_result_display()} {review.blacklist_snapshot}".strip())]
        for check in review.checks.select_related("item", "checked_by__person").order_by("pk"):
            seen = f", asli dilihat {short_date(check.original_seen_at)}" if check.original_seen_at else ""
            rows.append((check.item.get_key_display(), f"{check.get_result_display() or 'belum diperiksa'}{seen}"))
    decision = application.review.decision
    rows.append(
        (
            "Keputusan",
            f"{decision.get_outcome_display()}, {decision.decided_by.full_name}, {long_datetime(decision.decided_at)}",
        )
    )
    for belonging in parts:
        rows += belonging.rows
    width = max(len(label) for label, _ in rows)
    return "".join(f"{label.ljust(width)} : {value or '-'}\n" for label, value in rows).encode()


def _trail(application: Application, parts: list[Part]) -> bytes:
    whole = [_own(application), *parts]
    documents = OfficialDocument.objects.filter(case_number__in=[part.number for part in whole]).values("number")
    about = Q(object_type="file", object_number__in=_files(whole).values("public_id"))
    about |= Q(object_type="document", object_number__in=documents)
    for part in whole:
        object_type, number = part.objects
        about |= Q(object_type=object_type, object_number=number)
    events = AuditEvent.objects.filter(about).order_by("pk")
    header = ("Waktu", "Tindakan", "Pelaku", "Objek", "Nomor", "Rincian")
    rows = (
        (
            event.at,
            action_label(event.action),
            event.actor_name,
            event.object_type,
            event.object_number,
            json.dumps(event.data, ensure_ascii=False),
        )
        for event in events.iterator(chunk_size=500)
    )
    return b"".join(csv_lines(header, rows))
