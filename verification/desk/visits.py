"""The counter: today's visits, checking in, walk-ins, calling the next visitor, and the slip with the queue number."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from core import profile
from core.caching import kept_a_minute
from core.forms import PortalForm, add_refusal
from core.models import User, Visit
from core.permissions import actor
from core.refusals import Forbidden, Refusal
from core.visits.selectors import day_now, figures
from core.visits.services import visit_code, visit_last_called
from registration.models import Application
from verification.desk.frame import desk_page, page
from verification.permissions import can_run_counter
from verification.services.counter import (
    counter_call_next,
    counter_check_in,
    counter_no_show,
    counter_serve,
    counter_walk_in,
)
from verification.services.slots import PURPOSE


class CheckInForm(PortalForm):
    """The code from the visitor's telephone or paper."""

    kode = forms.CharField(
        label="Kode hadir atau nomor kunjungan",
        help_text="Pindai kode QR, atau ketik.",
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class WalkInForm(PortalForm):
    """Somebody without an appointment."""

    case_number = forms.CharField(
        label="Nomor pendaftaran", max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    purpose = forms.CharField(label="Keperluan", max_length=200, initial=PURPOSE)
    # One form, one number, however often it is sent.
    code = forms.CharField(required=False, max_length=20, initial=visit_code, widget=forms.HiddenInput)


class CallForm(PortalForm):
    """At which counter the officer serves."""

    counter = forms.ChoiceField(label="Loket")
    # Whom the officer called last when the form was opened: a button pressed twice calls once.
    after = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = profile.current().visits.counters
        self.fields["counter"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Row:
    """One visit of the day, with the application it is about."""

    visit: Visit
    application: Application | None


@desk_page("GET", "HEAD")
def visits(request: HttpRequest) -> HttpResponse:
    """Today at the counter; an address with a scanned code only types it in."""
    code = request.GET.get("kode", "")[:40]
    return _page(request, check_in=CheckInForm(initial={"kode": code}))


@desk_page("POST")
def check_in(request: HttpRequest) -> HttpResponse:
    """Check a visitor in, then show the slip."""
    _require_counter(request)
    form = CheckInForm(request.POST)
    answer = _slip_after(form, lambda data: counter_check_in(text=data["kode"], actor=actor(request)))
    return answer or _page(request, check_in=form, status=400)


@desk_page("POST")
def walk_in(request: HttpRequest) -> HttpResponse:
    """Give a queue number without an appointment, then show the slip."""
    _require_counter(request)
    form = WalkInForm(request.POST)
    answer = _slip_after(form, lambda data: counter_walk_in(actor=actor(request), **data))
    return answer or _page(request, walk_in=form, status=400)


@desk_page("POST")
def call(request: HttpRequest) -> HttpResponse:
    """Call the next visitor to the chosen counter."""
    _require_counter(request)
    form = CallForm(request.POST)
    if not form.is_valid():
        return _page(request, call=form, status=400)
    visit = counter_call_next(actor=actor(request), **form.cleaned_data)
    if visit is None:
        messages.info(request, "Tidak ada yang menunggu.")
    else:
        messages.success(request, f"Nomor {visit.queue_label} dipanggil ke {visit.counter}.")
    return redirect("desk:visits")


@desk_page("POST")
def served(request: HttpRequest, number: str) -> HttpResponse:
    """The visitor was served."""
    return _ended(request, number, counter_serve, "selesai dilayani")


@desk_page("POST")
def no_show(request: HttpRequest, number: str) -> HttpResponse:
    """The visitor is not there."""
    return _ended(request, number, counter_no_show, "dicatat tidak hadir")


@desk_page("GET", "HEAD")
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """The slip with the queue number, to show or to print."""
    visit = get_object_or_404(Visit.objects.visible_to(actor(request)), number=number, queue_number__isnull=False)
    return page(request, "slip.html", f"Nomor antrean {visit.queue_label}", {"visit": visit})


def _slip_after(form: forms.Form, act: Callable[[dict[str, Any]], Visit]) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        visit = act(form.cleaned_data)
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        add_refusal(form, refusal.message, getattr(refusal, "field", ""))
        return None
    return redirect("desk:visit_slip", number=visit.number)


def _ended(request: HttpRequest, number: str, act: Callable[..., Visit], words: str) -> HttpResponse:
    _require_counter(request)
    visit = get_object_or_404(Visit.objects.visible_to(actor(request)), number=number)
    try:
        act(visit=visit, actor=actor(request))
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        messages.error(request, refusal.message)
    else:
        named = f"Nomor {visit.queue_label}" if visit.queue_number else f"Kunjungan {visit.number}"
        messages.success(request, f"{named} {words}.")
    return redirect("desk:visits")


def _require_counter(request: HttpRequest) -> None:
    if not can_run_counter(actor(request)):
        raise Forbidden("Hanya petugas Unit Registrasi dan Verifikasi yang melayani loket.", code="not_officer")


def _rows(visits: Iterable[Visit], applications: dict[str, Application]) -> list[Row]:
    return [Row(visit, applications.get(visit.case_number)) for visit in visits]


def _call_initial(user: User) -> dict[str, str]:
    """The counter at which the officer served last today, and whom."""
    last = visit_last_called(user)
    return {"counter": last.counter, "after": last.number} if last else {}


def _page(
    request: HttpRequest,
    *,
    check_in: CheckInForm | None = None,
    walk_in: WalkInForm | None = None,
    call: CallForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, day = actor(request), day_now()
    shown = [*day.booked, *day.waiting, *day.called, *day.left_open]
    numbers = {visit.case_number for visit in shown if visit.case_number}
    found = Application.objects.filter(number__in=numbers).only("number", "business_form", "name").order_by("pk")
    applications = {row.number: row for row in found}
    context = {
        "day": day,
        "booked": _rows(day.booked, applications),
        "waiting": _rows(day.waiting, applications),
        "called": _rows(day.called, applications),
        "left_open": _rows(day.left_open, applications),
        "figures": kept_a_minute(figures),
        "may_work": can_run_counter(user),
        "check_in_form": check_in or CheckInForm(),
        "walk_in_form": walk_in or WalkInForm(),
        "call_form": call or CallForm(initial=_call_initial(user)),
    }
    return page(request, "visits.html", "Kunjungan hari ini", context, status=status)
