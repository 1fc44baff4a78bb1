"""One form for each page of an official's request. What is typed is kept half filled; only what cannot be right is refused."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core import clock, profile
from core.agreements import organizations_entitled
from core.form_fields import LineField
from core.forms import IndonesianDateField, PortalForm
from core.models import Organization
from core.refusals import BadInput
from core.roles import OFFICIAL_ROLES, OTHER_ENTITY
from registration.enums import LetterKind, OfficialStep
from registration.models import OfficialRequest, role_word
from registration.official_rules import STEP_FIELDS, nip_normalise, packages_normalise

ROLE_HINTS = {
    "pa_kpa": "Pengguna Anggaran atau Kuasa Pengguna Anggaran.",
    "ppk": "Pejabat Pembuat Komitmen.",
    "procurement_officer": "Untuk pengadaan langsung.",
    "auditor": "Dibatasi waktu dan paket atau instansi yang diperiksa; setiap audit memakai permohonan sendiri.",
}


class RoleField(forms.ChoiceField):
    """The role that the letter names, with a word about each; roles as this profile calls them."""

    def __init__(self) -> None:
        super().__init__(
            label="Sebagai apa Anda mendaftar?",
            choices=self._offered,
            widget=forms.RadioSelect,
            error_messages={"required": "Pilih peran yang dimohon.", "invalid_choice": "Pilih peran dari daftar."},
        )

    @staticmethod
    def _offered() -> list[tuple[str, str]]:
        others = profile.current().unit.other_entities
        return [(key, role_word(key)) for key in OFFICIAL_ROLES if key != OTHER_ENTITY or others]

    @property
    def hints(self) -> dict[str, str]:
        """A word about some of them."""
        return {**ROLE_HINTS, OTHER_ENTITY: "Entitas lain menurut syarat dan ketentuan penggunaan SPSE."}


class OfficialForm(PortalForm):
    """A page of the request. A field that must be filled in before handing in may be left empty today."""

    step: OfficialStep
    optional: frozenset[str] = frozenset()

    def __init__(self, request: OfficialRequest, data: QueryDict | None = None) -> None:
        self.request = request
        super().__init__(data, initial=self.stored())
        self.prepare()
        for name, field in self.fields.items():
            field.required = name not in self.optional

    def stored(self) -> dict[str, Any]:
        """What the page shows first."""
        return {name: getattr(self.request, name) for name in STEP_FIELDS[self.step]}

    def prepare(self) -> None:
        """Fit the fields to the profile and the person."""

    def full_clean(self) -> None:
        """Judge what is there; an empty answer is a gap, not an error."""
        asked = [field for field in self.fields.values() if field.required]
        for field in asked:
            field.required = False
        super().full_clean()
        for field in asked:
            field.required = True

    def values(self) -> dict[str, Any]:
        """Column → value, for `official_step_save`."""
        return {name: self.cleaned_data[name] for name in STEP_FIELDS[self.step] if name in self.cleaned_data}

    def agencies(self) -> list[Organization] | None:
        """Agencies chosen on the page of the scope; None on every other page."""
        return None


class IdentityForm(OfficialForm):
    """Who, as what, and from where."""

    step = OfficialStep.IDENTITY
    optional = frozenset({"nip", "rank", "entity"})

    role = RoleField()
    entity = forms.ChoiceField(label="Entitas", help_text="Hanya untuk entitas lain.")
    full_name = LineField(
        label="Nama lengkap",
        help_text="Seperti tertulis pada surat tugas atau SK.",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    nip = LineField(
        label="NIP",
        help_text="18 angka, spasi boleh ikut ditulis. Kosongkan bila Anda bukan ASN.",
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-chars-24"}),
    )
    position = LineField(label="Jabatan", max_length=200)
    rank = LineField(label="Pangkat/golongan", help_text="Misalnya Penata Tk. I (III/d).", max_length=100)
    organization = forms.ModelChoiceField(
        label="Instansi",
        queryset=Organization.objects.none(),
        empty_label="Pilih instansi",
        help_text="Perangkat daerah, atau instansi lain yang perjanjian layanannya masih berlaku.",
    )

    def prepare(self) -> None:
        """The organisations whose people may register, and the profile's other entities."""
        self.fields["organization"].queryset = organizations_entitled()  # type: ignore[attr-defined]
        entities = profile.current().unit.other_entities
        if not entities:
            del self.fields["entity"]
            return
        self.fields["entity"].choices = [("", "Pilih entitas"), *((name, name) for name in entities)]  # type: ignore[attr-defined]

    def clean_nip(self) -> str:
        """Eighteen digits, or none."""
        try:
            return nip_normalise(self.cleaned_data["nip"])
        except BadInput as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal


class LetterForm(OfficialForm):
    """What the letter says of itself."""

    step = OfficialStep.LETTER

    letter_kind = forms.ChoiceField(label="Jenis surat", choices=LetterKind.choices, widget=forms.RadioSelect)
    letter_number = LineField(
        label="Nomor surat", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    letter_date = IndonesianDateField(label="Tanggal surat", help_text="Misalnya 27-3-2026.", latest=clock.today)
    valid_until = IndonesianDateField(
        label="Berlaku sampai dengan",
        help_text="Hari terakhir tugas menurut surat. Peran berakhir sesudah hari itu, dan kami mengingatkan Anda sebelumnya.",
    )

    def clean(self) -> dict[str, Any]:
        """The end fits the date and today."""
        cleaned = super().clean() or {}
        letter_date, valid_until = cleaned.get("letter_date"), cleaned.get("valid_until")
        if letter_date and valid_until and valid_until < letter_date:
            self.add_error("valid_until", "Tanggal akhir berlaku harus sama dengan atau sesudah tanggal surat.")
        elif valid_until and valid_until < clock.today():
            self.add_error("valid_until", "Masa berlaku surat ini sudah lewat. Pakai surat yang masih berlaku.")
        return cleaned


class ScopeForm(OfficialForm):
    """What an audit looks into: packages by their tender code, or whole agencies."""

    step = OfficialStep.SCOPE
    optional = frozenset({"audit_packages", "audit_agencies"})

    audit_packages = forms.CharField(
        label="Kode tender",
        help_text="Kode tender dari SPSE, angka saja, satu kode setiap baris.",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6, "inputmode": "numeric", "spellcheck": "false", "class": "w-chars-24"}),
    )
    audit_agencies = forms.ModelMultipleChoiceField(
        label="Instansi yang diperiksa",
        queryset=Organization.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Bila surat tugas menyebut instansi, bukan paket. Semua paket instansi itu termasuk.",
    )

    def stored(self) -> dict[str, Any]:
        """The agencies too."""
        chosen = list(self.request.audit_agencies.order_by("name"))
        return {**super().stored(), "audit_agencies": chosen}

    def prepare(self) -> None:
        """All agencies in use, entitled or not: an audit may look into any."""
        places = Organization.objects.filter(is_active=True).order_by("name")
        self.fields["audit_agencies"].queryset = places  # type: ignore[attr-defined]

    def clean_audit_packages(self) -> str:
        """Digits, one code a line."""
        try:
            return packages_normalise(self.cleaned_data["audit_packages"])
        except BadInput as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal

    def agencies(self) -> list[Organization] | None:
        """Those that were ticked."""
        return list(self.cleaned_data["audit_agencies"])


OFFICIAL_FORMS: dict[OfficialStep, type[OfficialForm]] = {
    OfficialStep.IDENTITY: IdentityForm,
    OfficialStep.LETTER: LetterForm,
    OfficialStep.SCOPE: ScopeForm,
}
