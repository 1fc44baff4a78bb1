"""/bantuan/saran/: decided suggestions as everybody reads them, without names."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.caching import keep_for_strangers
from core.pagination import keyset_page
from helpdesk.selectors.suggestion import public_rows, public_suggestions

KEPT_SECONDS = 10


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """25 suggestions, the newest first."""
    pages = keyset_page(public_suggestions(), request=request, order="-shown_at")
    response = render(request, "helpdesk/suggestions/index.html", {"rows": public_rows(pages), "pages": pages})
    return keep_for_strangers(request, response, KEPT_SECONDS)
