"""What every template may read."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from core import clock, profile, registries
from core.clock import WorkCalendar
from core.theme import coat_of_arms_url, theme_url


def portal(request: HttpRequest) -> dict[str, Any]:
    """`profile` (the LPSE profile in force) and `portal`: demo flag, navigation, account link, theme, arms, hours."""
    current = profile.current()
    # Only the hours: which days are holidays is a question to the database that no footer asks.
    hours = WorkCalendar(current.zone, current.region.zone_label, current.hours)
    week = hours.week_in_force(clock.today())
    return {
        "profile": current,
        "portal": {
            "demo": settings.DEMO,
            "navigation": _navigation(request),
            **_account(request),
            "theme_url": theme_url(current),
            "coat_of_arms_url": coat_of_arms_url(current),
            "phone_link": re.sub(r"[^0-9+]", "", current.contact.phone),
            "hours": clock.week_text(week) if week else (),
            "hours_label": week.label if week else "",
        },
    }


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
