"""The desk of announcements: list, draft, approval by another person, corrections, withdrawal."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.admin.base import history_of
from core.admin.frame import framed, staff_page
from core.forms import add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import Forbidden, Refusal
from helpdesk import markup
from helpdesk.forms.announcement import AnnouncementForm, CorrectionForm, VersionForm, WithdrawalForm
from helpdesk.models import Announcement, Subscriber
from helpdesk.permissions.announcement import (
    ADD,
    APPROVE,
    VIEW,
    WITHDRAW,
    WRITE,
    can_approve,
    can_withdraw,
    can_write,
    may_approve,
)
from helpdesk.selectors.announcement import SHOWN, desk_announcements
from helpdesk.services.announcement import (
    FIELDS,
    announcement_approve,
    announcement_correct,
    announcement_discard,
    announcement_draft,
    announcement_withdraw,
    announcement_write,
)
from helpdesk.transitions.announcement import ANNOUNCEMENT_TYPE


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return framed(request, f"helpdesk/announcements/desk/{template}", title, context, status=status)


def _found(request: HttpRequest, number: str) -> Announcement:
    rows = Announcement.objects.visible_to(actor(request)).select_related("approved_by__person", "document")
    return get_object_or_404(rows, number=number)


@staff_page(VIEW, "GET", "HEAD")
def list_page(request: HttpRequest) -> HttpResponse:
    """25 announcements, the newest first."""
    show = request.GET.get("tampil", "")
    pages = keyset_page(desk_announcements(actor(request), show=show), request=request)
    context = {
        "pages": pages,
        "filters": [(key, label, key == show) for key, label in SHOWN],
        "show": show,
        "may_add": actor(request).has_perm(ADD),
        "subscribers": Subscriber.objects.count(),
    }
    return _page(request, "list.html", "Pengumuman", context)


@staff_page(ADD, "GET", "HEAD", "POST")
def new_page(request: HttpRequest) -> HttpResponse:
    """A new draft."""
    form = AnnouncementForm(request.POST if request.method == "POST" else None, initial={"show_from": timezone.now()})
    submission = request.POST.get("submission", "")[:40] or secrets.token_urlsafe(24)
    if form.is_valid():
        try:
            made = announcement_draft(actor=actor(request), submission=submission, **_values(form))
        except Refusal as refusal:
            _told(form, refusal)
        else:
            messages.success(request, f"Rancangan {made.number} tersimpan. Minta rekan menyetujuinya.")
            return redirect("announcement_desk:announcement", number=made.number)
    context = {"form": form, "submission": submission, "announcement": None}
    return _page(request, "form.html", "Pengumuman baru", context, 400 if form.errors else 200)


@staff_page(WRITE, "GET", "HEAD", "POST")
def edit_page(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft."""
    found = _found(request, number)
    initial = {name: getattr(found, name) for name in (*FIELDS, "version")}
    form = AnnouncementForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 400
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            announcement_write(announcement=found, actor=actor(request), version=version, **_values(form))
        except Refusal as refusal:
            status = _told(form, refusal)
        else:
            messages.success(request, "Rancangan tersimpan.")
            return redirect("announcement_desk:announcement", number=number)
    context = {"form": form, "submission": "", "announcement": found}
    return _page(request, "form.html", f"Ubah: {found.title}", context, status if form.errors else 200)


def _values(form: Form) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in FIELDS}


@staff_page(VIEW, "GET", "HEAD")
def announcement_page(request: HttpRequest, number: str) -> HttpResponse:
    """All that is known of an announcement."""
    return _case(request, number)


@staff_page(APPROVE, "POST")
def approve(request: HttpRequest, number: str) -> HttpResponse:
    """Approve what was read."""
    return _act(request, number, "setujui", VersionForm, "Pengumuman disetujui.", announcement_approve)


@staff_page(WRITE, "POST")
def discard(request: HttpRequest, number: str) -> HttpResponse:
    """Nobody needs it."""
    return _act(request, number, "tidak-jadi", Form, "Rancangan diakhiri.", announcement_discard)


@staff_page(APPROVE, "POST")
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Add what was wrong or has changed."""
    return _act(
        request, number, "betulkan", CorrectionForm, "Pembetulan tampil di bawah pengumuman.", announcement_correct
    )


@staff_page(WITHDRAW, "POST")
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Withdraw it, with the reason everybody reads."""
    return _act(request, number, "cabut", WithdrawalForm, "Pengumuman dicabut.", announcement_withdraw)


def _act(
    request: HttpRequest, number: str, key: str, kind: type[Form], words: str, service: Callable[..., Any]
) -> HttpResponse:
    """Do one thing; a refused form is shown again with what was typed and why."""
    found = _found(request, number)
    form = kind(request.POST, auto_id=f"{key}-%s")
    status = 400
    if form.is_valid():
        try:
            service(announcement=found, actor=actor(request), **form.cleaned_data)
        except Refusal as refusal:
            status = _told(form, refusal)
        else:
            messages.success(request, words)
            return redirect("announcement_desk:announcement", number=number)
    return _case(request, number, form, key=key, status=status)


def _told(form: Form, refusal: Refusal) -> int:
    """The refusal beside its field; who may not at all gets the page 403."""
    if isinstance(refusal, Forbidden):
        raise refusal
    add_refusal(form, refusal.message, refusal.field)
    return refusal.status


def _case(
    request: HttpRequest, number: str, typed: Form | None = None, *, key: str = "", status: int = 200
) -> HttpResponse:
    found, user = _found(request, number), actor(request)
    context = {
        "announcement": found,
        "body": markup.html(found.body),
        "writers": list(found.writers.select_related("person").order_by("pk")),
        "corrections": [
            (one, markup.html(one.body)) for one in found.corrections.select_related("added_by__person").order_by("pk")
        ],
        "mailings": list(found.mailings.order_by("pk")),
        "may_write": can_write(user),
        "may_approve": may_approve(user),
        "can_approve": can_approve(user, found),
        "may_withdraw": can_withdraw(user),
        "version_form": VersionForm(initial={"version": found.version}),
        "correction_form": typed if typed is not None and key == "betulkan" else CorrectionForm(auto_id="betulkan-%s"),
        "withdrawal_form": typed if typed is not None and key == "cabut" else WithdrawalForm(auto_id="cabut-%s"),
        "typed": typed,
        "open_key": key,
        "events": list(history_of(ANNOUNCEMENT_TYPE, number, 50)),
    }
    return _page(request, "announcement.html", f"{number} {found.title}", context, status)
