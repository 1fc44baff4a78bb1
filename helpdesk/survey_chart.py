"""The chart of the nine elements as plain geometry: the same drawing on pages and in the report. Whole numbers only."""

from collections.abc import Iterable, Mapping
from typing import Any

from core.profile_survey import BEST

WIDTH = 360
_BAR = 300
_ROW = 34
_TOP = 8


def survey_chart(elements: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A bar for each element from nought to four, a mark where the earlier period stood, a line at each whole value.

    Args:
        elements: as `compared` gives them; without means there is nothing to draw.
    """
    rows = list(elements)
    height = _TOP + _ROW * len(rows)
    return {
        "width": WIDTH,
        "height": height + 14,
        "ground": height,
        "lines": [{"x": _x(value), "word": str(value)} for value in range(BEST + 1)],
        "bars": [
            {
                "label": f"{one['code']} {one['name']}",
                "mean": one["mean"],
                "words_y": _TOP + _ROW * place + 10,
                "y": _TOP + _ROW * place + 14,
                "width": _x(one["mean"]),
                "value_x": _x(one["mean"]) + 5,
                "value_y": _TOP + _ROW * place + 24,
                "before_x": _x(one["before"]) if one["before"] is not None else None,
                "before_y": _TOP + _ROW * place + 12,
                "is_low": one["is_low"],
            }
            for place, one in enumerate(rows)
            if one["mean"] is not None
        ],
        "has_before": any(one["before"] is not None for one in rows),
    }


def _x(value: float) -> int:
    return round(_BAR * value / BEST)
