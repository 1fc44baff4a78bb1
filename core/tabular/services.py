"""The person's side of an import: handing the table in, pairing columns, confirming, giving up."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import clock, numbers, transitions
from core.audit import audit_record
from core.enums import ImportState, WorkState
from core.files import policy, storage
from core.models import TabularImport, User
from core.refusals import BadInput, Forbidden
from core.tabular.judging import format_of
from core.tabular.kinds import ImportKind, Values, import_kind, import_kinds
from core.tabular.pairing import unmapped
from core.tabular.transitions import CONFIRM, DISCARD, OBJECT_TYPE, REMAP
from core.work import work_announce

SERIES = "tabular_import"


def can_import(user: User, kind: ImportKind) -> bool:
    """One rule for the pages and the services."""
    return user.is_authenticated and user.is_active and user.has_perm(kind.permission)


def visible_imports(user: User) -> QuerySet[TabularImport]:
    """Imports of the kinds that this person may import; none for strangers."""
    return TabularImport.objects.of_kinds([kind.key for kind in import_kinds(user) if can_import(user, kind)])


def import_receive(*, upload: UploadedFile, kind: ImportKind, actor: User, said: Values | None = None) -> TabularImport:
    """Take in a table, encrypted; a worker reads it and makes the preview.

    The same file of the same kind that waits for its confirmation already is not taken twice: its import is returned.

    Args:
        said: answers to what the kind asks besides the file.

    Raises:
        Forbidden: the person may not import this kind.
        BadInput: not a table we read; the sentence names file, reason and next step.
        NotReady: the disk is full.
    """
    _check(actor, kind)
    name = policy.clean_name(upload.name or "")
    most = policy.limits().size
    if (upload.size or 0) > most:
        raise policy.refusal("too_large", name)
    content = upload.read(most + 1)
    format_of(content, name, takes_json=kind.takes_json)
    digest = hashlib.sha256(content).hexdigest()
    stored = storage.write(content)
    try:
        with transaction.atomic():
            number = numbers.number_issue(series=SERIES, on=clock.today())  # the counter makes equal uploads wait
            waiting = TabularImport.objects.filter(
                kind=kind.key, sha256=digest, state__in=[ImportState.UPLOADED, ImportState.PREVIEWED]
            ).first()
            if waiting is not None:
                transaction.set_rollback(True)
            else:
                row = TabularImport.objects.create(
                    number=number,
                    kind=kind.key,
                    uploaded_by=actor,
                    original_name=name,
                    size=len(content),
                    sha256=digest,
                    storage_name=stored,
                )
                if kind.asked is not None:
                    kind.asked.keep(row, said or {})
                audit_record(
                    action="import.received",
                    object_type=OBJECT_TYPE,
                    object_number=number,
                    actor=actor,
                    data={"kind": kind.key, "size": len(content), "sha256": digest},
                )
                work_announce()
    except BaseException:
        storage.remove(stored)
        raise
    if waiting is not None:
        storage.remove(stored)
        return waiting
    return row


def import_remap(*, row: TabularImport, actor: User, version: int, mapping: dict[str, int]) -> TabularImport:
    """Pair the columns differently; a worker reads the table again.

    Raises:
        BadInput: a column is paired twice or does not exist.
        WrongState: somebody changed it meanwhile, or it is past the preview.
    """
    kind = import_kind(row.kind)
    _check(actor, kind)
    places = list(mapping.values())
    for key, place in mapping.items():
        if key not in kind.keys or not 0 <= place < len(row.columns):
            raise BadInput("Pilih kolom dari daftar.", code="mapping", field=key)
        if places.count(place) > 1:
            raise BadInput("Kolom ini dipasangkan dua kali. Pilih satu saja.", code="mapping_twice", field=key)
    with transaction.atomic():
        _same_version(row, version)
        fresh = _moved(REMAP, row, actor, {"mapping": mapping}, mapping=mapping, version=version + 1, **_to_work())
        work_announce()
    return fresh


def import_confirm(*, row: TabularImport, actor: User, version: int) -> TabularImport:
    """Say that what was shown may come in; a worker puts it in.

    Raises:
        BadInput: a required column is not paired, or no row would come in.
        WrongState: somebody changed it meanwhile, or it was confirmed already.
    """
    kind = import_kind(row.kind)
    _check(actor, kind)
    with transaction.atomic():
        fresh = _same_version(row, version)
        if CONFIRM.allows(fresh.state):
            if missing := unmapped(kind, fresh.mapping):
                raise BadInput(
                    f"Kolom wajib belum dipasangkan: {', '.join(missing)}. Pasangkan dahulu, atau unggah berkas yang memuatnya.",
                    code="unmapped",
                )
            if not fresh.good_rows:
                raise BadInput(
                    "Tidak ada satu baris pun yang dapat dimasukkan. Perbaiki berkasnya, lalu unggah lagi.",
                    code="no_rows",
                )
            if fresh.bad_rows and kind.all_or_nothing:
                raise BadInput(
                    "Data jenis ini masuk seluruhnya atau tidak sama sekali. Perbaiki baris yang salah, lalu unggah lagi.",
                    code="not_whole",
                )
        fresh = _moved(
            CONFIRM, row, actor, {"sha256": row.sha256},
            confirmed_by=actor, confirmed_at=timezone.now(), progress=0, **_to_work(),
        )  # fmt: skip
        work_announce()
    return fresh


def import_discard(*, row: TabularImport, actor: User | None) -> TabularImport:
    """Give up before anything came in; bytes and findings go.

    Raises:
        WrongState: it is being put in already, or has ended.
    """
    if actor is not None:
        _check(actor, import_kind(row.kind))
    with transaction.atomic():
        before = transitions.lock(row)
        fresh = _moved(
            DISCARD, row, actor, {}, storage_name="", report_name="", ended_at=timezone.now(),
            work_state=WorkState.DONE, claimed_until=None,
        )  # fmt: skip
        transaction.on_commit(lambda: storage.remove_all([before.storage_name, before.report_name]))
    return fresh


def _moved(
    move: transitions.Transition, row: TabularImport, actor: User | None, data: dict[str, Any], **fields: Any
) -> TabularImport:
    return transitions.apply(
        move,
        row,
        actor=actor,
        number=row.number,
        object_type=OBJECT_TYPE,
        data=data,
        refusal=f"Impor {row.number} sudah tidak menunggu persetujuan. Muat ulang halaman untuk melihat keadaannya.",
        **fields,
    )


def _to_work() -> dict[str, Any]:
    return {
        "work_state": WorkState.WAITING,
        "run_after": timezone.now(),
        "claimed_until": None,
        "message": "",
        "failures": 0,
    }


def _same_version(row: TabularImport, version: int) -> TabularImport:
    fresh = transitions.lock(row)
    if fresh.version != version:
        raise transitions.WrongState(
            "Pasangan kolom sudah diubah di jendela lain atau oleh rekan Anda. Periksa hasil yang terbaru, lalu putuskan lagi.",
            code="changed_meanwhile",
        )
    return fresh


def _check(actor: User, kind: ImportKind) -> None:
    if not can_import(actor, kind):
        raise Forbidden(f"Anda tidak berhak mengimpor {kind.label}.", code="import_forbidden")
