"""What waits too long (promise T1): rows, given-up rows, duties and processes without a sign of life."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from core import work
from core.enums import WorkState
from core.models import ProcessBeat

# The dispatcher and the workers report every 10 to 60 s.
SILENT_AFTER = timedelta(minutes=3)
DUTY_GRACE = timedelta(minutes=10)


@dataclass(frozen=True)
class LateJob:
    """One finding.

    Args:
        key: source, duty or process.
        count: how many rows; 1 for a duty or process.
        since: since when, or None when it never happened.
    """

    key: str
    label: str
    what: str
    count: int
    since: datetime | None


def late_jobs(now: datetime | None = None) -> list[LateJob]:
    """Return all that is late at `now`, rows first. A time in the future counts as unknown, so as late."""
    now = now or timezone.now()
    return [*_late_rows(now), *_late_duties(now), *_silent_processes(now)]


def _late_rows(now: datetime) -> list[LateJob]:
    found = []
    for source in work.sources():
        waiting = Q(work_state=WorkState.WAITING)
        overdue = waiting & Q(run_after__lt=now - source.late_after)
        figures = source.model._default_manager.aggregate(
            late=Count("pk", filter=overdue),
            oldest=Min("run_after", filter=overdue),
            failed=Count("pk", filter=Q(work_state=WorkState.FAILED)),
            first_failed=Min("created_at", filter=Q(work_state=WorkState.FAILED)),
        )
        if figures["late"]:
            found.append(LateJob(source.key, source.label, "terlambat", figures["late"], figures["oldest"]))
        if figures["failed"]:
            found.append(
                LateJob(source.key, source.label, "gagal, menunggu petugas", figures["failed"], figures["first_failed"])
            )
    return found


def _late_duties(now: datetime) -> list[LateJob]:
    done = dict(ProcessBeat.objects.filter(name__startswith="duty:").values_list("name", "beat_at"))
    found = []
    for duty in work.duties():
        last = done.get(f"duty:{duty.key}")
        if not _is_fresh(last, now, duty.every * 2 + DUTY_GRACE):
            found.append(LateJob(duty.key, duty.label, "tugas berkala tidak berjalan", 1, last))
    return found


def _silent_processes(now: datetime) -> list[LateJob]:
    beats = process_beats()
    labels = {"dispatcher": "Pembagi pekerjaan", "worker": "Pekerja"}
    return [
        LateJob(name, label, "tidak memberi tanda hidup", 1, beats.get(name))
        for name, label in labels.items()
        if not _is_fresh(beats.get(name), now, SILENT_AFTER)
    ]


def process_beats() -> dict[str, datetime]:
    """The last sign of life of the dispatcher and of any worker."""
    return dict(ProcessBeat.objects.filter(name__in=["dispatcher", "worker"]).values_list("name", "beat_at"))


def _is_fresh(at: datetime | None, now: datetime, grace: timedelta) -> bool:
    return at is not None and now - grace <= at <= now + timedelta(minutes=1)
