"""Django configuration of the composition root."""

from datetime import timedelta

from django.apps import AppConfig

from core.registries import NavigationItem, register_navigation
from core.work import Duty, register_duty


class LpseConfig(AppConfig):
    """Settings, addresses and the pages that no unit owns."""

    name = "lpse"
    verbose_name = "Portal"

    def ready(self) -> None:
        register_navigation(NavigationItem(label="Beranda", url_name="home", order=0))
        register_duty(
            Duty(key="worker_beat", label="Tanda hidup pekerja", task="lpse.worker_beat", every=timedelta(minutes=1))
        )
