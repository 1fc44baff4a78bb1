"""What is typed about trainings: the plan, who takes part, the evaluation. The services judge; these forms read and keep it."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from core.form_fields import LineField, PhoneField
from core.forms import MomentField, PortalForm
from helpdesk.enums.training import ParticipantGroup
from helpdesk.models import Room, Training
from helpdesk.models.rooms import MOST_SEATS
from helpdesk.services.training_attendance import BEST

_RATES = {1: "1, sangat tidak setuju", 2: "2, tidak setuju", 3: "3, cukup", 4: "4, setuju", 5: "5, sangat setuju"}


class PlanForm(PortalForm):
    """A training as the officer plans it."""

    title = LineField(label="Judul", max_length=200)
    subject = forms.CharField(label="Materi", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    audience = LineField(
        label="Sasaran peserta", help_text="Misalnya: penyedia yang baru pertama memakai SPSE.", max_length=200
    )
    trainers = forms.CharField(
        label="Narasumber",
        help_text="Satu baris untuk setiap orang.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts_at = MomentField(label="Mulai")
    ends_at = MomentField(label="Sampai")
    room = forms.ModelChoiceField(
        label="Ruang",
        help_text="Seluruh ruang dipesan untuk pelatihan ini sejak disimpan.",
        queryset=Room.objects.none(),
        required=False,
        empty_label="Tidak memakai ruang LPSE",
    )
    place = LineField(label="Tempat lain", help_text="Bila tidak di ruang LPSE.", max_length=250, required=False)
    video_link = forms.URLField(
        label="Tautan video",
        help_text="Hanya peserta yang mendapat tempat yang melihatnya.",
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    seats = forms.IntegerField(
        label="Jumlah tempat",
        validators=[
            MinValueValidator(1, "Isi paling sedikit 1 tempat."),
            MaxValueValidator(MOST_SEATS, f"Isi paling banyak {MOST_SEATS} tempat."),
        ],
    )
    enrol_opens_at = MomentField(label="Pendaftaran mulai")
    enrol_closes_at = MomentField(label="Pendaftaran sampai")
    is_public = forms.BooleanField(
        label="Terbuka untuk umum: siapa pun dapat mendaftar setelah surelnya dikonfirmasi", required=False
    )

    def __init__(self, *args: Any, training: Training | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Room.objects.filter(is_active=True)
        if training is not None and training.room_id:
            rooms = rooms | Room.objects.filter(pk=training.room_id)
        self.fields["room"].queryset = rooms.order_by("name")  # type: ignore[attr-defined]


class OwnEnrolmentForm(PortalForm):
    """What a signed-in participant adds about oneself."""

    agency = LineField(label="Perusahaan atau instansi", help_text="Tercetak pada sertifikat.", max_length=250)
    phone = PhoneField(label="Nomor telepon", help_text="Kami hubungi bila ada perubahan.", required=False)


class PublicEnrolmentForm(PortalForm):
    """What a participant without an account tells."""

    name = LineField(
        label="Nama lengkap",
        help_text="Tulis seperti pada sertifikat, dengan gelar bila perlu.",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    agency = LineField(label="Perusahaan atau instansi", help_text="Tercetak pada sertifikat.", max_length=250)
    email = forms.EmailField(
        label="Alamat surel",
        help_text="Kami mengirim tautan konfirmasi ke alamat ini.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = PhoneField(label="Nomor telepon", required=False)


class DeskEnrolmentForm(PublicEnrolmentForm):
    """What the desk writes down for somebody who calls or stands there."""

    group = forms.ChoiceField(
        label="Kelompok", choices=ParticipantGroup, initial=ParticipantGroup.VENDOR, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False
        self.fields["email"].help_text = "Untuk pengingat dan sertifikat; boleh kosong."


class ReceiptForm(PortalForm):
    """Number and code of a participant without an account."""

    number = LineField(label="Nomor peserta", help_text="Misalnya PST-2026-00012.", max_length=40)
    receipt = LineField(
        label="Kode peserta",
        help_text="Ada dalam surel dari kami.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class EvaluationForm(PortalForm):
    """A rating for each statement of the training, and a remark."""

    remark = forms.CharField(
        label="Saran",
        help_text="Jangan tulis nama; jawaban disimpan tanpa nama.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, questions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {}
        for number, words in enumerate(questions, 1):
            asked[f"q{number}"] = forms.ChoiceField(
                label=words,
                choices=[(str(rate), _RATES[rate]) for rate in range(BEST, 0, -1)],
                widget=forms.RadioSelect,
                error_messages={"required": f"Pilih nilai untuk pernyataan {number}."},
            )
        self.fields = {**asked, **self.fields}

    @property
    def rated(self) -> list[Any]:
        """The statements as the page shows them."""
        return [self[name] for name in self.fields if name != "remark"]

    @property
    def answers(self) -> list[int]:
        """The ratings in the order of the statements."""
        return [int(self.cleaned_data[name]) for name in self.fields if name != "remark"]


class CancelForm(PortalForm):
    """Why a training is called off; the participants read it."""

    reason = forms.CharField(
        label="Alasan",
        help_text="Dikirim kepada semua peserta.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tulis alasannya; alasan ini dikirim kepada peserta."},
    )


class CorrectionForm(PortalForm):
    """The name and agency as they ought to stand on the certificate."""

    name = LineField(label="Nama pada sertifikat", max_length=200)
    agency = LineField(label="Perusahaan atau instansi", max_length=250)
