"""The files of one document, alike for applications and change requests. Called under the lock of the case."""

from datetime import datetime
from typing import TypeVar

from django.utils import timezone

from core.files.services import file_erase
from core.models import User
from registration.enums import ItemState
from registration.models import ChangeFile, ChangeItem, DocumentFile, DocumentItem

FileT = TypeVar("FileT", DocumentFile, ChangeFile)


def file_put(row: FileT) -> FileT:
    """Add a file that is not saved yet. The first one after a return takes the place of those that were sent back."""
    item = row.item
    if item.state == ItemState.RETURNED:
        item.files.filter(replaced_at__isnull=True).update(replaced_at=timezone.now())
    row.save()
    _settle(item, ItemState.HANDED_IN)
    return row


def file_take(
    row: DocumentFile | ChangeFile, item: DocumentItem | ChangeItem, *, returned_at: datetime | None, actor: User
) -> bool:
    """Take a file away; its bytes go unless the office has seen it. False when it was taken away before."""
    rows = type(row)._default_manager.select_for_update(of=("self",)).select_related("file")
    fresh = rows.get(pk=row.pk)
    if fresh.replaced_at is not None:
        return False
    fresh.replaced_at = timezone.now()
    fresh.save(update_fields=["replaced_at"])
    if returned_at is None or fresh.added_at > returned_at:
        file_erase(file=fresh.file, actor=actor, reason="dihapus pemohon sebelum diserahkan")
    if item.state == ItemState.HANDED_IN and not item.files.filter(replaced_at__isnull=True).exists():
        _settle(item, ItemState.RETURNED if item.reason_code else ItemState.MISSING)
    return True


def _settle(item: DocumentItem | ChangeItem, state: ItemState) -> None:
    item.state = state
    item.save(update_fields=["state"])
