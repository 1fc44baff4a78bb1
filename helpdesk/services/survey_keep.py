"""What the portal does with the survey by itself, again and again; and what goes when its time is over."""

from datetime import timedelta

from django.utils import timezone

from core import clock, profile
from core.models import Person
from core.transitions import WrongState
from helpdesk.enums.survey import SurveyState
from helpdesk.models import SurveyAnswer, SurveyInvitation, SurveyPeriod
from helpdesk.services.survey import survey_close

_MOST_AT_ONCE = 500


def surveys_keep() -> int:
    """Close what is past its last day, forget links whose time is over, empty old remarks. Twice is once.

    Returns:
        How many rows were changed.
    """
    now, today, done = timezone.now(), clock.today(), 0
    for period in SurveyPeriod.objects.filter(state=SurveyState.OPEN, ends_on__lt=today).order_by("pk"):
        try:
            survey_close(period=period, actor=None)
            done += 1
        except WrongState:
            continue
    over = SurveyInvitation.objects.filter(expires_at__lte=now).order_by("pk").values_list("pk", flat=True)
    done += SurveyInvitation.objects.filter(pk__in=list(over[:_MOST_AT_ONCE])).delete()[0]
    old = today - timedelta(days=profile.current().survey.remark_days)
    rows = SurveyAnswer.objects.filter(month__lt=old.replace(day=1)).exclude(remark="").order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:_MOST_AT_ONCE])
    return done + SurveyAnswer.objects.filter(pk__in=keys).update(remark="")


def surveys_of_person_erase(person: Person) -> None:
    """Forget whether a person who asked for erasure used the links; the answers themselves name nobody (UU 27/2022)."""
    SurveyInvitation.objects.filter(ticket__owner__person=person).delete()
