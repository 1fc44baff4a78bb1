"""Django configuration of verification."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """The desk, decisions and the User ID register (Pasal 10(2)c, 10(3), 22(2))."""

    name = "verification"
    verbose_name = "Verifikasi"

    def ready(self) -> None:
        """Register what verification brings to the shared places."""
        from verification import bringing  # noqa: PLC0415 - models exist only now

        bringing.register()
