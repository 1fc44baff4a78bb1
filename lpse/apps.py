"""Django configuration of the composition root."""

from datetime import timedelta

from django.apps import AppConfig
from django.contrib import admin

from core.registries import NavigationItem, register_navigation
from core.work import Duty, register_duty

_LIBRARIES = ("allauth.", "axes.", "django.", "guardian.")


class LpseConfig(AppConfig):
    """Settings, addresses and the pages that no unit owns."""

    name = "lpse"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Register what the portal itself brings, and keep the lists of libraries out of the browser admin."""
        for model, model_admin in list(admin.site._registry.items()):
            # Groups, second factors and sign-in attempts are changed by commands and services, never row by row.
            if type(model_admin).__module__.startswith(_LIBRARIES):
                admin.site.unregister(model)
        register_navigation(NavigationItem(label="Beranda", url_name="home", order=0))
        register_duty(
            Duty(key="worker_beat", label="Tanda hidup pekerja", task="lpse.worker_beat", every=timedelta(minutes=1))
        )
