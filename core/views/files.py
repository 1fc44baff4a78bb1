"""Serving uploaded files: only through a checked, logged view; strangers get the same 404 as for what does not exist."""

import logging

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from core.error_pages import error_page
from core.files import can_view_file, file_open, file_response, preview
from core.files.reasons import ReasonNeeded, is_needed, reason_record
from core.forms import PortalForm, add_refusal
from core.models import StoredFile, User
from core.refusals import Refusal

logger = logging.getLogger(__name__)
_WIDTHS = frozenset({preview.THUMBNAIL_WIDTH, *preview.WIDTHS.values()})


@require_safe
def file(request: HttpRequest, public_id: str, disposition: str) -> HttpResponse:
    """The file itself: ``unduh`` as attachment, ``lihat`` as the picture of the preview."""
    stored, actor = _file_for(request, public_id)
    if disposition not in {"unduh", "lihat"}:
        raise Http404
    inline = disposition == "lihat"
    if inline and stored.content_type == "application/pdf":
        return redirect("core:file_viewer", public_id=public_id)
    try:
        content = file_open(file=stored, actor=actor, purpose="pratinjau" if inline else "unduh")
    except ReasonNeeded:
        return redirect("core:file_reason", public_id=public_id)
    except Refusal as refusal:
        return _refused(request, refusal)
    return file_response(content, inline=inline)


@require_safe
def file_page(request: HttpRequest, public_id: str, page: int) -> HttpResponse:
    """One page of a PDF as a picture."""
    stored, actor = _file_for(request, public_id)
    width = _number(request, "lebar", preview.WIDTHS[1])
    if stored.content_type != "application/pdf" or not 1 <= page <= stored.pages or width not in _WIDTHS:
        raise Http404
    try:
        content = preview.page_picture(file=stored, actor=actor, page=page, width=width)
    except ReasonNeeded:
        return redirect("core:file_reason", public_id=public_id)
    except Refusal as refusal:
        return _refused(request, refusal)
    return file_response(content, inline=True)


@require_safe
@xframe_options_sameorigin
def file_viewer(request: HttpRequest, public_id: str) -> HttpResponse:
    """The preview: on a page of its own, or (``?bingkai=1``) inside a frame of a desk, so that a form beside it keeps its input."""
    stored, actor = _file_for(request, public_id)
    if preview.can_be_shown(stored) and is_needed(actor, stored):
        framed = "?bingkai=1" if request.GET.get("bingkai") == "1" else ""
        return redirect(f"{reverse('core:file_reason', args=[public_id])}{framed}")
    view = preview.file_preview(
        stored,
        page=_number(request, "hal", 1),
        zoom=_number(request, "perbesar", 1),
        framed=request.GET.get("bingkai") == "1",
    )
    template = "core/files/viewer_framed.html" if view.framed else "core/files/viewer.html"
    response = render(request, template, {"preview": view, "can_be_shown": preview.can_be_shown(stored)})
    patch_cache_control(response, no_store=True, private=True)
    return response


class ReasonForm(PortalForm):
    """Why a file of a closed case is opened."""

    reason = forms.CharField(
        label="Alasan membuka",
        help_text="Tercatat bersama nama Anda. Berlaku satu jam untuk berkas pendaftaran ini.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Tulis alasan membuka berkas ini."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@xframe_options_sameorigin
def file_reason(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask why, then lead on to the file; who needs no reason is shown it at once."""
    stored, actor = _file_for(request, public_id)
    framed = request.GET.get("bingkai") == "1"
    onward = f"{reverse('core:file_viewer', args=[public_id])}{'?bingkai=1' if framed else ''}"
    if not is_needed(actor, stored):
        return redirect(onward) if request.method == "POST" else file_viewer(request, public_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reason_record(file=stored, actor=actor, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            return redirect(onward)
    response = render(
        request,
        "core/files/reason_framed.html" if framed else "core/files/reason.html",
        {"file": stored, "form": form},
        status=400 if form.errors else 200,
    )
    patch_cache_control(response, no_store=True, private=True)
    return response


@require_safe
def file_state(request: HttpRequest, public_id: str) -> HttpResponse:
    """The state of a file as a fragment; it asks for itself again until the scan is done."""
    stored, _ = _file_for(request, public_id)
    response = render(request, "core/files/state.html", {"file": stored, "reload_url": ""})
    patch_cache_control(response, no_store=True, private=True)
    return response


def _file_for(request: HttpRequest, public_id: str) -> tuple[StoredFile, User]:
    actor = request.user
    stored = get_object_or_404(StoredFile, public_id=public_id)
    if not isinstance(actor, User) or not can_view_file(actor, stored):
        logger.warning("file asked for by a stranger", extra={"file": public_id, "user": actor.pk})
        raise Http404
    return stored, actor


def _number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return error_page(
        request, refusal.status, message=refusal.message, retry_after=30 if refusal.status == 503 else None
    )
