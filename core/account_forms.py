"""The forms of signing in, in the portal's words; allauth does the work."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email

from core.forms import PortalForm, PortalFormMixin

_LONGEST_PASSWORD = 200
_HINT = (
    "Sedikitnya 12 huruf. Beberapa kata acak mudah diingat dan sulit ditebak. "
    "Jangan memakai kata sandi SPSE atau kata sandi surel Anda."
)


class _Plain(PortalFormMixin):
    """No placeholders: they vanish while one types. No help text of the library."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = self.hints.get(name, "")
            if name in self.labels:
                field.label = self.labels[name]
            if isinstance(field.widget, forms.PasswordInput):
                # A bound on what is hashed, far above any real password.
                sentence = f"Kata sandi paling panjang {_LONGEST_PASSWORD} huruf."
                field.validators.append(MaxLengthValidator(_LONGEST_PASSWORD, sentence))
            field.error_messages["required"] = self.empty.get(name, f"Isi {str(field.label).lower()}.")

    empty: dict[str, str] = {}


class SignInForm(_Plain, account.LoginForm):
    """User name or address, and password."""

    labels = {"login": "Nama pengguna atau surel", "password": "Kata sandi"}
    empty = {"login": "Isi nama pengguna atau surel Anda.", "password": "Isi kata sandi Anda."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "maxlength": 254
        }  # fmt: skip


class ForgottenForm(_Plain, account.ResetPasswordForm):
    """Where to send the link."""

    labels = {"email": "Surel akun Anda"}
    empty = {"email": "Isi surel akun Anda."}

    def save(self, request: Any, **kwargs: Any) -> str:
        """One mail to the address in either case: with the link, or with the news that there is no such account (A5)."""
        email: str = self.cleaned_data["email"]
        if self.users:
            return str(super().save(request, **kwargs))
        get_adapter(request).send_mail("account/email/unknown_account", email, {})
        return email


class NewPasswordForm(_Plain, account.ResetPasswordKeyForm):
    """A new password, through the link."""

    labels = {"password1": "Kata sandi baru", "password2": "Tulis sekali lagi"}
    hints = {"password1": _HINT}
    empty = {"password1": "Isi kata sandi baru.", "password2": "Tulis kata sandi baru sekali lagi."}


class ChangePasswordForm(_Plain, account.ChangePasswordForm):
    """A new password, with the old one."""

    labels = {"oldpassword": "Kata sandi sekarang", **NewPasswordForm.labels}
    hints = NewPasswordForm.hints
    empty = {"oldpassword": "Isi kata sandi Anda yang sekarang.", **NewPasswordForm.empty}


class ConfirmPasswordForm(_Plain, account.ReauthenticateForm):
    """The password once more, before something important."""

    labels = {"password": "Kata sandi"}
    empty = {"password": "Isi kata sandi Anda."}


def _code_field(form: Any) -> None:
    form.fields["code"].widget.attrs |= {
        "autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "maxlength": 20
    }  # fmt: skip


class FactorForm(_Plain, factor.AuthenticateForm):
    """The second factor at sign-in: a code of the app, or a recovery code."""

    labels = {"code": "Kode"}
    hints = {"code": "6 angka dari aplikasi autentikator, atau salah satu kode pemulihan Anda."}
    empty = {"code": "Isi kode dari aplikasi autentikator Anda."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


class ConfirmFactorForm(_Plain, factor.ReauthenticateForm):
    """The second factor once more, before something important."""

    labels, hints, empty = FactorForm.labels, FactorForm.hints, FactorForm.empty

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


class ActivateFactorForm(_Plain, totp.ActivateTOTPForm):
    """The first code of a new app shows that it was set up well."""

    labels = {"code": "Kode 6 angka"}
    empty = {"code": "Isi 6 angka yang tampil di aplikasi."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self)


class EmailForm(PortalForm):
    """A new address for the account."""

    email = forms.CharField(
        label="Surel baru",
        help_text="Kami mengirim tautan ke alamat ini. Surel akun baru berganti setelah tautan itu Anda buka.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        """The address in lower case."""
        email = str(self.cleaned_data["email"]).strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError("Tulis alamat surel yang lengkap, misalnya nama@contoh.id.") from error
        return email
