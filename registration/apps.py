"""Django configuration of registration."""

from django.apps import AppConfig
from django.core import checks

from registration.checks import closed_set


class RegistrationConfig(AppConfig):
    """Applications of vendors (Pasal 10(2)a-b, 22)."""

    name = "registration"
    verbose_name = "Pendaftaran"

    def ready(self) -> None:
        """Register what registration brings to the shared places."""
        from registration import bringing  # noqa: PLC0415 - models exist only now

        checks.register(closed_set)
        bringing.register()
