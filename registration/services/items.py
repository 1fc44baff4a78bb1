"""Files for the documents of the closed set: adding and taking away."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from core import transitions
from core.audit import audit_record
from core.files.services import file_erase, file_receive
from core.models import User
from core.refusals import BadInput, Refusal
from registration.enums import Step
from registration.models import Application, DocumentFile, DocumentItem
from registration.requirements import for_application
from registration.services.application import require_filler, require_open
from registration.services.document_files import file_put, file_take
from registration.transitions import OBJECT_TYPE


def item_upload(*, application: Application, key: str, upload: UploadedFile, actor: User) -> DocumentFile:
    """Add a file to one document. The first file after a return takes the place of those that were sent back.

    Raises:
        Forbidden: somebody else's application.
        BadInput: the document is not asked of this applicant, or the file is not acceptable.
        NotReady: files cannot be looked into right now.
        Refusal: it is not the applicant's turn, or this document was not sent back.
    """
    require_filler(application, actor)
    _require_key(application, key)
    _open_item(application, key)
    # Judged and stored before the row is locked: it may take seconds.
    file = file_receive(upload=upload, owner=application.owner, case_number=application.number, actor=actor)
    try:
        with transaction.atomic():
            fresh = transitions.lock(application)
            item = _open_item(fresh, key)
            row = file_put(DocumentFile(item=item, file=file))
            _record("application.file_added", fresh, actor, item)
    except Refusal:
        file_erase(file=file, actor=actor, reason="pendaftaran tidak lagi terbuka")
        raise
    return row


def item_file_remove(*, file: DocumentFile, actor: User) -> DocumentItem:
    """Take a file away again. Its bytes are deleted, unless the office has seen it: then it stays in the history.

    Raises:
        Forbidden: somebody else's application.
        Refusal: it is not the applicant's turn, or this document was not sent back.
    """
    application = file.item.application
    require_filler(application, actor)
    with transaction.atomic():
        fresh = transitions.lock(application)
        item = _open_item(fresh, file.item.key)
        if file_take(file, item, returned_at=fresh.returned_at, actor=actor):
            _record("application.file_removed", fresh, actor, item)
    return item


def _require_key(application: Application, key: str) -> None:
    if key not in {rule.key.value for rule in for_application(application)}:
        raise BadInput(
            "Dokumen itu tidak diminta untuk pendaftaran ini. Pilih dokumen dari daftar.", code="not_required"
        )


def _open_item(application: Application, key: str) -> DocumentItem:
    require_open(application, Step.DOCUMENTS)
    item = application.items.get(key=key)
    if not item.is_open:
        raise Refusal("Dokumen ini tidak dikembalikan petugas, jadi tidak perlu diganti.", code="item_closed")
    return item


def _record(action: str, application: Application, actor: User, item: DocumentItem) -> None:
    audit_record(
        action=action,
        object_type=OBJECT_TYPE,
        object_number=application.number,
        actor=actor,
        data={"document": item.key},
    )
