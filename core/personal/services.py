"""The copy of the own data: asked for by the person, made by a worker, handed to nobody else, gone after some days."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core import vault
from core.audit import audit_record
from core.clock import local
from core.enums import WorkState
from core.models import DataCopy, Person, User
from core.people import OBJECT_TYPE, person_number
from core.refusals import NotReady, Refusal
from core.work import work_announce


@dataclass(frozen=True)
class CopyContent:
    """A copy on its way to its person."""

    name: str
    size: int
    parts: Iterator[bytes]


def copy_of(user: User) -> DataCopy | None:
    """The copy that waits, is ready or failed; None when there is none."""
    return DataCopy.objects.filter(user=user, expired_at__isnull=True).first()


def copy_ask(*, user: User) -> DataCopy:
    """Ask a worker for a copy; one that waits or can be downloaded is given instead, so twice is harmless."""
    with transaction.atomic():
        # Two tabs at once: the second finds what the first asked for.
        User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        present = copy_of(user)
        if present is not None and present.has_failed:
            copy_expire(present)
            present = None
        if present is not None:
            return present
        row = DataCopy.objects.create(user=user)
        _record("own_data.asked", user)
        work_announce()
    return row


def copy_open(*, user: User) -> CopyContent:
    """Hand the person the copy; the trail says so before the first byte.

    Raises:
        NotReady: it is still being made.
        Refusal: there is none, or its days are over.
    """
    row = copy_of(user)
    if row is not None and row.work_state == WorkState.WAITING:
        raise NotReady("Salinan data Anda sedang disiapkan. Coba lagi sebentar lagi.", code="preparing")
    if row is None or not row.is_ready or row.expires_at is None or row.expires_at <= timezone.now():
        raise Refusal("Tidak ada salinan yang dapat diunduh. Minta salinan baru dahulu.", code="no_copy")
    _record("own_data.downloaded", user, sha256=row.sha256)
    made = row.made_at or row.created_at
    return CopyContent(f"salinan-data-pribadi-{local(made):%Y%m%d}.zip", row.size, vault.read(row.storage_name))


def copies_expire() -> int:
    """Delete copies whose days are over.

    Returns:
        How many; a second run finds none.
    """
    done = 0
    over = DataCopy.objects.filter(expired_at__isnull=True, expires_at__lte=timezone.now())
    for pk in over.order_by("pk").values_list("pk", flat=True)[:500]:
        with transaction.atomic():
            row = DataCopy.objects.select_for_update(of=("self",)).get(pk=pk)
            if row.expired_at is None:
                copy_expire(row)
                done += 1
    return done


def person_forget(person: Person) -> None:
    """Delete the copy of a person whose data is erased."""
    for row in DataCopy.objects.select_for_update(of=("self",)).filter(user__person=person, expired_at__isnull=True):
        copy_expire(row)


def copy_expire(row: DataCopy) -> None:
    """Take a copy away in the caller's transaction; its bytes go once that has committed."""
    name = row.storage_name
    row.storage_name, row.expired_at = "", timezone.now()
    row.work_state, row.claimed_until = WorkState.DONE, None
    row.save(update_fields=["storage_name", "expired_at", "work_state", "claimed_until"])
    audit_record(
        action="own_data.expired", object_type=OBJECT_TYPE, object_number=person_number(row.user.person), actor=None
    )
    transaction.on_commit(lambda: vault.remove(name))


def _record(action: str, user: User, **data: str) -> None:
    audit_record(
        action=action, object_type=OBJECT_TYPE, object_number=person_number(user.person), actor=user, data=dict(data)
    )
