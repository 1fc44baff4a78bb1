"""The schedule of a tender as people copy it from SPSE's page "Jadwal": one stage a line, its times beside it."""

import re
from dataclasses import dataclass
from datetime import datetime

from core import clock
from core.refusals import BadInput

MOST_STAGES = 60
LONGEST = 20_000
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari feb pebruari", "maret mar", "april apr", "mei may", "juni jun", "juli jul",
            "agustus agu ags aug", "september sep", "oktober okt oct", "november nov nopember nop", "desember des dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MOMENT = re.compile(
    r"\b(\d{1,2})[ /.-]([A-Za-z]+|\d{1,2})[ /.-](\d{4})[ ,T]*(?:pukul |jam )?(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?"
)
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]?(?:\s+|$)")


@dataclass(frozen=True)
class StageTimes:
    """One stage as it was read; both ends belong to it."""

    name: str
    starts_at: datetime
    ends_at: datetime


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
    day, month, year, hour, minute = found.groups()
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
    try:
        return datetime(int(year), number, int(day), int(hour), int(minute), tzinfo=clock.calendar().zone)
    except ValueError:
        raise BadInput(
            f"Baris {line}: “{found[0]}” bukan tanggal dan jam. Tulis seperti 3 Agustus 2026 10:00.", field="text"
        ) from None
