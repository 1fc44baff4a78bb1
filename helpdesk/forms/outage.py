"""What is typed into a berita acara gangguan. The services judge; these forms read and keep it."""

from django import forms
from django.core.validators import RegexValidator

from core.form_fields import LineField
from core.forms import PortalForm
from helpdesk.enums.outage import OutagePart
from helpdesk.forms.witness import MomentField


def _text(
    label: str, rows: int = 3, *, required: bool = True, length: int = 4000, help_text: str = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=length,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class OutageForm(PortalForm):
    """The report itself; what is not known yet may stay empty in a draft."""

    began_at = MomentField(label="Mulai")
    ended_at = MomentField(label="Selesai", required=False)
    is_planned = forms.TypedChoiceField(
        label="Direncanakan",
        choices=(("tidak", "Tidak direncanakan"), ("ya", "Direncanakan")),
        coerce=lambda value: value == "ya",
        widget=forms.RadioSelect,
        initial="tidak",
    )
    parts = forms.MultipleChoiceField(
        label="Yang tidak berfungsi", choices=OutagePart.choices, widget=forms.CheckboxSelectMultiple
    )
    other_part = LineField(label="Lainnya, yaitu", max_length=200, required=False)
    scope = _text("Cakupan", help_text="Siapa dan layanan apa yang terkena, misalnya semua pengguna SPSE.")
    cause = _text("Penyebab", required=False, help_text="Bila belum ditemukan, tulis: belum diketahui.")
    handling = _text("Yang dilakukan", 5, required=False, length=8000)
    handled_by = LineField(label="Ditangani oleh", max_length=500, required=False)
    prevention = _text("Upaya agar tidak terulang", required=False)
    incident_number = LineField(label="Nomor gangguan", max_length=60, required=False)
    announcement_number = LineField(label="Nomor pengumuman", max_length=120, required=False)


class OutageTenderForm(PortalForm):
    """A stage of a tender that the copies of SPSE do not show."""

    tender_code = LineField(
        label="Kode tender",
        max_length=20,
        validators=[RegexValidator(r"^[0-9]+$", "Kode tender terdiri atas angka saja.")],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-chars-16"}),
    )
    package_name = _text(
        "Nama paket", 2, required=False, help_text="Kosong: diambil dari daftar SPSE yang disalin portal."
    )
    agency = LineField(label="K/L/PD", max_length=1000, required=False)
    stage = LineField(label="Tahap", max_length=300)
    starts_at = MomentField(label="Mulai tahap", required=False)
    ends_at = MomentField(label="Akhir tahap", required=False)
    source = LineField(label="Sumber", max_length=200, help_text="Misalnya halaman jadwal tender di SPSE.")
    seen_at = MomentField(label="Dilihat di SPSE pada")
