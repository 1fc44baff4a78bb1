"""Importing a copy of the national blacklist: read, looked at by a person, then in use all at once or not at all."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from core.audit import audit_record
from core.clock import today
from core.formats import short_date, short_datetime
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from verification import blacklist_columns
from verification.enums import SnapshotState
from verification.models import BlacklistEntry, BlacklistSnapshot
from verification.permissions import can_import_blacklist

OBJECT_TYPE = "blacklist"
MOST_ERRORS_KEPT = 500
_LOCK = 7341


class Busy(Refusal):
    """Another import runs, or its result still waits for a person."""


def blacklist_draft(*, content: bytes, file_name: str, taken_on: date, actor: User | None) -> BlacklistSnapshot:
    """Read a file of the list as a draft; the list in use stays as it is.

    Args:
        taken_on: the day the list itself is of.
        actor: who sends it; None for the command on the machine.

    Raises:
        Forbidden: the person may not import.
        BadInput: the file cannot be read, lacks columns, or the day does not fit.
        Busy: another import runs or waits.
        Refusal: the same file, or a newer list, is in use.
    """
    _require(actor)
    if taken_on > today():
        raise BadInput("Tanggal keadaan daftar belum tiba. Periksa tahunnya.", code="future", field="taken_on")
    with transaction.atomic():
        _lock()
        _refuse_second_draft()
        digest = hashlib.sha256(content).hexdigest()
        _refuse_older(taken_on, digest)
        table = _read(content, file_name)
        columns = blacklist_columns.guess(table.headers)
        draft = BlacklistSnapshot.objects.create(
            taken_on=taken_on,
            file_name=file_name[:255],
            sha256=digest,
            content=content,
            headers=[header for header in dict.fromkeys(table.headers) if header],
            imported_by=actor,
        )
        return _fill(draft, table, columns)


def blacklist_map(*, actor: User, columns: Mapping[str, str]) -> BlacklistSnapshot:
    """Read the draft's file again with other columns.

    Args:
        columns: field of `blacklist_columns.COLUMNS` → header of the file; empty ones are left out.

    Raises:
        Forbidden, Busy: as `blacklist_draft`.
        BadInput: a column that must be there is not chosen.
        Refusal: there is no draft any more.
    """
    _require(actor)
    with transaction.atomic():
        _lock()
        draft = _draft()
        known = {column.field for column in blacklist_columns.COLUMNS}
        chosen = {field: header for field, header in columns.items() if field in known and header in draft.headers}
        table = _read(bytes(draft.content or b""), draft.file_name)
        if missing := blacklist_columns.gaps(chosen, table.headers):
            raise BadInput(
                f"Pilih kolom untuk {' dan '.join(column.label.lower() for column in missing)}.",
                code="columns",
                field=missing[0].field,
            )
        return _fill(draft, table, chosen)


def blacklist_publish(*, actor: User | None) -> BlacklistSnapshot:
    """Put the draft in use in place of the present list; readers see the old one or the new one, never a mixture.

    Raises:
        Forbidden, Busy: as `blacklist_draft`.
        Refusal: there is no draft, it holds no readable row, or a newer list is in use.
    """
    _require(actor)
    with transaction.atomic():
        _lock()
        draft = _draft()
        _refuse_older(draft.taken_on, draft.sha256)
        if not draft.rows:
            raise Refusal(
                "Tidak ada baris yang dapat dibaca dengan kolom ini. Pilih kolom yang benar, atau buang rancangannya.",
                code="no_rows",
            )
        BlacklistSnapshot.objects.filter(state=SnapshotState.CURRENT).update(state=SnapshotState.REPLACED)
        draft.state, draft.published_at, draft.content = SnapshotState.CURRENT, timezone.now(), None
        draft.save(update_fields=["state", "published_at", "content"])
        _record("blacklist.published", draft, actor, rows=draft.rows, errors=draft.error_count)
    return draft


def blacklist_discard(*, actor: User) -> None:
    """Throw the draft away; without one there is nothing to do.

    Raises:
        Forbidden, Busy: as `blacklist_draft`.
    """
    _require(actor)
    with transaction.atomic():
        _lock()
        draft = BlacklistSnapshot.objects.filter(state=SnapshotState.DRAFT).first()
        if draft is not None:
            _record("blacklist.discarded", draft, actor)
            draft.delete()


def blacklist_import(*, content: bytes, file_name: str, taken_on: date, skip_bad_rows: bool) -> BlacklistSnapshot:
    """Read and use a file in one go, for the command on the machine; nothing stays when anything is wrong.

    Args:
        skip_bad_rows: use the readable rows although others could not be read.

    Raises:
        BadInput: rows could not be read and were not to be skipped; or as `blacklist_draft`.
        Busy, Refusal: as `blacklist_draft`.
    """
    with transaction.atomic():
        draft = blacklist_draft(content=content, file_name=file_name, taken_on=taken_on, actor=None)
        if missing := blacklist_columns.gaps(draft.columns, draft.headers):
            raise BadInput(
                f"Kolom {' dan '.join(column.label for column in missing)} tidak ditemukan. "
                "Unggah lewat halaman salinan daftar hitam untuk memilih kolomnya.",
                code="columns",
            )
        if draft.error_count and not skip_bad_rows:
            lines = "\n".join(f"baris {error['row']}: {error['why']}" for error in draft.errors[:50])
            raise BadInput(f"{draft.error_count} baris tidak terbaca; tidak ada yang diimpor.\n{lines}", code="rows")
        return blacklist_publish(actor=None)


def _fill(draft: BlacklistSnapshot, table: Any, columns: Mapping[str, str]) -> BlacklistSnapshot:
    """Put the rows of a file into the draft, and the reasons for those that cannot be read."""
    draft.entries.all().delete()
    entries: list[BlacklistEntry] = []
    errors: list[dict[str, Any]] = []
    places = {field: table.headers.index(header) for field, header in columns.items()}
    # Without name and status no row can be read; the page asks for the columns first.
    rows = () if blacklist_columns.gaps(columns, table.headers) else table.rows
    for number, cells in rows:
        entry = blacklist_columns.entry_of(number, {field: cells[place] for field, place in places.items()})
        if isinstance(entry, str):
            errors.append({"row": number, "why": entry})
        else:
            entry.snapshot = draft
            entries.append(entry)
    BlacklistEntry.objects.bulk_create(entries, batch_size=1000)
    draft.columns, draft.rows = dict(columns), len(entries)
    draft.error_count, draft.errors = len(errors), errors[:MOST_ERRORS_KEPT]
    draft.save(update_fields=["columns", "rows", "error_count", "errors"])
    return draft


def _read(content: bytes, name: str) -> Any:
    # Spreadsheet libraries stay out of the URL conf: they cost every web process memory it seldom needs.
    read: Callable[[bytes, str], Any] = import_string("verification.blacklist_reader.read_table")
    return read(content, name)


def _lock() -> None:
    """One import at a time; the second is told at once instead of waiting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        row = cursor.fetchone()
    if not row or not row[0]:
        raise Busy("Impor daftar hitam lain sedang berjalan. Tunggu sebentar, lalu ulangi.", code="busy")


def _draft() -> BlacklistSnapshot:
    draft = BlacklistSnapshot.objects.select_for_update(of=("self",)).filter(state=SnapshotState.DRAFT).first()
    if draft is None:
        raise Refusal("Rancangan ini sudah dipakai atau dibuang. Lihat daftar salinannya.", code="no_draft")
    return draft


def _refuse_second_draft() -> None:
    waiting = BlacklistSnapshot.objects.filter(state=SnapshotState.DRAFT).first()
    if waiting is not None:
        who = waiting.imported_by.full_name if waiting.imported_by else "petugas mesin"
        raise Busy(
            f"Masih ada rancangan dari {who} ({short_datetime(waiting.imported_at)}) yang menunggu diperiksa. "
            "Pakai atau buang rancangan itu dahulu.",
            code="draft_waits",
        )


def _refuse_older(taken_on: date, digest: str) -> None:
    current = BlacklistSnapshot.objects.filter(state=SnapshotState.CURRENT).first()
    if current is None:
        return
    if current.sha256 == digest:
        raise Refusal("Berkas yang sama sudah dipakai; tidak ada yang perlu diimpor.", code="same_file", field="file")
    if taken_on < current.taken_on:
        raise Refusal(
            f"Daftar yang dipakai sekarang lebih baru (per {short_date(current.taken_on)}). Pilih berkas yang lebih baru.",
            code="older",
            field="taken_on",
        )


def _require(actor: User | None) -> None:
    if actor is not None and not can_import_blacklist(actor):
        raise Forbidden("Daftar hitam diimpor petugas Unit Registrasi dan Verifikasi.", code="not_officer")


def _record(action: str, draft: BlacklistSnapshot, actor: User | None, **data: Any) -> None:
    audit_record(
        action=action,
        object_type=OBJECT_TYPE,
        object_number=draft.taken_on.isoformat(),
        actor=actor,
        data={"file": draft.file_name, "sha256": draft.sha256, **data},
    )
