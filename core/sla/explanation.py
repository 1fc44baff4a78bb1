"""Why a target is due when it is due, in the words of the people who wait and who work."""

from datetime import timedelta

from core.clock import WorkCalendar, day_text, duration
from core.enums import SlaKind, SlaPriority, SlaWaiting
from core.sla.reading import Reading

_MOST_DAYS = 6


def explain(reading: Reading, *, calendar: WorkCalendar) -> str:
    """The due time of one clock and what made it: "Jatuh tempo Kamis, … pukul 10.20 WITA karena …"."""
    what = SlaKind(reading.kind).label
    priority = _priority(reading.priority)
    if reading.due_at is None or reading.target_minutes is None:
        return (
            f"Belum ada target {what} untuk prioritas {priority}, jadi tidak ada jatuh tempo. "
            f"Waktu kerja terpakai {duration(reading.used_minutes)}."
        )
    reasons = [
        f"target {what} prioritas {priority} adalah {duration(reading.target_minutes)} kerja "
        f"sejak {calendar.moment(reading.opened_at)}"
    ]
    if reading.changes:
        reasons.append(
            f"prioritas terakhir ditetapkan {calendar.moment(reading.priority_since)}, waktu yang sudah terpakai tetap dihitung"
        )
    reasons += _stops(reading, calendar)
    if skipped := _skipped(reading, calendar):
        reasons.append(f"tidak dihitung: {skipped}")
    sentence = f"Jatuh tempo {calendar.moment(reading.due_at)} karena {'; '.join(reasons)}."
    return f"{sentence} {_standing(reading, calendar)}"


def _standing(reading: Reading, calendar: WorkCalendar) -> str:
    """Where the clock stands now."""
    used = f"terpakai {duration(reading.used_minutes)}"
    parts = []
    if reading.finished_at is not None:
        parts.append(f"Selesai {calendar.moment(reading.finished_at)}, {used}.")
    elif reading.waits_for:
        since = reading.stops[-1].begin if reading.stops else reading.opened_at
        parts.append(
            f"Jam berhenti sejak {calendar.moment(since)}, menunggu {_who(reading.waits_for)}; "
            f"jatuh tempo bergeser sampai jam berjalan lagi. {used.capitalize()}."
        )
    else:
        left = reading.left_minutes or 0
        words = f"sisa {duration(left)}" if left >= 0 else f"lebih {duration(-left)} dari target"
        parts.append(f"{used.capitalize()}, {words}.")
    if reading.breached_at is not None:
        parts.append(f"Lewat jatuh tempo sejak {calendar.moment(reading.breached_at)}.")
    return " ".join(parts)


def _stops(reading: Reading, calendar: WorkCalendar) -> list[str]:
    """How long the clock stood still, for each cause."""
    lengths: dict[str, int] = {}
    for stop in reading.stops:
        minutes = calendar.working_minutes(stop.begin, stop.end)
        lengths[stop.waits_for] = lengths.get(stop.waits_for, 0) + minutes
    return [
        f"{duration(minutes)} kerja tidak dihitung {f'karena menunggu {_who(who)}' if who else 'selama permintaan dinyatakan selesai'}"
        for who, minutes in lengths.items()
        if minutes
    ]


def _skipped(reading: Reading, calendar: WorkCalendar) -> str:
    """Closed days between the opening and the due time."""
    assert reading.due_at is not None  # noqa: S101 - asked by the caller
    day, last = calendar.local(reading.opened_at).date(), calendar.local(reading.due_at).date()
    found: list[str] = []
    while day <= last:
        office = calendar.day(day)
        if not office.openings:
            found.append(
                f"{day_text(day)} ({f'libur {office.holiday_name}' if office.holiday_name else 'kantor tutup'})"
            )
        day += timedelta(days=1)
    if len(found) > _MOST_DAYS:
        found = [*found[:_MOST_DAYS], f"dan {len(found) - _MOST_DAYS} hari lain"]
    return ", ".join(found)


def _priority(value: str) -> str:
    return SlaPriority(value).label if value in SlaPriority.values else "yang belum ditetapkan"


def _who(value: str) -> str:
    return SlaWaiting(value).label if value in SlaWaiting.values else "pihak lain"
