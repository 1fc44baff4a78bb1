"""The worker's side of an import: the preview, and putting the rows in. Killed at any point, nothing is half done.

Both are the same pass: rows are checked while they stream into a staging table that only this connection sees, and
what stands already is counted. The import then adds one upsert in the same transaction.
"""

import hashlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.models import F
from django.utils import timezone

from core import transitions
from core.enums import ImportState, WorkState
from core.files import storage
from core.files.scanner import ScannerError, scan
from core.models import TabularImport
from core.refusals import Refusal
from core.tabular.checking import Pass
from core.tabular.kinds import CellError, ImportKind, Row, import_kind
from core.tabular.mapping import headings
from core.tabular.reading import rows_of
from core.tabular.report import SAMPLE
from core.tabular.transitions import FINISH, OBJECT_TYPE, READ, STOP
from core.tabular.upsert import Counts, Staging
from core.work import Claim, backoff, work_claim

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
BEAT_SECONDS = 1.0
TURN = timedelta(seconds=3)
ATTEMPTS = 5
_LOCK_SPACE = 7323
_HALF = "Baris lain dengan isi kolom ini salah, jadi baris ini ikut ditahan supaya tidak masuk setengah. Perbaiki baris itu, lalu unggah lagi keduanya."
_WAITING = "Menunggu giliran: impor lain dengan jenis yang sama sedang berjalan."


class _HoldLost(Exception):
    """The worker slept past its lease; another one has the row."""


class _KeptOut(Exception):
    """The kind takes a file whole or not at all, and a row is wrong."""

    def __init__(self, done: Pass) -> None:
        super().__init__("wrong rows")
        self.done = done


def import_work(pk: int) -> bool:
    """Do the present step of an import. Safe to run twice; returns True when this call did it."""
    claim = work_claim(TabularImport, pk, lease=LEASE)
    if claim is None:
        return False
    row = claim.row
    if row.state not in {ImportState.UPLOADED, ImportState.RUNNING}:
        return claim.finish()
    try:
        kind = import_kind(row.kind)
        content = storage.read(row.storage_name)
        if row.state == ImportState.UPLOADED and not _scanned(claim, content):
            return False
        with _beating(claim) as beat:
            if row.state == ImportState.UPLOADED:
                _preview(claim, kind, content, beat)
            else:
                return _put_in(claim, kind, content, beat)
    except _HoldLost:
        return False
    except _KeptOut as out:
        return _kept_out(claim, out.done)
    except Refusal as refusal:
        return _stop(claim, refusal.message)
    except Exception as error:
        # Whatever went wrong, the row must say so; nothing is swallowed unseen.
        log.exception("import broke off", extra={"number": row.number})
        if row.failures + 1 >= ATTEMPTS:
            return _stop(
                claim, "Portal gagal memproses berkas ini. Hubungi administrator portal dan sebutkan nomor impor ini."
            )
        claim.retry(f"{type(error).__name__}: {error}", after=backoff(row.failures + 1), failures=F("failures") + 1)
        return False
    return True


class _Beat(threading.Thread):
    """Keeps the lease and shows how far the worker is, on a connection of its own, while the pass holds the other."""

    def __init__(self, claim: Claim[TabularImport]) -> None:
        super().__init__(daemon=True, name=f"import-{claim.row.pk}")
        self.held = TabularImport.objects.filter(
            pk=claim.row.pk, attempts=claim.token, work_state=WorkState.WAITING, claimed_until__isnull=False
        )
        self.over = threading.Event()
        self.seen = 0

    def tell(self, rows: int) -> None:
        """Note how many rows were looked at."""
        self.seen = rows

    def run(self) -> None:
        """Once a second until the pass is over."""
        try:
            while not self.over.wait(BEAT_SECONDS):
                self.held.update(claimed_until=timezone.now() + LEASE, progress=self.seen, message="")
        except Exception:
            # Without a beat the lease runs out and another worker may take over; the fence keeps this one out.
            log.exception("import's sign of life failed")
        finally:
            connections.close_all()

    def end(self) -> None:
        """Stop before the pass settles the row."""
        self.over.set()
        if self.ident:
            self.join()


@contextmanager
def _beating(claim: Claim[TabularImport]) -> Iterator[_Beat]:
    beat = _Beat(claim)
    beat.start()
    try:
        yield beat
    finally:
        beat.end()


def _scanned(claim: Claim[TabularImport], content: bytes) -> bool:
    """Whether the scanner let the file through; without a verdict it waits, a virus ends it."""
    if not settings.CLAMD_ADDRESS and settings.DEMO:
        return True
    try:
        virus = scan(content).virus
    except ScannerError as error:
        claim.retry(str(error), after=backoff(1), message="Menunggu pemindai virus.")
        return False
    if virus:
        _stop(
            claim,
            "Berkas ini terinfeksi virus dan sudah dihapus. Pindai komputer Anda, lalu unggah berkas yang bersih.",
        )
        return False
    return True


def _preview(claim: Claim[TabularImport], kind: ImportKind, content: bytes, beat: _Beat) -> None:
    row = claim.row
    rows = rows_of(content, row.original_name)
    if row.header_line:
        header, mapping = row.columns, row.mapping
        rows = _below(rows, row.header_line)
    else:
        line, header, mapping = headings(kind, rows)
        rows = _below(rows_of(content, row.original_name), line)
        row.header_line = line
    done = Pass(kind, mapping, beat.tell)
    with transaction.atomic():
        counts = _staged(row, claim.token, kind, done, rows)[0]
    report = done.report.write()
    beat.end()
    with transaction.atomic():
        _settle(
            claim,
            READ,
            report,
            {"rows": done.rows, "bad": len(done.report.bad)},
            header_line=row.header_line,
            columns=header,
            mapping=mapping,
            **_figures(done, counts),
        )


def _put_in(claim: Claim[TabularImport], kind: ImportKind, content: bytes, beat: _Beat) -> bool:
    row = claim.row
    done = Pass(kind, row.mapping, beat.tell)
    with transaction.atomic():
        if not _alone(kind):
            beat.end()
            return not claim.retry("", after=TURN, message=_WAITING)
        rows = _below(rows_of(content, row.original_name), row.header_line)
        counts, staging = _staged(row, claim.token, kind, done, rows, keep=True)
        if done.report.bad and kind.all_or_nothing:
            raise _KeptOut(done)
        if counts.new + counts.changed:
            counts = staging.upsert(kind.target.fixed(row))
        staging.drop()
        report = done.report.write()
        beat.end()
        figures = {"new": counts.new, "changed": counts.changed, "same": counts.same, "bad": len(done.report.bad)}
        _settle(claim, FINISH, report, {"sha256": row.sha256, **figures}, **_figures(done, counts))
    return True


def _staged(
    row: TabularImport, token: int, kind: ImportKind, done: Pass, rows: Iterator[Row], *, keep: bool = False
) -> tuple[Counts, Staging]:
    """Stage all good rows, take out what clashes, count the rest."""
    way_in = kind.target.way or Staging
    staging = way_in(kind.target, done.fields, done.first_only, f"import_{row.pk}_{token}")
    if kind.target.key not in done.fields:
        # Nothing can be compared yet: a person has to say which column is which.
        for line, cells in rows:
            done.rows += 1
            if len(done.report.sample) < SAMPLE:
                done.report.sample.append((line, cells))
        return Counts(0, 0, 0), staging
    staging.create()
    staging.copy(done.encoded(rows, staging))
    taken: dict[int, CellError] = {}
    for line, first in staging.take_doubles():
        taken[line] = CellError(_key_column(kind), f"Sudah ada pada baris {first}. Hapus salah satu.")
    for clash in kind.target.clashes:
        for line in staging.take_clashes(clash):
            taken[line] = CellError(clash.column, clash.message)
    for line in staging.take_halves():
        taken[line] = CellError(kind.target.together, _HALF)
    if taken:
        content = storage.read(row.storage_name)
        for line, cells in rows_of(content, row.original_name):
            if line in taken:
                done.refuse(line, [taken[line]], cells)
        done.report.bad.sort(key=lambda bad: bad.line)
    counts = staging.counts()
    if not keep:
        staging.drop()
    return counts, staging


def _key_column(kind: ImportKind) -> str:
    return next(column.key for column in kind.columns if kind.target.key in column.filled)


def _below(rows: Iterator[Row], line: int) -> Iterator[Row]:
    return (row for row in rows if row[0] > line)


def _alone(kind: ImportKind) -> bool:
    """Take the kind's lock until the transaction ends, unless another import has it."""
    key = int.from_bytes(hashlib.sha256(kind.key.encode()).digest()[:4], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK_SPACE, key])
        return bool(cursor.fetchone()[0])


def _figures(done: Pass, counts: Counts) -> dict[str, int]:
    return {
        "rows": done.rows, "progress": done.rows, "new_rows": counts.new, "changed_rows": counts.changed,
        "same_rows": counts.same, "bad_rows": len(done.report.bad),
    }  # fmt: skip


def _stop(claim: Claim[TabularImport], message: str, report: str = "", **figures: int) -> bool:
    log.warning("import stopped", extra={"number": claim.row.number})
    try:
        with transaction.atomic():
            _settle(claim, STOP, report, {"why": message[:200]}, message=message, **figures)
    except _HoldLost:
        return False
    return True


def _kept_out(claim: Claim[TabularImport], done: Pass) -> bool:
    count = len(done.report.bad)
    words = f"{count} baris salah, jadi seluruh berkas tidak dimasukkan. Perbaiki baris itu, lalu unggah berkas yang lengkap lagi."
    return _stop(claim, words, done.report.write(), **_figures(done, Counts(0, 0, 0)))


def _settle(
    claim: Claim[TabularImport], move: transitions.Transition, report: str, data: dict[str, Any], **fields: Any
) -> None:
    """Move on and give the row back, in the caller's transaction; the bytes that are no longer needed go afterwards.

    Raises:
        _HoldLost: another worker has the row, or a person discarded it meanwhile; nothing is changed.
    """
    row = claim.row
    ends = move in {FINISH, STOP}
    gone = [name for name in (row.report_name, row.storage_name if ends else "") if name]
    if ends:
        fields |= {"storage_name": "", "ended_at": timezone.now()}
    try:
        transitions.apply(
            move, row, actor=None, number=row.number, object_type=OBJECT_TYPE, data=data,
            report_name=report, **{"message": "", "failures": 0, **fields},
        )  # fmt: skip
    except transitions.WrongState as error:
        raise _HoldLost from error
    if not claim.finish():
        raise _HoldLost
    transaction.on_commit(lambda: storage.remove_all(gone))
