"""What every template may read."""

import hashlib
import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse

from core import formats, profile, registries
from core.profile import Profile, WeekHours

_DAY_NAMES = {
    "mon": "Senin", "tue": "Selasa", "wed": "Rabu", "thu": "Kamis", "fri": "Jumat", "sat": "Sabtu", "sun": "Minggu",
}  # fmt: skip
EXAMPLE_SHIELD = "img/perisai-contoh.svg"


def portal(request: HttpRequest) -> dict[str, Any]:
    """`profile` (the LPSE profile in force) and `portal`: demo flag, navigation, account link, theme, arms, hours."""
    current = profile.current()
    week = _hours_now(current)
    return {
        "profile": current,
        "portal": {
            "demo": settings.DEMO,
            "navigation": _navigation(request),
            **_account(request),
            "theme_url": theme_url(current),
            "coat_of_arms_url": coat_of_arms_url(current),
            "phone_link": re.sub(r"[^0-9+]", "", current.contact.phone),
            "hours": hours_lines(week, current.region.zone_label) if week else [],
            "hours_label": week.label if week else "",
        },
    }


def theme_version(current: Profile) -> str:
    """Changes when the regency's colour does; part of the address, so that browsers may keep the file for good."""
    return hashlib.sha256(current.letterhead.color.encode()).hexdigest()[:12]


def theme_url(current: Profile) -> str:
    """Address of the colour tokens of this profile."""
    return f"{reverse('theme')}?v={theme_version(current)}"


def coat_of_arms_url(current: Profile) -> str:
    """The regency's arms, or the neutral shield marked CONTOH."""
    name = current.letterhead.coat_of_arms
    return f"{reverse('coat_of_arms')}?v={name}" if name else static(EXAMPLE_SHIELD)


def hours_lines(week: WeekHours, zone_label: str) -> list[dict[str, str]]:
    """A week in as few lines as it takes: neighbouring days with the same hours stand together; closed days are left out."""
    runs: list[tuple[list[str], tuple[str, ...]]] = []
    for day, name in _DAY_NAMES.items():
        spans = week.days.get(day, ())
        if runs and runs[-1][1] == spans:
            runs[-1][0].append(name)
        else:
            runs.append(([name], spans))
    return [
        {"days": names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}", "spans": spans_text(spans, zone_label)}
        for names, spans in runs
        if spans
    ]


def spans_text(spans: tuple[str, ...], zone_label: str) -> str:
    """``07.30–12.00 dan 13.00–16.00 WITA``."""
    return " dan ".join(span.replace(":", ".").replace("-", "–\u2060") for span in spans) + f" {zone_label}"


def _hours_now(current: Profile) -> WeekHours | None:
    """The opening hours valid today; a later entry (Ramadan) wins over an earlier one."""
    day = formats.today().isoformat()
    valid = [
        week for week in current.hours if week.valid_from <= day and (not week.valid_until or day <= week.valid_until)
    ]
    return valid[-1] if valid else None


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    items = []
    for item in registries.navigation():
        url = reverse(item.url_name)
        items.append(
            {
                "label": item.label,
                "url": url,
                "is_current": request.path == url,
                "is_section": url != "/" and request.path.startswith(url),
            }
        )
    return items


def _account(request: HttpRequest) -> dict[str, Any]:
    """Link to one's own page, or to sign in; none while accounts have no pages."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    try:
        url = reverse("account_home" if signed_in else "account_login")
    except NoReverseMatch:
        url = ""
    return {
        "account_url": url,
        "account_label": "Akun saya" if signed_in else "Masuk",
        "account_is_current": bool(url) and request.path.startswith("/akun/"),
    }
