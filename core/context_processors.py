"""What every template may read."""

import re
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from core import clock, profile, registries
from core.clock import WorkCalendar
from core.profile import Profile, WeekHours
from core.theme import coat_of_arms_url, theme_url


def portal(request: HttpRequest) -> dict[str, Any]:
    """`profile` (the LPSE profile in force) and `portal`: demo flag, navigation, account link, theme, arms, hours."""
    version, current = profile.current_version()
    return {"profile": current, "portal": Frame(request, version, current)}


class Frame:
    """Head and foot of a page. Nothing is worked out before a template asks, because the drawn pieces are mostly kept.

    `stamp` names what the head and the foot are made of, `place` what the menu shows; `base.html` keeps the drawn
    pieces under them in the memory of the process.
    """

    def __init__(self, request: HttpRequest, version: int, current: Profile) -> None:
        self.request = request
        self.current = current
        self.stamp = f"{version}:{clock.today()}"
        self.demo = settings.DEMO

    @cached_property
    def place(self) -> str:
        """Changes with every part of the menu that does: where one is, and whether one is signed in."""
        where = [f"{item['url']}{item['is_current']:d}" for item in self.navigation if item["is_section"]]
        return f"{','.join(where)}:{self.account_label}:{self.account_is_current}"

    @cached_property
    def navigation(self) -> list[dict[str, Any]]:
        """The links of the public header."""
        path = self.request.path
        items = []
        for item in registries.navigation():
            url = _address(item.url_name)
            is_current = path == url
            is_section = is_current or (url != "/" and path.startswith(url))
            items.append({"label": item.label, "url": url, "is_current": is_current, "is_section": is_section})
        return items

    @cached_property
    def banner(self) -> list[registries.BannerLine]:
        """What the apps have to say on top of every public page now."""
        return registries.banner_lines(self.request)

    @cached_property
    def is_signed_in(self) -> bool:
        """Whether an account is behind the request; an error page may have none at all."""
        user = getattr(self.request, "user", None)
        return bool(user is not None and user.is_authenticated)

    @property
    def account_url(self) -> str:
        """One's own page, or where to sign in."""
        return _address("account_home" if self.is_signed_in else "account_login")

    @property
    def account_label(self) -> str:
        """What the link to `account_url` says."""
        return "Akun saya" if self.is_signed_in else "Masuk"

    @property
    def account_is_current(self) -> bool:
        """Whether the page is one of the account's."""
        return self.request.path.startswith("/akun/")

    @property
    def theme_url(self) -> str:
        """The regency's colours."""
        return theme_url(self.current)

    @property
    def coat_of_arms_url(self) -> str:
        """The regency's arms."""
        return coat_of_arms_url(self.current)

    @property
    def phone_link(self) -> str:
        """The telephone number as a telephone dials it."""
        return re.sub(r"[^0-9+]", "", self.current.contact.phone)

    @cached_property
    def _week(self) -> WeekHours | None:
        # Only the hours: which days are holidays is a question to the database that no footer asks.
        region = self.current.region
        calendar = WorkCalendar(self.current.zone, region.zone_label, self.current.hours)
        return calendar.week_in_force(clock.today())

    @property
    def hours(self) -> tuple[str, ...]:
        """Opening hours of this week, a line each."""
        return clock.week_text(self._week) if self._week else ()

    @property
    def hours_label(self) -> str:
        """What these hours are called."""
        return self._week.label if self._week else ""


_address = lru_cache(maxsize=64)(reverse)
