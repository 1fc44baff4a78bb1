"""Django configuration of helpdesk."""

from importlib import import_module

from django.apps import AppConfig

# Modules with a `register()` of their own; imported late, because they read models.
_SUBJECTS = ("helpdesk.bringing.witness",)


class HelpdeskConfig(AppConfig):
    """Service and support (Pasal 11, 23, 24)."""

    name = "helpdesk"
    verbose_name = "Layanan dan dukungan"

    def ready(self) -> None:
        """Register what helpdesk brings to the shared places."""
        for subject in _SUBJECTS:
            import_module(subject).register()
