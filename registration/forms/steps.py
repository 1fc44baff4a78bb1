"""One form for each page of the application. What is typed is kept half filled; only what cannot be right is refused."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core import clock
from core.form_fields import LineField, PhoneField
from core.forms import IndonesianDateField, PortalForm
from core.refusals import BadInput
from registration.completeness import FORMS, STEP_FIELDS, not_needed
from registration.enums import ApplicantKind, BusinessForm, Step
from registration.forms.regions import add_region_fields, picked_code, without_astray
from registration.identity_numbers import nik_normalise, npwp_normalise
from registration.models import Application
from registration.regions import is_village

YES_NO = [("ya", "Ya"), ("tidak", "Tidak")]
_YES: dict[str, bool] = {"ya": True, "tidak": False}
_DIGITS = {"inputmode": "numeric", "autocomplete": "off", "class": "w-chars-24"}


def yes_no(label: str, **kwargs: Any) -> forms.TypedChoiceField:
    """A question answered by yes or no; unanswered stays None."""
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=_YES.get, empty_value=None, widget=forms.RadioSelect, **kwargs
    )


def spoken_yes_no(value: bool | None) -> str:
    """The choice that stands for a stored answer."""
    return {True: "ya", False: "tidak"}.get(value, "") if value is not None else ""


class StepForm(PortalForm):
    """A page of the application.

    A field that must be filled in before handing in is not marked as optional, but may be left empty today.
    """

    step: Step

    def __init__(
        self, application: Application, data: QueryDict | None = None, typed: Mapping[str, Any] | None = None
    ) -> None:
        """Args:
        data: what was sent, to be judged.
        typed: what was typed so far, to be shown again without judging it.
        """
        self.application = application
        super().__init__(data, initial={**self.stored(), **(typed or {})})
        self.prepare()
        optional = not_needed(application)
        for name in self.fields.keys() & set(STEP_FIELDS[self.step]):
            self.fields[name].required = name not in optional

    @classmethod
    def rearranged(cls, application: Application, data: QueryDict) -> "StepForm | None":
        """The page in another shape, when a button was pressed that only changes its shape; nothing is saved."""
        return None

    def stored(self) -> dict[str, Any]:
        """What the page shows first."""
        return {name: getattr(self.application, name) for name in STEP_FIELDS[self.step]}

    def prepare(self) -> None:
        """Fit the fields to the applicant."""

    def full_clean(self) -> None:
        """Judge what is there; an empty answer is a gap, not an error."""
        asked = [field for field in self.fields.values() if field.required]
        for field in asked:
            field.required = False
        super().full_clean()
        for field in asked:
            field.required = True

    def values(self) -> dict[str, Any]:
        """Column → value, for `application_step_save`."""
        return {name: self.cleaned_data[name] for name in STEP_FIELDS[self.step] if name in self.cleaned_data}

    def licences(self) -> list[dict[str, Any]] | None:
        """Rows of the page of licences; None on every other page."""
        return None

    @property
    def is_unfinished(self) -> bool:
        """True when the page has a next question that depends on what was just answered."""
        return False

    def _number(self, name: str, normalise: Any) -> str:
        try:
            return str(normalise(self.cleaned_data[name]))
        except BadInput as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal


class IdentityForm(StepForm):
    """Who applies."""

    step = Step.IDENTITY

    business_form = forms.ChoiceField(label="Bentuk usaha")
    name = LineField(label="Nama", max_length=200)
    npwp = LineField(
        label="NPWP",
        help_text="16 angka, atau 15 angka pada kartu lama. Titik dan tanda hubung boleh ikut ditulis.",
        max_length=40,
        widget=forms.TextInput(attrs=_DIGITS),
    )
    phone = PhoneField(label="Telepon", help_text="Nomor yang dapat dihubungi pada jam kerja.")
    website = forms.URLField(label="Situs web", assume_scheme="https", widget=forms.TextInput(attrs={"type": "url"}))

    def prepare(self) -> None:
        """A person has no form of business; each kind has its own."""
        kind = self.application.kind
        name = self.fields["name"]
        if kind == ApplicantKind.INDIVIDUAL:
            del self.fields["business_form"]
            name.label, name.help_text = "Nama lengkap", "Seperti pada KTP."
            return
        choices = [(form.value, BusinessForm(form).label) for form in FORMS[kind]]
        self.fields["business_form"].choices = [("", "Pilih bentuk usaha"), *choices]  # type: ignore[attr-defined]
        if kind == ApplicantKind.BUSINESS_ENTITY:
            name.label, name.help_text = "Nama badan usaha", "Tanpa bentuk usahanya, persis seperti di akta."
        else:
            name.label, name.help_text = "Nama usaha", "Tanpa UD atau PD di depannya, persis seperti di izin usaha."

    def clean_npwp(self) -> str:
        """Sixteen digits."""
        return self._number("npwp", npwp_normalise)


class AddressForm(StepForm):
    """Where the business is, with the codes of Kemendagri."""

    step = Step.ADDRESS

    street = LineField(
        label="Alamat",
        help_text="Jalan, nomor, RT/RW, atau nama dusun.",
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postal_code = LineField(
        label="Kode pos",
        max_length=5,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code", "class": "w-chars-8"}),
    )

    @classmethod
    def rearranged(cls, application: Application, data: QueryDict) -> "StepForm | None":
        """Show the regions below the one that was chosen."""
        if "pilih" not in data:
            return None
        typed = {"street": data.get("street", ""), "postal_code": data.get("postal_code", "")}
        return cls(application, typed={**typed, "region_code": picked_code(data)})

    def prepare(self) -> None:
        """One list of choices for each level that can be chosen now."""
        if self.is_bound:
            self.data = without_astray(self.data)
        code = picked_code(self.data) if self.is_bound else str(self.initial["region_code"])
        add_region_fields(self, code)

    def clean_postal_code(self) -> str:
        """Five digits."""
        text: str = self.cleaned_data["postal_code"]
        if text and not (len(text) == 5 and text.isascii() and text.isdigit()):
            raise ValidationError("Kode pos terdiri atas 5 angka, misalnya 92961.")
        return text

    def values(self) -> dict[str, Any]:
        """The lists together are one code."""
        return {**super().values(), "region_code": picked_code(self.data)}

    @property
    def is_unfinished(self) -> bool:
        """True after a region was chosen that has others below it."""
        code = picked_code(self.data)
        return bool(code) and code != self.application.region_code and not is_village(code)


def _past(label: str, **kwargs: Any) -> IndonesianDateField:
    return IndonesianDateField(label=label, latest=clock.today, **kwargs)


def _notary(label: str = "Nama notaris") -> LineField:
    return LineField(label=label, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class DeedForm(StepForm):
    """The deed of foundation, and the last amendment if there is one."""

    step = Step.DEED

    deed_number = LineField(label="Nomor akta", max_length=50, widget=forms.TextInput(attrs={"class": "w-chars-16"}))
    deed_date = _past("Tanggal akta", help_text="Misalnya 27-3-2019.")
    deed_notary = _notary()
    deed_notary_seat = LineField(label="Kedudukan notaris", help_text="Kota atau kabupaten.", max_length=100)
    deed_ahu_number = LineField(
        label="Nomor pengesahan AHU",
        help_text="Nomor keputusan Kementerian Hukum, misalnya AHU-0012345.AH.01.01. Wajib bagi PT.",
        max_length=100,
    )
    deed_ahu_date = _past("Tanggal pengesahan AHU")
    has_amendment = yes_no("Apakah akta pernah diubah?", help_text="Yang diminta hanya akta perubahan yang terakhir.")
    amendment_number = LineField(
        label="Nomor akta perubahan", max_length=50, widget=forms.TextInput(attrs={"class": "w-chars-16"})
    )
    amendment_date = _past("Tanggal akta perubahan")
    amendment_notary = _notary("Nama notaris akta perubahan")
    amendment_notary_seat = LineField(label="Kedudukan notaris akta perubahan", max_length=100)
    amendment_ahu_number = LineField(label="Nomor pengesahan AHU akta perubahan", max_length=100)
    amendment_ahu_date = _past("Tanggal pengesahan AHU akta perubahan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not marked as optional beside the question that brings them up; left empty they are gaps only after "Ya".
        self.fields["has_amendment"].required = True
        for name in ("amendment_number", "amendment_date", "amendment_notary", "amendment_notary_seat"):
            self.fields[name].required = True

    def stored(self) -> dict[str, Any]:
        """ "No" is an answer only after the page was saved once."""
        answered = self.step.value in self.application.step_versions
        return {
            **super().stored(),
            "has_amendment": spoken_yes_no(self.application.has_amendment) if answered else "",
        }

    def values(self) -> dict[str, Any]:
        """Unanswered counts as no."""
        return {**super().values(), "has_amendment": bool(self.cleaned_data["has_amendment"])}


class SignatoryForm(StepForm):
    """The person who answers for the application."""

    step = Step.SIGNATORY

    signatory_name = LineField(
        label="Nama lengkap", help_text="Seperti pada KTP.", max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    signatory_position = LineField(label="Jabatan", help_text="Misalnya direktur atau pemilik.", max_length=100)
    signatory_nik = LineField(
        label="NIK", help_text="16 angka pada KTP.", max_length=40, widget=forms.TextInput(attrs=_DIGITS)
    )
    signatory_phone = PhoneField(label="Telepon seluler")

    def prepare(self) -> None:
        """A person has no position."""
        if self.application.kind == ApplicantKind.INDIVIDUAL:
            del self.fields["signatory_position"]

    def clean_signatory_nik(self) -> str:
        """Sixteen digits."""
        return self._number("signatory_nik", nik_normalise)


class SpseForm(StepForm):
    """That the applicant is registered in SPSE itself: a fact we note. Its password is never asked."""

    step = Step.SPSE

    spse_registered_on = _past("Tanggal mendaftar di SPSE", help_text="Misalnya 2-11-2026.")
    spse_user_id = LineField(
        label="User ID di SPSE",
        help_text="Hanya User ID-nya. Kata sandi SPSE jangan ditulis di mana pun di portal ini.",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "w-chars-24"}),
    )
    spse_link = forms.URLField(
        label="Alamat SPSE tempat Anda mendaftar",
        help_text="Misalnya https://spse.inaproc.id/luwuutarakab.",
        assume_scheme="https",
        widget=forms.TextInput(attrs={"type": "url"}),
    )
