"""Names, tax numbers and regencies of the national list, made comparable. Pure: text in, text out (domain 2.4, 5.3)."""

import re
import unicodedata

# What stands before or after a firm's name and says only of which kind it is.
_FORMS = {
    "PT": "PT",
    "CV": "CV",
    "UD": "UD",
    "PD": "PD",
    "FA": "Firma",
    "FIRMA": "Firma",
    "NV": "NV",
    "KOPERASI": "Koperasi",
    "KOP": "Koperasi",
    "YAYASAN": "Yayasan",
    "PERUM": "Perum",
    "PERUMDA": "Perumda",
    "TOKO": "Toko",
    "TBK": "",
    "PERSERO": "",
}
_LONG_FORMS = ((("PERSEROAN", "TERBATAS"), "PT"), (("PERUSAHAAN", "DAGANG"), "PD"), (("USAHA", "DAGANG"), "UD"))
_DOTTED = re.compile(r"\b([A-Z])\s*\.\s*([A-Z])\b\s*\.?")
_WORD = re.compile(r"[^\W_]+")
_NPWP_DIGITS = 15
# Digits 6-8 and 11-12: what the public list usually leaves visible.
_KEY_PLACES = (5, 6, 7, 10, 11)
_KINDS = {"KAB": "KAB", "KABUPATEN": "KAB", "KOTA": "KOTA", "KOTAMADYA": "KOTA", "ADM": "", "ADMINISTRASI": ""}


def split_name(name: str) -> tuple[str, str]:
    """The form of business and the name without it: ``CV. Maju Jaya`` → (``CV``, ``MAJU JAYA``)."""
    plain = unicodedata.normalize("NFKC", name).upper()
    plain = _DOTTED.sub(lambda found: f" {found[1]}{found[2]} " if found[1] + found[2] in _FORMS else found[0], plain)
    words = _WORD.findall(plain)
    form = ""
    for long, short in _LONG_FORMS:
        if tuple(words[: len(long)]) == long and len(words) > len(long):
            words, form = words[len(long) :], short
    while len(words) > 1 and words[0] in _FORMS:
        first = _FORMS[words.pop(0)]
        form = form or first
    while len(words) > 1 and words[-1] in _FORMS:
        last = _FORMS[words.pop()]
        form = form or last
    return form, " ".join(words)


def tokens_of(plain_name: str) -> list[str]:
    """The words by which a name is looked up, each once; single letters only when there is nothing else."""
    words = list(dict.fromkeys(word[:60] for word in plain_name.split()))
    return [word for word in words if len(word) > 1] or words


def npwp_pattern(masked: str) -> str:
    """The fifteen places of a masked NPWP with ``_`` for hidden ones; empty when it has another length or shows nothing."""
    places = "".join("_" if sign in "*xX#" else sign for sign in masked if sign in "*xX#" or sign in "0123456789")
    if len(places) == _NPWP_DIGITS + 1:
        # The 16-digit form of a firm is a nought and the fifteen.
        places = places[1:] if places[0] in "0_" else ""
    return places if len(places) == _NPWP_DIGITS and places.strip("_") else ""


def npwp_key(pattern: str) -> str:
    """Digits 6-8 and 11-12 where all of them are visible, for the look-up by index; else empty."""
    key = "".join(pattern[place] for place in _KEY_PLACES) if pattern else ""
    return key if key.isdigit() else ""


def visible_digits(pattern: str, npwp: str) -> tuple[list[int], bool]:
    """Which places are visible (counted from 1), and whether all of them agree with a full NPWP of 15 or 16 digits.

    A number that is a NIK (16 digits without leading nought) has no fifteen-digit form: nothing is compared.
    """
    full = npwp[1:] if len(npwp) == _NPWP_DIGITS + 1 and npwp[0] == "0" else npwp
    if not pattern or len(full) != _NPWP_DIGITS:
        return [], False
    seen = [place for place, sign in enumerate(pattern) if sign != "_"]
    return [place + 1 for place in seen], all(pattern[place] == full[place] for place in seen)


def same_regency(one: str, other: str) -> bool:
    """True when two ways of writing mean the same regency or town: ``KAB. LUWU UTARA`` and ``Kabupaten Luwu Utara``."""
    kind, name = _regency(one)
    other_kind, other_name = _regency(other)
    return bool(name) and name == other_name and (not kind or not other_kind or kind == other_kind)


def _regency(text: str) -> tuple[str, str]:
    words = _WORD.findall(text.upper())
    kinds = [_KINDS[word] for word in words if word in _KINDS]
    return next((kind for kind in kinds if kind), ""), " ".join(word for word in words if word not in _KINDS)
