"""What letters print: dates in the LPSE's zone, numbers in words, QR codes. The profile is the letter's own, not today's."""

from datetime import date, datetime
from decimal import Decimal

import segno
from django import template
from lokal import terbilang

from core.formats import DAYS, MONTHS
from core.profile import Profile

register = template.Library()


def _moment(value: date | datetime | str, profile: Profile) -> date | datetime:
    """A date or moment from a frozen context, where dates are ISO text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return value.astimezone(profile.zone) if isinstance(value, datetime) else value


@register.filter
def letter_date(value: date | datetime | str | None, profile: Profile) -> str:
    """``22 November 2026``, the day at the LPSE; empty for nothing."""
    if not value:
        return ""
    day = _moment(value, profile)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@register.filter
def letter_day(value: date | datetime | str | None, profile: Profile) -> str:
    """``Senin, 22 November 2026``; empty for nothing."""
    if not value:
        return ""
    return f"{DAYS[_moment(value, profile).weekday()]}, {letter_date(value, profile)}"


@register.filter
def letter_time(value: datetime | str | None, profile: Profile) -> str:
    """``22 November 2026 pukul 10.20 WITA``; empty for nothing.

    Raises:
        ValueError: a bare date has no time of day to print.
    """
    if not value:
        return ""
    moment = _moment(value, profile)
    if not isinstance(moment, datetime):
        raise ValueError("a date has no time of day")
    return f"{letter_date(moment, profile)} pukul {moment:%H.%M} {profile.region.zone_label}"


@register.filter
def letter_date_words(value: date | datetime | str | None, profile: Profile) -> str:
    """``Senin tanggal dua puluh dua bulan November tahun dua ribu dua puluh enam``, as berita acara open."""
    if not value:
        return ""
    day = _moment(value, profile)
    return (
        f"{DAYS[day.weekday()]} tanggal {terbilang(day.day)} bulan {MONTHS[day.month - 1]} tahun {terbilang(day.year)}"
    )


@register.filter
def in_words(value: int | Decimal | None) -> str:
    """A whole number in words (`terbilang`); empty for None."""
    return terbilang(value) if value is not None else ""


@register.simple_tag
def qr_code(text: str) -> str:
    """A QR code as a `data:` picture; error correction M survives a coffee stain."""
    return segno.make(text, error="m", micro=False).svg_data_uri(border=0, dark="#000", omitsize=True)
