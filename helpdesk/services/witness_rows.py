"""The rows of a draft: people, participants, files, attempts, attachments. Each write raises the report's version."""

import re
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, ProtectedError

from core.files import file_erase, file_receive
from core.models import User
from core.refusals import BadInput, Refusal
from helpdesk.enums.witness import BidFileOutcome
from helpdesk.models import (
    WitnessAttachment,
    WitnessAttempt,
    WitnessFile,
    WitnessParticipant,
    WitnessPerson,
    WitnessReport,
)
from helpdesk.models.witness_rows import WitnessRow
from helpdesk.services.berita_acara import cleaned, raise_version, require_version
from helpdesk.services.witness import draft_of, record

Row = TypeVar("Row", WitnessPerson, WitnessParticipant, WitnessFile, WitnessAttempt, WitnessAttachment)

MOST_PARTICIPANTS = 500
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_YES = {"ya", "y", "v", "x", "memasukkan", "1"}
_NO = {"", "tidak", "t", "-", "0"}


def witness_row_add(kind: type[Row], /, *, report: WitnessReport, actor: User, **values: Any) -> Row:
    """Add a row at the end of its list.

    Raises:
        Forbidden, WrongState: as `draft_of`.
        BadInput: something does not fit, with its field.
    """
    wanted = _checked(kind, cleaned(values))
    with transaction.atomic():
        fresh = draft_of(report, actor)
        row = kind.objects.create(report=fresh, position=_next(kind, fresh), **wanted)
        _written(fresh, actor, row, "added")
    return row


def witness_row_change(row: Row, /, *, actor: User, version: int, **values: Any) -> Row:
    """Change a row.

    Args:
        version: of the report as the form showed it.

    Raises:
        Forbidden, WrongState, BadInput: as `witness_row_add`.
        Refusal: the row was removed meanwhile.
    """
    kind = type(row)
    wanted = _checked(kind, cleaned(values))
    with transaction.atomic():
        fresh = draft_of(row.report, actor)
        require_version(fresh, version)
        found = kind.objects.filter(pk=row.pk).first()
        if found is None:
            raise Refusal("Baris ini sudah dihapus orang lain. Muat ulang halaman.", code="gone")
        for name, value in wanted.items():
            setattr(found, name, value)
        found.save(update_fields=list(wanted))
        _written(fresh, actor, found, "changed")
    return found


def witness_row_remove(row: Row, *, actor: User) -> None:
    """Take a row out of the draft; what other rows speak of stays. Twice is harmless.

    Raises:
        Forbidden, WrongState: as `draft_of`.
        Refusal: other rows speak of it.
    """
    kind = type(row)
    with transaction.atomic():
        fresh = draft_of(row.report, actor)
        found = kind.objects.filter(pk=row.pk).first()
        if found is None:
            return
        try:
            with transaction.atomic():
                _written(fresh, actor, found, "removed")
                found.delete()
        except ProtectedError as error:
            raise Refusal(
                "Baris ini disebut baris lain (berkas, percobaan, atau lampiran). Hapus atau ubah baris itu dahulu.",
                code="in_use",
            ) from error
        if isinstance(found, WitnessAttachment):
            file_erase(file=found.file, actor=actor, reason="Lampiran dihapus dari rancangan berita acara")


def witness_participants_add(*, report: WitnessReport, actor: User, lines: str) -> int:
    """Add participants from a pasted list: a line each, ``nama ; NPWP ; ya``, the last two may be missing.

    Returns:
        How many were added.

    Raises:
        Forbidden, WrongState: as `draft_of`.
        BadInput: a line cannot be read; the sentence names it, and nothing is added.
    """
    rows = [_participant(number, line) for number, line in enumerate(lines.splitlines(), 1) if line.strip()]
    if not rows:
        raise BadInput("Isi paling sedikit satu peserta.", code="missing", field="lines")
    with transaction.atomic():
        fresh = draft_of(report, actor)
        first = _next(WitnessParticipant, fresh)
        if first - 1 + len(rows) > MOST_PARTICIPANTS:
            raise BadInput(f"Paling banyak {MOST_PARTICIPANTS} peserta.", code="too_many", field="lines")
        made = WitnessParticipant.objects.bulk_create(
            [WitnessParticipant(report=fresh, position=first + index, **row) for index, row in enumerate(rows)]
        )
        raise_version(fresh)
        record("witness_report.changed", fresh, actor, part="witnessparticipant", did="added", count=len(made))
    return len(made)


def witness_attachment_add(
    *,
    report: WitnessReport,
    actor: User,
    kind: str,
    label: str,
    upload: UploadedFile,
    about: WitnessFile | None = None,
) -> WitnessAttachment:
    """Attach a screenshot, a log, a letter. A bid file is none of these and never reaches the portal.

    Raises:
        Forbidden, WrongState: as `draft_of`.
        BadInput: the file is not acceptable.
    """
    values = cleaned({"label": label})
    with transaction.atomic():
        fresh = draft_of(report, actor)
        try:
            stored = file_receive(upload=upload, owner=actor, case_number=fresh.number, is_identity=False)
        except BadInput as refusal:
            raise BadInput(refusal.message, code=refusal.code, field="file") from refusal
        row = WitnessAttachment.objects.create(
            report=fresh,
            position=_next(WitnessAttachment, fresh),
            kind=kind,
            about=about,
            file=stored,
            **values,
        )
        _written(fresh, actor, row, "added")
    return row


def _participant(number: int, line: str) -> dict[str, Any]:
    parts = [part.strip() for part in re.split(r"\t|;", line)]
    name, npwp, submitted = (*parts[:3], "", "")[:3] if len(parts) < 3 else parts[:3]
    if len(parts) > 3 or not name:
        raise BadInput(
            f"Baris {number}: tulis nama, NPWP, dan “ya” bila memasukkan penawaran, dipisah titik koma.",
            code="line",
            field="lines",
        )
    if len(name) > 4000:
        raise BadInput(f"Baris {number}: nama paling panjang 4.000 huruf.", code="line", field="lines")
    if not re.fullmatch(r"[\d.\- ]{0,30}", npwp):
        raise BadInput(f"Baris {number}: NPWP terdiri atas angka.", code="line", field="lines")
    word = submitted.lower()
    if word not in _YES | _NO:
        raise BadInput(
            f"Baris {number}: tulis “ya” bila memasukkan penawaran, atau kosongkan.", code="line", field="lines"
        )
    return {"name": name, "npwp": re.sub(r"\D", "", npwp), "submitted": word in _YES}


def _checked(kind: type[WitnessRow], values: dict[str, Any]) -> dict[str, Any]:
    if kind is WitnessFile:
        values = {**values, "sha256": re.sub(r"\s", "", values["sha256"]).lower()}
        if not _FINGERPRINT.fullmatch(values["sha256"]):
            raise BadInput(
                "Sidik SHA-256 terdiri atas 64 angka dan huruf a sampai f. Hitung di peramban, atau salin seluruhnya.",
                code="fingerprint",
                field="sha256",
            )
        if values["outcome"] == BidFileOutcome.OPENED and not values["outcome_note"]:
            raise BadInput(
                "Tulis setelah tindakan apa berkas itu dapat dibuka.", code="outcome_note", field="outcome_note"
            )
    return values


def _next(kind: type[Row], report: WitnessReport) -> int:
    last: int | None = kind.objects.filter(report=report).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _written(report: WitnessReport, actor: User, row: Row, what: str) -> None:
    raise_version(report)
    record("witness_report.changed", report, actor, part=row._meta.model_name or "", did=what, position=row.position)
