"""The call screen of the waiting room: queue numbers and counters, never a name, a number of a case or a purpose."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.visits.selectors import screen_now


@login_not_required
@require_safe
@never_cache
def screen(request: HttpRequest) -> HttpResponse:
    """Who is called now, and who comes next; it asks for itself again every few seconds."""
    return render(request, "verification/visits/screen.html", {"screen": screen_now()})
