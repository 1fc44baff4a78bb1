"""Remembers when each periodic duty last came to its end."""

from django.utils import timezone

from core import work
from core.models import ProcessBeat


def duty_done(task: str) -> None:
    """Note the time if `task` is the task of a registered duty; anything else is ignored."""
    for duty in work.duties():
        if duty.task == task:
            ProcessBeat.objects.update_or_create(name=f"duty:{duty.key}", defaults={"beat_at": timezone.now()})
