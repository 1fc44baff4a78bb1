"""Erasing what an official document says, when its case is destroyed: number, code, dates and fingerprint stay."""

import contextlib
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from core.audit import audit_record
from core.document_store import path_of
from core.documents import OBJECT_TYPE, document_path
from core.enums import WorkState
from core.models import OfficialDocument, User
from core.transitions import lock


def document_erase(*, document: OfficialDocument, actor: User | None, reason: str) -> OfficialDocument:
    """Delete PDF and words of one document; the database asks for the order of two people. Twice is harmless."""
    with transaction.atomic():
        fresh = lock(document)
        if fresh.erased_at is not None:
            return fresh
        paths = [document_path(fresh)] if fresh.storage_name else []
        paths += [path_of(one.storage_name) for one in fresh.revisions.exclude(storage_name="")]
        # A document still waiting for its PDF gets none any more.
        fresh.work_state = WorkState.DONE
        fresh.claimed_until = None
        fresh.context, fresh.storage_name, fresh.erased_at = {}, "", timezone.now()
        fresh.save(update_fields=["work_state", "claimed_until", "context", "storage_name", "erased_at"])
        fresh.revisions.exclude(storage_name="").update(storage_name="")
        audit_record(
            action="document.erased",
            object_type=OBJECT_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"kind": fresh.kind, "case": fresh.case_number, "reason": reason, "sha256": fresh.sha256},
        )
        transaction.on_commit(lambda: _remove(paths))
    return fresh


def _remove(paths: list[Path]) -> None:
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
