"""What belongs to a decided registration besides itself, as its bundle shows it: objection, change requests, deactivations.

Only what was decided: drafts, what waits for the office, and proposals that nobody decided stay out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from core.formats import long_datetime, short_date
from registration.models import CHANGE_DECIDED, Application, ChangeFile, ChangeRequest
from registration.register import comparison
from registration.transitions import CHANGE_TYPE
from verification.enums import DeactivationState, FilePurpose, ObjectionState, ReactivationState
from verification.models import Deactivation, DeactivationFile, Objection
from verification.models.objection import objection_case
from verification.transitions import DEACTIVATION_TYPE, OBJECTION_TYPE

Row = tuple[str, str]
_FOLDERS = {FilePurpose.LETTER: "surat", FilePurpose.EVIDENCE: "bukti", FilePurpose.REPLY: "tanggapan"}


@dataclass(frozen=True)
class Part:
    """One number of the case with what the bundle says about it.

    Attributes:
        number: case number of its files and letters.
        folder: where they lie; empty for the application itself.
        objects: type and number under which the trail knows it.
        rows: label and words for the data sheet.
        folders: of each file its place below `folder`; the others lie in it.
        replaced: files that the asker replaced by others.
    """

    number: str
    folder: str
    objects: tuple[str, str]
    rows: tuple[Row, ...] = ()
    folders: dict[int, str] = field(default_factory=dict)
    replaced: frozenset[int] = frozenset()


def parts_of(application: Application) -> list[Part]:
    """Everything decided that belongs to an application, in the order of its kinds and keys."""
    found: list[Part] = []
    objection = Objection.objects.filter(application=application).exclude(state=ObjectionState.DRAFT).first()
    if objection is not None:
        number = objection_case(application.number)
        found.append(Part(number, "keberatan", (OBJECTION_TYPE, objection.number), tuple(_objection(objection))))
    found += [_change(row) for row in _changes(application)]
    found += [_deactivation(row) for row in _deactivations(application)]
    return found


def _changes(application: Application) -> QuerySet[ChangeRequest]:
    return (
        ChangeRequest.objects.filter(application=application, state__in=CHANGE_DECIDED)
        .select_related("application__current", "owner", "review", "decision__decided_by__person")
        .order_by("pk")
    )


def _deactivations(application: Application) -> QuerySet[Deactivation]:
    return (
        Deactivation.objects.filter(user_id__decision__application=application)
        .exclude(state=DeactivationState.PROPOSED)
        .select_related("user_id", "reply", "proposed_by__person", "decided_by__person")
        .order_by("pk")
    )


def _objection(objection: Objection) -> Iterable[Row]:
    at = long_datetime(objection.submitted_at) if objection.submitted_at else ""
    yield "Keberatan", f"{objection.number}, disampaikan {at}"
    yield "Isi keberatan", _line(objection.text)
    yield "Jawaban keberatan", f"{objection.get_state_display()}. {_line(objection.answer)}".strip()


def _change(change: ChangeRequest) -> Part:
    files = ChangeFile.objects.filter(item__change=change).order_by("pk")
    rows = files.values_list("file_id", "item__key", "replaced_at")
    return Part(
        number=change.number,
        folder=f"perubahan/{_safe(change.number)}",
        objects=(CHANGE_TYPE, change.number),
        rows=tuple(_change_rows(change)),
        folders={file: f"dokumen/{key}" for file, key, _ in rows},
        replaced=frozenset(file for file, _, replaced_at in rows if replaced_at),
    )


def _change_rows(change: ChangeRequest) -> Iterable[Row]:
    name, decision, review = change.number, change.decision, change.review
    handed_in = f", diserahkan {long_datetime(change.submitted_at)}" if change.submitted_at else ""
    yield name, f"{change.get_kind_display()}{handed_in}"
    for row in comparison(change):
        yield f"{name}: {row.label}", f"{row.old or '-'} → {row.new or '-'}" if row.is_changed else row.old
    yield f"{name}: keterangan pemohon", _line(change.reason)
    yield f"{name}: yang hadir", f"{review.presenter_name} ({review.get_presenter_mode_display()})"
    for check in review.checks.select_related("item").order_by("pk"):
        seen = f", asli dilihat {short_date(check.original_seen_at)}" if check.original_seen_at else ""
        result = check.get_result_display() or "belum diperiksa"
        words = [f"{result}{seen}", check.get_reason_code_display(), _line(check.note)]
        yield f"{name}: dokumen {check.item.get_key_display()}", "; ".join(filter(None, words))
    at = long_datetime(decision.decided_at)
    yield f"{name}: keputusan", f"{decision.get_outcome_display()}, {decision.decided_by.full_name}, {at}"
    reasons = dict(type(decision)._meta.get_field("reasons").base_field.flatchoices)
    if decision.reasons:
        yield f"{name}: alasan", "; ".join(str(reasons[code]) for code in decision.reasons)
    if decision.note:
        yield f"{name}: catatan", _line(decision.note)


def _deactivation(row: Deactivation) -> Part:
    files = DeactivationFile.objects.filter(deactivation=row).order_by("pk").values_list("file_id", "purpose")
    return Part(
        number=row.number,
        folder=f"penonaktifan/{_safe(row.number)}",
        objects=(DEACTIVATION_TYPE, row.number),
        rows=tuple(_deactivation_rows(row)),
        folders={file: _FOLDERS[FilePurpose(purpose)] for file, purpose in files},
    )


def _deactivation_rows(row: Deactivation) -> Iterable[Row]:
    name = row.number
    yield name, f"penonaktifan User ID {row.user_id.value}, {row.get_state_display()}"
    yield f"{name}: dasar", row.get_ground_display()
    asked = [row.requester_name, row.requester_position, row.requester_organization]
    yield f"{name}: diminta oleh", f"{', '.join(filter(None, asked))} ({row.get_requester_kind_display()})"
    yield f"{name}: surat permintaan", f"{row.letter_number}, {short_date(row.letter_date)}"
    yield f"{name}: uraian", _line(row.explanation)
    yield f"{name}: masa", f"{short_date(row.starts_on)} sampai {short_date(row.ends_on)}"
    yield f"{name}: diusulkan", f"{row.proposed_by.full_name}, {long_datetime(row.proposed_at)}"
    if row.decided_by and row.decided_at:
        outcome = "ditolak" if row.state == DeactivationState.REFUSED else "dinonaktifkan"
        words = f"{outcome}, {row.decided_by.full_name}, {long_datetime(row.decided_at)}"
        yield f"{name}: keputusan", ". ".join(filter(None, [words, _line(row.refusal_reason)]))
    reply = getattr(row, "reply", None)
    if reply is not None:
        yield f"{name}: tanggapan penyedia", f"{_line(reply.text)} ({long_datetime(reply.written_at)})"
    ends = row.reactivations.exclude(state=ReactivationState.PROPOSED).select_related("decided_by__person")
    for end in ends.order_by("pk"):
        by = f", {end.decided_by.full_name}" if end.decided_by else ""
        at = f", {long_datetime(end.decided_at)}" if end.decided_at else ""
        words = f"{_line(end.reason)} ({end.get_state_display()}{by}{at})"
        yield f"{name}: usul pengaktifan kembali", ". ".join(filter(None, [words, _line(end.refusal_reason)]))
    if row.closed_at:
        yield f"{name}: selesai", long_datetime(row.closed_at)
    if row.spse_off_on:
        yield f"{name}: dinonaktifkan di SPSE", f"{short_date(row.spse_off_on)}, {row.spse_off_by_name}"
    if row.spse_on_on:
        yield f"{name}: diaktifkan kembali di SPSE", f"{short_date(row.spse_on_on)}, {row.spse_on_by_name}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _safe(number: str) -> str:
    """A number as a folder; patterns of the profile may hold slashes."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", number).strip("-")
