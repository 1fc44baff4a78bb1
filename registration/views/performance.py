"""/persyaratan/kinerja/: how quickly the office decides, month by month, with the meaning of every figure.

It stands below /persyaratan/, because who asks what is needed asks next how long it takes, and because the addresses of
section 9 of the architecture are printed: none is added beside them.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from core.caching import common_page
from registration.monthly import CHART_HEIGHT, CHART_WIDTH, bars, months
from registration.selectors import FEWEST_DECISIONS, FIGURE_DAYS, MOST_DECISIONS, figures

_SECONDS = 60


@login_not_required
@require_safe
def performance(request: HttpRequest) -> HttpResponse:
    """The public page, drawn once a minute for all strangers."""
    return common_page(
        request,
        "registration.performance",
        _SECONDS,
        lambda: render_to_string("registration/public/performance.html", _context(), request),
    )


def _context() -> dict[str, Any]:
    rows = months()
    return {
        "figures": figures(),
        "months": list(reversed(rows)),
        "bars": bars(rows),
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
        "fewest": FEWEST_DECISIONS,
        "most": MOST_DECISIONS,
        "days": FIGURE_DAYS,
    }
