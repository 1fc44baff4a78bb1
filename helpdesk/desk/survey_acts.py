"""What the desk does with one period of the survey; every act leads back to the period."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.admin.acts import done
from core.admin.frame import staff_page
from core.permissions import actor
from core.refusals import Refusal
from helpdesk.desk.survey import figures_shown, found, page, told
from helpdesk.enums.survey import SurveyState
from helpdesk.forms.survey import ImprovementForm, VisitorForm
from helpdesk.models import SurveyPeriod
from helpdesk.permissions.survey import FINALISE, RUN
from helpdesk.selectors.survey_figures import compared
from helpdesk.services.survey import improvements_write, survey_close, survey_finalise, survey_open
from helpdesk.services.survey_answers import answer_on_paper


@staff_page(RUN, "POST")
def open_period(request: HttpRequest, number: str) -> HttpResponse:
    """Take answers."""
    row = found(request, number)
    return _done(request, row, lambda: survey_open(period=row, actor=actor(request)), "Survei dibuka di /survei/.")


@staff_page(RUN, "POST")
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Take no more answers."""
    row = found(request, number)
    words = "Survei ditutup. Masukkan formulir kertas yang tersisa, lalu Kepala menetapkan perbaikannya."
    return _done(request, row, lambda: survey_close(period=row, actor=actor(request)), words)


@staff_page(RUN, "GET", "HEAD", "POST")
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """Type in one paper form, then the next."""
    row = found(request, number)
    if row.state not in {SurveyState.OPEN, SurveyState.CLOSED}:
        messages.error(request, "Survei ini tidak menerima formulir kertas.")
        return redirect("survey_desk:period", number=number)
    form = VisitorForm(request.POST if request.method == "POST" else None, instrument=row.instrument)
    if form.is_valid():
        try:
            is_new = answer_on_paper(period=row, actor=actor(request), **form.answer())
        except Refusal as refusal:
            told(form, refusal)
        else:
            words = "Formulir disimpan. Isi yang berikutnya." if is_new else "Formulir ini sudah tersimpan."
            messages.success(request, words)
            return redirect("survey_desk:paper", number=number)
    context = {"form": form, "period": row}
    return page(request, "paper.html", f"Formulir kertas {number}", context, 400 if form.errors else 200)


@staff_page(FINALISE, "GET", "HEAD", "POST")
def improve(request: HttpRequest, number: str) -> HttpResponse:
    """What is improved in the lowest elements, and until when."""
    row = found(request, number)
    figures = figures_shown(row) if row.state == SurveyState.CLOSED else None
    lowest = figures["lowest"] if figures else []
    if not lowest:
        messages.error(request, "Survei ini tidak mempunyai unsur terendah yang dapat ditetapkan perbaikannya.")
        return redirect("survey_desk:period", number=number)
    elements = [one for one in compared(figures or {}, None) if one["key"] in lowest]
    written = {one.element: one for one in row.improvements.order_by("element")}
    initial: dict[str, object] = {f"action_{key}": one.action for key, one in written.items()}
    initial |= {f"due_{key}": one.due_on for key, one in written.items()}
    form = ImprovementForm(request.POST if request.method == "POST" else None, elements=elements, initial=initial)
    if form.is_valid():
        try:
            improvements_write(period=row, actor=actor(request), actions=form.actions)
        except Refusal as refusal:
            told(form, refusal)
        else:
            messages.success(request, "Perbaikan disimpan. Periksa, lalu terbitkan laporannya.")
            return redirect("survey_desk:period", number=number)
    context = {"form": form, "period": row}
    return page(request, "improve.html", f"Perbaikan {number}", context, 400 if form.errors else 200)


@staff_page(FINALISE, "POST")
def finalise(request: HttpRequest, number: str) -> HttpResponse:
    """Freeze and publish."""
    row = found(request, number)
    words = "Laporan terbit dan hasilnya tampil di /survei/hasil/. Berkas PDF-nya sedang disiapkan."
    return _done(request, row, lambda: survey_finalise(period=row, actor=actor(request)), words)


def _done(request: HttpRequest, row: SurveyPeriod, act: Callable[[], object], words: str) -> HttpResponse:
    return done(request, act, words, reverse("survey_desk:period", args=[row.number]))
