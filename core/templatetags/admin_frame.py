"""The menu of the browser admin, kept."""

from functools import cache
from typing import Any

from django import template
from django.contrib import admin
from django.db.models import Model
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from core.admin.frame import TOKEN, kept

register = template.Library()


@register.simple_tag(takes_context=True)
def kept_navigation(context: template.RequestContext) -> SafeString:
    """Unfold's own menu, as it was drawn for this person at this place."""
    request = context["request"]
    place = _place(context.get("available_apps") or [], request.path)

    def draw() -> str:
        assert context.template is not None  # noqa: S101 - a tag runs inside a template
        menu = context.template.engine.get_template("unfold/helpers/navigation.html")
        with context.push(csrf_token=TOKEN, menu_place=place):
            return str(menu.render(context))

    return mark_safe(kept(request, "menu", place, str(context["csrf_token"]), draw))  # noqa: S308


@register.filter
def menu_address(entry: dict[str, Any]) -> str:
    """Where an entry leads: to the desk that works on its rows, else to their list."""
    return _desk(entry["model"]) or str(entry["admin_url"])


def _place(apps: list[dict[str, Any]], path: str) -> str:
    """The list, or the app, that the page belongs to: the entry that the menu marks."""
    found = [(url, url) for app in apps if path.startswith(url := app["app_url"])]
    for entry in (entry for app in apps for entry in app["models"] if entry.get("admin_url")):
        listed = entry["admin_url"]
        found += [(url, listed) for url in (listed, _desk(entry["model"])) if url and path.startswith(url)]
    return max(found, key=lambda one: len(one[0]), default=("", ""))[1]


@cache
def _desk(model: type[Model]) -> str:
    name = getattr(admin.site.get_model_admin(model), "desk_list", "")
    return reverse(name) if name else ""
