"""The ninety days of the example office."""

import contextlib
import importlib
import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
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
from helpdesk.services.survey_keep import surveys_keep
from helpdesk.services.ticket_keep import tickets_keep
from lpse.demo import (
    archive,
    changes,
    deactivations,
    objections,
    officials,
    packages,
    requests,
    support,
    surveys,
    tickets,
    visits,
    witness,
)
from lpse.demo.accounts import LETTERED, accounts_make
from lpse.demo.names import Firm
from lpse.demo.office import Office
from lpse.demo.stories import Ending, story
from lpse.demo.timeline import AnyStory, Story, play
from registration.enums import ApplicantKind
from registration.services.deadlines import change_deadlines_keep, deadlines_keep
from registration.services.official_deadlines import officials_keep
from verification.services.reactivations import deactivations_keep

DAYS = 90
# The vendor among the example accounts: somebody who has something to do.
VENDOR_LOGIN = "penyedia"
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


# From so many applications on the office does all its work; below it has applications alone, which tests load quickly.
_WHOLE_FROM = 24


def history_make(*, seed: int, password: str, count: int = 120) -> Office:
    """Let the example office work for ninety days up to now.

    Args:
        seed: the same seed gives the same people, papers and course of events.
        count: about how many applications, every ending at least once; 0 opens the accounts alone.
    """
    office = Office(
        regency=profile.current().region.code,
        password=password,
        rng=random.Random(seed),  # noqa: S311 - invented people need no secrecy
        until=timezone.now(),
        is_whole=count >= _WHOLE_FROM,
    )
    told = {ending: max(1, round(share * count / 120)) for ending, (share, _, _) in _MIX.items()} if count else {}
    stories: list[AnyStory] = [_opening(office)]
    alike = office.firm(ApplicantKind.BUSINESS_ENTITY)
    if office.is_whole:
        stories += _all_else(office, alike)
        told[Ending.APPROVED] = max(1, told[Ending.APPROVED] - changes.VENDORS - deactivations.VENDORS)
        told[Ending.REJECTED] = max(1, told[Ending.REJECTED] - objections.APPLICANTS)
    for ending, number in told.items():
        _, earliest, latest = _MIX[ending]
        for place in range(number):
            firm = alike if (ending, place) == (Ending.WAITING, 0) else office.firm()
            login = VENDOR_LOGIN if (ending, place) == (Ending.RETURNED, 0) else ""
            stories.append(story(office, firm, ending, office.ago(office.rng.uniform(latest, earliest)), login=login))
    if count:
        stories.append(_nightly(office))
    # All or nothing: an interrupted load leaves an empty portal that can be loaded again.
    with _in_this_process(), transaction.atomic():
        play(stories, until=office.until, after_each=_settle)
    return office


def _all_else(office: Office, alike: Firm) -> list[Story]:
    """What the office does besides applications.

    Args:
        alike: an applicant who waits and whose name the blacklist seems to hold.
    """
    listed = office.firm(ApplicantKind.BUSINESS_ENTITY)
    return [
        *officials.officials(office),
        *changes.changes(office),
        *deactivations.deactivations(office, listed=listed),
        deactivations.blacklist_copies(office, listed=listed, alike=alike),
        deactivations.national_accounts(office),
        *objections.objections(office),
        *visits.errands(office),
        *archive.archive(office),
        *archive.imports(office),
        *tickets.tickets(office),
        *support.support(office),
        *packages.packages(office),
        *witness.witnessed(office),
        *surveys.surveys(office),
        *requests.requests(office),
    ]


def _opening(office: Office) -> Story:
    yield office.ago(DAYS + 1)
    office.people = accounts_make(office.password, asking=LETTERED if office.is_whole else frozenset())


def _nightly(office: Office) -> Story:
    """What the portal keeps by itself, here once a night: reminders, expiries, ends of letters and deactivations."""
    zone = clock.calendar().zone
    first = datetime.combine(clock.local(office.ago(DAYS)).date(), time(0, 10), zone)
    for night in range(DAYS + 1):
        yield first + timedelta(days=night)
        deadlines_keep()
        change_deadlines_keep()
        officials_keep()
        deactivations_keep()
        tickets_keep()
        surveys_keep()


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
