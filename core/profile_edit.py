"""Changing the LPSE profile: a new version each time, with reason, trace, and what differs from the one before (rule 10)."""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from core import profile
from core.audit import audit_record
from core.files import emblem_receive
from core.models import ProfileVersion, User
from core.profile_check import check
from core.profile_words import flat, label_of
from core.refusals import BadInput, Forbidden, Refusal

OBJECT_TYPE = "profile"
# Any two changes of the profile come one after the other.
_LOCK = 7324


@dataclass(frozen=True)
class Change:
    """One value that differs between two versions; empty where it did not stand."""

    path: str
    label: str
    before: str
    after: str


def can_change_profile(user: User) -> bool:
    """Only the Kepala changes who this LPSE is."""
    return user.has_perm("core.add_profileversion")


def version_number(version: ProfileVersion) -> str:
    """Under which a version is found in the audit trail."""
    return f"versi-{version.pk}"


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """What differs between the data of two versions, in the order of the form."""
    old, new = dict(flat(before)), dict(flat(after))
    return [
        Change(path, label_of(path, after), old.get(path, ""), new.get(path, ""))
        for path in {**old, **new}
        if old.get(path, "") != new.get(path, "")
    ]


def profile_change(*, data: dict[str, Any], reason: str, base: int, actor: User) -> ProfileVersion:
    """Put a new version in force.

    Args:
        data: the whole profile as plain data.
        reason: why; shown in the history.
        base: the version that the person saw; another one meanwhile is not overwritten (fault row 22).

    Raises:
        Forbidden: the person is not the Kepala.
        BadInput: no reason, a value that cannot be used (named by `field`), or nothing that differs.
        Refusal: somebody changed the profile in between.
    """
    if not can_change_profile(actor):
        raise Forbidden("Profil LPSE hanya diubah oleh Kepala LPSE.", code="forbidden")
    reason = " ".join(reason.split())
    if not reason or len(reason) > 300:
        raise BadInput("Tulis alasan perubahan, paling banyak 300 huruf.", code="no_reason", field="reason")
    checked, problems = check(data)
    if checked is None or problems:
        place, message = next(iter(problems.items()))
        raise BadInput(message, code="bad_profile", field=place)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        newest = ProfileVersion.objects.select_related("created_by__person").latest()
        if newest.pk != base:
            who = newest.created_by.full_name if newest.created_by else "portal"
            raise Refusal(
                f"Profil sudah diubah oleh {who} sesudah Anda membukanya. Buka lagi, lalu masukkan perubahan Anda.",
                code="changed_meanwhile",
            )
        new = profile.dump(checked)
        different = changes(newest.data, new)
        if not different:
            raise BadInput("Tidak ada yang berubah, jadi tidak ada versi baru.", code="unchanged")
        version = ProfileVersion.objects.create(slug=checked.slug, data=new, reason=reason, created_by=actor)
        audit_record(
            action="profile.changed",
            object_type=OBJECT_TYPE,
            object_number=version_number(version),
            actor=actor,
            data={"reason": reason, "from": newest.pk, "fields": [change.path for change in different]},
        )
        transaction.on_commit(profile.forget)
    return version


def arms_store(upload: UploadedFile) -> str:
    """Keep an uploaded coat of arms, drawn anew as a small PNG; returns the name that the profile holds.

    The name is the fingerprint of the picture, so the same one twice is one file, and a stale page never shows another.

    Raises:
        BadInput: it is no picture, or one that the file policy refuses.
        NotReady: the scanner or the inspection is busy or away; nothing was kept.
    """
    content = emblem_receive(upload)
    name = f"lambang-{hashlib.sha256(content).hexdigest()[:24]}.png"
    folder = Path(settings.DATA_DIR) / "profile"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_bytes(content)
        part.replace(path)
    return name


def arms_picture(name: str) -> str:
    """The stored picture as a `data:` address, for a preview before the profile names it; empty when there is none."""
    path = Path(settings.DATA_DIR) / "profile" / Path(name).name
    if not name or path.suffix != ".png" or not path.is_file():
        return ""
    return f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"
