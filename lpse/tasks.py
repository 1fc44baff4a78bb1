"""Tasks that no unit owns."""

from typing import Any

from celery import shared_task
from celery.signals import task_success
from django.utils import timezone

from core.duty_log import duty_done
from core.models import ProcessBeat


@shared_task(name="lpse.worker_beat")
def worker_beat() -> None:
    """Prove that some worker takes messages and reaches the database."""
    ProcessBeat.objects.update_or_create(name="worker", defaults={"beat_at": timezone.now()})


@task_success.connect
def remember_duty(sender: Any = None, **_: Any) -> None:
    """Note when a periodic duty last came to its end, for `list_late_jobs`."""
    duty_done(str(getattr(sender, "name", "")))
