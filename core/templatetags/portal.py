"""Filters and small tags of every page: dates in the LPSE's zone, money, masked numbers, icons, status words."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import formats, registries

register = template.Library()

_TONE_ICONS = {
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-x",
    "info": "circle-dot",
    "wait": "hourglass",
    "stop": "ban",
    "quiet": "circle-dashed",
}
_TONE_CLASSES = {"wait": "warn", "stop": "bad", "quiet": "plain"}
_MESSAGE_WORDS = {
    "success": "Berhasil",
    "warning": "Perhatian",
    "error": "Gagal",
    "info": "Informasi",
    "debug": "Informasi",
}
_MESSAGE_ICONS = {"success": "circle-check", "warning": "triangle-alert", "error": "octagon-alert"}


@register.filter
def long_date(value: date | datetime | None) -> str:
    """``Senin, 4 Mei 2026``; empty for None."""
    return formats.long_date(value) if value else ""


@register.filter
def short_date(value: date | datetime | None) -> str:
    """``4 Mei 2026``; empty for None."""
    return formats.short_date(value) if value else ""


@register.filter
def long_datetime(value: datetime | None) -> str:
    """``Senin, 4 Mei 2026 pukul 10.20 WITA``; empty for None."""
    return formats.long_datetime(value) if value else ""


@register.filter
def short_datetime(value: datetime | None) -> str:
    """``4 Mei 2026 pukul 10.20 WITA``; empty for None."""
    return formats.short_datetime(value) if value else ""


@register.filter
def clock_time(value: datetime | None) -> str:
    """``10.20 WITA``; empty for None."""
    return formats.clock_time(value) if value else ""


@register.filter
def relative(value: datetime | None) -> str:
    """``3 hari lagi``, ``hari ini pukul 16.00 WITA``; empty for None."""
    return formats.relative(value) if value else ""


@register.filter
def deadline(value: datetime | None) -> str:
    """A due time with what is left of it; empty for None."""
    return formats.deadline(value) if value else ""


@register.filter
def duration(value: timedelta | None, units: int = 2) -> str:
    """``2 hari 3 jam``; empty for None."""
    return formats.duration(value, units) if value is not None else ""


@register.filter
def whole_number(value: int | Decimal | None) -> str:
    """``1.250``; empty for None."""
    return formats.whole_number(value) if value is not None else ""


@register.filter
def rupiah(value: int | Decimal | None) -> str:
    """``Rp1.250.000``; empty for None."""
    return formats.rupiah(value) if value is not None else ""


@register.filter
def file_size(value: int | None) -> str:
    """``2,4 MB``; empty for None."""
    return formats.size(value) if value is not None else ""


@register.filter
def masked(value: str | None) -> str:
    """``7322**********01``; empty for None."""
    return formats.masked(str(value)) if value else ""


@register.filter
def masked_email(value: str | None) -> str:
    """``b***@contoh.id``; empty for None."""
    return formats.masked_email(value) if value else ""


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """A drawing of the sprite, hidden from screen readers: it always stands beside a word."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def status_badge(value: str, label: str, tone: str = "") -> SafeString:
    """A state as shape and word. The tone is what the app registered for the value (`registries.register_tones`).

    Args:
        value: the state's slug.
        label: the word a person reads.
        tone: good, warn, bad, info, wait, stop or quiet, when it should differ from the registered one.
    """
    return _badge(tone or registries.tone(str(value)), label)


# A list draws the same few words again and again. Typed, so that a text never gets the drawing of markup that reads alike.
@lru_cache(maxsize=512, typed=True)
def _badge(tone: str, label: str) -> SafeString:
    return format_html(
        '<span class="status status-{}">{}{}</span>', _TONE_CLASSES.get(tone, tone), icon(_TONE_ICONS[tone]), label
    )


@register.inclusion_tag("core/components/messages.html", takes_context=True)
def portal_messages(context: template.Context) -> dict[str, Any]:
    """The messages of the request, each with the shape and the word of its kind."""
    return {
        "items": [
            {
                "kind": message.level_tag or "info",
                "word": _MESSAGE_WORDS.get(message.level_tag, "Informasi"),
                "icon": _MESSAGE_ICONS.get(message.level_tag, "info"),
                "text": message.message,
            }
            for message in context.get("messages") or ()
        ]
    }


@register.inclusion_tag("core/components/breadcrumbs.html")
def breadcrumbs(*parts: str) -> dict[str, Any]:
    """The way here: label and address in turn, the current page's label last. ``Beranda`` is put in front."""
    pairs = list(zip(parts[:-1:2], parts[1:-1:2], strict=True))
    return {"crumbs": pairs, "current": parts[-1]}


@register.inclusion_tag("core/components/empty.html")
def empty_state(
    title: str, text: str = "", icon_name: str = "inbox", action_label: str = "", action_url: str = ""
) -> dict[str, Any]:
    """Nothing is here yet, and what to do about it."""
    return {
        "title": title,
        "text": text,
        "icon_name": icon_name,
        "action_label": action_label,
        "action_url": action_url,
    }


@register.inclusion_tag("core/components/confirmation.html")
def confirmation(title: str, number: str = "", caption: str = "") -> dict[str, Any]:
    """The panel on top of a page that says: done, and this is your number."""
    return {"title": title, "number": number, "caption": caption}


@register.inclusion_tag("core/components/summary.html")
def summary_list(rows: Any) -> dict[str, Any]:
    """Check your answers: rows of `core.components.SummaryRow`."""
    rows = list(rows)
    return {"rows": rows, "changeable": any(row.change_url for row in rows)}


@register.inclusion_tag("core/components/stepper.html")
def stepper(steps: Any, current: str) -> dict[str, Any]:
    """Where one is in a flow: `core.components.Step` rows and the key of the present one."""
    steps = list(steps)
    position = next(index for index, step in enumerate(steps) if step.key == current)
    return {
        "steps": steps,
        "position": position,
        "current": steps[position],
        "number": position + 1,
        "total": len(steps),
    }


@register.inclusion_tag("core/components/pager.html")
def pager(page: Any) -> dict[str, Any]:
    """Links to the neighbouring pages of a `core.pagination.Page`."""
    return {"page": page}
