"""Forms of publication support: what the official asks, and what the desk records at the end."""

from django import forms

from core.files.forms import UploadField
from core.form_fields import LineField
from core.forms import IndonesianDateField, PortalForm
from helpdesk.enums.publication import PublicationKind, PublicationOutcome
from helpdesk.forms.witness import MomentField

_KIND_HINTS = {
    PublicationKind.RUP: "Mengumumkan Rencana Umum Pengadaan pada aplikasi SiRUP.",
    PublicationKind.NOTICE: "Menayangkan pengumuman pemilihan penyedia di SPSE.",
    PublicationKind.SELECTION: "Menjalankan satu tahapan pemilihan di SPSE, misalnya pembukaan penawaran.",
    PublicationKind.CONSULTATION: "Bertanya tentang pemakaian SPSE sebelum melakukannya.",
}
_CODE = {"inputmode": "numeric", "autocomplete": "off"}


class PublicationKindField(forms.ChoiceField):
    """What is asked, with a word about each."""

    hints = {str(kind): hint for kind, hint in _KIND_HINTS.items()}


class PublicationForm(PortalForm):
    """What an official asks; the ticket and its clock follow from it."""

    kind = PublicationKindField(
        label="Apa yang Anda perlukan?", choices=PublicationKind.choices, widget=forms.RadioSelect
    )
    rup_code = LineField(
        label="Kode RUP", max_length=30, required=False, widget=forms.TextInput(attrs=_CODE),
        help_text="Wajib untuk mengumumkan RUP.",
    )  # fmt: skip
    tender_code = LineField(
        label="Kode tender", max_length=30, required=False, widget=forms.TextInput(attrs=_CODE),
        help_text="Bila ada pada daftar SPSE kami, nama paket, instansi, dan tahapnya diambil dari sana.",
    )  # fmt: skip
    package_name = LineField(label="Nama paket", max_length=1000, required=False)
    agency = LineField(
        label="Instansi", max_length=250, required=False, help_text="Perangkat daerah atau instansi pemilik paket.",
        widget=forms.TextInput(attrs={"list": "instansi"}),
    )  # fmt: skip
    needed_by = IndonesianDateField(
        label="Diperlukan paling lambat", help_text="Misalnya 27-11-2026. Dalam tiga hari dianggap mendesak."
    )
    description = forms.CharField(
        label="Apa yang menghambat?", max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Langkah yang dilakukan, yang tampak di layar, dan pesan galatnya. Jangan menulis kata sandi.",
    )  # fmt: skip
    file = UploadField(
        label="Tangkapan layar atau berkas lain", required=False,
        help_text="Berkas lain dapat ditambahkan di halaman tiket. Berkas penawaran tidak pernah diunggah.",
    )  # fmt: skip
    questions = {"kind": "yang Anda perlukan", "description": "apa yang menghambat"}


class OutcomeForm(PortalForm):
    """What came of it, recorded when the ticket is solved."""

    outcome = forms.ChoiceField(
        label="Hasil", widget=forms.RadioSelect,
        choices=[(key, word) for key, word in PublicationOutcome.choices if key != PublicationOutcome.REFERRED],
    )  # fmt: skip
    published_at = MomentField(label="Ditayangkan di SPSE pada", required=False)
    link = forms.URLField(label="Tautan tayangan", max_length=500, required=False, assume_scheme="https")
    reason = forms.CharField(
        label="Mengapa tidak ditayangkan", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    body = forms.CharField(
        label="Keterangan untuk pejabat", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
