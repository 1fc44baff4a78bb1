"""The survey of the example office: a period with its report, and one that is open. The same answers every time."""

import uuid
from datetime import timedelta

from core import clock, profile
from core.formats import MONTHS
from core.models import User
from helpdesk.enums.ticket import TicketUserGroup
from helpdesk.models import SurveyPeriod
from helpdesk.selectors.survey_figures import survey_figures
from helpdesk.services.survey import improvements_write, survey_finalise, survey_open, survey_plan
from helpdesk.services.survey_answers import Rating, answer_by_visitor, answer_on_paper
from lpse.demo.office import Office, at_work
from lpse.demo.timeline import Story

# What people are content with, U1 to U9, and how far the answers of a round lie below it.
_CONTENT = (4, 4, 3, 4, 4, 4, 4, 3, 3)
_BELOW = ((0,), (2, 8), (1, 2), (7,), (), (2, 7, 8), (5,), (2,), (8,), (0, 2), (6,), (2, 7))
_GROUPS = (TicketUserGroup.VENDOR, TicketUserGroup.VENDOR, TicketUserGroup.COMMITTEE, TicketUserGroup.PPK)
_REMARKS = {1: "Waktu tunggu di loket sebaiknya lebih singkat.", 5: "Tambah tempat duduk di ruang bidding."}
_FIRST, _SECOND = 24, 13
_IMPROVEMENTS = (
    "Menambah satu petugas pada jam sibuk dan menayangkan sisa antrean.",
    "Menjawab setiap pengaduan paling lama dua hari kerja dan mengumumkan rekapnya.",
    "Mengganti tiga komputer dan menambah tempat duduk di ruang bidding.",
)


def surveys(office: Office) -> list[Story]:
    """Both; no chance is needed, so the rest of the office stays as it is."""
    return [_reported(office), _running(office)]


def _officer(office: Office) -> User:
    return office.people["layanan"]


def _planned(office: Office, days: int) -> SurveyPeriod:
    """A period from today on, opened."""
    today = clock.today()
    period = survey_plan(
        actor=_officer(office),
        title=f"Survei {MONTHS[today.month - 1]} {today.year}",
        starts_on=today,
        ends_on=today + timedelta(days=days),
        method=profile.current().survey.method,
    )
    return survey_open(period=period, actor=_officer(office))


def _answer(office: Office, period: SurveyPeriod, place: int) -> None:
    """The answer at one place of the round; every sixth came on paper."""
    below = _BELOW[place % len(_BELOW)]
    services = period.instrument["services"]
    told = {
        "period": period,
        "user_group": _GROUPS[place % len(_GROUPS)],
        "service": services[0 if place % 3 else 1],
        "rating": Rating(
            [value - (element in below) for element, value in enumerate(_CONTENT)], _REMARKS.get(place, "")
        ),
        "submission": uuid.uuid5(uuid.NAMESPACE_OID, f"{period.number}:{place}"),
    }
    if place % 6 == 5:
        answer_on_paper(**told, actor=_officer(office))
    else:
        answer_by_visitor(**told)


def _reported(office: Office) -> Story:
    yield (now := at_work(office.ago(52), 20))
    period = _planned(office, 20)
    for place in range(_FIRST):
        yield (now := at_work(now, 150))
        _answer(office, period, place)
    # Its last day is over, so the portal has closed it.
    yield at_work(office.ago(30), 75)
    head, due = office.people["kepala"], clock.local(office.until).date() + timedelta(days=90)
    lowest = sorted(survey_figures(period.answers.all(), period.instrument)["lowest"])
    actions = {key: (words, due) for key, words in zip(lowest, _IMPROVEMENTS, strict=True)}
    improvements_write(period=period, actor=head, actions=actions)
    survey_finalise(period=period, actor=head)


def _running(office: Office) -> Story:
    yield (now := at_work(office.ago(8), 25))
    period = _planned(office, 30)
    for place in range(_SECOND):
        yield (now := at_work(now, 120))
        _answer(office, period, place)
