"""/bantuan/dukungan-penayangan/: officials ask for help with publishing; others are led to the ordinary ticket."""

import secrets
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.error_pages import error_page
from core.forms import add_refusal
from core.limits import attempt
from core.models import Organization
from core.permissions import actor
from core.refusals import BadInput, NotReady
from helpdesk.forms.publication import PublicationForm
from helpdesk.models import PublicationRequest
from helpdesk.permissions.publication import can_ask
from helpdesk.services.publication import publication_ask
from procurement.models import Package
from procurement.selectors import package_by_code

MOST_ASKED, ASK_WINDOW = 20, timedelta(hours=1)
MOST_OFFERED = 200
LOOK = "periksa-kode"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """The form for officials; without their role the reason, and the way to the ordinary ticket."""
    if not can_ask(request.user):
        if request.method == "POST":
            raise PermissionDenied
        return _private(render(request, "helpdesk/publication/not_official.html"))
    user = actor(request)
    form = PublicationForm(*((request.POST, request.FILES) if request.method == "POST" else (None,)))
    code = request.POST.get("tender_code", "")
    looks = LOOK in request.POST
    if looks:
        # Only the code is looked up: the same form again, as typed, and nothing is judged yet.
        form = PublicationForm(initial=request.POST.dict())
    elif form.is_valid():
        wait = attempt(key=f"publication:new:{user.pk}", most=MOST_ASKED, within=ASK_WINDOW)
        if wait:
            return error_page(request, 429, retry_after=wait)
        try:
            ticket = publication_ask(actor=user, submission=_submission(request), **form.cleaned_data)
        except (BadInput, NotReady) as refusal:
            add_refusal(form, refusal.message, refusal.field or "file")
        else:
            return redirect("tickets:sent", number=ticket.number)
    package: Package | None = package_by_code("".join(code.split())) if code else None
    context = {
        "form": form,
        "submission": _submission(request),
        "package": package,
        "looked": looks,
        "agencies": Organization.objects.filter(is_active=True).values_list("name", flat=True)[:MOST_OFFERED],
        "own": PublicationRequest.objects.filter(ticket__owner=user).select_related("ticket")[:10],
    }
    return _private(render(request, "helpdesk/publication/ask.html", context, status=400 if form.errors else 200))


def _submission(request: HttpRequest) -> str:
    return request.POST.get("submission", "")[:40] or secrets.token_urlsafe(24)


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    return response
