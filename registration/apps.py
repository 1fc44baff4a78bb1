"""Django configuration of registration."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    """Applications of vendors (Pasal 10(2)a-b, 22)."""

    name = "registration"
    verbose_name = "Pendaftaran"

    def ready(self) -> None:
        """Register what registration brings to the shared places."""
        from registration import bringing  # noqa: PLC0415 - models exist only now

        bringing.register()
