"""Django configuration of core."""

from importlib import import_module

from django.apps import AppConfig

# Modules with a `register()` of their own; imported late, because they read models.
_SUBJECTS = (
    "core.office",
    "core.people",
    "core.account_events",
    "core.documents",
    "core.files",
    "core.tokens",
    "core.suspension",
    "core.tabular.registration",
    "core.dashboard",
    "core.agreements",
    "core.visits.registration",
    "core.holds",
    "core.personal.registration",
    "core.breach.registration",
    "core.sla.services",
)


class CoreConfig(AppConfig):
    """The one shared app."""

    name = "core"
    verbose_name = "Dasar"

    def ready(self) -> None:
        """Register what core itself brings to its registries, and the rules on its tables."""
        for subject in _SUBJECTS:
            import_module(subject).register()
