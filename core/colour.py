"""One colour of the regency becomes a readable palette, in light and in dark.

A coat of arms may be lemon yellow or navy blue; text and buttons must be readable in either. The hue and the
strength stay the regency's own, the lightness is moved in OKLCH (a perceptual space) until WCAG 2.2's contrast
holds against the ground it stands on.
"""

import math
import re
from dataclasses import dataclass

_HEX = re.compile(r"^#[0-9a-fA-F]{6}$")
# Grounds of portal.css (--c-paper, --c-surface, --c-sunken): what brand colours are read against.
_LIGHT_GROUND = "#f1eee7"
_DARK_GROUND = "#272b28"
_DARK_INK = "#10140f"
_WHITE = "#ffffff"


@dataclass(frozen=True)
class Palette:
    """Brand tokens of one colour scheme, as ``#rrggbb``."""

    brand: str
    brand_strong: str
    brand_text: str
    brand_soft: str
    brand_line: str
    on_brand: str


def is_colour(value: str) -> bool:
    """Whether the value is a colour the portal understands (``#rrggbb``)."""
    return bool(_HEX.match(value))


def contrast(first: str, second: str) -> float:
    """WCAG 2.2 contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def light_palette(colour: str) -> Palette:
    """Tokens for light grounds. Texts reach 5:1, a button's label 5:1.

    Raises:
        ValueError: the colour is not ``#rrggbb``.
    """
    lightness, chroma, hue = _oklch(colour)
    brand = _darken(min(lightness, 0.62), chroma, hue, against=_WHITE, ratio=5.0)
    soft = _hex(0.953, min(chroma, 0.13) * 0.17, hue)
    text = _darken(_oklch(brand)[0], chroma, hue, against=soft, ratio=5.0, and_against=_LIGHT_GROUND)
    return Palette(
        brand=brand,
        brand_strong=_hex(_oklch(brand)[0] - 0.085, chroma * 0.95, hue),
        brand_text=text,
        brand_soft=soft,
        brand_line=_hex(0.85, min(chroma, 0.13) * 0.42, hue),
        on_brand=_WHITE,
    )


def dark_palette(colour: str) -> Palette:
    """Tokens for dark grounds: the same hue, lifted until texts and button labels reach 5:1.

    Raises:
        ValueError: the colour is not ``#rrggbb``.
    """
    lightness, chroma, hue = _oklch(colour)
    calm = min(chroma, 0.115)
    soft = _hex(0.295, min(chroma, 0.13) * 0.3, hue)
    brand = _lighten(max(lightness, 0.74), calm, hue, against=_DARK_INK, ratio=7.0)
    text = _lighten(max(lightness, 0.8), calm * 0.9, hue, against=soft, ratio=5.0, and_against=_DARK_GROUND)
    return Palette(
        brand=brand,
        brand_strong=_hex(_oklch(brand)[0] + 0.07, calm * 0.85, hue),
        brand_text=text,
        brand_soft=soft,
        brand_line=_hex(0.44, min(chroma, 0.13) * 0.42, hue),
        on_brand=_DARK_INK,
    )


def triplet(colour: str) -> str:
    """``"15, 90, 76"``: the form of Bootstrap's ``--bs-…-rgb`` variables."""
    return ", ".join(str(round(channel * 255)) for channel in _channels(colour))


def ramp(colour: str) -> dict[str, str]:
    """Eleven steps from 50 (lightest) to 950, the form unfold's ``COLORS`` setting takes."""
    _, chroma, hue = _oklch(colour)
    steps = {
        "50": (0.977, 0.12), "100": (0.951, 0.2), "200": (0.902, 0.38), "300": (0.836, 0.6), "400": (0.74, 0.85),
        "500": (0.635, 1.0), "600": (0.52, 1.0), "700": (0.44, 0.95), "800": (0.37, 0.85), "900": (0.31, 0.7),
        "950": (0.22, 0.55),
    }  # fmt: skip
    return {step: _hex(lightness, chroma * share, hue) for step, (lightness, share) in steps.items()}


def _darken(lightness: float, chroma: float, hue: float, *, against: str, ratio: float, and_against: str = "") -> str:
    colour = _hex(lightness, chroma, hue)
    while lightness > 0 and min(contrast(colour, against), contrast(colour, and_against or against)) < ratio:
        lightness -= 0.01
        colour = _hex(lightness, chroma, hue)
    return colour


def _lighten(lightness: float, chroma: float, hue: float, *, against: str, ratio: float, and_against: str = "") -> str:
    colour = _hex(lightness, chroma, hue)
    while lightness < 1 and min(contrast(colour, against), contrast(colour, and_against or against)) < ratio:
        lightness += 0.01
        colour = _hex(lightness, chroma, hue)
    return colour


def _channels(colour: str) -> tuple[float, float, float]:
    if not is_colour(colour):
        raise ValueError(f"{colour!r} is not a colour of the form #rrggbb")
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """The colour, its chroma lowered until the screen can show it."""
    lightness = min(max(lightness, 0.0), 1.0)
    while True:
        channels = _linear_channels(lightness, chroma, hue)
        if chroma <= 0.001 or all(-0.0005 <= channel <= 1.0005 for channel in channels):
            break
        chroma *= 0.94
    return "#" + "".join(f"{round(_encoded(channel) * 255):02x}" for channel in channels)


def _linear_channels(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encoded(channel: float) -> float:
    channel = min(max(channel, 0.0), 1.0)
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
