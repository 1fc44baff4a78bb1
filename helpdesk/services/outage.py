"""Writing a berita acara gangguan and making it final: one writes, the Kepala or Wakil issues, a correction names the old."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import numbers, transitions
from core.audit import audit_record
from core.cases import case_of
from core.clock import today
from core.documents import document_issue
from core.models import CaseBelonging, DocumentRevision, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from helpdesk.documents.outage import OUTAGE_REPORT, outage_context
from helpdesk.enums.outage import OutagePart
from helpdesk.enums.outage import OutageState as S
from helpdesk.models import OutageReport, OutageTender, OutageWriter
from helpdesk.permissions.outage import can_finalise, can_write, may_finalise
from helpdesk.services.berita_acara import (
    Signing,
    cleaned,
    draft_discard,
    fields_write,
    moved,
    newer_of,
    report_seal,
    require_version,
    signature_add,
)
from helpdesk.transitions.outage import DISCARD, FINALISE, OUTAGE_TYPE, SIGN

SERIES = "outage_case"
# What a correction takes over from the report that it names; its tenders are taken over with their window.
_COPIED = (
    "incident_number", "announcement_number", "began_at", "ended_at", "is_planned", "parts", "other_part", "scope", "cause",
    "handling", "handled_by", "prevention", "tenders_taken_at", "tenders_from", "tenders_until", "mirror_copies",
    "mirror_oldest_at", "mirror_newest_at",
)  # fmt: skip
_COPIED_OF_TENDERS = (
    "position", "by_hand", "tender_code", "package_name", "agency", "stage", "starts_at", "ends_at", "source", "seen_at",
)  # fmt: skip


def outage_report_start(
    *,
    actor: User | None,
    began_at: datetime,
    parts: list[str],
    scope: str,
    incident_number: str = "",
    **values: Any,
) -> OutageReport:
    """Begin a report; whatever else is known may come at once.

    Args:
        actor: the officer; None when a higher app starts it from an incident, whose report is begun once only.
        incident_number: public number of the incident; the first report of the same one is given back to a higher app.
        values: further fields, as `OutageReport` names them.

    Raises:
        Forbidden: the person does not write reports.
        BadInput: something does not fit, a text tells a password, or the incident has a report already.
    """
    incident_number = incident_number.strip()
    if actor is None and not incident_number:
        raise ValueError("a report without a person names its incident")
    if actor is not None:
        _require_writer(actor)
    wanted = _checked(
        {"began_at": began_at, "parts": parts, "scope": scope, "incident_number": incident_number, **values}
    )
    try:
        with transaction.atomic():
            if (found := _of_incident(incident_number)) is None:
                report = OutageReport.objects.create(
                    number=numbers.number_issue(series=SERIES, on=today()), created_by=actor, **wanted
                )
                if actor is not None:
                    OutageWriter.objects.create(report=report, user=actor)
                record("outage_report.opened", report, actor, incident=incident_number)
                return report
    except IntegrityError:
        # The same incident, at the same moment.
        found = _of_incident(incident_number)
        if found is None:
            raise
    if actor is None:
        return found
    raise _has_report(found)


def outage_report_change(*, report: OutageReport, actor: User, version: int, **values: Any) -> OutageReport:
    """Change the draft.

    Args:
        version: of the report as the form showed it; an older one is refused, so that nobody overwrites a colleague.

    Raises:
        Forbidden: the person does not write reports.
        BadInput: as `outage_report_start`, or somebody changed it meanwhile.
        WrongState: it is no draft any more.
    """
    wanted = _checked(values)
    with transaction.atomic():
        fresh = draft_of(report, actor)
        require_version(fresh, version)
        incident_number = wanted.get("incident_number", fresh.incident_number)
        if incident_number != fresh.incident_number and fresh.corrects_id is None:
            other = _of_incident(incident_number)
            if other is not None:
                raise _has_report(other)
        record("outage_report.changed", fresh, actor, part="report", fields=fields_write(fresh, wanted))
    return fresh


def draft_of(report: OutageReport, actor: User) -> OutageReport:
    """The report locked as a draft that the person writes into, who is a writer from now on.

    Raises:
        Forbidden: the person does not write reports.
        WrongState: it is no draft any more.
    """
    _require_writer(actor)
    fresh = transitions.lock(report)
    if fresh.state != S.DRAFT:
        raise moved_on(fresh)
    OutageWriter.objects.get_or_create(report=fresh, user=actor)
    return fresh


def outage_report_finalise(*, report: OutageReport, actor: User) -> OutageReport:
    """Make it final: the number is issued, the words are frozen, the PDF follows in a worker.

    Raises:
        Forbidden: not the Kepala or Wakil, or one who wrote in it.
        Refusal: something is still missing; the sentence names it.
        WrongState: somebody was faster.
    """
    with transaction.atomic():
        fresh = transitions.lock(report)
        if fresh.state != S.DRAFT:
            raise moved_on(fresh)
        if not can_finalise(actor, fresh):
            raise Forbidden(
                "Berita acara ditetapkan Kepala atau Wakil Kepala LPSE yang tidak menulis isinya.", code="second_person"
            )
        if missing := missing_parts(fresh):
            raise Refusal(f"Belum dapat ditetapkan; yang masih kurang: {'; '.join(missing)}.", code="incomplete")
        document = document_issue(
            kind=OUTAGE_REPORT,
            case_number=fresh.number,
            context=outage_context(fresh),
            issued_by=actor,
            holder=None,
            replaces=fresh.corrects.document if fresh.corrects else None,
        )
        return transitions.apply(
            FINALISE,
            fresh,
            actor=actor,
            number=fresh.number,
            object_type=OUTAGE_TYPE,
            data={"document": document.number},
            finalised_by=actor,
            finalised_at=document.issued_at,
            document=document,
        )


def outage_report_discard(*, report: OutageReport, actor: User, reason: str) -> OutageReport:
    """Give a draft up; another report of the same incident, or another correction, may be begun.

    Raises:
        Forbidden: the person does not write reports.
        BadInput: see `draft_discard`.
        WrongState: it is no draft any more.
    """
    with transaction.atomic():
        fresh = draft_of(report, actor)
        return draft_discard(DISCARD, OUTAGE_TYPE, fresh=fresh, actor=actor, reason=reason)


def outage_report_correct(*, report: OutageReport, actor: User) -> OutageReport:
    """Begin a new report that names the old and starts with its words and tenders.

    Raises:
        Forbidden: the person does not write reports.
        WrongState: the old one is not issued yet, or is being corrected already.
    """
    _require_writer(actor)
    with transaction.atomic():
        old = transitions.lock(report)
        if (newer := newer_of(old)) is not None:
            raise WrongState(
                f"Berita acara {old.number} sudah dikoreksi dengan {newer.number}. Lanjutkan berkas itu.",
                code="corrected",
            )
        if not old.is_issued:
            raise moved_on(old)
        new = OutageReport.objects.create(
            number=numbers.number_issue(series=SERIES, on=today()),
            created_by=actor,
            corrects=old,
            **{name: getattr(old, name) for name in _COPIED},
        )
        CaseBelonging.objects.create(number=new.number, belongs_to=case_of(old.number))
        OutageWriter.objects.create(report=new, user=actor)
        OutageTender.objects.bulk_create(
            OutageTender(report=new, **{name: getattr(row, name) for name in _COPIED_OF_TENDERS})
            for row in old.tenders.all()
        )
        record("outage_report.opened", new, actor, incident=new.incident_number, corrects=old.number)
    return new


def outage_report_seal(*, report: OutageReport, actor: User) -> DocumentRevision:
    """Put the LPSE's seal on the final report; see `report_seal`.

    Raises:
        Forbidden: the person neither writes nor finalises reports.
    """
    if not can_write(actor) and not may_finalise(actor):
        raise Forbidden("Segel dibubuhkan petugas yang menulis berita acara, Kepala, atau Wakil.", code="not_officer")
    return report_seal(_SIGNING, report=report, actor=actor)


def outage_signature_add(*, report: OutageReport, actor: User, kind: str, upload: UploadedFile) -> DocumentRevision:
    """Keep a copy that people signed; see `signature_add`.

    Raises:
        Forbidden: the person does not write reports.
    """
    _require_writer(actor)
    return signature_add(_SIGNING, report=report, actor=actor, kind=kind, upload=upload)


def missing_parts(report: OutageReport) -> list[str]:
    """What a report still lacks before it may be made final, in the words of the desk."""
    wanted = (
        (report.ended_at is not None, "waktu selesai"),
        (bool(report.cause), "penyebab, atau “belum diketahui”"),
        (bool(report.handling), "yang dilakukan"),
        (bool(report.handled_by), "siapa yang menangani"),
        (report.has_current_tenders, "tender pada waktu gangguan, diambil setelah waktunya tetap"),
    )
    return [words for is_there, words in wanted if not is_there]


def moved_on(report: OutageReport) -> WrongState:
    """The refusal that says where the report stands now, and through whom."""
    return moved(report, report.finalised_by, report.finalised_at)


def record(action: str, report: OutageReport, actor: User | None, **data: Any) -> None:
    """Write an event of the report into the trail."""
    audit_record(action=action, object_type=OUTAGE_TYPE, object_number=report.number, actor=actor, data=data)


_SIGNING = Signing(SIGN, OUTAGE_TYPE, "outage_report.signed_copy_added", moved_on)


def _of_incident(incident_number: str) -> OutageReport | None:
    if not incident_number:
        return None
    rows = OutageReport.objects.filter(incident_number=incident_number, corrects__isnull=True)
    return rows.exclude(state=S.DISCARDED).first()


def _has_report(report: OutageReport) -> BadInput:
    return BadInput(
        f"Gangguan {report.incident_number} sudah mempunyai berita acara {report.number}. Lanjutkan berkas itu.",
        code="has_report",
        field="incident_number",
    )


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """The values cleaned, each rule beside its field.

    Raises:
        BadInput: one of them does not fit.
    """
    wanted = cleaned(values)
    began, ended = wanted.get("began_at"), wanted.get("ended_at")
    for name, moment in (("began_at", began), ("ended_at", ended)):
        if moment is not None and moment > timezone.now():
            raise BadInput("Waktu ini belum tiba. Periksa tanggal dan jamnya.", code="future", field=name)
    if began is not None and ended is not None and ended <= began:
        raise BadInput("Gangguan selesai sesudah mulai. Periksa kedua waktunya.", code="ends_first", field="ended_at")
    if "parts" in wanted:
        parts = wanted["parts"]
        if not parts or not set(parts) <= set(OutagePart.values):
            raise BadInput("Pilih apa yang tidak berfungsi.", code="bad_choice", field="parts")
        if (OutagePart.OTHER in parts) != bool(wanted.get("other_part")):
            raise BadInput(
                "Jelaskan “Lainnya” dengan kata-kata, dan hanya bila dipilih.", code="other", field="other_part"
            )
    if "scope" in wanted and not wanted["scope"]:
        raise BadInput("Isi siapa dan apa yang terkena.", code="missing", field="scope")
    return wanted


def _require_writer(actor: User) -> None:
    if not can_write(actor):
        raise Forbidden(
            "Berita acara gangguan ditulis petugas Layanan dan Dukungan atau Administrasi Sistem Elektronik.",
            code="not_officer",
        )
