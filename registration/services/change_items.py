"""Files for the documents of a change request: adding and taking away."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core.audit import audit_record
from core.files.services import file_erase, file_receive
from core.models import User
from core.refusals import BadInput, Refusal
from registration.change_rules import documents_for
from registration.models import ChangeFile, ChangeItem, ChangeRequest
from registration.services.changes import lock_change, require_author, require_open_change
from registration.services.document_files import file_put, file_take
from registration.transitions import CHANGE_TYPE


def change_item_upload(*, change: ChangeRequest, key: str, upload: UploadedFile, actor: User) -> ChangeFile:
    """Add a file to one document. The first file after a return takes the place of those that were sent back.

    Raises:
        Forbidden: somebody else's request.
        BadInput: the document is not asked for this request, or the file is not acceptable.
        NotReady: files cannot be looked into right now.
        Refusal: it is not the asker's turn, or this document was not sent back.
    """
    require_author(change, actor)
    _open_item(change, key)
    # Judged and stored before the row is locked: it may take seconds.
    file = file_receive(upload=upload, owner=actor, case_number=change.number)
    try:
        with transaction.atomic():
            item = _open_item(lock_change(change), key)
            row = file_put(ChangeFile(item=item, file=file))
            _record("change.file_added", item, actor)
    except Refusal:
        file_erase(file=file, actor=actor, reason="permohonan tidak lagi terbuka")
        raise
    return row


def change_file_remove(*, file: ChangeFile, actor: User) -> ChangeItem:
    """Take a file away again. Its bytes are deleted, unless the office has seen it: then it stays in the history.

    Raises:
        Forbidden: somebody else's request.
        Refusal: it is not the asker's turn, or this document was not sent back.
    """
    change = file.item.change
    require_author(change, actor)
    with transaction.atomic():
        fresh = lock_change(change)
        item = _open_item(fresh, file.item.key)
        if file_take(file, item, returned_at=fresh.returned_at, actor=actor):
            _record("change.file_removed", item, actor)
    return item


def _open_item(change: ChangeRequest, key: str) -> ChangeItem:
    if key not in {rule.key.value for rule in documents_for(change)}:
        raise BadInput(
            "Dokumen itu tidak diminta untuk permohonan ini. Pilih dokumen dari daftar.", code="not_required"
        )
    require_open_change(change)
    item = change.items.select_related("change").get(key=key)
    if not item.is_open:
        raise Refusal("Dokumen ini tidak dikembalikan petugas, jadi tidak perlu diganti.", code="item_closed")
    return item


def _record(action: str, item: ChangeItem, actor: User) -> None:
    audit_record(
        action=action,
        object_type=CHANGE_TYPE,
        object_number=item.change.number,
        actor=actor,
        data={"document": item.key},
    )
