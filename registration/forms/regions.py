"""Choosing a region in four lists, each below the one before: province, regency, district, village."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse_lazy

from core.forms import PortalForm
from registration.regions import ancestry, choices_below, region

LEVELS = {
    "province": "Provinsi",
    "regency": "Kabupaten atau kota",
    "district": "Kecamatan",
    "village": "Desa atau kelurahan",
}
# With scripts a choice brings the next list by itself; without them a button does.
_CHAINED = {
    "hx-get": reverse_lazy("registration:regions"),
    "hx-trigger": "change",
    "hx-target": "#wilayah",
    "hx-include": "#wilayah",
    "hx-swap": "outerHTML",
    "autocomplete": "off",
}


def picked_code(data: Mapping[str, Any]) -> str:
    """The deepest region that the lists agree on; what does not lie below the list before is left out."""
    code = ""
    for level in LEVELS:
        choice = data.get(level, "")
        if choice not in dict(choices_below(code)):
            break
        code = choice
    return code


def without_astray(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, without choices of lists that no longer belong below the one chosen above them."""
    astray = list(LEVELS)[len(ancestry(picked_code(data))) :]
    return {name: data.get(name) for name in data if name not in astray}


def add_region_fields(form: forms.Form, code: str) -> None:
    """Give a form the lists that can be answered now, with the region `code` chosen."""
    chosen = ancestry(code)
    below = ""
    for position, (level, label) in enumerate(LEVELS.items()):
        choices = choices_below(below)
        if not choices:
            break
        field = forms.ChoiceField(
            label=label,
            choices=[("", f"Pilih {label[:1].lower()}{label[1:]}"), *choices],
            widget=forms.Select(attrs=_CHAINED),
        )
        form.fields[level] = field
        if position >= len(chosen):
            break
        form.initial[level] = below = chosen[position]


class RegionForm(PortalForm):
    """Only the lists, for the answer to a choice."""

    def __init__(self, code: str) -> None:
        super().__init__()
        add_region_fields(self, code)


def region_context(form: forms.Form, code: str) -> dict[str, Any]:
    """What the lists' template reads: the bound lists, whether another follows, the usual postal code."""
    levels = [level for level in LEVELS if level in form.fields]
    found = region(code) if len(ancestry(code)) == len(LEVELS) else None
    return {
        "region_lists": [form[level] for level in levels],
        "region_is_complete": found is not None,
        "usual_postal_code": found.postal_code if found else "",
    }
