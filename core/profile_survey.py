"""The survey of satisfaction in the profile: what is asked, how it counts, how good is called (PermenPANRB 14/2017)."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

# The regulation names nine elements and four answers to each; what they are called and how they weigh is the profile's.
ELEMENTS = tuple(f"u{number}" for number in range(1, 10))
BEST = 4


@dataclass(frozen=True)
class Survey:
    """How satisfaction is asked.

    `basis` is the regulation as a report cites it, `method` how a report says that it was asked; `services` are what the
    respondent may have used, the first of them what a ticket is. `link_days` is how long the link in a mail is good;
    `least_answers` below how many answers no index is shown; `answers_per_hour` how many answers one caller may give;
    `remark_days` how long free words are kept.
    """

    basis: str
    method: str
    services: tuple[str, ...]
    link_days: int
    least_answers: int
    answers_per_hour: int
    remark_days: int


@dataclass(frozen=True)
class SurveyElement:
    """One element: name, question, its four answers from the worst to the best, and its share in the index."""

    name: str
    question: str
    answers: tuple[str, ...]
    weight: int


@dataclass(frozen=True)
class SurveyBand:
    """What an index is called from `least` on, written with a comma (``88,31``)."""

    label: str
    least: str


def points(text: str) -> Decimal | None:
    """The bound of a band as a number; None when it is none between 25 and 100, or has more than two decimals."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not value.is_finite() or not Decimal(25) <= value <= Decimal(100):
        return None
    return value if value == value.quantize(Decimal("0.01")) else None
