"""What the desks of all kinds of berita acara share: forms that were sent, their version, and the way back to the report."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.admin import acts
from core.admin.acts import sent
from core.admin.frame import framed
from core.models import DocumentRevision
from core.refusals import Refusal
from helpdesk.forms.witness import DiscardForm, SignedForm
from helpdesk.models import OutageReport, WitnessReport
from helpdesk.services.berita_acara import Report

# Both kinds call it so.
_DRAFT = "draft"
_DESKS: dict[type, str] = {WitnessReport: "witness_desk", OutageReport: "outage_desk"}


def form_version(request: HttpRequest, report: Report) -> int:
    """Version the form was opened with; a form that does not say counts as outdated."""
    return acts.form_version(request) if request.method == "POST" else report.version


def address_of(report: Report) -> str:
    """Where the desk shows the report."""
    return reverse(f"{_DESKS[type(report)]}:report", args=[report.number])


def to_report(report: Report, anchor: str = "") -> HttpResponseRedirect:
    """On to the page of the report."""
    return HttpResponseRedirect(f"{address_of(report)}#{anchor}" if anchor else address_of(report))


def carried_out(
    request: HttpRequest, report: Report, form: Form, act: Callable[[dict[str, Any]], str], anchor: str = ""
) -> HttpResponse | None:
    """Act on a good form and lead to the report; see `core.admin.acts.carried_out`."""
    return acts.carried_out(request, form, act, address_of(report), anchor)


def done(request: HttpRequest, report: Report, act: Callable[[], object], words: str, anchor: str = "") -> HttpResponse:
    """Act, then lead to the report; see `core.admin.acts.done`."""
    return acts.done(request, act, words, address_of(report), anchor)


def discard_page(request: HttpRequest, report: Report, discard: Callable[..., Report]) -> HttpResponse:
    """Ask why a draft is given up, then give it up.

    Args:
        discard: does it, given the reason.
    """
    if request.method != "POST" and report.state != _DRAFT:
        return to_report(report)
    form = DiscardForm(sent(request)[0])

    def act(values: dict[str, Any]) -> str:
        discard(**values)
        return f"Rancangan {report.number} dibatalkan."

    return carried_out(request, report, form, act) or framed(
        request,
        "helpdesk/berita_acara/discard.html",
        f"Batalkan rancangan {report.number}",
        {"form": form, "report": report, "desk": _DESKS[type(report)]},
        status=400 if form.errors else 200,
    )


def correction_begun(request: HttpRequest, report: Report, begin: Callable[[], Report], words: str) -> HttpResponse:
    """Begin the new report that names this one, and lead to it.

    Args:
        words: what the draft holds already.
    """
    try:
        newer = begin()
    except Refusal as refusal:
        return acts.refused(request, refusal, address_of(report))
    messages.success(request, f"Rancangan {newer.number} dibuat{words}")
    return to_report(newer)


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
