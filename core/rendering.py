"""Making the PDF of an official document: once, durably, then frozen. Runs in workers only."""

import hashlib
import logging
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import pdf, profile
from core.audit import audit_record
from core.document_store import store
from core.documents import OBJECT_TYPE, check_address
from core.models import OfficialDocument
from core.registries import document_kind
from core.work import Claim, backoff, work_claim

log = logging.getLogger(__name__)

# Full disks and the like heal; words that cannot be laid out do not. After this many tries a person looks.
ATTEMPTS = 5


def document_render(pk: int) -> bool:
    """Render the document behind a waiting row and freeze it.

    Killed at any point it leaves either the waiting row (and at most a stray file that the next try removes), or the
    finished row with its file safely on disk. Returns True when this call finished it.
    """
    claim = work_claim(OfficialDocument, pk)
    if claim is None:
        return False
    document = claim.row
    try:
        made = letter(document)
        name = f"{_stem(document)}-{claim.token}.pdf"
        store(name, made.content)
    except Exception as error:
        # Whatever went wrong, the number stays and the row must say so; nothing is swallowed unseen.
        log.exception("document cannot be rendered", extra={"number": document.number})
        _give_back(claim, error)
        return False
    with transaction.atomic():
        finished = claim.finish(
            storage_name=name,
            sha256=hashlib.sha256(made.content).hexdigest(),
            size=len(made.content),
            pages=made.pages,
            rendered_at=timezone.now(),
        )
        if finished:
            audit_record(
                action="document.rendered",
                object_type=OBJECT_TYPE,
                object_number=document.number,
                actor=None,
                data={"kind": document.kind, "pages": made.pages, "size": len(made.content)},
            )
    _remove_strays(document, keep=name if finished else None, own=name)
    return finished


def letter(document: OfficialDocument) -> pdf.Pdf:
    """The PDF of a document as its frozen words, its kind's template and the profile of its day make it."""
    declared = document_kind(document.kind)
    return pdf.render(
        declared.template,
        {**document.context, "document": document, "kind": declared, "check_address": check_address(document)},
        profile=profile.stored(document.profile_version.data),
        example=document.is_example,
        identifier=document.code,
    )


def _stem(document: OfficialDocument) -> str:
    """Random to everyone without the code, the same at every try: so a try finds what an earlier one left behind."""
    return hashlib.sha256(f"document:{document.code}".encode()).hexdigest()[:40]


def _give_back(claim: Claim[OfficialDocument], error: Exception) -> None:
    document, words = claim.row, f"{type(error).__name__}: {error}"
    if claim.token < ATTEMPTS:
        claim.retry(words, after=backoff(claim.token))
        return
    with transaction.atomic():
        if claim.fail(words):
            audit_record(
                action="document.render_failed",
                object_type=OBJECT_TYPE,
                object_number=document.number,
                actor=None,
                data={"kind": document.kind, "error": type(error).__name__},
            )


def _remove_strays(document: OfficialDocument, *, keep: str | None, own: str) -> None:
    """Delete what interrupted tries left. A worker that lost its hold removes only what it wrote itself."""
    folder = Path(settings.DOCUMENTS_DIR) / own[:2]
    if keep is None:
        (folder / own).unlink(missing_ok=True)
        return
    for stray in folder.glob(f"{_stem(document)}-*"):
        if stray.name != keep:
            stray.unlink(missing_ok=True)
