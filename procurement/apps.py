"""Django configuration of procurement."""

from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    """Packages as SPSE lists them; the portal has no way to change one (Pasal 3(3))."""

    name = "procurement"
    verbose_name = "Pengadaan"

    def ready(self) -> None:
        """Register what procurement brings to the shared places."""
        from procurement import bringing  # noqa: PLC0415 - models exist only now

        bringing.register()
