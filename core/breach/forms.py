"""Forms of failures of protection: the scope with its times, the words, and what is noted afterwards."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from core import profile
from core.breach.services import Scope
from core.clock import local
from core.forms import IndonesianDateField, PortalForm
from core.models import User
from core.personal.registry import personal_tables

_TIME = re.compile(r"^(.+?)[\s,]+(?:pukul\s+)?(\d{1,2})[.:](\d{2})$")
_EXAMPLE = "Hari, bulan, tahun, lalu jam, misalnya 27-3-2026 14.30."


class MomentField(forms.CharField):
    """A date with its time in the LPSE's zone, as one types it: ``27-3-2026 14.30``."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Wide enough, without offers of older entries."""
        return {"autocomplete": "off", "class": "w-chars-24"}

    def prepare_value(self, value: Any) -> Any:
        """Day first; what could not be read is shown as typed."""
        if isinstance(value, datetime):
            moment = local(value)
            return f"{moment.day}-{moment.month}-{moment.year} {moment:%H.%M}"
        return value

    def clean(self, value: Any) -> Any:
        """Read the typed moment.

        Raises:
            ValidationError: it is no date with a time.
        """
        text = super().clean(value)
        if not text:
            return None
        found = _TIME.match(text)
        hour, minute = (int(found[2]), int(found[3])) if found else (24, 0)
        if not found or hour > 23 or minute > 59:
            raise ValidationError(f"Tulis tanggal dan jam. {_EXAMPLE}", code="invalid")
        day = IndonesianDateField().to_python(found[1])
        assert day is not None  # noqa: S101 - the text before the time is never empty
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=profile.current().zone)


def _account_field(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=254, required=False)


class WordsForm(PortalForm):
    """What both letters say."""

    questions = {"summary": "uraian kejadian", "handling": "uraian penanganan"}
    summary = forms.CharField(
        label="Apa yang terjadi dan bagaimana",
        help_text="Tercetak pada kedua surat. Tanpa nama dan nomor identitas.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    handling = forms.CharField(
        label="Penanganan dan pemulihan",
        help_text="Yang sudah dan akan dilakukan LPSE, dan yang sebaiknya dilakukan subjek data.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class BreachForm(WordsForm):
    """A new failure: when it was found, when it happened, what was within reach, and the words."""

    questions = {
        **WordsForm.questions,
        "period_from": "waktu mulai kejadian",
        "period_until": "waktu akhir kejadian",
    }
    found_at = MomentField(label="Waktu diketahui", help_text=f"Batas pemberitahuan dihitung dari sini. {_EXAMPLE}")
    period_from = MomentField(label="Terjadi sejak", help_text=_EXAMPLE)
    period_until = MomentField(label="Terjadi sampai", help_text="Bila masih berlangsung, isi waktu sekarang.")
    account = _account_field(
        "Akun yang diambil alih", "Nama pengguna atau surel. Semua data orang itu dihitung terungkap."
    )
    officer = _account_field(
        "Akun petugas yang melihat",
        "Nama pengguna atau surel. Dihitung dari jejak audit: yang dibuka, diunduh, diekspor, atau ditindak pada masa itu.",
    )
    case_number = forms.CharField(
        label="Nomor berkas", help_text="Misalnya REG-2026-00012.", max_length=120, required=False
    )
    file_codes = forms.CharField(
        label="Kode berkas",
        help_text="Satu baris satu kode, seperti pada alamat berkas.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tables = forms.MultipleChoiceField(
        label="Golongan data dalam basis data",
        help_text="Seluruh isi golongan itu dihitung, misalnya bila salinan basis data hilang.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = (
        "found_at",
        "period_from",
        "period_until",
        "account",
        "officer",
        "case_number",
        "file_codes",
        "tables",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tables"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [
            (table.key, table.label) for table in personal_tables() if table.fields and (table.person or table.named)
        ]

    def clean_account(self) -> User | None:
        """The account behind the name."""
        return _account(self.cleaned_data["account"])

    def clean_officer(self) -> User | None:
        """The account behind the name."""
        return _account(self.cleaned_data["officer"])

    def clean_file_codes(self) -> list[str]:
        """One code a line, each once."""
        return list(dict.fromkeys(self.cleaned_data["file_codes"].split()))

    @property
    def scope(self) -> Scope:
        """What was laid open, once the form is valid."""
        data = self.cleaned_data
        return Scope(
            period_from=data["period_from"],
            period_until=data["period_until"],
            account=data["account"],
            officer=data["officer"],
            case_number=data["case_number"],
            files=data["file_codes"],
            tables=data["tables"],
        )


def _account(text: str) -> User | None:
    if not text:
        return None
    found = User.objects.filter(Q(username__iexact=text) | Q(email__iexact=text)).first()
    if found is None:
        raise ValidationError("Akun ini tidak ditemukan. Tulis nama pengguna atau surelnya.", code="unknown")
    return found


class AuthorityForm(PortalForm):
    """When and how the authority was told."""

    at = MomentField(label="Waktu disampaikan", help_text=_EXAMPLE)
    way = forms.CharField(
        label="Cara dan bukti", help_text="Misalnya nomor tanda terima atau resi pengiriman.", max_length=300
    )


class CancelForm(PortalForm):
    """Why a draft is given up."""

    reason = forms.CharField(label="Alasan pembatalan", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
