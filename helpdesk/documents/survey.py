"""The words of the survey's report, as plain data frozen with the document. Pure: rows in, dict out."""

from collections.abc import Iterable, Mapping
from typing import Any

from core.profile_survey import BEST
from helpdesk.models import SurveyImprovement, SurveyPeriod
from helpdesk.selectors.survey_figures import compared
from helpdesk.survey_chart import survey_chart

SURVEY_REPORT = "survey_report"


def report_context(
    period: SurveyPeriod,
    figures: Mapping[str, Any],
    earlier: SurveyPeriod | None,
    improvements: Iterable[SurveyImprovement],
) -> dict[str, Any]:
    """Context of the report of one period."""
    elements = compared(figures, earlier.figures if earlier else None)
    by_key = {one["key"]: one for one in elements}
    return {
        "survey_number": period.number,
        "survey_title": period.title,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "basis": period.instrument["basis"],
        "method": period.method,
        "figures": dict(figures),
        "elements": elements,
        "lowest": [by_key[key] for key in figures["lowest"]],
        "bands": period.instrument["bands"],
        "best": BEST,
        "earlier_title": earlier.title if earlier else "",
        "earlier_index": earlier.figures["index"] if earlier else None,
        "earlier_band": earlier.figures["band"] if earlier else None,
        "chart": survey_chart(elements) if figures["index"] is not None else None,
        "result": _in_words(figures),
        "improvements": [
            {
                "code": row.element.upper(),
                "name": by_key[row.element]["name"],
                "action": row.action,
                "due_on": row.due_on,
            }
            for row in improvements
        ],
    }


def _in_words(figures: Mapping[str, Any]) -> str:
    """The result in a few words, as /periksa/ shows it."""
    if figures["index"] is None:
        return f"terlalu sedikit jawaban ({figures['respondents']})"
    index = f"{figures['index']:.2f}".replace(".", ",")
    return f"{index}, mutu {figures['band']['key']} ({figures['band']['label'].lower()}), {figures['respondents']} responden"
