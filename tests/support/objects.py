"""One object of every kind that stands in an address: `SAMPLES[kind](owner)` makes it and names it as the address does.

A new kind of object in an address (`of=` in lpse/access.py) gets its maker here; the access matrix asks for it.
"""

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

from core.documents import document_issue
from core.models import Holiday, OfficialDocument, StoredFile, User
from tests.support.letters import LETTER, WORDS

Names = dict[str, Any]


def _document(owner: User | None) -> OfficialDocument:
    return document_issue(kind=LETTER.key, context=WORDS, case_number="UJI-2026-000001", issued_by=None, holder=owner)


def _file(owner: User) -> StoredFile:
    return StoredFile.objects.create(
        public_id=secrets.token_hex(16), owner=owner, case_number="UJI-2026-000001", original_name="akta.pdf",
        content_type="application/pdf", size=10, sha256="0" * 64, pages=1,
    )  # fmt: skip


def _holiday(_: User) -> Holiday:
    return Holiday.objects.create(date=date(2026, 8, 18), name=f"Libur {secrets.token_hex(4)}", kind="local")


SAMPLES: dict[str, Callable[[User], Names]] = {
    "document": lambda owner: {"code": _document(owner).code},
    "file": lambda owner: {"public_id": _file(owner).public_id},
    "core.holiday": lambda owner: {"object_id": _holiday(owner).pk},
    "core.officialdocument": lambda owner: {"object_id": _document(owner).pk},
    "core.storedfile": lambda owner: {"object_id": _file(owner).pk},
}
# What an address needs besides the object.
OTHER_PARTS: Names = {
    "app_label": "core",
    "page": 1,
    "disposition": "unduh",
    "token": "tautan-yang-salah",
    "uidb36": "zz",
    "key": "tautan-yang-salah",
}
