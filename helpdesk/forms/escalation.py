"""What is typed into an escalation to LKPP. The services judge; these forms read and keep it."""

from django import forms

from core.clock import today
from core.files.forms import UploadField
from core.form_fields import LineField
from core.forms import IndonesianDateField, PortalForm
from helpdesk.enums.escalation import (
    EscalationGround,
    EscalationKind,
    EscalationNoteKind,
    EscalationOutcome,
    EscalationRoute,
)

_NEXT = "Hari LKPP diingatkan bila belum menjawab."


def _text(label: str, rows: int = 4, **options: object) -> forms.CharField:
    options.setdefault("max_length", 8000)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)  # type: ignore[arg-type]


class EscalationForm(PortalForm):
    """The letter."""

    kind = forms.ChoiceField(label="Jenis", choices=EscalationKind.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label="Dasar penerusan", choices=[("", "bukan permasalahan SPSE"), *EscalationGround.choices], required=False,
        widget=forms.RadioSelect, help_text="Hanya untuk permasalahan SPSE.",
    )  # fmt: skip
    subject = LineField(label="Perihal", max_length=200)
    tender_code = LineField(label="Kode tender", max_length=30, required=False)
    error_code = LineField(label="Kode atau pesan galat", max_length=500, required=False)
    spse_version = LineField(label="Versi SPSE", max_length=60, required=False)
    incident_number = LineField(label="Nomor gangguan", max_length=60, required=False)
    description = _text("Uraian", 6, help_text="Apa yang terjadi, kapan, dan pada siapa. Jangan menulis kata sandi.")
    efforts = _text("Yang sudah dilakukan LPSE", required=False, help_text="Wajib untuk dasar huruf a.")
    request = _text("Yang diminta dari LKPP", 3, max_length=4000)


class EvidenceForm(PortalForm):
    """A file that goes with the letter."""

    label = LineField(label="Keterangan berkas", max_length=200)
    file = UploadField(
        label="Berkas bukti",
        help_text="Tangkapan layar, catatan SPSE, atau surat. Berkas penawaran tidak pernah diunggah.",
    )


class SentForm(PortalForm):
    """That the letter left."""

    sent_on = IndonesianDateField(label="Tanggal dikirim", latest=today, initial=today)
    route = forms.ChoiceField(label="Melalui", choices=EscalationRoute.choices, widget=forms.RadioSelect)
    lkpp_reference = LineField(
        label="Nomor pada LKPP", max_length=120, required=False, help_text="Nomor tiket LPSE Support atau agenda LKPP."
    )
    follow_up_on = IndonesianDateField(
        label="Tindak lanjut berikutnya", required=False, help_text=f"{_NEXT} Kosong: menurut profil LPSE."
    )


class NoteForm(PortalForm):
    """An entry of the log."""

    kind = forms.ChoiceField(label="Yang dicatat", choices=EscalationNoteKind.choices, widget=forms.RadioSelect)
    on = IndonesianDateField(label="Tanggal", latest=today, initial=today)
    body = _text("Isi")
    follow_up_on = IndonesianDateField(label="Tindak lanjut berikutnya", required=False, help_text=_NEXT)


class AskAgainForm(PortalForm):
    """LKPP is asked again."""

    follow_up_on = IndonesianDateField(label="Tindak lanjut berikutnya", help_text=_NEXT)


class CloseForm(PortalForm):
    """How it ended."""

    outcome = forms.ChoiceField(label="Hasil", choices=EscalationOutcome.choices, widget=forms.RadioSelect)
    closing_note = _text("Keterangan penutup", 3, required=False, max_length=4000)


class CancelForm(PortalForm):
    """Why it is dropped."""

    reason = _text("Alasan dibatalkan", 3, max_length=4000)
