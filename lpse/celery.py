"""The Celery application: workers do what PostgreSQL rows say is to do (docs/architecture.md, rule 7)."""

import importlib
import importlib.util
import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lpse.settings")
app = Celery("lpse")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def warm_up(**_: Any) -> None:
    """Load the PDF engine before the first letter asks for it (goal pdf-2)."""
    if importlib.util.find_spec("core.pdf") is not None:
        warm = getattr(importlib.import_module("core.pdf"), "warm", None)
        if warm is not None:
            warm()
