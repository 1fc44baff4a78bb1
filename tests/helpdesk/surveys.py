"""Periods, invitations and answers of the survey, by the services where they judge and as rows where nothing does."""

import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.clock import today
from core.models import User
from core.numbers import number_issue
from helpdesk.enums.ticket import TicketCategory, TicketChannel, TicketState
from helpdesk.models import SurveyInvitation, SurveyPeriod, Ticket
from helpdesk.selectors.survey import instrument_now
from helpdesk.services.survey import SERIES, survey_close, survey_finalise
from helpdesk.services.survey_answers import Rating, answer_by_visitor

GOOD = (4, 4, 3, 4, 3, 3, 4, 2, 3)
WORSE = (3, 3, 2, 4, 3, 3, 3, 1, 2)


def plan(**changes: Any) -> dict[str, Any]:
    """What the form of a period says."""
    return {
        "title": "Semester II 2026",
        "starts_on": today(),
        "ends_on": today() + timedelta(days=14),
        "method": "Kuesioner sembilan unsur.",
        **changes,
    }


def period_make(creator: User, state: str = "draft", **changes: Any) -> SurveyPeriod:
    """A period as the services would have left it; `closed` keeps others out of the way of the next."""
    now = timezone.now()
    marks: dict[str, Any] = {}
    if state != "draft":
        marks = {"opened_at": now, "instrument": instrument_now()}
    if state == "closed":
        marks["closed_at"] = now
    with transaction.atomic():
        number = number_issue(series=SERIES, on=today())
        return SurveyPeriod.objects.create(
            number=number, state=state, created_by=creator, **{**plan(), **marks, **changes}
        )


def answered(period: SurveyPeriod, count: int, values: tuple[int, ...] = GOOD, **changes: Any) -> None:
    """So many answers of visitors to an open period."""
    service = period.instrument["services"][0]
    for _ in range(count):
        told = {
            "user_group": "vendor",
            "service": service,
            "submission": uuid.uuid4(),
            "rating": Rating(values),
            **changes,
        }
        answer_by_visitor(period=period, **told)


def closed(runner: User, answers: int = 0, **changes: Any) -> SurveyPeriod:
    """A period that was open, with answers, and is closed."""
    period = period_make(runner, "open", **changes)
    answered(period, answers)
    return survey_close(period=period, actor=None)


def final(runner: User, head: User, answers: int = 0, **changes: Any) -> SurveyPeriod:
    """A period whose report is final; its PDF still waits."""
    period = closed(runner, answers, **changes)
    for key in ("u3", "u5", "u8") if answers else ():
        period.improvements.create(element=key, action="Menambah petugas.", due_on=today() + timedelta(days=60))
    return survey_finalise(period=period, actor=head)


def invited() -> SurveyInvitation:
    """The invitation after a ticket that was closed."""
    now = timezone.now()
    ticket = Ticket.objects.create(
        number=f"TKT-2026-{uuid.uuid4().hex[:6].upper()}", state=TicketState.CLOSED, channel=TicketChannel.PHONE,
        category=TicketCategory.NON_TECHNICAL, user_group="vendor", subject="Jadwal pelatihan",
        reporter_name="Budi Contoh", reporter_email="budi@contoh.id", resolved_at=now, closed_at=now,
    )  # fmt: skip
    return SurveyInvitation.objects.create(ticket=ticket, expires_at=now + timedelta(days=30))
