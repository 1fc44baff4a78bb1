"""Forms of announcements."""

from django import forms

from core.form_fields import LineField
from core.forms import MomentField, PortalForm
from helpdesk.enums.announcement import AnnouncementKind, AnnouncementScope
from helpdesk.markup import HELP


class AnnouncementForm(PortalForm):
    """What is announced, to whom, and when."""

    kind = forms.ChoiceField(label="Jenis", choices=AnnouncementKind.choices)
    title = LineField(
        label="Judul", max_length=150, help_text="Apa yang terjadi dan kapan, misalnya “SPSE dipelihara Sabtu malam”."
    )
    body = forms.CharField(label="Isi", max_length=10_000, widget=forms.Textarea(attrs={"rows": 10}), help_text=HELP)
    scope = forms.ChoiceField(label="Untuk", choices=AnnouncementScope.choices, initial=AnnouncementScope.EVERYBODY)
    event_from = MomentField(label="Mulai kejadian atau pemeliharaan", required=False)
    event_until = MomentField(label="Selesai kejadian atau pemeliharaan", required=False)
    show_from = MomentField(label="Tampil mulai")
    show_until = MomentField(label="Tampil sampai", required=False)
    is_banner = forms.BooleanField(label="Tampil di atas setiap halaman selama berlaku", required=False, initial=True)
    by_mail = forms.BooleanField(label="Kirim ke pelanggan surel", required=False, initial=True)
    has_letter = forms.BooleanField(label="Terbitkan juga surat pengumuman (PDF bernomor)", required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class VersionForm(PortalForm):
    """Which draft was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CorrectionForm(PortalForm):
    """What is added below a published announcement."""

    body = forms.CharField(
        label="Pembetulan", max_length=5000, widget=forms.Textarea(attrs={"rows": 4}), help_text=HELP
    )


class WithdrawalForm(PortalForm):
    """Why it is withdrawn; everybody reads it."""

    reason = LineField(label="Alasan dicabut", max_length=300, help_text="Terbaca semua orang.")


class SubscribeForm(PortalForm):
    """The address that wants announcements."""

    email = forms.EmailField(
        label="Surel", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    )
