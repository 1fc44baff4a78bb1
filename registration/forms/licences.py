"""The page of business licences: as many rows as there are licences, added and removed without a script."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.http import QueryDict

from core import clock
from core.form_fields import LineField
from core.forms import IndonesianDateField, PortalForm
from registration.enums import ApplicantKind, KbliEdition, LicenceKind, Step
from registration.forms.steps import StepForm, spoken_yes_no, yes_no
from registration.models import Application

MOST_LICENCES = 20
PREFIX = "izin"
_KBLI = re.compile(r"^[0-9]{5}$")


class LicenceForm(PortalForm):
    """One licence. A row left wholly empty is no licence."""

    kind = forms.ChoiceField(label="Jenis izin", choices=LicenceKind.choices, initial=LicenceKind.NIB.value)
    number = LineField(
        label="Nomor", help_text="NIB terdiri atas 13 angka.", max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-chars-24"}),
        error_messages={"required": "Isi nomor izin, atau hapus izin ini dari daftar."},
    )  # fmt: skip
    issuer = LineField(label="Penerbit", help_text="Misalnya Lembaga OSS.", max_length=200, required=False)
    issued_on = IndonesianDateField(
        label="Tanggal terbit", help_text="Wajib untuk izin selain NIB.", required=False, latest=clock.today
    )
    expires_on = IndonesianDateField(label="Berlaku sampai", help_text="Kosongkan bila tanpa batas.", required=False)
    kbli_code = LineField(
        label="Kode KBLI", help_text="5 angka, seperti tertulis pada izin.", max_length=5, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-chars-8"}),
    )  # fmt: skip
    kbli_edition = forms.ChoiceField(
        label="Edisi KBLI", choices=[("", "Pilih edisi"), *KbliEdition.choices], required=False
    )
    field = LineField(label="Bidang usaha", max_length=200, required=False)

    def clean_kbli_code(self) -> str:
        """Five digits."""
        code: str = self.cleaned_data["kbli_code"]
        if code and not _KBLI.match(code):
            raise ValidationError("Kode KBLI terdiri atas 5 angka, misalnya 46510.")
        return code

    def clean(self) -> dict[str, Any]:
        """Dates in order, and an edition beside a code."""
        found = self.cleaned_data
        first, last = found.get("issued_on"), found.get("expires_on")
        if first and last and last < first:
            self.add_error("expires_on", "Tanggal akhir berlaku harus sama dengan atau setelah tanggal terbit.")
        if found.get("kbli_code") and not found.get("kbli_edition") and "kbli_edition" not in self.errors:
            self.add_error("kbli_edition", "Pilih edisi KBLI untuk kode yang Anda isi.")
        return found


LicenceRows = forms.formset_factory(LicenceForm, extra=0, max_num=MOST_LICENCES, absolute_max=MOST_LICENCES)


class LicencesForm(StepForm):
    """Whether the field of work needs a licence (persons only), and the licences."""

    step = Step.LICENCES

    needs_licence = yes_no("Apakah bidang usaha Anda memerlukan izin?")

    def __init__(self, application: Application, data: QueryDict | None = None, typed: Any = None) -> None:
        super().__init__(application, data, typed)
        if data is not None:
            # Without the stored rows beside them: a row sent unchanged is a licence as much as a new one.
            self.rows: BaseFormSet[LicenceForm] = LicenceRows(_all_new(data), prefix=PREFIX)
            return
        rows = (typed or {}).get("rows") or [
            {name: getattr(licence, name) for name in LicenceForm.base_fields} for licence in application.licences.all()
        ]
        self.rows = LicenceRows(initial=rows or [{}], prefix=PREFIX)

    @classmethod
    def rearranged(cls, application: Application, data: QueryDict) -> StepForm | None:
        """One row more, or one less."""
        if "tambah" not in data and "hapus" not in data:
            return None
        rows: list[dict[str, Any]] = [
            {name: data.get(f"{PREFIX}-{number}-{name}", "") for name in LicenceForm.base_fields}
            for number in range(_count(data))
        ]
        if "tambah" in data:
            rows = [*rows, {}][:MOST_LICENCES]
        else:
            rows = [row for number, row in enumerate(rows) if str(number) != data["hapus"]] or [{}]
        return cls(application, typed={"rows": rows, "needs_licence": data.get("needs_licence", "")})

    def prepare(self) -> None:
        """Firms always need a licence; only persons are asked."""
        if self.application.kind != ApplicantKind.INDIVIDUAL:
            del self.fields["needs_licence"]

    def stored(self) -> dict[str, Any]:
        """The answer as the choice that stands for it."""
        return {"needs_licence": spoken_yes_no(self.application.needs_licence)}

    def is_valid(self) -> bool:
        """The question and every row."""
        own = super().is_valid()
        return self.rows.is_valid() and own

    def values(self) -> dict[str, Any]:
        """Firms need a licence whether asked or not."""
        if self.application.kind != ApplicantKind.INDIVIDUAL:
            return {"needs_licence": True}
        return super().values()

    def licences(self) -> list[dict[str, Any]]:
        """The rows that say something."""
        return [row.cleaned_data for row in self.rows.forms if row.has_changed()]


def _count(data: QueryDict) -> int:
    try:
        return max(0, min(int(data.get(f"{PREFIX}-TOTAL_FORMS", "0")), MOST_LICENCES))
    except ValueError:
        return 0


def _all_new(data: QueryDict) -> QueryDict:
    """Rows are judged as they were sent, whatever stood there before: an emptied row is a removed one."""
    fresh = data.copy()
    fresh[f"{PREFIX}-INITIAL_FORMS"] = "0"
    fresh[f"{PREFIX}-TOTAL_FORMS"] = str(_count(data))
    return fresh
