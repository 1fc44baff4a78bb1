"""Writes of the mirror: copies of schedules, and where lists of them are from. Packages are written by imports alone (Pasal 3(3))."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.audit import audit_record
from core.models import TabularImport, User
from core.refusals import BadInput, Forbidden
from procurement.models import Package, Schedule, Stage, StageList
from procurement.schedule_reading import schedule_read

OBJECT_TYPE = "package"
_NAME_SHOWN = 75


def schedule_copy(*, package: Package, text: str, source: str, seen_at: datetime, actor: User) -> Schedule:
    """Keep what SPSE showed as the schedule of a package; it takes the place of the copy before, which stays on record.

    The same stages from the same source at the same time are not kept twice.

    Args:
        text: as copied from SPSE.
        source: where it was seen: an address, a file, a letter.
        seen_at: when it was seen there; not in the future.

    Raises:
        Forbidden: the person may not.
        BadInput: a line that cannot be read, no source, or a time to come.
    """
    if not actor.has_perm("procurement.add_schedule"):
        raise Forbidden("Anda tidak berhak mencatat jadwal.", code="schedule_forbidden")
    source = " ".join(source.split())
    if not 5 <= len(source) <= 200:
        raise BadInput(
            "Sebutkan sumber jadwal dengan 5 sampai 200 huruf, misalnya alamat halaman SPSE.", field="source"
        )
    _check_seen(seen_at)
    stages = schedule_read(text)
    with transaction.atomic():
        Package.objects.select_for_update(of=("self",), no_key=True).get(pk=package.pk)
        before = package.schedules.filter(is_current=True).prefetch_related("stages").first()
        if before is not None:
            kept = [(one.name, one.starts_at, one.ends_at) for one in before.stages.all()]
            if (before.source, before.seen_at, kept) == (
                source,
                seen_at,
                [(s.name, s.starts_at, s.ends_at) for s in stages],
            ):
                return before
            Schedule.objects.filter(pk=before.pk).update(is_current=False)
        row = Schedule.objects.create(package=package, source=source, seen_at=seen_at, entered_by=actor)
        Stage.objects.bulk_create(
            Stage(schedule=row, position=position, name=one.name, starts_at=one.starts_at, ends_at=one.ends_at)
            for position, one in enumerate(stages, start=1)
        )
        audit_record(
            action="package.schedule_copied",
            object_type=OBJECT_TYPE,
            object_number=package.code,
            actor=actor,
            data={"source": source, "stages": len(stages)},
        )
    return row


def stage_list_keep(*, run: TabularImport, words: str, seen_at: datetime) -> StageList:
    """Say where a handed-in table of stage times is from: the name of its file, and what the officer says of it.

    Raises:
        BadInput: the words are too long, or the time is to come.
    """
    words = " ".join(words.split())
    if len(words) > 120:
        raise BadInput("Sebutkan sumber waktu tahap dengan paling banyak 120 huruf.", field="source")
    _check_seen(seen_at)
    name = run.original_name
    named = name if len(name) <= _NAME_SHOWN else f"{name[: _NAME_SHOWN - 1]}…"
    return StageList.objects.create(imported_in=run, source=f"{named}, {words}" if words else named, seen_at=seen_at)


def _check_seen(seen_at: datetime) -> None:
    if seen_at > timezone.now():
        raise BadInput("Waktu melihat jadwal belum tiba. Periksa tanggal dan jamnya.", field="seen_at")
