"""The menu of the browser admin, kept."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from core.admin.frame import TOKEN, kept

register = template.Library()


@register.simple_tag(takes_context=True)
def kept_navigation(context: template.RequestContext) -> SafeString:
    """Unfold's own menu, as it was drawn for this person at this place."""
    request = context["request"]

    def draw() -> str:
        assert context.template is not None  # noqa: S101 - a tag runs inside a template
        menu = context.template.engine.get_template("unfold/helpers/navigation.html")
        with context.push(csrf_token=TOKEN):
            return str(menu.render(context))

    place = _place(context.get("available_apps") or [], request.path)
    return mark_safe(kept(request, "menu", place, str(context["csrf_token"]), draw))  # noqa: S308


def _place(apps: list[dict[str, Any]], path: str) -> str:
    """The entry that the menu marks: the list, or the app, that the page belongs to."""
    lists = [model["admin_url"] for app in apps for model in app["models"] if model.get("admin_url")]
    places = [url for url in (*lists, *(app["app_url"] for app in apps)) if url and url in path]
    return max(places, key=len, default="")
