"""Rows that say what is to do; workers claim them (architecture, rule 7)."""

from django.db import models
from django.utils import timezone

from core.enums import WorkState


class WorkRow(models.Model):
    """A row that asks for one piece of work and remembers how it went.

    A worker claims it by compare-and-set: `attempts` is the fencing token, so a worker that was stopped and
    woken after its lease changes nothing. See `core.work`.
    """

    work_state = models.CharField(
        "keadaan", max_length=10, choices=WorkState, default=WorkState.WAITING, editable=False
    )
    run_after = models.DateTimeField("dikerjakan setelah", default=timezone.now, editable=False)
    claimed_until = models.DateTimeField("dipegang sampai", null=True, blank=True, editable=False)
    attempts = models.PositiveIntegerField("percobaan", default=0, editable=False)
    last_error = models.TextField("galat terakhir", blank=True, default="", editable=False)
    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)

    class Meta:
        abstract = True


class ProcessBeat(models.Model):
    """The last sign of life of a long-running process (dispatcher, worker), shown with its age on /readyz."""

    name = models.CharField(max_length=60, unique=True)
    beat_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
