"""The secret printed on a receipt, by which a page without an account knows its holder.

It is stored nowhere: it is derived from the number under a key of its own, so neither a copy of the database nor a list
of numbers opens anything.
"""

import hashlib
import hmac

from django.conf import settings

# Crockford's letters: a secret read from paper is typed without guessing; 16 signs of 5 bits behind a throttle.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 16
_ALIKE = str.maketrans("OIL", "011")


def code_for(scope: str, number: str) -> str:
    """The secret of a number as printed: four groups of four, ``7K2M-9QXR-4TBV-8N3H``.

    Args:
        scope: what the secret opens, so that the same number under another scope has another one.
    """
    digest = hmac.digest(settings.RECEIPT_KEY, f"{scope}:{number}".encode(), hashlib.sha256)
    whole = int.from_bytes(digest[:10], "big")
    signs = "".join(_SIGNS[whole >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return "-".join(signs[start : start + 4] for start in range(0, _LENGTH, 4))


def code_fits(scope: str, number: str, typed: str) -> bool:
    """True when this is the number's secret. Case, dashes, blanks and look-alike letters are forgiven.

    It takes the same time whether the number exists or not: nothing is looked up.
    """
    clean = "".join(sign for sign in typed[:100].upper() if sign.isalnum()).translate(_ALIKE)
    return hmac.compare_digest(clean.encode(), code_for(scope, number).replace("-", "").encode())
