"""What every form of the portal shares: error sentences that say what to do, and fields Indonesians can type into."""

import re
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from core import profile
from core.formats import MONTHS, local

_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_MONTH_NUMBERS |= {name.lower()[:3]: number for number, name in enumerate(MONTHS, 1)}
_MONTH_NUMBERS |= {"agt": 8, "nop": 11, "sept": 9, "pebruari": 2, "nopember": 11}
_DATE = re.compile(r"^\s*(\d{1,2})[\s\-/.]+(\d{1,2}|[A-Za-z]{3,9})[\s\-/.]+(\d{4})\s*$")
_ISO_DATE = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$")
_MOMENT = re.compile(
    r"^\s*(?P<day>.+?)[\s,]+(?:pukul\s+)?(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?:\s*[A-Za-z]{3,4})?\s*$"
)


def in_sentence(label: str) -> str:
    """The label as it stands inside a sentence: ``Nama perusahaan`` → ``nama perusahaan``, ``NPWP`` stays."""
    first = label.split(" ", 1)[0].split("-", 1)[0]
    return label if len(first) > 1 and first.upper() == first else label[:1].lower() + label[1:]


class PortalFormMixin:
    """For forms and model forms alike: the server checks and explains, the browser's own bubbles stay silent.

    A field's label is a noun ("Nama perusahaan"); the sentence for an empty field is made from it ("Isi nama
    perusahaan."), unless the field brings its own. A field named in `questions` is labelled by a question instead,
    and that mapping gives the noun: ``questions = {"email": "alamat surel"}``.
    """

    use_required_attribute = False
    questions: ClassVar[dict[str, str]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            noun = self.questions.get(name) or in_sentence(str(field.label or name.replace("_", " ")))
            for code, sentence in _sentences(field, noun).items():
                # Only Django's own texts give way; a field that brings a sentence keeps it.
                if field.error_messages.get(code) == _default_message(field, code):
                    field.error_messages[code] = sentence
            for validator in field.validators:
                if getattr(validator, "code", "") == "max_length" and "message" not in vars(validator):
                    validator.message = (  # type: ignore[attr-defined]
                        f"{noun[:1].upper()}{noun[1:]} paling panjang %(limit_value)d huruf; sekarang %(show_value)d."
                    )


class PortalForm(PortalFormMixin, forms.Form):
    """A form of the portal."""


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """A form of the portal over a model."""


class IndonesianDateField(forms.DateField):
    """A date as one types it: ``27-3-2026``, ``27/03/2026``, ``27 Maret 2026``; shown again as ``27-3-2026``.

    Args:
        latest: the last date that makes sense (today, for a date that has passed), as a callable.
    """

    widget = forms.TextInput

    def __init__(self, *args: Any, latest: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Wide enough for a month's name, without offers of older entries."""
        return {"autocomplete": "off", "class": "w-chars-16"}

    def prepare_value(self, value: Any) -> Any:
        """Day first; what could not be read is shown as typed."""
        return f"{value.day}-{value.month}-{value.year}" if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        """Read the typed date.

        Raises:
            ValidationError: it is not a date, or later than `latest`.
        """
        if value in self.empty_values:
            return None
        day = value if isinstance(value, date) else self._read(str(value))
        if self.latest is not None and day > self.latest():
            raise ValidationError("Tanggal ini belum terjadi. Periksa tahunnya.", code="future")
        return day

    def _read(self, text: str) -> date:
        year = month = number = 0
        if found := _DATE.match(text):
            number, year = int(found[1]), int(found[3])
            month = int(found[2]) if found[2].isdigit() else _MONTH_NUMBERS.get(found[2].lower(), 0)
        elif found := _ISO_DATE.match(text):
            year, month, number = int(found[1]), int(found[2]), int(found[3])
        try:
            return date(year, month, number)
        except ValueError:
            raise ValidationError(
                "Tulis tanggal dengan hari, bulan, lalu tahun, misalnya 27-3-2026.", code="invalid"
            ) from None


class MomentField(forms.Field):
    """Date and time of the LPSE's clock as one types them: ``26-11-2026 10.05``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = IndonesianDateField()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Wide enough, without offers of older entries."""
        return {"autocomplete": "off", "class": "w-chars-24"}

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Name the zone beside the question."""
        if not self.help_text:
            self.help_text = f"Misalnya 26-11-2026 10.05, jam {profile.current().region.zone_label}."
        return super().get_bound_field(form, field_name)

    def prepare_value(self, value: Any) -> Any:
        """The moment on the LPSE's clock; what could not be read is shown as typed."""
        if isinstance(value, datetime):
            at = local(value)
            return f"{at.day}-{at.month}-{at.year} {at:%H.%M}"
        return value

    def to_python(self, value: Any) -> datetime | None:
        """Read what was typed.

        Raises:
            ValidationError: it is no date with a time.
        """
        if value in self.empty_values or isinstance(value, datetime):
            return value or None
        wrong = ValidationError("Tulis tanggal dan jam, misalnya 26-11-2026 10.05.", code="invalid")
        found = _MOMENT.match(str(value))
        if not found:
            raise wrong
        day = self.day.to_python(found["day"])
        hour, minute = int(found["hour"]), int(found["minute"])
        if day is None or hour > 23 or minute > 59:
            raise wrong
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=profile.current().zone)


def add_refusal(form: forms.BaseForm, message: str, field: str = "") -> None:
    """Show a service's refusal where it belongs: beside the field it names, else on top of the form."""
    form.add_error(field if field in form.fields else None, message)


def _sentences(field: forms.Field, noun: str) -> dict[str, str]:
    """Error sentences for a field of this kind."""
    if isinstance(field, forms.FileField):
        return {
            "required": f"Pilih berkas {noun}.",
            "empty": "Berkas ini kosong. Pilih berkas lain.",
            "missing": f"Pilih berkas {noun}.",
        }
    if isinstance(field, forms.BooleanField):
        return {"required": "Centang pernyataan ini untuk melanjutkan."}
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        choice = f"Pilih {noun}."
        return {"required": choice, "invalid_choice": f"Pilih {noun} dari daftar.", "invalid_pk_value": choice}
    sentences = {"required": f"Isi {noun}."}
    if isinstance(field, forms.EmailField):
        sentences["invalid"] = "Tulis alamat surel yang lengkap, misalnya nama@contoh.id."
    elif isinstance(field, forms.IntegerField):
        sentences["invalid"] = f"Tulis {noun} dengan angka saja."
    elif isinstance(field, forms.URLField):
        sentences["invalid"] = "Tulis alamat situs yang lengkap, misalnya https://contoh.id."
    return sentences


def _default_message(field: forms.Field, code: str) -> Any:
    for kind in type(field).__mro__:
        messages = getattr(kind, "default_error_messages", {})
        if code in messages:
            return messages[code]
    return None
