"""Signed copies of official documents: the LPSE's seal, signatures that people made outside, scans of the wet-ink copy.

Each is kept beside the issued file with its own hash; /periksa/ accepts and names every one. The signing library is
heavy and is loaded only when it is used.
"""

import hashlib
import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from core.audit import audit_record
from core.document_comparison import codes_in
from core.document_store import path_of, store
from core.documents import OBJECT_TYPE, DocumentDamaged, document_read
from core.enums import RevisionKind
from core.files import inspection, policy
from core.files.scanner import ScannerError, scan
from core.models import DocumentRevision, OfficialDocument, User
from core.refusals import BadInput, NotReady, Refusal
from core.transitions import lock

log = logging.getLogger(__name__)


def document_seal(*, document: OfficialDocument, actor: User) -> DocumentRevision:
    """Put the LPSE's electronic seal on the issued file, as a revision of its own.

    Raises:
        NotReady: the file is not made yet, or the seal cannot be used (no key, expired certificate); the sentence says why.
        Refusal: it bears the seal already.
    """
    if document.revisions.filter(kind=RevisionKind.SEAL).exists():
        raise Refusal(f"Naskah {document.number} sudah bersegel. Tidak ada lagi yang perlu dilakukan.", code="sealed")
    sealed: Callable[[bytes], tuple[bytes, str]] = import_string("core.signatures.sealed")
    content, holder = sealed(document_read(document))
    return _add(document, RevisionKind.SEAL, content, actor, signer=holder)


def signed_copy_add(*, document: OfficialDocument, upload: UploadedFile, actor: User) -> DocumentRevision:
    """Keep a PDF that people signed outside: a later stage of this very document, with signatures that hold.

    Raises:
        BadInput: it belongs to another document, bears no new signature, or its pages were changed; the sentence says which.
        NotReady: no scanner answers.
    """
    content = _read(upload)
    bases = [document_read(document)]
    bases += [revision_read(one) for one in document.revisions.exclude(kind=RevisionKind.SCAN)]
    known = {hashlib.sha256(base).hexdigest() for base in bases}
    if hashlib.sha256(content).hexdigest() in known:
        raise BadInput(
            "Berkas ini sama dengan yang sudah tersimpan. Unggah salinan yang sudah ditandatangani.",
            code="no_signature",
            field="file",
        )
    base = max((base for base in bases if content.startswith(base)), key=len, default=None)
    if base is None:
        raise BadInput(_not_ours(document, content), code="other_document", field="file")
    new_signers: Callable[..., tuple[str, ...]] = import_string("core.signatures.new_signers")
    try:
        signers = new_signers(content, base=base, issued=bases[0])
    except BadInput as refusal:
        raise BadInput(refusal.message, code=refusal.code, field="file") from refusal
    return _add(document, RevisionKind.SIGNED, content, actor, signer="; ".join(signers)[:500])


def scanned_copy_add(*, document: OfficialDocument, upload: UploadedFile, actor: User) -> DocumentRevision:
    """Keep the scan of the copy that was signed in ink: a safe copy of the upload, known by both hashes.

    Raises:
        BadInput: it is no acceptable PDF, or a PDF of the portal itself instead of a scan.
        NotReady: no scanner answers, or the issued file is not there yet.
    """
    content = _read(upload)
    if content.startswith(document_read(document)):
        raise BadInput(
            "Ini berkas PDF naskahnya sendiri, bukan pindaian. Pilih “PDF bertanda tangan elektronik” bila sudah ditandatangani.",
            code="not_a_scan",
            field="file",
        )
    report, copy = inspection.copy(content, content_type="application/pdf")
    if report.code:
        raise BadInput(
            "Salinan yang aman tidak dapat dibuat dari berkas ini. Pindai ulang sebagai PDF, lalu unggah lagi.",
            code="no_copy",
            field="file",
        )
    return _add(document, RevisionKind.SCAN, copy, actor, source_sha256=hashlib.sha256(content).hexdigest())


def revision_read(revision: DocumentRevision) -> bytes:
    """The bytes of a revision, compared with its hash at every reading.

    Raises:
        Refusal: the content was erased with its case.
        DocumentDamaged: the bytes on disk are not those that were kept.
    """
    if not revision.storage_name:
        raise Refusal("Isi naskah ini dihapus menurut retensi; catatannya tetap ada.", code="erased")
    try:
        content = path_of(revision.storage_name).read_bytes()
    except OSError as error:
        log.error("revision cannot be read", extra={"error": type(error).__name__, "revision": revision.pk})
        content = b""
    if hashlib.sha256(content).hexdigest() != revision.sha256:
        raise DocumentDamaged(
            f"Berkas {revision.label} rusak di tempat penyimpanan dan tidak diberikan. Hubungi LPSE.", code="damaged"
        )
    return content


def _add(
    document: OfficialDocument,
    kind: RevisionKind,
    content: bytes,
    actor: User,
    *,
    signer: str = "",
    source_sha256: str = "",
) -> DocumentRevision:
    digest = hashlib.sha256(content).hexdigest()
    name = f"{secrets.token_hex(20)}.pdf"
    path = store(name, content)
    try:
        with transaction.atomic():
            fresh = lock(document)
            if fresh.erased_at is not None or fresh.voided_at is not None:
                raise Refusal(f"Naskah {fresh.number} sudah dicabut atau dihapus isinya.", code="voided")
            last = fresh.revisions.order_by("-ordinal").values_list("ordinal", flat=True).first() or 0
            if kind == RevisionKind.SEAL and fresh.revisions.filter(kind=kind).exists():
                raise Refusal(f"Naskah {fresh.number} sudah bersegel.", code="sealed")
            revision = DocumentRevision.objects.create(
                document=fresh,
                ordinal=last + 1,
                kind=kind,
                signer=signer,
                storage_name=name,
                sha256=digest,
                source_sha256=source_sha256,
                size=len(content),
                added_by=actor,
            )
            data: dict[str, Any] = {"kind": kind.value, "sha256": digest, "ordinal": last + 1}
            audit_record(
                action="document.sealed" if kind == RevisionKind.SEAL else "document.signed_copy_added",
                object_type=OBJECT_TYPE,
                object_number=fresh.number,
                actor=actor,
                data=data,
            )
    except IntegrityError as error:
        path.unlink(missing_ok=True)
        raise BadInput("Berkas ini sudah tersimpan sebagai revisi naskah ini.", code="again", field="file") from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return revision


def _read(upload: UploadedFile) -> bytes:
    """The uploaded PDF: within the policy, whole, without a virus; fails closed."""
    name = policy.clean_name(upload.name or "")
    limit = policy.limits().size
    try:
        if not upload.size:
            raise policy.refusal("empty", name)
        if upload.size > limit:
            raise policy.refusal("too_large", name)
        content = upload.read()
        if policy.content_type_of(content[:64], name) != "application/pdf":
            raise BadInput("Unggah berkas PDF.", code="not_pdf")
        policy.refuse_second_face(content, "application/pdf", name)
        inspection.inspect(content, content_type="application/pdf", name=name)
    except BadInput as refusal:
        raise BadInput(refusal.message, code=refusal.code, field="file") from refusal
    if settings.CLAMD_ADDRESS or not settings.DEMO:
        try:
            virus = scan(content).virus
        except ScannerError as error:
            raise NotReady(
                "Pemindai virus sedang tidak menjawab. Unggah lagi beberapa menit lagi; tidak ada yang tersimpan.",
                code="no_scanner",
            ) from error
        if virus:
            raise BadInput("Berkas ini terinfeksi dan tidak disimpan.", code="infected", field="file")
    return content


def _not_ours(document: OfficialDocument, content: bytes) -> str:
    """Why a PDF is no later stage of this document: it is another one's, or it was written anew."""
    origins = OfficialDocument.objects.filter(code__in=codes_in(content)).exclude(pk=document.pk).order_by("pk")
    if other := origins.first():
        return (
            f"Berkas ini salinan naskah nomor {other.number}, bukan nomor {document.number}. "
            "Unggah pada berita acaranya sendiri."
        )
    return (
        f"Berkas ini bukan kelanjutan berkas naskah nomor {document.number}: disimpan ulang, diubah, atau naskah lain. "
        "Unduh PDF dari halaman ini, tanda tangani tanpa menyimpan ulang, lalu unggah lagi."
    )
