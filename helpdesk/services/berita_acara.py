"""What every kind of berita acara shares in its services: versions of forms, clean texts, seal and signatures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import transitions
from core.audit import audit_record
from core.enums import RevisionKind
from core.formats import long_datetime
from core.free_text import refuse_password
from core.models import DocumentRevision, OfficialDocument, User
from core.refusals import BadInput, NotReady
from core.revisions import document_seal, scanned_copy_add, signed_copy_add
from core.transitions import Transition, WrongState
from helpdesk.models import OutageReport, WitnessReport
from helpdesk.models.berita_acara import DISCARDED

Report = WitnessReport | OutageReport


@dataclass(frozen=True)
class Signing:
    """How a kind of report is signed.

    Args:
        sign: the move that the first signed copy makes.
        object_type: of the trail.
        added: audit key of every further copy.
        moved_on: the refusal for a report that has no document yet.
    """

    sign: Transition
    object_type: str
    added: str
    moved_on: Callable[[Any], WrongState]


def fields_write(fresh: Report, wanted: dict[str, Any]) -> str:
    """Put new values into a locked draft, with a new version for the forms that others have open.

    Returns:
        Names of the columns that changed, for the trail.
    """
    changed = [name for name, value in wanted.items() if getattr(fresh, name) != value]
    for name in changed:
        setattr(fresh, name, wanted[name])
    fresh.version += 1
    fresh.save(update_fields=[*changed, "version"])
    return ", ".join(sorted(changed))


def draft_discard(move: Transition, object_type: str, /, *, fresh: Report, actor: User, reason: str) -> Any:
    """End a locked draft that nobody needs: its number stays and says why, its words stand still.

    Raises:
        BadInput: no reason, or it tells a password.
    """
    words = refuse_password(reason, field="reason")
    if not words:
        raise BadInput("Tulis mengapa rancangan ini dibatalkan.", code="reason", field="reason")
    return transitions.apply(
        move,
        fresh,
        actor=actor,
        number=fresh.number,
        object_type=object_type,
        data={"reason": words},
        discarded_by=actor,
        discarded_at=timezone.now(),
        discard_reason=words,
    )


def report_seal(how: Signing, /, *, report: Report, actor: User) -> DocumentRevision:
    """Put the LPSE's seal on the final report. Why it could not be done is kept on the report.

    Raises:
        WrongState: the report is not final yet.
        NotReady: the PDF is not made yet, or key or certificate cannot be used.
        Refusal: it is sealed already.
    """
    document = _issued(how, report)
    try:
        revision = document_seal(document=document, actor=actor)
    except NotReady as problem:
        if document.is_ready:
            _note(report, problem.message)
        raise
    _note(report, "")
    return revision


def signature_add(how: Signing, /, *, report: Report, actor: User, kind: str, upload: UploadedFile) -> DocumentRevision:
    """Keep a copy that people signed: the signed PDF, or the scan of the wet-ink copy. The first one makes it signed.

    Raises:
        WrongState: the report is not final yet.
        BadInput: the file is no signed stage of this very report; the sentence says what it is.
        NotReady: the PDF is not made yet, or no scanner answers.
    """
    document = _issued(how, report)
    add = scanned_copy_add if kind == RevisionKind.SCAN else signed_copy_add
    with transaction.atomic():
        revision = add(document=document, upload=upload, actor=actor)
        fresh = transitions.lock(report)
        told: dict[str, Any] = {
            "object_type": how.object_type,
            "actor": actor,
            "data": {"revision": revision.ordinal, "kind": revision.kind, "sha256": revision.sha256},
        }
        if how.sign.allows(fresh.state):
            transitions.apply(how.sign, fresh, number=fresh.number, signed_at=timezone.now(), **told)
        else:
            audit_record(action=how.added, object_number=fresh.number, **told)
    return revision


def newer_of(report: Report) -> Report | None:
    """The report that corrects this one, unless it was given up as a draft."""
    rows: QuerySet[Any] = type(report).objects.filter(corrects=report)
    return rows.exclude(state=DISCARDED).first()


def moved(report: Report, who: User | None, at: datetime | None) -> WrongState:
    """The refusal that says where the report stands now.

    Args:
        who, at: through whom and when it came there; a discarded draft says so itself.
    """
    words = f"Berita acara {report.number} sekarang “{report.get_state_display()}”"
    who, at = report.discarded_by or who, report.discarded_at or at
    if who and at:
        words += f", terakhir oleh {who.full_name} pada {long_datetime(at)}"
    return WrongState(f"{words}. Tindakan Anda tidak dicatat; lihat keadaan terbarunya.", code="wrong_state")


def require_version(report: Report, version: int) -> None:
    """Refuse a form that was opened before somebody else changed the report.

    Raises:
        BadInput: what was typed stays in the form, which belongs to the newest version then.
    """
    if report.version != version:
        raise BadInput(
            f"Berita acara {report.number} diubah orang lain sementara Anda mengisi. Isian Anda belum disimpan: "
            "buka berita acaranya di tab lain untuk melihat yang baru, lalu simpan lagi.",
            code="changed_meanwhile",
        )


def raise_version(report: Report) -> None:
    """A change was written: forms that were opened before it are outdated now."""
    report.version += 1
    report.save(update_fields=["version"])


def cleaned(values: dict[str, Any]) -> dict[str, Any]:
    """Texts without blanks at their ends.

    Raises:
        BadInput: one of them tells a password, with its field.
    """
    return {
        name: refuse_password(value, field=name) if isinstance(value, str) else value for name, value in values.items()
    }


def _issued(how: Signing, report: Report) -> OfficialDocument:
    fresh = type(report).objects.select_related("document", "finalised_by__person").get(pk=report.pk)
    if fresh.document is None:
        raise how.moved_on(fresh)
    return fresh.document


def _note(report: Report, words: str) -> None:
    type(report).objects.filter(pk=report.pk).exclude(seal_problem=words[:300]).update(seal_problem=words[:300])
