"""The profile as one form: built from the sections of `core.profile_words`, turned back into the plain data of a profile."""

import re
from typing import Any

from django import forms

from core.enums import RetentionEvent, RetentionFate
from core.forms import PortalForm, in_sentence
from core.profile import DAYS
from core.profile_check import check
from core.profile_words import DAY_WORDS, ZONES, Section, sections

_SPLIT = re.compile(r"[,;\s]+")
_SPAN_SPLIT = re.compile(r"\s*[,;\n]\s*")
_MOST_WEEKS = 6
# Groups of groups: each key has several values.
_NESTED = ("retention", "survey_elements", "survey_bands")


def field_name(path: str) -> str:
    """Name of the form field of a place in the profile."""
    return path.replace(".", "-")


class ProfileForm(PortalForm):
    """All values of the profile; what cannot be used is named beside its field."""

    arms = forms.FileField(
        label="Lambang daerah",
        help_text="PNG atau JPG, sebaiknya dengan latar tembus pandang. Kosongkan bila tetap.",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,.png,.jpg,.jpeg"}),
    )
    no_arms = forms.BooleanField(label="Pakai perisai netral bertulisan CONTOH", required=False)

    def __init__(self, *args: Any, base: dict[str, Any], **kwargs: Any) -> None:
        self.base = base
        self.sections: list[Section] = sections(base)
        super().__init__(*args, initial=_initial(base), **kwargs)
        # The mixin words its sentences when it is made; fields added later speak for themselves.
        for section in self.sections:
            for question in section.questions:
                self.fields[field_name(question.path)] = _field(
                    question.kind, question.label, question.hint, question.required
                )
        self.weeks = min(len(base["hours"]) + 1, _MOST_WEEKS)
        for number in range(self.weeks):
            self.fields.update(_week_fields(number, is_spare=number >= len(base["hours"])))
        self.plain: dict[str, Any] = {}

    def clean(self) -> dict[str, Any]:
        """Put the answers together and judge them as a profile."""
        cleaned = super().clean() or {}
        if cleaned.get("arms") and cleaned.get("no_arms"):
            self.add_error("no_arms", "Pilih salah satu: lambang baru, atau perisai netral.")
        if self.errors:
            return cleaned
        self.plain, places = self._assemble(cleaned)
        _, problems = check(self.plain)
        for place, message in problems.items():
            name = field_name(places.get(place, place))
            if name in self.fields:
                # The summary stands far from the field, so the sentence says what it speaks of.
                self.add_error(name, f"{self.fields[name].label}: {message[:1].lower()}{message[1:]}")
            else:
                self.add_error(None, message)
        return cleaned

    def _assemble(self, cleaned: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """The plain data, and for hours that moved up, where their answers stand in the form."""
        data = {key: dict(value) if isinstance(value, dict) else value for key, value in self.base.items()}
        data |= {group: {key: dict(rule) for key, rule in self.base[group].items()} for group in _NESTED}
        data["role_labels"] = {}
        for section in self.sections:
            for question in section.questions:
                group, _, key = question.path.partition(".")
                value = cleaned[field_name(question.path)]
                if group == "role_labels" and not value:
                    continue
                if group in _NESTED:
                    name, _, part = key.rpartition(".")
                    data[group][name][part] = value
                else:
                    data[group][key] = value
        data["region"]["zone_label"] = ZONES[data["region"]["time_zone"]]
        if cleaned.get("no_arms"):
            data["letterhead"]["coat_of_arms"] = ""
        weeks: list[dict[str, Any]] = []
        places: dict[str, str] = {}
        for number in range(self.weeks):
            days = {day: cleaned[f"hours-{number}-{day}"] for day in DAYS}
            head = {key: cleaned[f"hours-{number}-{key}"] for key in ("label", "valid_from", "valid_until")}
            if not any(head.values()) and not any(days.values()):
                continue
            for key in (*head, *DAYS):
                places[f"hours.{len(weeks)}.{key}"] = f"hours.{number}.{key}"
            weeks.append({**head, "days": days})
        data["hours"] = weeks
        return data, places

    def groups(self) -> list[dict[str, Any]]:
        """The form in sections, for the template."""
        found: list[dict[str, Any]] = []
        for section in self.sections:
            fields = [self[field_name(question.path)] for question in section.questions]
            if section.key == "letterhead":
                fields += [self["arms"], self["no_arms"]]
            found.append({"key": section.key, "title": section.title, "hint": section.hint, "fields": fields})
            if section.key == "letterhead":
                found += [self._week_group(number) for number in range(self.weeks)]
        return found

    def _week_group(self, number: int) -> dict[str, Any]:
        names = ("label", "valid_from", "valid_until", *DAYS)
        spare = number >= len(self.base["hours"])
        return {
            "key": f"hours-{number}",
            "title": "Jam layanan lain" if spare else f"Jam layanan {number + 1}",
            "hint": "Misalnya jam bulan Ramadan; yang mulai paling akhir berlaku. Kosongkan semuanya bila tidak perlu."
            if spare
            else "Jam dipisah koma, misalnya 07:30-12:00, 13:00-16:00; kosong berarti tutup. Kosongkan semuanya untuk menghapus.",
            "fields": [self[f"hours-{number}-{name}"] for name in names],
        }


class ReasonForm(PortalForm):
    """Why the profile changes."""

    reason = forms.CharField(
        label="Alasan perubahan",
        help_text="Tampil dalam riwayat, misalnya “Pergantian Kepala, SK Bupati Nomor 12 Tahun 2026”.",
        max_length=300,
        error_messages={"required": "Tulis alasan perubahan."},
    )


class SpansField(forms.CharField):
    """Opening hours of a day: ``07:30-12:00, 13:00-16:00``."""

    def to_python(self, value: Any) -> Any:
        """A list of spans; dots and long dashes are what people type as well."""
        text = str(value or "").replace(".", ":").replace("–", "-").replace(" - ", "-").strip()
        return [part for part in _SPAN_SPLIT.split(text) if part]

    def prepare_value(self, value: Any) -> Any:
        """As typed."""
        return ", ".join(value) if isinstance(value, (list, tuple)) else value


class LinesField(forms.CharField):
    """One value a line."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """A list of lines."""
        return [" ".join(line.split()) for line in str(value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        """Line by line."""
        return "\n".join(value) if isinstance(value, (list, tuple)) else value


class NumbersField(forms.CharField):
    """Whole numbers separated by commas."""

    def to_python(self, value: Any) -> Any:
        """A list of numbers.

        Raises:
            ValidationError: something else stands between the commas.
        """
        parts = [part for part in _SPLIT.split(str(value or "").strip()) if part]
        if any(not (part.isascii() and part.isdigit() and len(part) < 6) for part in parts):
            raise forms.ValidationError("Tulis bilangan yang dipisah koma, misalnya 14, 7, 3, 1.")
        return [int(part) for part in parts]

    def prepare_value(self, value: Any) -> Any:
        """Separated by commas."""
        return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value


def _field(kind: str, label: str, hint: str, required: bool) -> forms.Field:
    words = {"required": f"Isi {in_sentence(label)}."}
    common: dict[str, Any] = {"label": label, "help_text": hint, "required": required, "error_messages": words}
    words["invalid_choice"] = f"Pilih {in_sentence(label)} dari daftar."
    if kind == "long":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, **common)
    if kind == "lines":
        return LinesField(widget=forms.Textarea(attrs={"rows": 3}), **common)
    if kind == "number":
        common["error_messages"] = {**words, "invalid": "Tulis dengan angka saja."}
        return forms.IntegerField(
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-chars-16"}), **common
        )
    if kind == "numbers":
        return NumbersField(**common)
    if kind == "paper":
        return forms.ChoiceField(choices=[("A4", "A4"), ("F4", "F4 (215 × 330 mm)")], **common)
    if kind == "zone":
        return forms.ChoiceField(choices=[(zone, f"{word} ({zone})") for zone, word in ZONES.items()], **common)
    if kind == "retention_event":
        return forms.ChoiceField(choices=RetentionEvent.choices, **common)
    if kind == "retention_fate":
        return forms.ChoiceField(choices=RetentionFate.choices, **common)
    return forms.CharField(max_length=300, **common)


def _week_fields(number: int, *, is_spare: bool) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {
        f"hours-{number}-label": forms.CharField(label="Nama masa", required=False, max_length=100),
        f"hours-{number}-valid_from": forms.CharField(
            label="Mulai", help_text="Tahun-bulan-hari." if is_spare else "", required=False, max_length=20
        ),
        f"hours-{number}-valid_until": forms.CharField(label="Sampai", required=False, max_length=20),
    }
    for day in DAYS:
        found[f"hours-{number}-{day}"] = SpansField(label=DAY_WORDS[day], required=False, max_length=200)
    return found


def _initial(base: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for group, value in base.items():
        if isinstance(value, dict):
            found |= {f"{group}-{key}": inner for key, inner in value.items()}
    for group in _NESTED:
        for key, rule in base[group].items():
            found |= {field_name(f"{group}.{key}.{part}"): value for part, value in rule.items()}
    for number, week in enumerate(base["hours"]):
        found |= {f"hours-{number}-{key}": week[key] for key in ("label", "valid_from", "valid_until")}
        found |= {f"hours-{number}-{day}": spans for day, spans in week["days"].items()}
    return found
