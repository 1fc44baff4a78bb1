"""Seal and signatures of a final report: the LPSE's seal by the portal, people's signatures from outside."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core import transitions
from core.enums import RevisionKind
from core.models import DocumentRevision, OfficialDocument, User
from core.refusals import Forbidden, NotReady
from core.revisions import document_seal, scanned_copy_add, signed_copy_add
from helpdesk.enums.witness import WitnessState as S
from helpdesk.models import WitnessReport
from helpdesk.permissions.witness import can_write, may_finalise
from helpdesk.services.witness import moved_on, record
from helpdesk.transitions.witness import SIGN, WITNESS_TYPE


def witness_report_seal(*, report: WitnessReport, actor: User) -> DocumentRevision:
    """Put the LPSE's seal on the final report. Why it could not be done is kept on the report.

    Raises:
        Forbidden: the person neither writes nor finalises reports.
        WrongState: the report is not final yet.
        NotReady: the PDF is not made yet, or key or certificate cannot be used.
        Refusal: it is sealed already.
    """
    if not can_write(actor) and not may_finalise(actor):
        raise Forbidden("Segel dibubuhkan petugas Unit Layanan dan Dukungan, Kepala, atau Wakil.", code="not_officer")
    document = _issued(report)
    try:
        revision = document_seal(document=document, actor=actor)
    except NotReady as problem:
        if document.is_ready:
            _note(report, problem.message)
        raise
    _note(report, "")
    return revision


def witness_signature_add(*, report: WitnessReport, actor: User, kind: str, upload: UploadedFile) -> DocumentRevision:
    """Keep a copy that people signed: the signed PDF, or the scan of the wet-ink copy. The first one makes it signed.

    Raises:
        Forbidden: the person does not write reports.
        WrongState: the report is not final yet.
        BadInput: the file is no signed stage of this very report; the sentence says what it is.
        NotReady: the PDF is not made yet, or no scanner answers.
    """
    if not can_write(actor):
        raise Forbidden("Salinan bertanda tangan diunggah petugas Unit Layanan dan Dukungan.", code="not_officer")
    document = _issued(report)
    add = scanned_copy_add if kind == RevisionKind.SCAN else signed_copy_add
    with transaction.atomic():
        revision = add(document=document, upload=upload, actor=actor)
        fresh = transitions.lock(report)
        data = {"revision": revision.ordinal, "kind": revision.kind, "sha256": revision.sha256}
        if fresh.state == S.FINAL:
            transitions.apply(
                SIGN,
                fresh,
                actor=actor,
                number=fresh.number,
                object_type=WITNESS_TYPE,
                data=data,
                signed_at=timezone.now(),
            )
        else:
            record("witness_report.signed_copy_added", fresh, actor, **data)
    return revision


def _issued(report: WitnessReport) -> OfficialDocument:
    fresh = WitnessReport.objects.select_related("document", "finalised_by__person", "checked_by__person").get(
        pk=report.pk
    )
    if fresh.document is None:
        raise moved_on(fresh)
    return fresh.document


def _note(report: WitnessReport, words: str) -> None:
    WitnessReport.objects.filter(pk=report.pk).exclude(seal_problem=words[:300]).update(seal_problem=words[:300])
