"""The pages of the application on which answers are typed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from core import components
from core.forms import add_refusal
from core.permissions import actor
from core.refusals import BadInput
from registration import answers
from registration.completeness import is_untouched, open_steps, step_gaps
from registration.enums import ApplicationState, Step
from registration.forms.pages import STEP_FORMS
from registration.forms.regions import LEVELS, RegionForm, picked_code, region_context
from registration.forms.steps import StepForm
from registration.models import Application
from registration.requirements import steps
from registration.services.application import ChangedMeanwhile, application_step_save
from registration.tasklist import next_url, returned, step_url
from registration.views.own import own_application

# "?dari=periksa": the reader came from the review and goes back there.
FROM_REVIEW = "periksa"


class StepConverter:
    """The path segment of a page on which answers are typed."""

    regex = "|".join(step.value for step in Step)

    def to_python(self, value: str) -> Step:
        """The page."""
        return Step(value)

    def to_url(self, value: str) -> str:
        """Its segment."""
        return Step(value).value


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("npwp", "signatory_nik")
@never_cache
def step(request: HttpRequest, number: str, step: Step) -> HttpResponse:
    """One page: shows what is saved, keeps what is typed, refuses only what cannot be right."""
    application = own_application(request, number)
    if step not in steps(application.kind):
        raise Http404
    if request.method != "POST" and step not in open_steps(application):
        messages.info(request, "Bagian ini tidak dapat diubah sekarang.")
        return redirect("registration:application", number=number)
    form_class = STEP_FORMS[step]
    if request.method != "POST":
        return _page(request, application, form_class(application), version=application.version)
    version = _version(request)
    rearranged = form_class.rearranged(application, request.POST)
    if rearranged is not None:
        return _page(request, application, rearranged, version=version, is_rearranged=True)
    form = form_class(application, request.POST)
    if not form.is_valid():
        return _page(request, application, form, version=version)
    try:
        saved = application_step_save(
            application=application,
            step=step,
            data=form.values(),
            actor=actor(request),
            version=version,
            licences=form.licences(),
        )
    except BadInput as refusal:
        add_refusal(form, refusal.message, refusal.field)
        return _page(request, application, form, version=version)
    except ChangedMeanwhile as refusal:
        fresh = own_application(request, number)
        rows = answers.differences(fresh, step, form.values(), form.licences())
        if rows:
            form.add_error(None, refusal.message)
            return _page(request, application, form, version=fresh.version, differences=rows)
        saved = fresh
    return redirect(_following(request, saved, step, form))


@require_safe
@never_cache
def regions(request: HttpRequest) -> HttpResponse:
    """The lists of regions below the one just chosen, as a fragment."""
    code = picked_code({level: request.GET.get(level, "") for level in LEVELS})
    return render(request, "registration/application/region_lists.html", region_context(RegionForm(code), code))


def _version(request: HttpRequest) -> int:
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        return 0


def _following(request: HttpRequest, application: Application, step: Step, form: StepForm) -> str:
    if form.is_unfinished:
        return step_url(application, step)
    if request.POST.get("dari") == FROM_REVIEW:
        return reverse("registration:review", args=[application.number])
    if "kembali" in request.POST or application.state == ApplicationState.RETURNED:
        return reverse("registration:application", args=[application.number])
    return next_url(application, step)


def _page(
    request: HttpRequest,
    application: Application,
    form: StepForm,
    *,
    version: int,
    is_rearranged: bool = False,
    differences: list[tuple[str, str, str]] | None = None,
) -> HttpResponse:
    step = form.step
    is_asked_again = not form.is_bound and not is_rearranged and not is_untouched(application, step)
    context: dict[str, Any] = {
        "application": application,
        "step": step,
        "form": form,
        "version": version,
        "differences": differences or [],
        "gaps": step_gaps(application, step) if is_asked_again else [],
        "came_from": request.POST.get("dari") or request.GET.get("dari") or "",
        "is_rearranged": is_rearranged,
        "returned": [row for row in returned(application) if row.rule.step == step],
        "progress": progress(application),
    }
    if step == Step.ADDRESS:
        code = picked_code(form.data) if form.is_bound else str(form.initial["region_code"])
        context |= region_context(form, code)
    return render(request, f"registration/application/steps/{_TEMPLATES[step]}.html", context)


_TEMPLATES = {
    Step.IDENTITY: "identity",
    Step.ADDRESS: "address",
    Step.DEED: "deed",
    Step.LICENCES: "licences",
    Step.SIGNATORY: "signatory",
    Step.SPSE: "spse",
}


def progress(application: Application) -> list[components.Step]:
    """The way through all pages of a draft; none after a return, when only some are open."""
    if application.state != ApplicationState.DRAFT:
        return []
    return [components.Step(step.value, step.label, step_url(application, step)) for step in steps(application.kind)]
