"""Drawing of form controls: the plain input by one format instead of three templates and a loop over its attributes.

A third of the cost of a small form was that loop (goal web-2). Everything else is drawn by Django's templates.
"""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html

_INPUTS = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in ("text", "email", "password", "number", "hidden", "tel", "url", "search", "date", "checkbox")
)
_OPTIONS = frozenset(f"django/forms/widgets/{name}.html" for name in ("radio_option", "checkbox_option"))


class FormDrawing(DjangoTemplates):
    """The portal's ``FORM_RENDERER``."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """The same markup as Django's own template of that name."""
        widget = context.get("widget", {})
        if template_name in _INPUTS or (template_name in _OPTIONS and not widget.get("wrap_label")):
            value = widget["value"]
            return format_html(
                '<input type="{}" name="{}"{}{}>',
                widget["type"],
                widget["name"],
                "" if value is None else format_html(' value="{}"', value),
                flatatt(widget["attrs"]),
            )
        return str(super().render(template_name, context, request))
