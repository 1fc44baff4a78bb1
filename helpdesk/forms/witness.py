"""What is typed into a berita acara kesaksian. The services judge; these forms read and keep it."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from core.clock import today
from core.enums import RevisionKind
from core.files.forms import UploadField
from core.forms import IndonesianDateField, MomentField, PortalForm
from core.models import Organization
from helpdesk.enums.witness import (
    BidFileKind,
    BidFileOutcome,
    WitnessAttachmentKind,
    WitnessRequestKind,
    WitnessSide,
)
from helpdesk.models import WitnessFile, WitnessParticipant, WitnessReport

_AMOUNT = re.compile(r"^(?:rp\.?\s*)?([\d.\s]+)(?:,(\d{1,2}))?$", re.IGNORECASE)


class RupiahField(forms.Field):
    """An amount as SPSE shows it: ``Rp1.250.000.000,50`` or bare figures."""

    def prepare_value(self, value: Any) -> Any:
        """With dots between thousands."""
        if isinstance(value, Decimal):
            whole, cents = divmod(int(value * 100), 100)
            return f"{whole:,}".replace(",", ".") + (f",{cents:02d}" if cents else "")
        return value

    def to_python(self, value: Any) -> Decimal | None:
        """Read the amount.

        Raises:
            ValidationError: it is no amount of rupiah.
        """
        if value in self.empty_values or isinstance(value, Decimal):
            return value if isinstance(value, Decimal) else None
        found = _AMOUNT.match(str(value).strip())
        try:
            amount = Decimal(re.sub(r"\D", "", found[1]) + "." + (found[2] or "0")) if found else None
        except InvalidOperation:
            amount = None
        if amount is None or amount >= Decimal(10) ** 16:
            raise ValidationError("Tulis jumlah rupiah, misalnya 1.250.000.000.", code="invalid")
        return amount


class ReportForm(PortalForm):
    """Who asked, when and where it is witnessed, and the package as SPSE shows it."""

    request_kind = forms.ChoiceField(
        label="Bentuk permintaan", choices=WitnessRequestKind.choices, widget=forms.RadioSelect
    )
    request_number = forms.CharField(label="Nomor surat atau tiket", max_length=120)
    request_date = IndonesianDateField(label="Tanggal permintaan", latest=today)
    requester_name = forms.CharField(label="Nama pemohon", max_length=200)
    requester_position = forms.CharField(
        label="Jabatan pemohon", max_length=200, help_text="Misalnya Ketua Pokja Pemilihan 3."
    )
    held_at = MomentField(label="Waktu kesaksian")
    place = forms.CharField(label="Tempat", max_length=250, help_text="Misalnya Ruang Bidding LPSE, Masamba.")
    tender_code = forms.CharField(
        label="Kode tender",
        max_length=20,
        validators=[RegexValidator(r"^[0-9]+$", "Kode tender terdiri atas angka saja.")],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-chars-16"}),
    )
    rup_code = forms.CharField(label="Kode RUP", max_length=30, required=False)
    package_name = forms.CharField(label="Nama paket", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    agency = forms.CharField(label="K/L/PD", max_length=250)
    organization = forms.ModelChoiceField(
        label="Instansi pada daftar portal",
        queryset=Organization.objects.order_by("name"),
        required=False,
        empty_label="tidak ada pada daftar",
        help_text="Menentukan auditor mana yang kelak dapat melihat berita acara ini.",
    )
    work_unit = forms.CharField(label="Satuan kerja", max_length=250, required=False)
    method = forms.CharField(label="Metode pemilihan", max_length=250, required=False)
    ceiling = RupiahField(label="Pagu", required=False)
    own_estimate = RupiahField(label="HPS", required=False)
    budget_year = forms.IntegerField(label="Tahun anggaran", min_value=2000, max_value=2100, required=False)
    stage = forms.CharField(label="Tahap menurut SPSE", max_length=250, required=False)
    opening_at = MomentField(label="Pembukaan menurut SPSE", required=False)
    spse_host = forms.CharField(label="Alamat SPSE", max_length=250, required=False)
    spse_version = forms.CharField(label="Versi SPSE", max_length=60, required=False)
    copies = forms.IntegerField(label="Jumlah rangkap", min_value=1, max_value=20, initial=2)


class PersonForm(PortalForm):
    """Somebody who is present and signs."""

    side = forms.ChoiceField(label="Mewakili", choices=WitnessSide.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="Nama lengkap", max_length=200)
    nip = forms.CharField(label="NIP", max_length=30, required=False, help_text="Kosongkan bila tidak ada.")
    role = forms.CharField(label="Jabatan dalam kesaksian", max_length=200, help_text="Misalnya Ketua, Admin PPE.")


class ParticipantForm(PortalForm):
    """One participant."""

    name = forms.CharField(label="Nama peserta", max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))
    npwp = forms.CharField(label="NPWP", max_length=30, required=False)
    submitted = forms.BooleanField(label="Memasukkan penawaran", required=False)


class ParticipantsForm(PortalForm):
    """The list of participants as it is pasted from SPSE."""

    lines = forms.CharField(
        label="Daftar peserta",
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Satu baris satu peserta: nama; NPWP; ya. Tulis “ya” hanya bagi yang memasukkan penawaran. NPWP dan “ya” boleh kosong.",
    )


class BidFileForm(PortalForm):
    """One bid file as it was seen."""

    participant = forms.ModelChoiceField(
        label="Peserta", queryset=WitnessParticipant.objects.none(), empty_label="pilih peserta"
    )
    kind = forms.ChoiceField(label="Jenis berkas", choices=BidFileKind.choices)
    name = forms.CharField(label="Nama berkas", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    size = forms.IntegerField(
        label="Ukuran (bita)",
        min_value=0,
        max_value=10**15,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-chars-16"}),
    )
    sha256 = forms.CharField(
        label="Sidik SHA-256",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "code"}),
        help_text="64 angka dan huruf a sampai f; dihitung dari berkas di atas, atau disalin dari alat lain.",
    )
    uploaded_at = MomentField(label="Diunggah menurut SPSE", required=False)
    error_text = forms.CharField(
        label="Pesan galat persis",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Salin kata demi kata, termasuk kodenya.",
    )
    outcome = forms.ChoiceField(label="Hasil akhir", choices=BidFileOutcome.choices, widget=forms.RadioSelect)
    outcome_note = forms.CharField(
        label="Keterangan hasil",
        max_length=500,
        required=False,
        help_text="Bila dapat dibuka: setelah tindakan apa.",
    )

    def __init__(self, *args: Any, report: WitnessReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant"].queryset = report.participants.all()  # type: ignore[attr-defined]


class AttemptForm(PortalForm):
    """One attempt."""

    file = forms.ModelChoiceField(
        label="Berkas", queryset=WitnessFile.objects.none(), required=False, empty_label="semua berkas"
    )
    tried_at = MomentField(label="Waktu percobaan")
    tried_by = forms.CharField(label="Dilakukan oleh", max_length=200)
    tool = forms.CharField(
        label="Alat",
        max_length=200,
        help_text="Misalnya Apendo Panitia, Spamkodok, peramban lain, unduh ulang, nama berkas dipendekkan.",
    )
    tool_version = forms.CharField(label="Versi alat", max_length=60, required=False)
    machine = forms.CharField(label="Komputer", max_length=200, help_text="Misalnya PC Bidding 2, Windows 11.")
    result = forms.CharField(label="Hasil", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, report: WitnessReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].queryset = report.files.all()  # type: ignore[attr-defined]


class AttachmentForm(PortalForm):
    """A screenshot, a log, a letter."""

    kind = forms.ChoiceField(label="Jenis lampiran", choices=WitnessAttachmentKind.choices)
    label = forms.CharField(label="Keterangan", max_length=250)
    about = forms.ModelChoiceField(
        label="Tentang berkas",
        queryset=WitnessFile.objects.none(),
        required=False,
        empty_label="berita acara seluruhnya",
    )
    file = UploadField(label="Lampiran")

    def __init__(self, *args: Any, report: WitnessReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].queryset = report.files.all()  # type: ignore[attr-defined]


class LkppForm(PortalForm):
    """Whether the matter was forwarded to LKPP, and what came back."""

    forwarded = forms.TypedChoiceField(
        label="Diteruskan kepada LKPP",
        choices=(("ya", "Ya, diteruskan"), ("tidak", "Tidak diteruskan")),
        coerce=lambda value: value == "ya",
        widget=forms.RadioSelect,
    )
    lkpp_reference = forms.CharField(label="Nomor tiket atau surat", max_length=120, required=False)
    lkpp_on = IndonesianDateField(label="Tanggal diteruskan", required=False, latest=today)
    lkpp_answer = forms.CharField(
        label="Jawaban LKPP", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    lkpp_answered_on = IndonesianDateField(label="Tanggal jawaban", required=False, latest=today)

    def clean(self) -> dict[str, Any]:
        """What belongs together is whole; what does not apply is emptied."""
        data = super().clean() or {}
        if not data.get("forwarded"):
            return {**data, "lkpp_reference": "", "lkpp_on": None, "lkpp_answer": "", "lkpp_answered_on": None}
        for name, words in (
            ("lkpp_reference", "Isi nomor tiket atau surat kepada LKPP."),
            ("lkpp_on", "Isi tanggal diteruskan."),
        ):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        if (
            bool(data.get("lkpp_answer")) != bool(data.get("lkpp_answered_on"))
            and "lkpp_answered_on" not in self.errors
        ):
            self.add_error("lkpp_answered_on", "Isi jawaban LKPP bersama tanggalnya.")
        return data


class ReturnForm(PortalForm):
    """What is to be mended."""

    reason = forms.CharField(label="Yang perlu diperbaiki", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class DiscardForm(PortalForm):
    """Why a draft is given up."""

    reason = forms.CharField(
        label="Mengapa dibatalkan", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Misalnya: kode tender keliru, atau permintaan ditarik kembali.",
    )  # fmt: skip


class SignedForm(PortalForm):
    """A copy that people signed."""

    kind = forms.ChoiceField(
        label="Bentuk tanda tangan",
        choices=(
            (RevisionKind.SIGNED, "PDF bertanda tangan elektronik"),
            (RevisionKind.SCAN, "Pindaian naskah bertanda tangan basah (PDF)"),
        ),
        widget=forms.RadioSelect,
    )
    file = UploadField(label="Berkas PDF", widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}))


class RecipientForm(PortalForm):
    """The account of an official who receives the report."""

    account = forms.CharField(
        label="Nama pengguna atau surel pejabat", max_length=254, help_text="Akun pejabat di portal ini."
    )


class TenderEndForm(PortalForm):
    """When the tender ended."""

    ended_on = IndonesianDateField(label="Tender selesai pada", latest=today)
