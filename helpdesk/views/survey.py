"""/survei/: answering while a period is open or by the link after a ticket, and what came of it. No account is needed."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import profile
from core.caching import keep_for_strangers
from core.documents import document_read, file_name
from core.error_pages import error_page
from core.forms import add_refusal
from core.kept_secret import KeptSecret
from core.limits import attempt, caller_key
from core.middleware import client_ip
from core.pagination import keyset_page
from core.refusals import Refusal
from helpdesk.forms.survey import RatingForm, VisitorForm
from helpdesk.models import SurveyPeriod
from helpdesk.selectors.survey import instrument_now, period_coming, period_open
from helpdesk.selectors.survey_figures import compared
from helpdesk.services.survey_answers import answer_after_ticket, answer_by_visitor, invitation_of
from helpdesk.survey_chart import survey_chart

KEPT_SECONDS = 10
ANSWER_WINDOW = timedelta(hours=1)
# Which period this browser has answered; longer than a period may last.
_ANSWERED = KeptSecret("survei", "survey:index", 400 * 24 * 60 * 60)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """The form while a period is open, once a browser; else when the next one is, and what came of the last."""
    period = period_open()
    if period is None:
        context: dict[str, Any] = {"period": None, "coming": period_coming()}
        return render(request, "helpdesk/surveys/index.html", context, status=409 if request.method == "POST" else 200)
    if _ANSWERED.read(request) == period.number:
        status = 409 if request.method == "POST" else 200
        return render(request, "helpdesk/surveys/index.html", {"period": period, "is_answered": True}, status=status)
    form = VisitorForm(request.POST if request.method == "POST" else None, instrument=period.instrument)
    if form.is_valid():
        if wait := _wait(request):
            return error_page(request, 429, retry_after=wait)
        try:
            answer_by_visitor(period=period, **form.answer())
        except Refusal as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            return _ANSWERED.keep(request, redirect("survey:sent"), period.number)
    context = {"period": period, "form": form, "is_answered": False}
    return render(request, "helpdesk/surveys/index.html", context, status=400 if form.errors else 200)


@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Thanks, and where the results will stand."""
    return render(request, "helpdesk/surveys/sent.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def after_ticket(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail after a ticket; opening it changes nothing. Used or over is told in words."""
    try:
        invitation = invitation_of(token)
    except Refusal as refusal:
        return _quiet(render(request, "helpdesk/surveys/over.html", {"refusal": refusal.message}, status=410))
    if invitation is None:
        raise Http404
    form = RatingForm(request.POST if request.method == "POST" else None, instrument=instrument_now())
    if form.is_valid():
        if wait := _wait(request):
            return error_page(request, 429, retry_after=wait)
        try:
            answer_after_ticket(invitation=invitation, rating=form.rating)
        except Refusal as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            return _quiet(redirect("survey:sent"))
    context = {"form": form, "until": invitation.expires_at}
    return _quiet(render(request, "helpdesk/surveys/after_ticket.html", context, status=400 if form.errors else 200))


@login_not_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """25 periods with a final report, the newest first."""
    pages = keyset_page(SurveyPeriod.objects.published(), request=request)
    response = render(request, "helpdesk/surveys/results.html", {"pages": pages})
    return keep_for_strangers(request, response, KEPT_SECONDS)


@login_not_required
@require_safe
def result(request: HttpRequest, number: str) -> HttpResponse:
    """What one period found, as its report froze it."""
    period = _published(number)
    response = render(request, "helpdesk/surveys/result.html", result_context(period))
    return keep_for_strangers(request, response, KEPT_SECONDS)


@login_not_required
@require_safe
def report(request: HttpRequest, number: str) -> HttpResponse:
    """The report as PDF."""
    document = _published(number).document
    if document is None or not document.is_ready:
        raise Http404
    response = HttpResponse(document_read(document), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{file_name(document)}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def result_context(period: SurveyPeriod) -> dict[str, Any]:
    """What the page of a final period shows; everything is read from what was frozen."""
    context = period.document.context if period.document else {}
    elements = context.get("elements") or compared(period.figures, None)
    return {
        "period": period,
        "figures": period.figures,
        "elements": elements,
        "earlier_title": context.get("earlier_title", ""),
        "earlier_index": context.get("earlier_index"),
        "chart": survey_chart(elements) if period.figures["index"] is not None else None,
        "improvements": [(row, period.element_names[row.element]) for row in period.improvements.order_by("element")],
    }


def _published(number: str) -> SurveyPeriod:
    return get_object_or_404(SurveyPeriod.objects.published().select_related("document"), number=number)


def _wait(request: HttpRequest) -> int:
    """Seconds until this caller may answer again; whole offices stand behind one address, so the profile says how many."""
    most = profile.current().survey.answers_per_hour
    return attempt(key=f"survey:{caller_key(client_ip(request))}", most=most, within=ANSWER_WINDOW)


def _quiet(response: HttpResponse) -> HttpResponse:
    """The address holds a secret: it is sent on to nobody and found by no search."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
