"""The desk's pages of change requests: the queue by age, and one request with old beside new and scans beside data."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core.admin.acts import form_version
from core.admin.base import history_of
from core.components import SummaryRow
from core.forms import add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import Forbidden, Refusal
from registration.enums import ChangeState
from registration.models import ChangeRequest
from registration.register import ChangeRow, comparison, registered
from registration.transitions import CHANGE_TYPE
from verification.change_checklist import change_desk_items, change_missing, entry_of, presenter_is_entitled
from verification.change_forms import ChangeCheckForm, ChangePresenterForm
from verification.change_selectors import (
    change_queue,
    change_queue_rows,
    review_of,
    same_npwp,
)
from verification.checklist import DeskItem
from verification.desk.frame import desk_change, desk_page, page, to_case
from verification.desk.queue import FILTERS
from verification.desk.sections import Section, Typed
from verification.models import ChangeReview
from verification.permissions import can_decide, can_record_activation, can_work
from verification.services.change_review import change_check_record, change_presenter_record
from verification.services.holding import CHANGES
from verification.services.seen import change_view_record

# Papers that prove nothing of the new values themselves.
_NO_FACTS = frozenset({"surat_kuasa"})


@desk_page("GET", "HEAD")
def change_queue_page(request: HttpRequest) -> HttpResponse:
    """25 waiting requests, oldest first."""
    user = actor(request)
    show = request.GET.get("tampil", "")
    rows = keyset_page(change_queue(user, show=show), request=request, order="first_submitted_at")
    context = {
        "rows": change_queue_rows(rows, user),
        "pages": rows,
        "filters": [(key, label, key == show) for key, label in FILTERS],
        "show": show,
        "may_enter": can_record_activation(user),
    }
    return page(request, "change_queue.html", "Antrean permohonan perubahan", context)


@desk_page("GET", "HEAD")
def change_page(request: HttpRequest, number: str) -> HttpResponse:
    """All that is known of a request. Opening it leaves a trace, because identity numbers may stand on it."""
    change = desk_change(request, number)
    change_view_record(change=change, actor=actor(request))
    return draw_change(request, change)


@desk_page("POST")
def presenter(request: HttpRequest, number: str) -> HttpResponse:
    """Record who came with the originals."""
    change = _to_work_on(request, number)
    form = ChangePresenterForm.recorded(review_of(change) or ChangeReview(), request.POST)
    typed = Typed(presenter=form)
    if not form.is_valid():
        return draw_change(request, change, typed, status=400)
    try:
        change_presenter_record(change=change, actor=actor(request), version=form_version(request), **form.cleaned_data)
    except Refusal as refusal:
        return _refused(request, change, typed, form, refusal)
    messages.success(request, "Kehadiran tercatat.")
    return to_case(change, "kehadiran")


@desk_page("POST")
def check(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Record what was found about one document."""
    change = _to_work_on(request, number)
    item = get_object_or_404(change.items.select_related("change"), key=key)
    review = review_of(change) or ChangeReview()
    form = ChangeCheckForm.recorded(DeskItem(item, "", None, ()), review, request.POST)
    typed = Typed(checks={key: form})
    if not form.is_valid():
        return draw_change(request, change, typed, status=400)
    try:
        change_check_record(item=item, actor=actor(request), version=form_version(request), **form.cleaned_data)
    except Refusal as refusal:
        return _refused(request, change, typed, form, refusal)
    messages.success(request, f"{item.get_key_display()}: pemeriksaan tercatat.")
    return to_case(change, f"dokumen-{key}")


def draw_change(
    request: HttpRequest, change: ChangeRequest, typed: Typed | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of one request, with a refused form in place of the one over what is recorded."""
    typed = typed or Typed()
    user = actor(request)
    review = review_of(change)
    holder = review.holder_at() if review else None
    under_review = change.state == ChangeState.UNDER_REVIEW
    is_mine = under_review and holder == user
    items = change_desk_items(change, review)
    rows = comparison(change)
    context: dict[str, Any] = {
        "change": change,
        "name": registered(change.application).full_name,
        "review": review,
        "entitled": review is not None and presenter_is_entitled(change, review),
        "holder": holder,
        "is_mine": is_mine,
        "is_waiting": change.state in {ChangeState.SUBMITTED, ChangeState.UNDER_REVIEW},
        "may_work": can_work(user, change),
        "may_decide": can_decide(user, change),
        "typed": typed,
        "rows": rows,
        "entry": entry_of(change),
        "hints": same_npwp(change),
        "presenter_form": typed.presenter or (ChangePresenterForm.recorded(review) if is_mine and review else None),
        "sections": [_section(change, rows, row, review, typed, is_mine) for row in items],
        "missing": change_missing(change, review, items) if under_review else [],
        "bad": [row for row in items if row.check and row.check.reason_code],
        "events": history_of(CHANGE_TYPE, change.number, 50),
        "decision": getattr(change, "decision", None),
    }
    return page(request, "change.html", f"{change.number} {context['name']}", context, status=status)


def _section(
    change: ChangeRequest,
    rows: list[ChangeRow],
    row: DeskItem,
    review: ChangeReview | None,
    typed: Typed,
    is_mine: bool,
) -> Section:
    new = [] if row.item.key in _NO_FACTS else [SummaryRow(one.label, one.new) for one in rows if one.is_changed]
    form = typed.checks.get(row.item.key)
    if form is None and is_mine and review is not None:
        form = ChangeCheckForm.recorded(row, review)
    return Section(row, new, form)


def _to_work_on(request: HttpRequest, number: str) -> ChangeRequest:
    change = desk_change(request, number)
    CHANGES.require_work(actor(request), change)
    return change


def _refused(
    request: HttpRequest, change: ChangeRequest, typed: Typed, form: forms.Form, refusal: Refusal
) -> HttpResponse:
    if isinstance(refusal, Forbidden):
        raise refusal
    add_refusal(form, refusal.message, refusal.field)
    return draw_change(request, desk_change(request, change.number), typed, status=refusal.status)
