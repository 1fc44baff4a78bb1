"""How the portal writes dates, times, money and masked numbers: Indonesian, and always in the LPSE's own zone.

The zone comes from the profile and is named wherever a clock time is printed (architecture, rule 4); the clock of
the machine never decides.
"""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from core import profile

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def local(moment: datetime) -> datetime:
    """The moment on the LPSE's own clock.

    Raises:
        ValueError: the moment has no zone; guessing one would print a wrong time.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return moment.astimezone(profile.current().zone)


def local_date(moment: datetime | date) -> date:
    """The calendar day at the LPSE."""
    return local(moment).date() if isinstance(moment, datetime) else moment


def short_date(day: datetime | date) -> str:
    """``4 Mei 2026``."""
    day = local_date(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_date(day: datetime | date) -> str:
    """``Senin, 4 Mei 2026``."""
    day = local_date(day)
    return f"{DAYS[day.weekday()]}, {short_date(day)}"


def clock_time(moment: datetime) -> str:
    """``10.20 WITA``."""
    return f"{local(moment):%H.%M} {profile.current().region.zone_label}"


def short_datetime(moment: datetime) -> str:
    """``4 Mei 2026 pukul 10.20 WITA``."""
    return f"{short_date(moment)} pukul {clock_time(moment)}"


def long_datetime(moment: datetime) -> str:
    """``Senin, 4 Mei 2026 pukul 10.20 WITA``."""
    return f"{long_date(moment)} pukul {clock_time(moment)}"


def relative(moment: datetime, now: datetime | None = None) -> str:
    """How far a moment is, in calendar days of the LPSE: ``hari ini pukul 16.00 WITA``, ``besok …``, ``3 hari lagi``, ``2 hari lalu``."""
    now = now or datetime.now(UTC)
    days = (local_date(moment) - local_date(now)).days
    if days == 0:
        return f"hari ini pukul {clock_time(moment)}"
    if days == 1:
        return f"besok pukul {clock_time(moment)}"
    if days == -1:
        return f"kemarin pukul {clock_time(moment)}"
    return f"{days} hari lagi" if days > 0 else f"{-days} hari lalu"


def deadline(moment: datetime, now: datetime | None = None) -> str:
    """A due time as one looks at it: the date with how much is left, or by how much it has passed."""
    now = now or datetime.now(UTC)
    if moment < now:
        return f"lewat {duration(now - moment)} (batas {short_datetime(moment)})"
    return (
        f"{relative(moment, now)} ({short_datetime(moment)})"
        if moment - now > timedelta(days=2)
        else relative(moment, now)
    )


def duration_parts(span: timedelta) -> list[tuple[int, str]]:
    """Days, hours and minutes of a span, without those that are nought: ``[(2, "hari"), (3, "jam")]``."""
    seconds = int(abs(span.total_seconds()))
    parts = []
    for size, name in ((_DAY, "hari"), (_HOUR, "jam"), (_MINUTE, "menit")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append((count, name))
    return parts


def duration(span: timedelta, units: int = 2) -> str:
    """The largest units: ``2 hari 3 jam``, ``45 menit``; ``kurang dari 1 menit`` below one."""
    return " ".join(f"{count} {name}" for count, name in duration_parts(span)[:units]) or "kurang dari 1 menit"


def whole_number(value: int | Decimal) -> str:
    """``1.250.000``."""
    return f"{int(value):,}".replace(",", ".")


def rupiah(amount: int | Decimal) -> str:
    """``Rp1.250.000`` or ``Rp1.250.000,50``, as PUEBI writes money."""
    sign = "-" if amount < 0 else ""
    amount = abs(Decimal(amount))
    cents = int((amount % 1) * 100)
    return f"{sign}Rp{whole_number(amount)}" + (f",{cents:02d}" if cents else "")


def size(count: int) -> str:
    """A file's size: ``850 kB``, ``2,4 MB``."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")


def masked(number: str) -> str:
    """An identity or phone number that shows its first four and last two signs: ``7322**********01``."""
    signs = re.sub(r"[\s.\-/]", "", number)
    if len(signs) <= 6:
        return "*" * len(signs)
    return f"{signs[:4]}{'*' * (len(signs) - 6)}{signs[-2:]}"


def masked_email(address: str) -> str:
    """``b***@contoh.id``: enough to recognise one's own address, too little to write to another's."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else masked(address)
