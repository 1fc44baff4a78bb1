"""Official documents: issuing, withdrawing, reading and checking them (rule 4).

A document is issued in the transaction of the decision it tells of: number, code and words are fixed there and then,
by triggers too. `core.rendering` makes the PDF later in a worker. This module is what web requests use; it never
imports the PDF engine.
"""

import hashlib
import logging
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import numbers, profile
from core.audit import audit_record, register_actions
from core.cases import case_of
from core.document_store import path_of
from core.enums import WorkState
from core.models import OfficialDocument, User
from core.refusals import BadInput, Forbidden, NotReady, Refusal
from core.registries import (
    DocumentKind,
    FrontTask,
    NavigationItem,
    document_kind,
    register_front_task,
    register_navigation,
    register_role_permissions,
)
from core.roles import DEPUTY, HEAD, SECRETARIAT, VERIFIER
from core.transitions import lock
from core.work import WorkSource, register_source, work_announce

log = logging.getLogger(__name__)

OBJECT_TYPE = "document"
# Crockford's alphabet: no I, L, O, U, so a code read from paper can be typed without guessing.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 28
_ALIKE = str.maketrans("OIL", "011")
_CODE = re.compile(rf"[{ALPHABET}]{{{CODE_LENGTH}}}")
_IN_ADDRESS = re.compile(r"/(?:periksa|dokumen)/([^/?#]+)", re.IGNORECASE)


def register() -> None:
    """Tell the registries of core what official documents bring; called once, when the apps are ready."""
    register_actions(
        document__issued="Naskah resmi diterbitkan",
        document__rendered="Berkas naskah disusun dan dibekukan",
        document__render_failed="Berkas naskah gagal disusun",
        document__retried="Penyusunan berkas diulang",
        document__downloaded="Naskah diunduh",
        document__voided="Naskah dicabut",
        document__erased="Isi naskah dihapus menurut retensi",
        document__sealed="Naskah disegel dengan segel elektronik LPSE",
        document__signed_copy_added="Salinan bertanda tangan ditambahkan",
    )
    register_source(
        WorkSource(
            key="documents",
            label="Penyusunan naskah",
            model=OfficialDocument,
            task="core.document_render",
            priority=6,
        )
    )
    register_front_task(
        FrontTask(
            title="Periksa keaslian surat",
            text="Pindai kode QR-nya, ketik kodenya, atau bandingkan berkas PDF yang Anda terima.",
            icon="badge-check",
            url_name="core:document_search",
            order=80,
        )
    )
    register_navigation(NavigationItem("Periksa surat", "core:document_search", 80))
    for role in (HEAD, DEPUTY, SECRETARIAT, VERIFIER):
        register_role_permissions(role, ["core.view_officialdocument"])
    for role in (HEAD, DEPUTY):
        register_role_permissions(role, ["core.void_officialdocument"])


class DocumentDamaged(NotReady):
    """The stored PDF is missing or no longer the bytes that were frozen: it is handed to nobody."""


def document_issue(
    *,
    kind: str,
    case_number: str,
    context: Mapping[str, Any],
    issued_by: User | None,
    holder: User | None,
    replaces: OfficialDocument | None = None,
    issued_at: datetime | None = None,
) -> OfficialDocument:
    """Issue a document in the caller's transaction: number, check code, frozen words; the PDF follows in a worker.

    Args:
        kind: key of a declared `DocumentKind`.
        case_number: public number of the case it belongs to.
        context: what the letter template reads; plain JSON, dates as date or datetime.
        issued_by: the account that decided; None for the portal itself.
        holder: the account it is addressed to and that may download it; None when nobody outside may.
        replaces: the document of the same case, or of the one this case belongs to, that this one corrects.
        issued_at: only for example data, which tells of the past; otherwise now.

    Raises:
        KeyError: no app declared the kind.
        Refusal: the document to be replaced was withdrawn, was replaced already or belongs to another case.
        BadInput: a number of a later day exists.
    """
    declared = document_kind(kind)
    version, lpse = profile.current_version()
    if issued_at is not None and not settings.DEMO:
        raise BadInput("Naskah resmi bertanggal hari ini; tanggal lain hanya ada pada data contoh.", code="backdated")
    at = issued_at or timezone.now()
    on = at.astimezone(lpse.zone).date()
    with transaction.atomic():
        if replaces is not None:
            _check_replaceable(lock(replaces), case_number)
        take = numbers.number_take if issued_at else numbers.number_issue
        document = OfficialDocument.objects.create(
            kind=kind,
            number=take(series=kind, on=on),
            code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
            case_number=case_number,
            context=dict(context),
            template_version=declared.template_version,
            profile_version_id=version,
            issued_at=at,
            issued_by=issued_by,
            issuer_name=lpse.unit.name,
            holder=holder,
            is_example=settings.DEMO,
            replaces=replaces,
        )
        audit_record(
            action="document.issued",
            object_type=OBJECT_TYPE,
            object_number=document.number,
            actor=issued_by,
            data={"kind": kind, "case": case_number, "replaces": replaces.number if replaces else ""},
        )
        work_announce()
    return document


def _check_replaceable(old: OfficialDocument, case_number: str) -> None:
    if case_of(old.case_number) != case_of(case_number):
        raise Refusal("Naskah pengganti harus dari berkas yang sama.", code="other_case")
    if old.voided_at:
        raise Refusal(
            f"Naskah {old.number} sudah dicabut; terbitkan naskah baru tanpa menyebutnya sebagai pengganti.",
            code="voided",
        )
    if OfficialDocument.objects.filter(replaces=old).exists():
        raise Refusal(
            f"Naskah {old.number} sudah diganti. Muat ulang halaman untuk melihat penggantinya.", code="replaced"
        )


def can_void(user: User) -> bool:
    """True when the person may withdraw official documents."""
    return user.has_perm("core.void_officialdocument")


def document_void(*, document: OfficialDocument, reason: str, actor: User) -> OfficialDocument:
    """Withdraw a document for good; number and file stay, and /periksa/ says so with date and reason.

    Args:
        reason: shown to everyone who checks the document, so without personal data.

    Raises:
        Forbidden: the person may not withdraw documents.
        BadInput: no reason was given.
        Refusal: it was withdrawn already, or its file is still being made.
    """
    if not can_void(actor):
        raise Forbidden("Anda tidak berwenang mencabut naskah resmi. Sampaikan kepada Kepala LPSE.")
    words = " ".join(reason.split())
    if not words or len(words) > 300:
        raise BadInput("Tulis alasan pencabutan, paling panjang 300 huruf.", code="reason", field="reason")
    with transaction.atomic():
        fresh = lock(document)
        if fresh.voided_at:
            raise Refusal(f"Naskah {fresh.number} sudah dicabut. Tidak ada lagi yang perlu dilakukan.", code="voided")
        if fresh.work_state == WorkState.WAITING:
            raise Refusal(
                f"Berkas naskah {fresh.number} masih disusun. Tunggu sebentar, lalu cabut lagi.", code="still_waiting"
            )
        fresh.voided_at = timezone.now()
        fresh.void_reason = words
        fresh.save(update_fields=["voided_at", "void_reason"])
        audit_record(
            action="document.voided",
            object_type=OBJECT_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"kind": fresh.kind, "reason": words},
        )
    return fresh


def document_retry(*, document: OfficialDocument, actor: User) -> OfficialDocument:
    """Ask a worker once more for a PDF that could not be made.

    Raises:
        Forbidden: the person may not see the register.
        Refusal: the document does not wait for a person.
    """
    if not actor.has_perm("core.view_officialdocument"):
        raise Forbidden("Anda tidak berwenang membuka register naskah resmi.")
    with transaction.atomic():
        fresh = lock(document)
        if fresh.work_state != WorkState.FAILED or fresh.voided_at:
            raise Refusal("Berkas ini tidak sedang menunggu penyusunan ulang. Muat ulang halaman.", code="wrong_state")
        fresh.work_state = WorkState.WAITING
        fresh.run_after = timezone.now()
        fresh.attempts = 0
        fresh.save(update_fields=["work_state", "run_after", "attempts"])
        audit_record(action="document.retried", object_type=OBJECT_TYPE, object_number=fresh.number, actor=actor)
        work_announce()
    return fresh


def document_path(document: OfficialDocument) -> Path:
    """Where the PDF of a finished document lies: outside the web root, under a name that tells nothing."""
    return path_of(document.storage_name)


def document_read(document: OfficialDocument) -> bytes:
    """The frozen PDF, compared with its hash at every reading.

    Raises:
        NotReady: the PDF is still being made, or could not be made.
        Refusal: the content was erased with its case.
        DocumentDamaged: the bytes on disk are not those that were frozen.
    """
    if document.erased_at is not None:
        raise Refusal(f"Isi naskah {document.number} dihapus menurut retensi; catatannya tetap ada.", code="erased")
    if not document.is_ready:
        raise NotReady(f"Berkas naskah {document.number} masih disiapkan. Coba lagi sebentar lagi.", code="preparing")
    try:
        content = document_path(document).read_bytes()
    except OSError as error:
        log.error("document file cannot be read", extra={"number": document.number, "error": type(error).__name__})
        content = b""
    if hashlib.sha256(content).hexdigest() != document.sha256:
        log.error("document file differs from its frozen hash", extra={"number": document.number})
        raise DocumentDamaged(
            f"Berkas naskah {document.number} rusak di tempat penyimpanan dan tidak diberikan. "
            "Hubungi LPSE; nomor dan isi naskah tetap tercatat.",
            code="damaged",
        )
    return content


def file_name(document: OfficialDocument) -> str:
    """A plain name that sorts and says what it is: kind and number, signs that no system forbids."""
    safe = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in f"{document.kind}-{document.number}")
    return "-".join(part for part in safe.split("-") if part) + ".pdf"


def code_clean(text: str) -> str:
    """The code a person meant: case, dashes, blanks and look-alike letters are forgiven, a whole address is understood.

    Returns an empty string when it cannot be a code.
    """
    found = _IN_ADDRESS.search(text)
    raw = (found[1] if found else text)[:200].upper().removesuffix(".PDF")
    code = re.sub(r"[\W_]", "", raw).translate(_ALIKE)
    return code if _CODE.fullmatch(code) else ""


def check_address(document: OfficialDocument) -> str:
    """The full address that the QR code holds."""
    return settings.BASE_URL + reverse("core:document_check", args=[document.code])


@dataclass(frozen=True)
class RevisionFacts:
    """What anyone may know about a signed copy of a document."""

    label: str
    added_at: datetime
    sha256: str
    size: int


@dataclass(frozen=True)
class DocumentFacts:
    """What anyone may know who holds the code. No personal data beyond the kind's `public_fields`."""

    code: str
    number: str
    kind: str
    kind_label: str
    issued_at: datetime
    issuer_name: str
    validity: str  # valid, voided or replaced
    validity_label: str
    voided_at: datetime | None
    void_reason: str
    replaced_by_number: str
    replaced_by_code: str
    replaces_number: str
    is_ready: bool
    has_failed: bool
    is_example: bool
    sha256: str
    size: int
    pages: int
    erased_at: datetime | None
    fields: tuple[tuple[str, str], ...]
    revisions: tuple[RevisionFacts, ...] = ()


def document_facts(code: str) -> DocumentFacts | None:
    """The public facts of a document, or None when no document bears this code."""
    document = (
        OfficialDocument.objects.select_related("replaces", "replaced_by").filter(code=code_clean(code) or None).first()
    )
    if document is None:
        return None
    revisions = tuple(RevisionFacts(one.label, one.added_at, one.sha256, one.size) for one in document.revisions.all())
    return replace(facts_of(document), revisions=revisions)


def facts_of(document: OfficialDocument) -> DocumentFacts:
    """The public facts of a document at hand."""
    declared = declared_kind(document.kind)
    newer: OfficialDocument | None = getattr(document, "replaced_by", None)
    validity, label = "valid", "Berlaku"
    if document.voided_at:
        validity, label = "voided", "Dicabut"
    elif newer:
        validity, label = "replaced", "Diganti"
    return DocumentFacts(
        code=document.code,
        number=document.number,
        kind=document.kind,
        kind_label=declared.label,
        issued_at=document.issued_at,
        issuer_name=document.issuer_name,
        validity=validity,
        validity_label=label,
        voided_at=document.voided_at,
        void_reason=document.void_reason,
        replaced_by_number=newer.number if newer else "",
        replaced_by_code=newer.code if newer else "",
        replaces_number=document.replaces.number if document.replaces else "",
        is_ready=document.is_ready,
        has_failed=document.has_failed,
        is_example=document.is_example,
        sha256=document.sha256,
        size=document.size,
        pages=document.pages,
        erased_at=document.erased_at,
        fields=tuple(
            (label, str(document.context[key]))
            for key, label in declared.public_fields.items()
            if document.context.get(key) not in (None, "")
        ),
    )


def declared_kind(key: str) -> DocumentKind:
    """The declared kind, or a plain stand-in for documents whose kind is no longer declared."""
    try:
        return document_kind(key)
    except KeyError:
        return DocumentKind(key=key, label="Naskah resmi", template="")
