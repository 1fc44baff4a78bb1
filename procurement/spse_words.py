"""What SPSE writes in its lists, read: shortened amounts, names with markup, years, times of stages."""

import html
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.refusals import BadInput

# A milyar is a thousand juta; SPSE rounds to one decimal of the unit.
_UNITS = {"rb": 10**3, "ribu": 10**3, "jt": 10**6, "juta": 10**6, "m": 10**9, "miliar": 10**9, "t": 10**12, "triliun": 10**12}  # fmt: skip
_SHORT = re.compile(r"^(?:Rp\.?\s*)?(\d[\d.]*)(?:,(\d+))?\s*([A-Za-z]+)?\.?$")
_LABEL = re.compile(r"<span\b[^>]*\blabel\b[^>]*>(.*?)</span\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*|!--.*?--)>", re.DOTALL)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_KIND_AND_YEAR = re.compile(r"^(.*?)\s*-\s*TA\b\s*(.*)$", re.IGNORECASE)
_FILE_METHOD = re.compile(r"^(\S*kualifikasi)\s+(.*)$", re.IGNORECASE)
_NO_VALUE = re.compile(r"^(?:|-|nilai kontrak belum dibuat|null)$", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """A sum of money as SPSE lists it.

    Attributes:
        value: in rupiah.
        step: in rupiah: the list rounded to this; one sen when it gave the whole sum.
    """

    value: Decimal
    step: Decimal


def amount(text: str) -> Amount | None:
    """``284,6 Jt`` → 284,600,000 rounded to 100,000; ``1,4 M`` is miliar; None when the list names no sum.

    Raises:
        BadInput: it is no sum.
    """
    if _NO_VALUE.match(text.strip()):
        return None
    found = _SHORT.match(text.strip())
    unit = _UNITS.get(found[3].lower()) if found and found[3] else 1
    if found is None or unit is None:
        raise BadInput(f"“{text[:40]}” bukan jumlah uang. Tulis seperti 284,6 Jt, 1,4 M, atau Rp 284.600.000,00.")
    decimals = found[2] or ""
    number = Decimal(f"{found[1].replace('.', '')}.{decimals or '0'}")
    step = Decimal(unit).scaleb(-len(decimals)) if unit > 1 else Decimal("0.01")
    if number * unit >= 10**15:
        raise BadInput(f"“{text[:40]}” terlalu besar untuk nilai sebuah paket. Periksa satuannya.")
    return Amount(number * unit, step)


@dataclass(frozen=True)
class Name:
    """A package's name without markup, and the labels that stood in it (``Tender Ulang``)."""

    words: str
    labels: tuple[str, ...]


def name(text: str) -> Name:
    """The name as people read it: tags away, entities as letters, labels apart. ``a < b`` is no tag and stays."""
    labels = tuple(_plain(found) for found in _LABEL.findall(text))
    return Name(_plain(_LABEL.sub(" ", text)), tuple(dict.fromkeys(filter(None, labels))))


def kind_and_years(text: str) -> tuple[str, tuple[int, ...]]:
    """``Pekerjaan Konstruksi - TA 2016`` → kind and budget years; no year for ``TA null``."""
    found = _KIND_AND_YEAR.match(text.strip())
    if found is None:
        return text.strip(), ()
    return found[1], tuple(dict.fromkeys(int(year) for year in _YEAR.findall(found[2])))


def qualification_and_files(text: str) -> tuple[str, str]:
    """``Pascakualifikasi Satu File`` → ``Pascakualifikasi`` and ``Satu File``; what is written otherwise stays whole."""
    found = _FILE_METHOD.match(text.strip())
    return (found[1], found[2]) if found else (text.strip(), "")


def year_is_likely(year: int, today: date) -> bool:
    """SPSE began in 2008, and nobody lists packages of more than five years to come."""
    return 2008 <= year <= today.year + 5


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())
