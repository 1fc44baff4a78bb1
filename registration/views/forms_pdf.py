"""/formulir/: the forms as PDF, blank for everybody and filled in for the applicant (Pasal 22(6) / 22(4))."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from core.caching import keep_for_strangers
from core.permissions import actor
from registration.enums import FormKind
from registration.models import Application, PreparedForm
from registration.services.prepared_forms import form_current, form_download_record, form_prepare, form_read

# Path segments are printed and sent on, so they are fixed and Indonesian.
SEGMENTS = {
    "pendaftaran": FormKind.REGISTRATION,
    "keikutsertaan": FormKind.PARTICIPATION,
    "daftar-periksa": FormKind.CHECKLIST,
}
_ABOUT = {
    FormKind.REGISTRATION: "Data usaha, alamat, akta, izin usaha, dan penanggung jawab.",
    FormKind.PARTICIPATION: "Pernyataan ikut serta; ditandatangani penanggung jawab di atas meterai Rp10.000.",
    FormKind.CHECKLIST: "Semua dokumen yang diminta, untuk dicentang sebelum datang.",
}
_RETRY_SECONDS = 5


def _kind(segment: str) -> FormKind:
    try:
        return SEGMENTS[segment]
    except KeyError:
        raise Http404 from None


@login_not_required
@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """What there is to download, and that filling in at the portal saves the writing."""
    rows = [{"segment": segment, "label": kind.label, "about": _ABOUT[kind]} for segment, kind in SEGMENTS.items()]
    response = render(request, "registration/public/forms.html", {"forms": rows})
    return keep_for_strangers(request, response, 60)


@login_not_required
@require_safe
def blank_form(request: HttpRequest, segment: str) -> HttpResponse:
    """A blank form. Workers make it when the profile changes; until then a page that looks again."""
    kind = _kind(segment)
    prepared = form_current(kind=kind)
    if prepared is None or prepared.rendered_at is None:
        return _preparing(request, kind, prepared)
    etag = quote_etag(f"form-{prepared.pk}-{prepared.attempts}")
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        response = _pdf(form_read(prepared), f"formulir-{segment}.pdf")
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, max_age=300)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def form_pdf(request: HttpRequest, number: str, segment: str) -> HttpResponse:
    """A form with the data of one's own application: POST asks for it, GET shows how far it is or hands it out."""
    kind = _kind(segment)
    application = get_object_or_404(Application.objects.visible_to(request.user), number=number)
    if request.method == "POST":
        form_prepare(kind=kind, application=application)
        return redirect(request.path)
    prepared = form_current(kind=kind, application=application)
    if prepared is None or prepared.rendered_at is None:
        response = _preparing(request, kind, prepared, application)
    else:
        response = _pdf(form_read(prepared), f"formulir-{segment}-{application.number}.pdf")
        if request.method == "GET":
            form_download_record(prepared=prepared, actor=actor(request))
    patch_cache_control(response, no_store=True, private=True)
    return response


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _preparing(
    request: HttpRequest, kind: FormKind, prepared: PreparedForm | None, application: Application | None = None
) -> HttpResponse:
    """503 for a blank form that is not there yet; for one's own form a page with the button, or one that waits."""
    context = {"label": kind.label, "application": application, "prepared": prepared}
    waits = application is None or prepared is not None
    response = render(request, "registration/public/form_preparing.html", context)
    if application is None:
        response.status_code = 503
        patch_cache_control(response, no_store=True)
    elif prepared is not None:
        response.status_code = 202
    if waits:
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response
