"""The archive desk: decided cases with their retention, holds, bundles, and who looked at what (Pasal 10(2)d, 27(3))."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.module_loading import import_string

from core import clock, profile
from core.admin.acts import carried_out, done, refused
from core.audit import action_label, audit_record
from core.caching import kept_a_minute
from core.cases import case_numbers
from core.enums import RetentionPhase
from core.forms import add_refusal
from core.holds import can_hold, can_release, hold_of, hold_release, hold_release_ask, hold_set
from core.models import StoredFile
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import BadInput, Forbidden, Refusal
from registration.models import Application
from registration.transitions import OBJECT_TYPE
from verification.archive import (
    LIST_FIELDS,
    archive_figures,
    archive_rows,
    archived,
    case_views,
    standing,
    whole_retention,
)
from verification.desk.frame import desk_page, page
from verification.forms import ArchiveReasonForm
from verification.models import DestructionItem
from verification.permissions import can_bundle
from verification.services.bundles import bundle_ask, bundle_of, bundle_open

FILTERS = (
    ("", "Semua"),
    ("lewat", "Melewati masa retensi"),
    ("ditahan", "Ditahan"),
    ("dimusnahkan", "Isi dimusnahkan"),
)
MOST_VIEWS = 100
MOST_EXPORTED = 5000


@desk_page("GET", "HEAD")
def archive_page(request: HttpRequest) -> HttpResponse:
    """25 decided cases, the newest decision first."""
    user = actor(request)
    show = request.GET.get("tampil", "")
    rows = keyset_page(archived(user, show=show).only(*LIST_FIELDS), request=request, order="-decided_at")
    return page(
        request,
        "archive.html",
        "Arsip berkas",
        {
            "rows": archive_rows(rows),
            "pages": rows,
            "filters": [(key, label, key == show) for key, label in FILTERS],
            "show": show,
            "figures": kept_a_minute(archive_figures),
        },
    )


@desk_page("GET", "HEAD")
def archive_case(request: HttpRequest, number: str) -> HttpResponse:
    """One case of the archive: until when it is kept, what holds it, its bundle, who saw it lately."""
    application = _case(request, number)
    user = actor(request)
    kept, hold = whole_retention(application, profile.current()), hold_of(number)
    phase = kept.phase(clock.today()) if kept else None
    destroyed = (
        DestructionItem.objects.select_related("destruction__report")
        .filter(application=application, erased_at__isnull=False)
        .first()
    )
    return page(
        request,
        "archive_case.html",
        f"Arsip {number}",
        {
            "application": application,
            "row": archive_rows([application])[0],
            "kept": kept,
            "open_number": standing(application).open_number,
            "belonging": case_numbers(number)[1:],
            "is_due": phase == RetentionPhase.DUE,
            "hold": hold,
            "bundle": bundle_of(application),
            "destroyed": destroyed,
            "may_hold": can_hold(user),
            "may_release": bool(hold and can_release(user, hold)),
            "may_bundle": can_bundle(user),
            "views": case_views(application)[:5],
        },
    )


@desk_page("POST")
def bundle(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the bundle."""
    application = _case(request, number)

    def act() -> str:
        asked = bundle_ask(application=application, actor=actor(request))
        return "Bundel sudah ada." if asked.is_ready else "Bundel sedang disusun. Muat ulang halaman ini sebentar lagi."

    return done(request, act, None, _address(application))


@desk_page("GET", "HEAD", "POST")
def bundle_download(request: HttpRequest, number: str) -> HttpResponseBase:
    """Ask for the reason, then hand the bundle out, part by part."""
    application = _case(request, number)
    if not can_bundle(actor(request)):
        raise Forbidden("Bundel berkas hanya diunduh oleh Kepala dan Unit Registrasi dan Verifikasi.", code="forbidden")
    form = ArchiveReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            got = bundle_open(application=application, actor=actor(request), reason=form.cleaned_data["reason"])
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        except Refusal as refusal:
            return refused(request, refusal, _address(application))
        else:
            response = StreamingHttpResponse(got.parts, content_type="application/zip")
            response.headers["Content-Disposition"] = f'attachment; filename="{got.name}"'
            response.headers["Content-Length"] = str(got.size)
            response.headers["Cache-Control"] = "no-store, private"
            return response
    words = "Bundel memuat dokumen identitas dalam bentuk asli. Simpan di tempat yang aman dan hapus sesudah dipakai."
    return _ask(request, application, form, f"Unduh bundel {number}", words, "Unduh bundel")


@desk_page("GET", "HEAD", "POST")
def hold_page(request: HttpRequest, number: str) -> HttpResponse:
    """Hold the case; or, when it is held, ask that the hold is released."""
    application = _case(request, number)
    user = actor(request)
    if not can_hold(user):
        raise Forbidden("Menahan berkas hanya untuk pimpinan dan Unit Registrasi dan Verifikasi.", code="forbidden")
    present = hold_of(number)

    def act(reason: str) -> str:
        if present is None:
            hold_set(case_number=number, reason=reason, actor=user)
            return f"Berkas {number} ditahan; isinya tidak dimusnahkan."
        hold_release_ask(hold=present, reason=reason, actor=user)
        return "Pencabutan diminta. Kepala atau Wakil yang lain memutuskannya."

    if present is None:
        title, words, button = (
            f"Tahan {number}",
            "Selama ditahan, isi berkas tidak dihapus oleh siapa pun.",
            "Tahan berkas",
        )
    else:
        title = f"Minta cabut penahanan {number}"
        words, button = f"Berkas ditahan karena: {present.reason}.", "Minta pencabutan"
    form = ArchiveReasonForm(request.POST if request.method == "POST" else None)
    answer = carried_out(request, form, lambda data: act(data["reason"]), _address(application))
    return answer or _ask(request, application, form, title, words, button)


@desk_page("POST")
def hold_decide(request: HttpRequest, number: str) -> HttpResponse:
    """Release the hold as asked, or let it stand."""
    application = _case(request, number)
    hold = hold_of(number)
    accept = request.POST.get("putusan") == "cabut"

    def act() -> str:
        if hold is None:
            raise Refusal(f"Berkas {number} tidak sedang ditahan. Muat ulang halaman.", code="not_held")
        hold_release(hold=hold, accept=accept, actor=actor(request))
        return "Penahanan dicabut." if accept else "Penahanan tetap berlaku."

    return done(request, act, None, _address(application))


@desk_page("GET", "HEAD", "POST")
def views(request: HttpRequest, number: str) -> HttpResponseBase:
    """Who opened the case and its files, when and why; a POST takes the list along as CSV."""
    application = _case(request, number)
    events = case_views(application)
    if request.method == "POST":
        csv_lines: Callable[..., Any] = import_string("core.exports.csv_lines")
        audit_record(
            action="archive.views_exported", object_type=OBJECT_TYPE, object_number=number, actor=actor(request)
        )
        rows = (
            (row["at"], row["who"], row["what"], row["name"], row["reason"]) for row in _views(events, MOST_EXPORTED)
        )
        response = StreamingHttpResponse(
            csv_lines(("Waktu", "Siapa", "Tindakan", "Dokumen", "Alasan"), rows), content_type="text/csv; charset=utf-8"
        )
        response.headers["Content-Disposition"] = f'attachment; filename="dilihat-{number}.csv"'
        return response
    context = {"application": application, "rows": _views(events, MOST_VIEWS), "most": MOST_VIEWS}
    return page(request, "archive_views.html", f"Siapa melihat {number}", context)


def _views(events: Any, most: int) -> list[dict[str, Any]]:
    rows = list(events[:most])
    names = StoredFile.objects.filter(public_id__in=[row.object_number for row in rows if row.object_type == "file"])
    known = dict(names.order_by().values_list("public_id", "original_name"))
    return [
        {
            "at": row.at,
            "who": row.actor_name,
            "what": action_label(row.action),
            "name": known.get(row.object_number, ""),
            "reason": row.data.get("reason", ""),
        }
        for row in rows
    ]


def _case(request: HttpRequest, number: str) -> Application:
    rows = archived(actor(request)).select_related("review__decision__letter", "review__decision__decided_by__person")
    return get_object_or_404(rows, number=number)


def _ask(
    request: HttpRequest, application: Application, form: Form, title: str, words: str, button: str
) -> HttpResponse:
    context = {
        "form": form,
        "words": words,
        "button": button,
        "back": reverse("desk:archive_case", args=[application.number]),
    }
    return page(request, "archive_reason.html", title, context, status=400 if form.errors else 200)


def _address(application: Application) -> str:
    return reverse("desk:archive_case", args=[application.number])
