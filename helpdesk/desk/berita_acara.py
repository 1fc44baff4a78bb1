"""What the desks of all kinds of berita acara share: forms that were sent, their version, and the way back to the report."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.admin.frame import framed
from core.forms import add_refusal
from core.models import DocumentRevision
from core.refusals import BadInput, Forbidden, Refusal
from helpdesk.forms.witness import SignedForm
from helpdesk.models import OutageReport, WitnessReport
from helpdesk.services.berita_acara import Report

_DESKS: dict[type, str] = {WitnessReport: "witness_desk", OutageReport: "outage_desk"}


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """Data and files of a form that was sent, else nothing."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def form_version(request: HttpRequest, report: Report) -> int:
    """Version the form was opened with; a form that does not say counts as outdated."""
    if request.method != "POST":
        return report.version
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1


def to_report(report: Report, anchor: str = "") -> HttpResponseRedirect:
    """On to the page of the report."""
    address = reverse(f"{_DESKS[type(report)]}:report", args=[report.number])
    return HttpResponseRedirect(f"{address}#{anchor}" if anchor else address)


def carried_out(
    request: HttpRequest, report: Report, form: Form, act: Callable[[dict[str, Any]], str], anchor: str = ""
) -> HttpResponse | None:
    """Act on a good form and lead to the report; None when the form's own page is to be shown.

    Args:
        act: does it and returns the sentence of success; its `BadInput` is written into the form.
    """
    if not form.is_valid():
        return None
    try:
        words = act(form.cleaned_data)
    except BadInput as refusal:
        add_refusal(form, refusal.message, refusal.field)
        return None
    except Forbidden:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words)
    return to_report(report, anchor)


def done(request: HttpRequest, report: Report, act: Callable[[], object], words: str, anchor: str = "") -> HttpResponse:
    """Act, then lead to the report with the sentence of success or of the refusal."""
    try:
        act()
    except Forbidden:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words)
    return to_report(report, anchor)


def signature_page(request: HttpRequest, report: Report, add: Callable[..., DocumentRevision]) -> HttpResponse:
    """Hand in a copy of an issued report that people signed.

    Args:
        add: keeps it, given its kind and the upload.
    """
    if request.method != "POST" and not report.is_issued:
        return to_report(report)
    form = SignedForm(*sent(request))

    def act(values: dict[str, Any]) -> str:
        return f"Tersimpan sebagai {add(kind=values['kind'], upload=values['file']).label}."

    if answer := carried_out(request, report, form, act, "tanda-tangan"):
        return answer
    return framed(
        request,
        "helpdesk/berita_acara/signature.html",
        f"Unggah salinan bertanda tangan {report.number}",
        {"form": form, "report": report, "desk": _DESKS[type(report)]},
        status=400 if form.errors else 200,
    )
