"""The form of each change request: the fields of the application's own pages, whole instead of half filled."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from core.forms import PortalForm
from registration.change_rules import AMENDMENT, EMAIL, LICENCES, RULES, columns_of
from registration.enums import ApplicantKind, ChangeKind
from registration.forms.licences import LicencesForm
from registration.forms.steps import AddressForm, DeedForm, IdentityForm, SignatoryForm, StepForm
from registration.models import Application, ChangeRequest

_OPTIONAL = frozenset({"amendment_ahu_number", "amendment_ahu_date", "signatory_position"})


class AboutForm(PortalForm):
    """What every request is asked: why, and who brings the originals."""

    has_envoy = forms.TypedChoiceField(
        label="Siapa yang akan menunjukkan dokumen asli?",
        choices=[("tidak", "Penanggung jawab sendiri"), ("ya", "Utusan dengan surat kuasa")],
        coerce=lambda choice: choice == "ya",
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih siapa yang akan menunjukkan dokumen asli."},
    )
    reason = forms.CharField(
        label="Keterangan untuk petugas",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Jangan menulis kata sandi apa pun di sini.",
    )


class EmailForm(PortalForm):
    """A new address for the portal account."""

    email = forms.EmailField(
        label="Surel baru",
        max_length=254,
        help_text="Alamat yang Anda buka setiap hari; surat dan pemulihan kata sandi portal dikirim ke sana.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(
        self, application: Application, data: QueryDict | None = None, typed: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(typed or {}))

    @classmethod
    def rearranged(cls, application: Application, data: QueryDict) -> PortalForm | None:
        """It has one shape."""
        return None

    def values(self) -> dict[str, Any]:
        """Column → value."""
        return {EMAIL: self.cleaned_data["email"]}


class _Whole(StepForm):
    """A page of the application whose every answer is needed now; it shows what it is given, not the application."""

    kind: ChangeKind

    def full_clean(self) -> None:
        """An empty answer is an error here."""
        names = self._columns()
        for name in self.fields.keys() & set(names):
            self.fields[name].required = name not in _OPTIONAL
        forms.Form.full_clean(self)

    def stored(self) -> dict[str, Any]:
        """What the register says comes with `typed`."""
        return {"region_code": ""}

    def values(self) -> dict[str, Any]:
        """Column → value, for `change_save`."""
        found = {name: self.cleaned_data[name] for name in self._columns() if name in self.cleaned_data}
        return {**found, "has_amendment": True} if "has_amendment" in self._columns() else found

    def _columns(self) -> tuple[str, ...]:
        return columns_of(self.kind, self.application.kind)

    def _amended(self) -> None:
        """The data of the deed that proves the change, asked of a badan usaha."""
        if self.application.kind == ApplicantKind.BUSINESS_ENTITY:
            self.fields |= {name: _copy(name) for name in AMENDMENT if name in DeedForm.base_fields and _asked(name)}


def _copy(name: str) -> forms.Field:
    return DeedForm.base_fields[name].__deepcopy__({})


def _asked(name: str) -> bool:
    return name != "has_amendment"


class NameForm(_Whole, IdentityForm):
    """Name and form of business."""

    kind = ChangeKind.NAME_FORM

    def prepare(self) -> None:
        """Only what this request changes."""
        super().prepare()
        for name in ("npwp", "phone", "website"):
            del self.fields[name]
        self._amended()


class NpwpForm(_Whole, IdentityForm):
    """The number alone."""

    kind = ChangeKind.NPWP

    def prepare(self) -> None:
        """Only what this request changes."""
        super().prepare()
        self.fields = {"npwp": self.fields["npwp"]}


class AddressChangeForm(_Whole, AddressForm):
    """Street, region and postal code."""

    kind = ChangeKind.ADDRESS

    def values(self) -> dict[str, Any]:
        """The lists together are one code."""
        return AddressForm.values(self)


class SignatoryChangeForm(_Whole, SignatoryForm):
    """Who answers for the business from now on."""

    kind = ChangeKind.SIGNATORY

    def prepare(self) -> None:
        """With the deed that names the person."""
        super().prepare()
        self._amended()


class LicencesChangeForm(_Whole, LicencesForm):
    """All licences as they are from now on."""

    kind = ChangeKind.LICENCES

    def prepare(self) -> None:
        """Whether a licence is needed was answered by the application."""
        self.fields.pop("needs_licence", None)

    def is_valid(self) -> bool:
        """At least one licence, every row in order."""
        valid = LicencesForm.is_valid(self)
        if valid and not self.licences():
            self.add_error(None, "Isi paling sedikit satu izin usaha, misalnya NIB.")
            return False
        return valid

    def values(self) -> dict[str, Any]:
        """All rows, in order."""
        return {LICENCES: self.licences()}


CHANGE_FORMS: dict[str, Any] = {
    ChangeKind.EMAIL: EmailForm,
    ChangeKind.NAME_FORM: NameForm,
    ChangeKind.NPWP: NpwpForm,
    ChangeKind.ADDRESS: AddressChangeForm,
    ChangeKind.SIGNATORY: SignatoryChangeForm,
    ChangeKind.LICENCES: LicencesChangeForm,
}


def typed_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the register or of a request as a form shows them."""
    return {**values, "rows": list(values[LICENCES])} if LICENCES in values else dict(values)


def kind_choices() -> list[tuple[str, str, str]]:
    """Kind, label and purpose of every request, in the order of the list."""
    return [(rule.kind.value, rule.kind.label, rule.purpose) for rule in RULES.values()]


def has_form(change: ChangeRequest) -> bool:
    """True when the request asks for new values."""
    return change.kind in CHANGE_FORMS
