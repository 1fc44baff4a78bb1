"""What is typed about deactivations and the national account. The services judge; these forms read and keep it."""

from django import forms

from core.clock import today
from core.files.forms import UploadField
from core.forms import IndonesianDateField, PortalForm
from verification.enums import Ground, NationalStatus, Requester


class ProposalForm(PortalForm):
    """Ground, who asks by which letter, the given period, evidence."""

    ground = forms.ChoiceField(label="Dasar penonaktifan", choices=Ground.choices, widget=forms.RadioSelect)
    requester_kind = forms.ChoiceField(
        label="Kedudukan yang meminta",
        choices=Requester.choices,
        widget=forms.RadioSelect,
        help_text="Permintaan karena daftar hitam hanya dari empat kedudukan pertama.",
    )
    requester_name = forms.CharField(label="Nama yang meminta", max_length=200)
    requester_position = forms.CharField(label="Jabatan", max_length=200)
    requester_organization = forms.CharField(label="Instansi", max_length=250)
    letter_number = forms.CharField(label="Nomor surat permintaan", max_length=120)
    letter_date = IndonesianDateField(label="Tanggal surat permintaan", latest=today)
    letter = UploadField(label="Pindaian surat permintaan")
    starts_on = IndonesianDateField(label="Berlaku mulai", help_text="Seperti tertulis pada surat, misalnya 27-3-2026.")
    ends_on = IndonesianDateField(
        label="Berlaku sampai", help_text="Hari terakhir seperti tertulis pada surat; tidak dihitung oleh portal."
    )
    explanation = forms.CharField(
        label="Uraian pelanggaran atau permintaan",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text="Dicetak pada surat kepada penyedia. Jangan menulis kata sandi.",
    )


class ReasonForm(PortalForm):
    """Why a proposal is refused, or why a deactivation should end before its time."""

    reason = forms.CharField(label="Alasan", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class SpseForm(PortalForm):
    """What was done in SPSE by hand: when and by whom."""

    done_on = IndonesianDateField(label="Tanggal dilakukan di SPSE", latest=today)
    done_by_name = forms.CharField(
        label="Dilakukan oleh",
        max_length=200,
        help_text="Nama orang yang melakukannya di SPSE, misalnya Admin PPE; bukan nama Anda bila orang lain.",
        error_messages={"required": "Isi nama yang melakukannya di SPSE."},
    )


class ReplyForm(PortalForm):
    """The vendor's answer."""

    text = forms.CharField(
        label="Tanggapan Anda",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=10_000,
        help_text="Jelaskan duduk perkaranya dan apa yang Anda minta. Jangan menulis kata sandi.",
        error_messages={"required": "Tulis tanggapan Anda."},
    )
    attachment = UploadField(label="Lampiran", required=False)


class NationalAccountForm(PortalForm):
    """The national account as somebody saw it on a day."""

    status = forms.ChoiceField(label="Keadaan akun nasional", choices=NationalStatus.choices, widget=forms.RadioSelect)
    seen_on = IndonesianDateField(label="Dilihat pada", latest=today)
    reference = forms.CharField(
        label="Rujukan",
        max_length=200,
        help_text="Nomor akun atau alamat halamannya di INAPROC. Kata sandi tidak pernah dicatat.",
    )
