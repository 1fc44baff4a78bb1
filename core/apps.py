"""Django configuration of core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The one shared app."""

    name = "core"
    verbose_name = "Dasar"
