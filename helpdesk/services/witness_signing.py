"""Seal and signatures of a final report: the LPSE's seal by the portal, people's signatures from outside."""

from django.core.files.uploadedfile import UploadedFile

from core.models import DocumentRevision, User
from core.refusals import Forbidden
from helpdesk.models import WitnessReport
from helpdesk.permissions.witness import can_write, may_finalise
from helpdesk.services.berita_acara import Signing, report_seal, signature_add
from helpdesk.services.witness import moved_on
from helpdesk.transitions.witness import SIGN, WITNESS_TYPE

_SIGNING = Signing(SIGN, WITNESS_TYPE, "witness_report.signed_copy_added", moved_on)


def witness_report_seal(*, report: WitnessReport, actor: User) -> DocumentRevision:
    """Put the LPSE's seal on the final report; see `report_seal`.

    Raises:
        Forbidden: the person neither writes nor finalises reports.
    """
    if not can_write(actor) and not may_finalise(actor):
        raise Forbidden("Segel dibubuhkan petugas Unit Layanan dan Dukungan, Kepala, atau Wakil.", code="not_officer")
    return report_seal(_SIGNING, report=report, actor=actor)


def witness_signature_add(*, report: WitnessReport, actor: User, kind: str, upload: UploadedFile) -> DocumentRevision:
    """Keep a copy that people signed; see `signature_add`.

    Raises:
        Forbidden: the person does not write reports.
    """
    if not can_write(actor):
        raise Forbidden("Salinan bertanda tangan diunggah petugas Unit Layanan dan Dukungan.", code="not_officer")
    return signature_add(_SIGNING, report=report, actor=actor, kind=kind, upload=upload)
