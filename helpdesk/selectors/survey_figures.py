"""Figures of the survey (PermenPANRB 14/2017): means of the nine elements, the index and its band. Computed, never typed.

They are plain data, so that what a page shows now and what a final report froze are the same thing.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from core.profile_survey import BEST, ELEMENTS
from helpdesk.enums.survey import SurveyChannel
from helpdesk.enums.ticket import TicketCategory, TicketChannel, TicketUserGroup
from helpdesk.models import SurveyAnswer

LOWEST = 3
# An index lies between 25 and 100: a mean of 1 to 4, times 25.
_FACTOR = Decimal(25)


def survey_figures(rows: QuerySet[SurveyAnswer], instrument: Mapping[str, Any]) -> dict[str, Any]:
    """Respondents, elements, index, band, the lowest elements, services and who answered.

    With fewer answers than the instrument asks for there are no means and no index, which is told by None.
    """
    sums = {f"{key}_sum": Sum(key) for key in ELEMENTS}
    counts = {
        f"{key}_{value}": Count("pk", filter=Q(**{key: value})) for key in ELEMENTS for value in range(1, BEST + 1)
    }
    total = rows.order_by().aggregate(n=Count("pk"), **sums, **counts)
    asked, least = instrument["elements"], instrument["least"]
    is_enough = total["n"] >= least
    means = _means(total) if is_enough else {}
    index = _index(means, asked)
    return {
        "respondents": total["n"],
        "least": least,
        "elements": [
            {
                "key": one["key"],
                "name": one["name"],
                "weight": one["weight"],
                "mean": _rounded(means.get(one["key"])),
                "converted": _rounded(means[one["key"]] * _FACTOR) if means else None,
                "counts": [total[f"{one['key']}_{value}"] for value in range(1, BEST + 1)] if is_enough else [],
            }
            for one in asked
        ],
        "index": _rounded(index),
        "band": _band(index, instrument["bands"]),
        "lowest": sorted(means, key=lambda key: (means[key], key))[:LOWEST],
        "services": _services(rows, instrument),
        "groups": _counted(rows, "user_group", dict(TicketUserGroup.choices)),
        "channels": _counted(rows, "channel", dict(SurveyChannel.choices)),
    }


def ticket_figures(rows: QuerySet[SurveyAnswer]) -> dict[str, Any]:
    """How many answers after tickets came by category and by the way the ticket came."""
    return {
        "categories": _counted(rows, "ticket_category", dict(TicketCategory.choices)),
        "ways": _counted(rows, "ticket_channel", dict(TicketChannel.choices)),
    }


def compared(figures: Mapping[str, Any], earlier: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The elements with the mean of the earlier period beside each; None where there was none."""
    before = {one["key"]: one["mean"] for one in earlier["elements"]} if earlier else {}
    lowest = set(figures["lowest"])
    return [
        {**one, "code": one["key"].upper(), "before": before.get(one["key"]), "is_low": one["key"] in lowest}
        for one in figures["elements"]
    ]


def _means(total: Mapping[str, Any]) -> dict[str, Decimal]:
    return {key: Decimal(total[f"{key}_sum"]) / total["n"] for key in ELEMENTS}


def _index(means: Mapping[str, Decimal], asked: Sequence[Mapping[str, Any]]) -> Decimal | None:
    if not means:
        return None
    weights = sum(one["weight"] for one in asked)
    return sum((means[one["key"]] * one["weight"] for one in asked), Decimal()) / weights * _FACTOR


def _band(index: Decimal | None, bands: Sequence[Mapping[str, Any]]) -> dict[str, str] | None:
    """The band of an index as it is printed: bounds have two decimals, so it is rounded before it is judged."""
    if index is None:
        return None
    printed = _quantized(index)
    found = next((one for one in bands if printed >= Decimal(one["least"])), bands[-1])
    return {"key": found["key"], "label": found["label"]}


def _services(rows: QuerySet[SurveyAnswer], instrument: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each service that was used, in the order of the instrument; without index where too few spoke of it."""
    sums = {f"{key}_sum": Sum(key) for key in ELEMENTS}
    found = {row["service"]: row for row in rows.order_by().values("service").annotate(n=Count("pk"), **sums)}
    names = [name for name in instrument["services"] if name in found]
    names += sorted(name for name in found if name not in names)
    shares = []
    for name in names:
        means = _means(found[name]) if found[name]["n"] >= instrument["least"] else {}
        index = _index(means, instrument["elements"])
        shares.append(
            {
                "name": name,
                "respondents": found[name]["n"],
                "index": _rounded(index),
                "band": _band(index, instrument["bands"]),
            }
        )
    return shares


def _counted(rows: QuerySet[SurveyAnswer], field: str, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    found = {row[field]: row["n"] for row in rows.order_by().values(field).annotate(n=Count("pk"))}
    return [{"name": label, "respondents": found[key]} for key, label in labels.items() if key in found]


def _quantized(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _rounded(value: Decimal | None) -> float | None:
    return None if value is None else float(_quantized(value))
