"""Public figures of the registration service by month: computed from the rows, never typed (duty T-REG-SERVICE)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from core import clock, profile
from core.clock import duration
from core.formats import MONTHS as MONTH_NAMES
from core.median import Median
from registration.models import Application
from registration.selectors import FEWEST_DECISIONS

MONTHS = 12


@dataclass(frozen=True)
class Month:
    """One month of the service. What rests on fewer than five cases stays unsaid, so that nobody reads one firm in it.

    Attributes:
        first: first day of the month.
        decided: decisions of the month; None when there were some, but too few to publish.
        median_minutes: working minutes in the office, of those decided in the month; None when too few.
        first_time_percent: share never returned for completion, of those decided in the month; None when too few.
    """

    first: date
    decided: int | None
    median_minutes: int | None
    first_time_percent: int | None

    @property
    def label(self) -> str:
        """``November 2026``."""
        return f"{MONTH_NAMES[self.first.month - 1]} {self.first.year}"

    @property
    def median_words(self) -> str:
        """``3 jam 20 menit`` of working time; empty when there is none to name."""
        return duration(self.median_minutes) if self.median_minutes is not None else ""

    @property
    def is_hidden(self) -> bool:
        """There were decisions, but too few to publish a figure."""
        return self.decided is None


def months() -> list[Month]:
    """The last twelve months, this one included, oldest first; a month without decisions is there with a zero."""
    zone = profile.current().zone
    firsts = _firsts(clock.today())
    since = datetime(firsts[0].year, firsts[0].month, 1, tzinfo=zone)
    rows = (
        Application.objects.filter(decided_at__isnull=False, decided_at__gte=since)
        .order_by()
        .values(month=TruncMonth("decided_at", tzinfo=zone))
        .annotate(
            count=Count("pk"),
            first_time=Count("pk", filter=Q(returned_at__isnull=True)),
            middle=Median("office_minutes"),
        )
    )
    found = {(row["month"].year, row["month"].month): row for row in rows}
    result = []
    for first in firsts:
        row = found.get((first.year, first.month))
        if row is None:
            result.append(Month(first, 0, None, None))
        elif row["count"] < FEWEST_DECISIONS:
            result.append(Month(first, None, None, None))
        else:
            share = round(100 * row["first_time"] / row["count"])
            result.append(Month(first, row["count"], round(row["middle"]), share))
    return result


@dataclass(frozen=True)
class Bar:
    """One month of the chart, in the units of its view box."""

    x: int
    y: int
    height: int
    label: str
    word: str


CHART_WIDTH, CHART_HEIGHT = 480, 120
_STEP, _BAR, _GROUND = CHART_WIDTH // MONTHS, 26, 100


def bars(rows: list[Month]) -> list[Bar]:
    """The medians as bars for a drawing made on the server; the highest fills the height. None while all are unsaid."""
    most = max((row.median_minutes or 0 for row in rows), default=0)
    if not most:
        return []
    found = []
    for index, row in enumerate(rows):
        minutes = row.median_minutes
        height = max(round(minutes * (_GROUND - 20) / most), 2) if minutes is not None else 0
        found.append(
            Bar(
                x=index * _STEP + (_STEP - _BAR) // 2,
                y=_GROUND - height,
                height=height,
                label=MONTH_NAMES[row.first.month - 1][:3],
                word=f"{minutes / 60:.1f}".replace(".", ",") if minutes is not None else "",
            )
        )
    return found


def _firsts(today: date) -> list[date]:
    index = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(index - MONTHS + 1, index + 1)]
