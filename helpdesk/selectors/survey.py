"""Reads of the survey: what is asked now, which period is open, lists for the desk and for everybody."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from core import clock, profile
from core.profile_survey import points
from helpdesk.enums.survey import SurveyChannel, SurveyState
from helpdesk.models import SurveyAnswer, SurveyPeriod
from helpdesk.permissions.survey import can_finalise_survey, can_run_survey

FILTERS = (
    ("", "Semua", Q()),
    ("berjalan", "Berjalan", Q(state__in=[SurveyState.DRAFT, SurveyState.OPEN])),
    ("menunggu", "Menunggu laporan", Q(state=SurveyState.CLOSED)),
    ("terbit", "Laporan terbit", Q(state=SurveyState.FINAL)),
)


def instrument_now() -> dict[str, Any]:
    """What the profile in force asks, and how it counts, as plain data that a period keeps."""
    lpse = profile.current()
    return {
        "basis": lpse.survey.basis,
        "least": lpse.survey.least_answers,
        "services": list(lpse.survey.services),
        "elements": [
            {"key": key, "name": one.name, "question": one.question, "answers": list(one.answers), "weight": one.weight}
            for key, one in sorted(lpse.survey_elements.items())
        ],
        "bands": [
            {"key": key.upper(), "label": one.label, "least": str(points(one.least))}
            for key, one in sorted(lpse.survey_bands.items())
        ],
    }


def period_open() -> SurveyPeriod | None:
    """The period that takes answers today."""
    today = clock.today()
    return SurveyPeriod.objects.filter(state=SurveyState.OPEN, starts_on__lte=today, ends_on__gte=today).first()


def period_coming() -> SurveyPeriod | None:
    """The period that was opened and takes answers from a later day on."""
    return SurveyPeriod.objects.filter(state=SurveyState.OPEN, starts_on__gt=clock.today()).first()


def period_before(period: SurveyPeriod) -> SurveyPeriod | None:
    """The last period with a final report that was over before this one began."""
    rows = SurveyPeriod.objects.published().filter(ends_on__lt=period.starts_on)
    return rows.order_by("-ends_on", "-pk").first()


def with_answers(rows: QuerySet[SurveyPeriod]) -> QuerySet[SurveyPeriod]:
    """With the number of answers, in the same query."""
    return rows.annotate(answered=Count("answers"))


def desk_rows(user: Any, *, show: str = "") -> QuerySet[SurveyPeriod]:
    """Periods that the desk sees, by where they stand."""
    chosen = next((condition for key, _, condition in FILTERS if key == show), Q())
    return with_answers(SurveyPeriod.objects.visible_to(user).filter(chosen))


def after_tickets() -> QuerySet[SurveyAnswer]:
    """Answers after tickets in the last twelve whole months, whether a period was open or not.

    The present month is left out: who looks twice a day would see what the one answer between said.
    """
    this = clock.today().replace(day=1)
    return SurveyAnswer.objects.filter(
        channel=SurveyChannel.TICKET, month__gte=this.replace(year=this.year - 1), month__lt=this
    )


def remarks_of(period: SurveyPeriod) -> list[str]:
    """Free words of a period in the order of keys that tell nothing; none while it is open, or from too few."""
    if period.state in {SurveyState.DRAFT, SurveyState.OPEN}:
        return []
    if period.answers.count() < period.instrument["least"]:
        return []
    return list(period.answers.exclude(remark="").order_by("pk").values_list("remark", flat=True)[:200])


def survey_due(user: Any) -> dict[str, Any] | None:
    """What the staff's first page says: a period that waits for its report; None where nothing does."""
    if not (can_finalise_survey(user) or can_run_survey(user)):
        return None
    rows = list(SurveyPeriod.objects.filter(state=SurveyState.CLOSED).order_by("ends_on", "pk")[:3])
    return {"rows": rows} if rows else None
