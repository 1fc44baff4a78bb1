"""The counter's page: the forms of the application's own pages, gathered, with the address by a short search."""

from typing import Any

from django import forms

from core import profile
from core.files.forms import UploadField
from core.form_fields import LineField
from core.forms import PortalForm
from registration.enums import ApplicantKind, Step
from registration.forms.pages import STEP_FORMS
from registration.forms.steps import AddressForm, StepForm
from registration.models import Application
from registration.regions import is_village, region_path, villages_named
from registration.requirements import for_application, steps
from verification.scanner import Scan


class WalkInForm(PortalForm):
    """Who came, and where we write to; the officer reads it, so it speaks of the applicant."""

    kind = forms.ChoiceField(label="Siapa yang mendaftar?", choices=ApplicantKind.choices, widget=forms.RadioSelect)
    full_name = LineField(
        label="Nama lengkap pemakai akun", help_text="Seperti pada KTP-nya.", max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    email = forms.EmailField(
        label="Surel pemohon", help_text="Bacakan kembali kepada pemohon; tautannya dikirim ke sana.", max_length=254
    )
    questions = {"kind": "jenis pemohon"}


class EmailForm(PortalForm):
    """The address, set right."""

    email = forms.EmailField(label="Surel pemohon", max_length=254)


class FoundAddressForm(AddressForm):
    """Street and postal code; the village by typing a part of its name."""

    region_query = LineField(label="Cari desa atau kelurahan", max_length=60, required=False)

    @property
    def found(self) -> list[tuple[str, str]]:
        """Villages with the typed name."""
        words = str(self.data.get("region_query", "")) if self.is_bound else ""
        return villages_named(words, near=profile.current().region.code) if len(words.strip()) > 2 else []

    def prepare(self) -> None:
        """A list of what was found, instead of four lists."""
        found = self.found
        if not found:
            if self.is_bound and self.data.get("region_query"):
                self.fields["region_query"].help_text = "Tidak ditemukan. Periksa ejaannya; paling sedikit tiga huruf."
            return
        self.fields["region_pick"] = forms.ChoiceField(
            label="Desa atau kelurahan", choices=[("", "Pilih dari yang ditemukan"), *found], required=False
        )

    @property
    def code(self) -> str:
        """The village chosen now, or the one kept."""
        found = self.found
        picked = str(self.data.get("region_pick", "")) if self.is_bound else ""
        if picked and is_village(picked) and picked in dict(found):
            return picked
        return found[0][0] if len(found) == 1 else self.application.region_code

    def values(self) -> dict[str, Any]:
        """Street, postal code and the village."""
        return {**StepForm.values(self), "region_code": self.code}

    @property
    def place(self) -> str:
        """The village in words."""
        return region_path(self.code)


class DocumentForm(PortalForm):
    """One file for one document: from this computer, or from the office scanner."""

    key = forms.ChoiceField(label="Dokumen")
    file = UploadField(label="Berkas dari komputer ini", required=False)
    scan = forms.ChoiceField(label="Atau dari pemindai kantor", required=False)

    def __init__(self, application: Application, scans: list[Scan], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [(rule.key.value, rule.label) for rule in for_application(application)]
        self.fields["key"].choices = [("", "Pilih dokumen"), *keys]  # type: ignore[attr-defined]
        listed = [(scan.key, f"{scan.name} ({scan.label}, {scan.at:%H.%M})") for scan in scans]
        self.fields["scan"].choices = [("", "Tidak memakai pemindai"), *listed]  # type: ignore[attr-defined]
        if not scans:
            del self.fields["scan"]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        given = super().clean() or {}
        if not given.get("file") and not given.get("scan"):
            self.add_error("file", "Pilih berkas dari komputer ini atau dari pemindai.")
        return given


def step_forms(application: Application, data: Any = None) -> dict[Step, StepForm]:
    """A form for every page of this kind of applicant that is typed."""
    kinds: dict[Step, type[StepForm]] = {**STEP_FORMS, Step.ADDRESS: FoundAddressForm}
    return {step: kinds[step](application, data) for step in steps(application.kind) if step in kinds}
