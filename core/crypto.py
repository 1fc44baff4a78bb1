"""Identity numbers and identity scans at rest: encrypted, findable only through a keyed hash (UU 27/2022).

The key comes from the environment (LPSE_IDENTITY_KEY) and is in no backup of the database.
"""

import base64
import hashlib
import hmac
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_NONCE_BYTES = 12


def _key(purpose: bytes) -> bytes:
    master = base64.urlsafe_b64decode(settings.IDENTITY_KEY + "=" * (-len(settings.IDENTITY_KEY) % 4))
    return hmac.new(master, purpose, hashlib.sha256).digest()


def seal(content: bytes, *, nonce: bytes) -> bytes:
    """Encrypt with AES-256-GCM under a caller-chosen unique 12-byte nonce; returns nonce + ciphertext."""
    return nonce + AESGCM(_key(b"seal")).encrypt(nonce, content, None)


def unseal(sealed: bytes) -> bytes:
    """Decrypt what `seal` made.

    Raises:
        cryptography.exceptions.InvalidTag: the key is another one or the content was altered.
    """
    return AESGCM(_key(b"seal")).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)


def seal_part(content: bytes, *, nonce: bytes, about: bytes) -> bytes:
    """Encrypt one part of a large file, bound to what `about` says of it; the nonce is not repeated in the answer."""
    return AESGCM(_key(b"parts")).encrypt(nonce, content, about)


def unseal_part(sealed: bytes, *, nonce: bytes, about: bytes) -> bytes:
    """Decrypt what `seal_part` made.

    Raises:
        cryptography.exceptions.InvalidTag: another key, altered bytes, or another part.
    """
    return AESGCM(_key(b"parts")).decrypt(nonce, sealed, about)


def keyed_hash(value: str) -> str:
    """Hex HMAC-SHA256 of a normalised identity number: equal numbers can be found, none can be read back."""
    return hmac.new(_key(b"lookup"), value.encode(), hashlib.sha256).hexdigest()


class SealedTextField(models.BinaryField):
    """Text encrypted at rest. Python sees `str`; PostgreSQL sees random-looking bytes. Not searchable."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        kwargs.setdefault("default", b"")
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, (bytes, memoryview)):
            return value
        return seal(value.encode(), nonce=_random_nonce()) if value else b""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str:
        return unseal(bytes(value)).decode() if value else ""

    def to_python(self, value: Any) -> str:
        # A binary field would take text for base64 and validation would garble it.
        return value if isinstance(value, str) else ""

    def get_default(self) -> Any:
        return ""

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


def _random_nonce() -> bytes:
    return AESGCM.generate_key(bit_length=128)[:_NONCE_BYTES]
