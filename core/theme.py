"""The regency's colour and arms, for public pages (tokens) and for the admin (unfold's settings)."""

import hashlib
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from core import profile
from core.colour import Palette, dark_palette, light_palette, ramp, triplet
from core.profile import Profile

EXAMPLE_SHIELD = "img/perisai-contoh.svg"
# The warm grey of public pages.
_NEUTRAL = "#85857c"


@lru_cache(maxsize=16)
def theme_version(colour: str) -> str:
    """Changes when the regency's colour does; part of the address, so that browsers may keep the file for good."""
    return hashlib.sha256(theme_css(colour).encode()).hexdigest()[:12]


def theme_url(current: Profile) -> str:
    """Address of the colour tokens of this profile."""
    return f"{reverse('theme')}?v={theme_version(current.letterhead.color)}"


def coat_of_arms_url(current: Profile) -> str:
    """The regency's arms, or the neutral shield marked CONTOH."""
    name = current.letterhead.coat_of_arms
    return f"{reverse('coat_of_arms')}?v={name}" if name else static(EXAMPLE_SHIELD)


@lru_cache(maxsize=16)
def theme_css(colour: str) -> str:
    """The tokens as a style sheet: a file of its own, because the policy forbids styles inside pages."""
    light = _tokens(light_palette(colour))
    dark = _tokens(dark_palette(colour))
    # Paper keeps the light tokens.
    return (
        f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n@media print{{:root{{{light}}}}}\n"
    )


def _tokens(palette: Palette) -> str:
    return ";".join(
        (
            f"--c-brand:{palette.brand}",
            f"--c-brand-strong:{palette.brand_strong}",
            f"--c-brand-text:{palette.brand_text}",
            f"--c-brand-soft:{palette.brand_soft}",
            f"--c-brand-line:{palette.brand_line}",
            f"--c-on-brand:{palette.on_brand}",
            f"--bs-primary-rgb:{triplet(palette.brand)}",
            f"--bs-link-color-rgb:{triplet(palette.brand_text)}",
            f"--bs-link-hover-color-rgb:{triplet(palette.brand_strong)}",
        )
    )


def admin_primary(request: HttpRequest) -> dict[str, str]:
    """Unfold's ``COLORS.primary``."""
    return ramp(profile.current().letterhead.color)


def admin_base(request: HttpRequest) -> dict[str, str]:
    """Unfold's ``COLORS.base``."""
    return ramp(_NEUTRAL)


def admin_title(request: HttpRequest) -> str:
    """Name of the portal in the admin's head and in the window's title."""
    return profile.current().unit.short_name


def admin_script(request: HttpRequest) -> str:
    """Keeps unfold's own script from our fields."""
    return static("js/admin.js")


def admin_style(request: HttpRequest) -> str:
    """Our own components of the admin's pages, beside unfold's style sheet."""
    return static("css/admin.css")


def admin_icon(request: HttpRequest) -> str:
    """The arms in the admin's head."""
    return coat_of_arms_url(profile.current())


def admin_favicon(request: HttpRequest) -> str:
    """The same small picture in the browser's tab as on public pages."""
    return static("img/favicon.svg")


def admin_mark(request: HttpRequest) -> list[str] | None:
    """The badge in the admin's head that says: nothing here is real."""
    return ["Data contoh", "warning"] if settings.DEMO else None
