"""Free text that people write into cases: never a place for an SPSE password (architecture, rule 12)."""

import re

from core.refusals import BadInput

# A word for password, at most two words between, a sign of telling, then something that is told.
_TOLD = re.compile(
    r"\b(?:kata\s*sandi|sandi|pass\s*word|pass|pwd|pw)(?:nya)?\b(?:\s+\w{1,12}){0,2}?\s*(?::|=|adalah\b|yaitu\b|ialah\b)\s*\S",
    re.IGNORECASE,
)


def tells_password(text: str) -> bool:
    """True when the text seems to tell a password (``password SPSE: rahasia1``)."""
    return bool(_TOLD.search(text[:20_000]))


def refuse_password(text: str, *, field: str) -> str:
    """Return the text, trimmed.

    Raises:
        BadInput: it seems to tell a password; nothing of it is kept.
    """
    if tells_password(text):
        raise BadInput(
            "Catatan ini tampak memuat kata sandi. Hapus kata sandinya; portal tidak pernah mencatat kata sandi SPSE.",
            code="tells_password",
            field=field,
        )
    return text.strip()
