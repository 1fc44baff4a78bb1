"""The two short forms before there is an account."""

from django import forms

from core.form_fields import LineField
from core.forms import PortalForm
from registration.enums import ApplicantKind

KIND_HINTS = {
    ApplicantKind.BUSINESS_ENTITY: "Usaha yang didirikan dengan akta notaris.",
    ApplicantKind.SOLE_PROPRIETORSHIP: "Usaha atas nama pemiliknya, tanpa akta pendirian.",
    ApplicantKind.INDIVIDUAL: "Anda bekerja atas nama sendiri, misalnya sebagai konsultan.",
}


class KindField(forms.ChoiceField):
    """Which of the three kinds of Pasal 22(1)a, with a word about each."""

    hints = {str(kind): hint for kind, hint in KIND_HINTS.items()}

    def __init__(self) -> None:
        super().__init__(
            label="Siapa yang mendaftar?",
            choices=ApplicantKind.choices,
            widget=forms.RadioSelect,
            error_messages={
                "required": "Pilih siapa yang mendaftar.",
                "invalid_choice": "Pilih salah satu dari daftar.",
            },
        )


class SignupForm(PortalForm):
    """Who registers, and where we write to."""

    kind = KindField()
    email = forms.EmailField(
        label="Alamat surel",
        help_text="Yang Anda baca setiap hari. Semua kabar tentang pendaftaran kami kirim ke sana.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "class": "w-chars-24"}),
    )


class OfficialSignupForm(PortalForm):
    """Where we write to; the rest follows behind the link."""

    email = forms.EmailField(
        label="Alamat surel",
        help_text="Sebaiknya surel dinas yang Anda baca setiap hari. Semua kabar tentang permohonan kami kirim ke sana.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "class": "w-chars-24"}),
    )


class AccountForm(PortalForm):
    """Behind the link of the mail: a name and a password of one's own."""

    full_name = LineField(
        label="Nama lengkap Anda",
        help_text="Orang yang memakai akun ini, seperti pada KTP.",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="Kata sandi untuk portal ini",
        help_text="Paling sedikit 12 huruf atau angka. Beberapa kata yang mudah Anda ingat lebih aman daripada satu kata. "
        "Jangan memakai kata sandi SPSE.",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )


class RestartForm(PortalForm):
    """Which kind, when one starts anew after an earlier application ended."""

    kind = KindField()
