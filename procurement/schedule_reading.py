"""Times of stages as SPSE writes them: a page "Jadwal" that somebody copied, or a cell of a table."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from core import clock
from core.refusals import BadInput

MOST_STAGES = 60
LONGEST = 20_000
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari feb pebruari", "maret mar", "april apr", "mei may", "juni jun", "juli jul",
            "agustus agu ags agt aug", "september sep", "oktober okt oct", "november nov nopember nop", "desember des dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MOMENT = re.compile(
    r"\b(\d{1,2})[ /.-]([A-Za-z]+|\d{1,2})[ /.-](\d{4})[ ,T]*(?:pukul |jam )?(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?"
)
# Excel and exports of SPSE write years first; a zone may stand behind.
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[ T]+(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?")
_ZONE = re.compile(r"\s*(WIB|WITA|WIT|Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?\s*", re.IGNORECASE)
_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
_DAY_ONLY = re.compile(r"\d{1,4}[ /.-](?:\d{1,2}|[A-Za-z]+)[ /.-]\d{1,4}")
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]?(?:\s+|$)")


@dataclass(frozen=True)
class StageTimes:
    """One stage as it was read; both ends belong to it."""

    name: str
    starts_at: datetime
    ends_at: datetime


def moment_read(text: str, zone: tzinfo) -> datetime:
    """One moment: ``25 November 2026 10:05``, ``25-11-2026 10.05``, ``2026-11-25 10:05``.

    One that stands behind (``10:05 WIB``, ``10:05+07:00``) counts before `zone`, the LPSE's.

    Raises:
        BadInput: it is none; the sentence says what is missing.
    """
    iso = _ISO.match(text)
    found = iso or _MOMENT.match(text)
    named = _ZONE.fullmatch(text, found.end()) if found else None
    if found is None or named is None:
        if _DAY_ONLY.fullmatch(text):
            raise BadInput(
                f"“{text}” tidak memuat jam. Tulis seperti 25-11-2026 00:00; bila Excel menyembunyikan pukul 00:00, "
                "simpan tabelnya sebagai CSV."
            )
        raise BadInput(
            f"“{text[:40]}” bukan tanggal dan jam. Tulis seperti 25-11-2026 10:05 (jam LPSE) atau 25-11-2026 10:05 WIB."
        )
    day, month, year, hour, minute = (found[n] for n in ((3, 2, 1, 4, 5) if iso else (1, 2, 3, 4, 5)))
    return _made(found[0], (day, month, year, hour, minute), _zone(named[1]) if named[1] else zone)


def schedule_read(text: str) -> list[StageTimes]:
    """Stages of a copied schedule, in its order. Times are those of the LPSE's zone, as SPSE shows them.

    Args:
        text: lines with name, begin and end; a name may stand on the line before its times, as some browsers copy it.

    Raises:
        BadInput: a line that cannot be read; the sentence names it and says what to do.
    """
    if len(text) > LONGEST:
        raise BadInput(f"Jadwal ini lebih dari {LONGEST} huruf. Salin tabel jadwal satu tender saja.", field="text")
    found: list[StageTimes] = []
    waiting = ""
    for number, line in enumerate(text.splitlines(), start=1):
        moments = list(_MOMENT.finditer(line))
        words = _words(line[: moments[0].start()] if moments else line)
        if not moments:
            waiting = words or waiting
            continue
        name = words or waiting
        if len(moments) < 2 or not name:
            raise BadInput(
                f"Baris {number} tidak memuat nama tahap, waktu mulai, dan waktu selesai. Salin ketiganya, misalnya: "
                "Pengumuman Pascakualifikasi, 3 Agustus 2026 10:00, 10 Agustus 2026 23:59.",
                field="text",
            )
        begin, end = (_moment(one, number) for one in moments[:2])
        if end < begin:
            raise BadInput(
                f"Baris {number}: waktu selesai lebih awal dari waktu mulai. Periksa tanggalnya.", field="text"
            )
        found.append(StageTimes(name[:300], begin, end))
        waiting = ""
    if not found:
        raise BadInput(
            "Tidak ada tahap yang terbaca. Salin tabel pada halaman Jadwal di SPSE, lalu tempel di sini.", field="text"
        )
    if len(found) > MOST_STAGES:
        raise BadInput(
            f"Jadwal ini memuat lebih dari {MOST_STAGES} tahap. Salin jadwal satu tender saja.", field="text"
        )
    return found


def _words(text: str) -> str:
    return " ".join(_NUMBER.sub("", text).replace(";", " ").replace("\t", " ").strip(" ,|").split())


def _moment(found: "re.Match[str]", line: int) -> datetime:
    try:
        return _made(found[0], found.groups(), clock.calendar().zone)
    except BadInput as refusal:
        raise BadInput(f"Baris {line}: {refusal.message}", field="text") from None


def _made(text: str, parts: tuple[str, ...], zone: tzinfo) -> datetime:
    day, month, year, hour, minute = parts
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
    try:
        return datetime(int(year), number, int(day), int(hour), int(minute), tzinfo=zone)
    except ValueError:
        raise BadInput(f"“{text}” bukan tanggal dan jam. Tulis seperti 3 Agustus 2026 10:00.") from None


def _zone(text: str) -> tzinfo:
    name = _ZONES.get(text.upper())
    return ZoneInfo(name) if name else datetime.fromisoformat(f"2000-01-01T00:00{text.upper()}").tzinfo or UTC
