"""Official numbers: gapless, unique, never reused, never back-dated (rule 3).

The counter is one row per series and year. It is raised by a single upsert inside the transaction that issues the
document, so a roll-back gives the number back and two officers can never get the same one: the second waits for the
first. The pattern and its values are LPSE profile data.
"""

import re
import string
from collections.abc import Mapping
from datetime import date

from django.db import connection
from django.utils import timezone

from core import profile
from core.refusals import BadInput

ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_OWN_VALUES = ("urut", "bulan", "bulan_romawi", "tahun")
_LONGEST = 120
_PADDING = re.compile(r"0[1-9]")

_RAISE = """
    INSERT INTO core_numbercounter AS counter (series, year, last, last_on) VALUES (%s, %s, 1, %s)
    ON CONFLICT (series, year) DO UPDATE SET last = counter.last + 1, last_on = EXCLUDED.last_on
    WHERE counter.last_on <= EXCLUDED.last_on
    RETURNING last
"""


class PatternError(ValueError):
    """A number pattern of the profile cannot be used; the message is Indonesian and says why."""


def number_issue(*, series: str, on: date) -> str:
    """Issue the next number of a series, in the caller's transaction.

    Args:
        series: key of the series, the same as the document kind; the profile holds its pattern.
        on: today's date in the LPSE's zone.

    Raises:
        BadInput: `on` is not today: inserted ("sisip") numbers do not exist.
        PatternError: the profile has no usable pattern for the series.
        RuntimeError: called outside a transaction, where a failure later on would leave a gap.
    """
    today = timezone.localdate(timezone=profile.current().zone)
    if on != today:
        raise BadInput(
            f"Nomor naskah hanya diberikan untuk hari ini ({today:%d-%m-%Y}); nomor sisipan tidak ada. "
            "Terbitkan naskah dengan tanggal hari ini dan sebut tanggal kejadian di dalam isinya.",
            code="number_not_today",
        )
    return number_take(series=series, on=on)


def number_take(*, series: str, on: date) -> str:
    """Take the next number for a day that need not be today; never earlier than the last number of the series.

    Only example data uses other days than today; everything else calls `number_issue`.

    Raises:
        BadInput: a number of a later day exists already, or the day has not come yet.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is issued inside the transaction of the document that bears it")
    lpse = profile.current()
    pattern = lpse.number_patterns.get(series)
    if pattern is None:
        raise PatternError(f"Profil LPSE belum punya pola nomor untuk “{series}”.")
    if on > timezone.localdate(timezone=lpse.zone):
        raise BadInput("Tanggal naskah belum tiba. Pakai tanggal hari ini.", code="number_not_today")
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, [series, on.year, on])
        row = cursor.fetchone()
    if row is None:
        raise BadInput(
            "Sudah ada nomor dengan tanggal yang lebih baru; nomor sisipan tidak ada. Terbitkan naskah dengan tanggal hari ini.",
            code="number_backdated",
        )
    return number_format(pattern, values=lpse.number_values, sequence=row[0], on=on)


def number_format(pattern: str, *, values: Mapping[str, str], sequence: int, on: date) -> str:
    """Write a number by its pattern.

    Args:
        pattern: text with fields such as ``{klasifikasi}/{urut:03}/{unit}/{bulan_romawi}/{tahun}``. Own fields are
            urut, bulan, bulan_romawi and tahun; all others come from `values`. Only zero padding may follow a colon.

    Raises:
        PatternError: a field is unknown, or the pattern would not tell two numbers apart.
    """
    own: dict[str, str | int] = {
        "urut": sequence,
        "bulan": on.month,
        "bulan_romawi": ROMAN_MONTHS[on.month - 1],
        "tahun": on.year,
    }
    parts: list[str] = []
    used: set[str] = set()
    try:
        fields = list(string.Formatter().parse(pattern))
    except ValueError as error:
        raise PatternError("Pola nomor tidak dapat dibaca: periksa kurung kurawalnya.") from error
    for literal, name, spec, conversion in fields:
        parts.append(literal)
        if name is None:
            continue
        value = own.get(name, values.get(name))
        if value is None:
            known = ", ".join(sorted({*_OWN_VALUES, *values}))
            raise PatternError(f"Pola nomor memakai isian “{name}” yang tidak dikenal. Yang dikenal: {known}.")
        padding = spec or ""
        if conversion or (padding and not (isinstance(value, int) and _PADDING.fullmatch(padding))):
            raise PatternError(f"Pola nomor: setelah “{name}” hanya boleh lebar angka, misalnya {{urut:03}}.")
        parts.append(format(value, padding))
        used.add(name)
    for name, meaning in (("urut", "nomor urut"), ("tahun", "tahun")):
        if name not in used:
            raise PatternError(f"Pola nomor harus memuat {{{name}}} ({meaning}), supaya tidak ada dua nomor yang sama.")
    number = "".join(parts)
    if len(number) > _LONGEST:
        raise PatternError(f"Nomor yang dihasilkan lebih dari {_LONGEST} huruf. Pendekkan polanya.")
    return number


def pattern_problem(pattern: str, *, values: Mapping[str, str]) -> str:
    """Why a pattern cannot be used, in Indonesian, or empty: for the form that edits the profile."""
    try:
        number_format(pattern, values=values, sequence=1, on=date(2000, 12, 31))
    except PatternError as error:
        return str(error)
    return ""
