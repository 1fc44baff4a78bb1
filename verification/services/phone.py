"""The telephone beside the counter: opened by the officer, good for one draft, fifteen minutes and pictures only."""

import hashlib
import secrets
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core import transitions
from core.audit import audit_record
from core.models import User
from core.refusals import Forbidden, Refusal
from registration.models import Application, DocumentFile
from registration.services.application import is_at_counter
from registration.services.items import item_upload
from registration.transitions import OBJECT_TYPE
from verification.models import PhoneUpload

LIFETIME = timedelta(minutes=15)


class PhoneClosed(Refusal):
    """The code is unknown, too old, or the officer closed it: the three are told alike."""

    status = 404


def phone_open(*, application: Application, actor: User) -> str:
    """Open the draft for a telephone; one opened before is closed.

    Returns:
        The code, which is kept nowhere else.

    Raises:
        Forbidden: not the officer who entered the draft, or it is confirmed.
    """
    _require(application, actor)
    code = secrets.token_urlsafe(32)
    with transaction.atomic():
        fresh = transitions.lock(application)
        now = timezone.now()
        PhoneUpload.objects.filter(application=fresh, closed_at__isnull=True).update(closed_at=now)
        PhoneUpload.objects.create(
            application=fresh, opened_by=actor, code_hash=_hashed(code), opened_at=now, expires_at=now + LIFETIME
        )
        _record("phone.opened", fresh, actor)
    return code


def phone_close(*, application: Application, actor: User) -> None:
    """Close it. Closing twice is harmless.

    Raises:
        Forbidden: as `phone_open`.
    """
    _require(application, actor)
    with transaction.atomic():
        fresh = transitions.lock(application)
        closed = PhoneUpload.objects.filter(application=fresh, closed_at__isnull=True).update(closed_at=timezone.now())
        if closed:
            _record("phone.closed", fresh, actor)


def phone_find(code: str) -> PhoneUpload:
    """What a code opens; reading changes nothing.

    Raises:
        PhoneClosed: nothing, or not any more.
    """
    rows = PhoneUpload.objects.select_related("application", "opened_by__person")
    row = rows.filter(code_hash=_hashed(code), closed_at__isnull=True, expires_at__gt=timezone.now()).first()
    if row is None or not is_at_counter(row.application, row.opened_by):
        raise PhoneClosed(
            "Halaman ini sudah ditutup petugas atau lewat waktunya. Minta petugas menampilkan kode yang baru.",
            code="phone_closed",
        )
    return row


def phone_upload(*, code: str, key: str, upload: UploadedFile) -> DocumentFile:
    """Add a picture to one document, on behalf of the officer who opened the page.

    Raises:
        PhoneClosed: the code opens nothing any more.
        BadInput: the document is not asked, or the file is not acceptable.
        NotReady: files cannot be looked into right now.
    """
    row = phone_find(code)
    return item_upload(application=row.application, key=key, upload=upload, actor=row.opened_by)


def _require(application: Application, actor: User) -> None:
    if not is_at_counter(application, actor):
        raise Forbidden(
            "Hanya petugas yang mengisi di loket yang membuka halaman ponsel, selama pemohon belum mengonfirmasi.",
            code="not_at_counter",
        )


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _record(action: str, application: Application, actor: User) -> None:
    audit_record(action=action, object_type=OBJECT_TYPE, object_number=application.number, actor=actor)
