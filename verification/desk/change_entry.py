"""At the counter: a change of address for somebody who lost the old one and no longer gets in. A colleague decides it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.files.forms import UploadForm
from core.forms import add_refusal
from core.permissions import actor
from core.refusals import BadInput, Forbidden, Refusal
from registration.enums import ChangeKind, ChangeState
from registration.models import ChangeRequest
from registration.register import comparison, registered
from registration.services.change_items import change_item_upload
from registration.services.changes import change_gaps, change_submit, change_withdraw
from verification.change_checklist import change_desk_items
from verification.change_forms import EmailEntryForm
from verification.desk.frame import desk_page, page
from verification.permissions import can_record_activation
from verification.services.change_entry import email_change_enter


@desk_page("GET", "HEAD", "POST")
def entry(request: HttpRequest) -> HttpResponse:
    """Which registration, which address, why."""
    _require_officer(request)
    form = EmailEntryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            change = email_change_enter(**form.cleaned_data, actor=actor(request))
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        else:
            return _to_papers(change)
    status = 400 if form.errors else 200
    return page(request, "change_entry.html", "Perubahan surel di loket", {"form": form}, status=status)


@desk_page("GET", "HEAD", "POST")
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """The scans, one at a time; then hand in, or take back what was entered."""
    _require_officer(request)
    change = get_object_or_404(
        ChangeRequest.objects.select_related("application__current", "owner__person", "entered_by__person"),
        number=number,
        kind=ChangeKind.EMAIL,
    )
    if change.entered_by_id == change.owner_id or change.state != ChangeState.DRAFT:
        return HttpResponseRedirect(reverse("desk:changes"))
    form, key = UploadForm(), ""
    if request.method == "POST":
        key = request.POST.get("key", "")
        form = UploadForm(request.POST, request.FILES)
        answer = _act(request, change, form, key)
        if answer is not None:
            return answer
    items = change_desk_items(change, None)
    context = {
        "change": change,
        "name": registered(change.application).full_name,
        "rows": comparison(change),
        "items": [(item, form if item.item.key == key else UploadForm()) for item in items],
        "error_form": form if form.is_bound and form.errors else None,
        "gaps": change_gaps(change),
        "is_own": change.entered_by_id == actor(request).pk,
    }
    status = 400 if form.errors else 200
    return page(request, "change_entry_papers.html", f"Perubahan surel {number}", context, status=status)


def _act(request: HttpRequest, change: ChangeRequest, form: UploadForm, key: str) -> HttpResponse | None:
    """Do what was asked; None when the upload is to be corrected."""
    user = actor(request)
    try:
        if "serahkan" in request.POST:
            change_submit(change=change, actor=user, declaration_accepted=True)
            messages.success(request, f"Permohonan {change.number} diserahkan; petugas lain memutuskannya.")
            return HttpResponseRedirect(reverse("desk:change", args=[change.number]))
        if "tarik" in request.POST:
            change_withdraw(change=change, actor=user)
            messages.success(request, f"Permohonan {change.number} dibatalkan.")
            return HttpResponseRedirect(reverse("desk:changes"))
        if not form.is_valid():
            return None
        change_item_upload(change=change, key=key, upload=form.cleaned_data["file"], actor=user)
    except BadInput as refusal:
        add_refusal(form, refusal.message, refusal.field)
        return None
    except Forbidden:
        messages.error(
            request, f"Permohonan ini dimasukkan {change.entered_by.full_name}; minta rekan itu menyelesaikannya."
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return _to_papers(change)


def _to_papers(change: ChangeRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:change_entry_papers", args=[change.number]))


def _require_officer(request: HttpRequest) -> None:
    if not can_record_activation(actor(request)):
        raise Forbidden("Hanya petugas Unit Registrasi dan Verifikasi yang memasukkan permohonan.", code="not_officer")
