"""Django configuration of core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The one shared app."""

    name = "core"
    verbose_name = "Dasar"

    def ready(self) -> None:
        """Register what core itself brings to its registries, and the rules on its tables."""
        from core import office  # noqa: PLC0415 - models exist only now

        office.register()
