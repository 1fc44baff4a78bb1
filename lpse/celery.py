"""The Celery application: workers do what PostgreSQL rows say is to do (docs/architecture.md, rule 7)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lpse.settings")
app = Celery("lpse")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
