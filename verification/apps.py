"""Django configuration of verification."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """The desk, decisions and the User ID register (Pasal 10(2)c, 10(3), 22(2))."""

    name = "verification"
    verbose_name = "Verifikasi"
