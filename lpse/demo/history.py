"""The ninety days of the example office."""

import contextlib
import importlib
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from unittest import mock

from django.db import transaction
from django.utils import timezone

from core import clock, profile
from core.enums import FileState, WorkState
from core.files import inspection
from core.files.services import file_scan
from core.inspect_file import JOBS
from core.models import OutgoingMail, RoleAssignment, StoredFile
from core.sandbox.report import Job, Report
from lpse.demo.accounts import accounts_make
from lpse.demo.names import firm
from lpse.demo.stories import Ending, Office, deadlines_nightly, story
from lpse.demo.timeline import Story, play

DAYS = 90
# Ending: how many of 120, and between how many days ago the story begins.
_MIX: dict[Ending, tuple[int, float, float]] = {
    Ending.APPROVED: (48, 88, 6),
    Ending.COMPLETED_THEN_APPROVED: (12, 80, 12),
    Ending.REJECTED: (10, 85, 6),
    Ending.EXPIRED: (8, 88, 38),
    Ending.WITHDRAWN: (4, 60, 5),
    Ending.RETURNED: (8, 16, 7),
    Ending.UNDER_REVIEW: (5, 7, 5),
    Ending.WAITING: (13, 5, 2.5),
    Ending.DRAFT: (12, 24, 0.2),
}


def history_make(*, seed: int, password: str, count: int = 120) -> Office:
    """Let the example office work for ninety days up to now.

    Args:
        seed: the same seed gives the same people, papers and course of events.
        count: about how many applications, every ending at least once; 0 opens the accounts alone.
    """
    now = timezone.now()
    rng = random.Random(seed)  # noqa: S311 - invented people need no secrecy
    office = Office([], profile.current().region.code, password, rng)
    stories: list[Story] = [_opening(office, now - timedelta(days=DAYS + 1))]
    number = 0
    for ending, (share, earliest, latest) in _MIX.items():
        for _ in range(max(1, round(share * count / 120)) if count else 0):
            number += 1
            begins = now - timedelta(days=rng.uniform(latest, earliest))
            stories.append(story(office, firm(rng, number, today=clock.today()), ending, begins))
    if count:
        stories.append(deadlines_nightly(now - timedelta(days=DAYS), DAYS + 1))
    # All or nothing: an interrupted load leaves an empty portal that can be loaded again.
    with _in_this_process(), transaction.atomic():
        play(stories, until=now, after_each=_settle)
    return office


def _opening(office: Office, at: datetime) -> Story:
    yield at
    people = accounts_make(office.password)
    office.officers = [people["verifikator"], people["verifikator2"]]


def _settle() -> None:
    """What workers do within seconds: scan the files. Mail to invented people is never sent, so it counts as delivered."""
    for pk in StoredFile.objects.filter(state=FileState.QUARANTINED, work_state=WorkState.WAITING).values_list(
        "pk", flat=True
    ):
        file_scan(pk=pk)
    OutgoingMail.objects.filter(work_state=WorkState.WAITING).update(work_state=WorkState.DONE, sent_at=timezone.now())


@contextlib.contextmanager
def _in_this_process() -> Iterator[None]:
    """The papers were drawn here a moment ago, so they are looked into here: a confined child each would take minutes."""

    def run(job: Job, content: bytes, *, seconds: float) -> tuple[Report, bytes]:
        module, function, *_ = JOBS[job.name]
        report, body = getattr(importlib.import_module(module), function)(content, job)
        return report, body

    with mock.patch.object(inspection, "run", run):
        yield


def is_loaded() -> bool:
    """True when there is anything that example data would mix with."""
    return RoleAssignment.objects.exists()
