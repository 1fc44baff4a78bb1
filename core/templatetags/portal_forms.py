"""Form patterns: every field with label, hint and error that belong together, and a summary that leads to the errors."""

from typing import Any

from django import forms, template

register = template.Library()

_CHOICE_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def _anchor(bound: forms.BoundField) -> str:
    """The id to jump to: the first choice of a group, else the control itself."""
    if isinstance(bound.field.widget, (*_CHOICE_WIDGETS, forms.MultiWidget)):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id


@register.inclusion_tag("core/components/form_errors.html")
def form_errors(*shown: Any) -> dict[str, Any]:
    """The error summary of one or more forms or formsets: what is wrong, each linked to its field; focused on load."""
    items: list[dict[str, str]] = []
    for form in _forms(shown):
        items += [{"text": str(text), "anchor": ""} for text in form.non_field_errors()]
        for bound in form:
            anchor = "" if bound.is_hidden else _anchor(bound)
            items += [{"text": str(text), "anchor": anchor} for text in bound.errors]
    for formset in shown:
        if isinstance(formset, forms.BaseFormSet) and formset.is_bound:
            items += [{"text": str(text), "anchor": ""} for text in formset.non_form_errors()]
    return {"items": items}


@register.inclusion_tag("core/components/field.html")
def field(bound: forms.BoundField, width: str = "", autofocus: bool = False) -> dict[str, Any]:
    """One question: label, hint, error and control, tied together for screen readers.

    Args:
        bound: ``form.name``. Its label and help text are the question and the hint.
        width: how long an answer is: ``2``, ``4``, ``8``, ``16`` or ``24`` characters; empty fills the line.
        autofocus: put the cursor here (one field a page, on pages with a single question).
    """
    widget = bound.field.widget
    attributes: dict[str, Any] = {"autofocus": True} if autofocus else {}
    kind = "text"
    if isinstance(widget, _CHOICE_WIDGETS):
        kind = "choices"
    elif isinstance(widget, forms.CheckboxInput):
        kind = "checkbox"
    elif isinstance(widget, forms.Select):
        attributes["class"] = "form-select"
    else:
        attributes["class"] = "form-control" + (f" w-chars-{width}" if width else "")
    given = widget.attrs.get("class", "")
    if given and "class" in attributes:
        attributes["class"] += f" {given}"
    return {
        "bound": bound,
        "kind": kind,
        "control": "" if kind == "choices" else bound.as_widget(attrs=attributes),
        "choices": _choices(bound) if kind == "choices" else (),
        "errors": bound.errors,
        "error_id": f"{bound.auto_id}_error",
        "hint_id": f"{bound.auto_id}_helptext",
        "described": _described(bound),
        "optional": not bound.field.required and kind != "checkbox",
        "disabled": bound.field.disabled,
    }


@register.inclusion_tag("core/components/upload_note.html")
def upload_note(types: str, size: str) -> dict[str, Any]:
    """What may be handed in, in one line under a file question."""
    return {"types": types, "size": size}


@register.simple_tag(takes_context=True)
def error_prefix(context: template.Context) -> str:
    """``Periksa isian: `` in front of the page's title when its form was refused, so that a screen reader says it first."""
    return "Periksa isian: " if any(form.errors for form in _forms((context.get("form"),))) else ""


def _forms(shown: tuple[Any, ...]) -> list[forms.BaseForm]:
    found: list[forms.BaseForm] = []
    for item in shown:
        if isinstance(item, forms.BaseFormSet):
            found += item.forms
        elif isinstance(item, forms.BaseForm):
            found.append(item)
    return [form for form in found if form.is_bound]


def _described(bound: forms.BoundField) -> str:
    ids = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    return " ".join([*ids, f"{bound.auto_id}_error"] if bound.errors else ids)


def _choices(bound: forms.BoundField) -> list[dict[str, Any]]:
    """Tag, label and hint of each choice; hints come from `hints` of the field (value → text), if it has any."""
    hints = getattr(bound.field, "hints", {})
    rows = []
    for choice in bound.subwidgets:
        value = str(choice.data["value"])
        rows.append({"tag": choice.tag(), "label": choice.choice_label, "hint": hints.get(value, "")})
    return rows
