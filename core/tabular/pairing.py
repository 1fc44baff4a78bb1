"""Which column of the file is which column of the kind, as a person says it; light, because web processes load it."""

from typing import Any

from django import forms

from core.forms import PortalForm
from core.models import TabularImport
from core.tabular.kinds import ImportKind

_LONGEST = 60


def unmapped(kind: ImportKind, mapping: dict[str, int]) -> list[str]:
    """Labels of required columns that are not paired."""
    return [column.label for column in kind.columns if column.required and column.key not in mapping]


class MappingForm(PortalForm):
    """One choice for each column that the kind knows; what the file has besides is left out."""

    def __init__(self, kind: ImportKind, row: TabularImport, data: Any = None) -> None:
        super().__init__(data)
        self.kind = kind
        headings = [
            (str(place), f"Kolom {place + 1}: {(name or '(tanpa judul)')[:_LONGEST]}")
            for place, name in enumerate(row.columns)
        ]
        for column in kind.columns:
            self.fields[column.key] = forms.ChoiceField(
                label=column.label,
                choices=[("", "Tidak ada dalam berkas ini"), *headings],
                required=column.required,
                initial=str(row.mapping.get(column.key, "")),
                help_text=column.hint,
                error_messages={"required": f"Pilih kolom berkas yang memuat {column.label}."},
            )

    def clean(self) -> dict[str, Any]:
        """A column of the file is paired once."""
        data = dict(super().clean() or self.cleaned_data)
        seen: dict[str, str] = {}
        for column in self.kind.columns:
            place = data.get(column.key, "")
            if place and place in seen:
                self.add_error(column.key, f"Kolom ini sudah dipasangkan dengan {seen[place]}. Pilih salah satu.")
            elif place:
                seen[place] = column.label
        return data

    @property
    def mapping(self) -> dict[str, int]:
        """Key of a column → position in the file."""
        return {key: int(place) for key, place in self.cleaned_data.items() if place}
