"""The desk of the survey: periods, their figures, and what came after tickets (SOP 15)."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.module_loading import import_string

from core import profile
from core.admin.acts import form_version
from core.admin.base import history_of
from core.admin.frame import framed, staff_page
from core.components import SummaryRow
from core.formats import long_date
from core.forms import add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import Forbidden, Refusal
from helpdesk.enums.survey import SurveyState
from helpdesk.forms.survey import PeriodForm
from helpdesk.models import SurveyPeriod
from helpdesk.models.survey import OVER
from helpdesk.permissions.survey import RUN, VIEW, can_finalise_survey, can_run_survey
from helpdesk.selectors.survey import (
    FILTERS,
    after_tickets,
    desk_rows,
    instrument_now,
    period_before,
    remarks_of,
)
from helpdesk.selectors.survey_figures import compared, survey_figures, ticket_figures
from helpdesk.services.survey import FIELDS, survey_change, survey_plan
from helpdesk.survey_chart import survey_chart
from helpdesk.transitions.survey import SURVEY_TYPE

_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADER = ("Bagian", "Kode", "Nama", "Responden", "Jawaban 1", "Jawaban 2", "Jawaban 3", "Jawaban 4", "Bobot",
           "Nilai rata-rata", "Nilai × 25", "Mutu", "Rata-rata masa sebelumnya")  # fmt: skip


def page(request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page in the admin's frame."""
    return framed(request, f"helpdesk/surveys/desk/{template}", title, context, status=status)


def found(request: HttpRequest, number: str) -> SurveyPeriod:
    """The period behind a number, or 404."""
    rows = SurveyPeriod.objects.visible_to(actor(request)).select_related("document")
    return get_object_or_404(rows, number=number)


@staff_page(VIEW, "GET", "HEAD")
def list_page(request: HttpRequest) -> HttpResponse:
    """25 periods, the newest first."""
    show = request.GET.get("tampil", "")
    pages = keyset_page(desk_rows(actor(request), show=show), request=request)
    context = {
        "pages": pages,
        "filters": [(key, label, key == show) for key, label, _ in FILTERS],
        "may_run": can_run_survey(actor(request)),
    }
    return page(request, "list.html", "Survei kepuasan", context)


@staff_page(RUN, "GET", "HEAD", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Plan a period."""
    data = request.POST if request.method == "POST" else None
    form = PeriodForm(data, initial={"method": profile.current().survey.method})
    if form.is_valid():
        try:
            made = survey_plan(actor=actor(request), **form.cleaned_data)
        except Refusal as refusal:
            told(form, refusal)
        else:
            messages.success(request, "Rancangan disimpan. Periksa, lalu buka surveinya.")
            return redirect("survey_desk:period", number=made.number)
    context = {"form": form, "period": None}
    return page(request, "plan.html", "Masa survei baru", context, 400 if form.errors else 200)


@staff_page(RUN, "GET", "HEAD", "POST")
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft, or the last day of an open period."""
    row = found(request, number)
    data = request.POST if request.method == "POST" else None
    if data is None and row.state in OVER:
        return redirect("survey_desk:period", number=number)
    form = PeriodForm(data, initial={name: getattr(row, name) for name in FIELDS})
    if form.is_valid():
        try:
            survey_change(period=row, actor=actor(request), version=form_version(request), **form.cleaned_data)
        except Refusal as refusal:
            told(form, refusal)
        else:
            messages.success(request, "Masa survei disimpan.")
            return redirect("survey_desk:period", number=number)
    context = {"form": form, "period": row}
    return page(request, "plan.html", f"Ubah survei {number}", context, 400 if form.errors else 200)


@staff_page(VIEW, "GET", "HEAD")
def period(request: HttpRequest, number: str) -> HttpResponse:
    """One period: how many answered while it is open, everything once it is closed."""
    row = found(request, number)
    may_run, may_finalise = can_run_survey(actor(request)), can_finalise_survey(actor(request))
    figures = figures_shown(row)
    earlier = period_before(row) if figures else None
    elements = compared(figures, earlier.figures if earlier else None) if figures else []
    context = {
        "period": row,
        "rows": _summary(row),
        "answered": row.answers.count(),
        "figures": figures,
        "elements": elements,
        "chart": survey_chart(elements) if figures and figures["index"] is not None else None,
        "earlier": earlier,
        "earlier_title": earlier.title if earlier else "",
        "remarks": remarks_of(row),
        "improvements": [(one, row.element_names[one.element]) for one in row.improvements.order_by("element")],
        "may_open": may_run and row.state == SurveyState.DRAFT,
        "may_close": may_run and row.state == SurveyState.OPEN,
        "may_change": may_run and row.state not in OVER,
        "may_type": may_run and row.state in {SurveyState.OPEN, SurveyState.CLOSED},
        "may_improve": may_finalise and row.state == SurveyState.CLOSED and bool(figures and figures["lowest"]),
        "may_finalise": may_finalise and row.state == SurveyState.CLOSED,
        "events": history_of(SURVEY_TYPE, row.number, 50),
    }
    return page(request, "period.html", f"Survei {row.number}", context)


@staff_page(VIEW, "GET", "HEAD")
def after_tickets_page(request: HttpRequest) -> HttpResponse:
    """What reporters of tickets said over twelve whole months, also when no period was open."""
    rows = after_tickets()
    figures = survey_figures(rows, instrument_now())
    elements = compared(figures, None)
    context = {
        "figures": figures,
        "elements": elements,
        "chart": survey_chart(elements) if figures["index"] is not None else None,
        "earlier": None,
        "earlier_title": "",
        **ticket_figures(rows),
    }
    return page(request, "after_tickets.html", "Penilaian sesudah tiket", context)


@staff_page(VIEW, "GET", "HEAD")
def export(request: HttpRequest, number: str) -> HttpResponse:
    """The figures of a period as a spreadsheet; single answers are in no export."""
    row = found(request, number)
    figures = figures_shown(row)
    if figures is None:
        raise Http404
    earlier = period_before(row)
    # Spreadsheet libraries stay out of the URL conf: they cost every web process memory it seldom needs.
    xlsx_file: Callable[..., Any] = import_string("core.exports.xlsx_file")
    with xlsx_file(_HEADER, _lines(figures, earlier.figures if earlier else None)) as file:
        response = HttpResponse(file.read(), content_type=_XLSX_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="survei-{row.number.lower()}.xlsx"'
    return response


def figures_shown(row: SurveyPeriod) -> dict[str, Any] | None:
    """Figures that may be seen: those of the report, or counted now once the period is closed.

    While it is open there are none: who closes a ticket could read from the next change what its reporter answered.
    """
    if row.state == SurveyState.FINAL:
        return row.figures
    return survey_figures(row.answers.all(), row.instrument) if row.state == SurveyState.CLOSED else None


def told(form: Any, refusal: Refusal) -> None:
    """A refusal beside its field; one that forbids becomes the page 403."""
    if isinstance(refusal, Forbidden):
        raise refusal
    add_refusal(form, refusal.message, refusal.field)


def _lines(figures: dict[str, Any], earlier: dict[str, Any] | None) -> Iterator[tuple[Any, ...]]:
    total, blank = figures["respondents"], (None, None, None, None)
    for one in compared(figures, earlier):
        counts = one["counts"] or blank
        yield ("Unsur", one["code"], one["name"], total, *counts, one["weight"], one["mean"], one["converted"], None,
               one["before"])  # fmt: skip
    band = figures["band"]["key"] if figures["band"] else None
    yield ("Indeks", None, "Indeks kepuasan masyarakat", total, *blank, None, None, figures["index"], band, None)
    for one in figures["services"]:
        mark = one["band"]["key"] if one["band"] else None
        yield ("Layanan", None, one["name"], one["respondents"], *blank, None, None, one["index"], mark, None)
    for part, rows in (("Kelompok pengguna", figures["groups"]), ("Cara menjawab", figures["channels"])):
        for one in rows:
            yield (part, None, one["name"], one["respondents"], *blank, None, None, None, None, None)


def _summary(row: SurveyPeriod) -> list[SummaryRow]:
    return [
        SummaryRow("Masa", f"{long_date(row.starts_on)} sampai {long_date(row.ends_on)}"),
        SummaryRow("Cara survei", row.method),
        SummaryRow("Dasar", row.instrument.get("basis") or profile.current().survey.basis),
    ]
