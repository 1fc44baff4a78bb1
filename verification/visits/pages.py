"""The applicant's appointment: choosing a slot, seeing it with its QR code, moving and cancelling it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock, profile
from core.components import SummaryRow
from core.enums import VisitPlace, VisitState
from core.formats import long_datetime
from core.forms import add_refusal
from core.models import User, Visit
from core.permissions import actor
from core.refusals import Forbidden, Refusal
from core.visits.selectors import booked_of_case, visit_of_case
from registration.models import Application
from verification.services.slots import BOOKABLE, changeable_until, slot_book, slot_cancel, slot_move
from verification.slots import Slot, bookable_days, places, slot_read, slots_of
from verification.visit_emails import appointment_file, check_in_address
from verification.visits.forms import SlotForm

# What the address may name as the day and the way.
_DAY, _WAY = "hari", "cara"
Act = Callable[..., Visit]


@require_safe
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """/kunjungan/: on to the appointment of one's latest application."""
    latest = Application.objects.filter(owner=actor(request)).order_by("-pk").first()
    if latest is None:
        return redirect("registration:vendor_signup")
    return redirect("visits:visit", number=latest.number)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """The appointment with its code; without one, the slots to choose from."""
    application = _own(request, number)
    if request.method == "POST":
        return _choose(request, application, None, slot_book, "Jadwal sudah dipesan.")
    latest = visit_of_case(application.number)
    today = latest is not None and latest.day == clock.today()
    if latest is not None and (latest.state == VisitState.BOOKED or (today and latest.state != VisitState.NO_SHOW)):
        return _shown(request, application, latest)
    return _choose(request, application, None, slot_book, "")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Choose another slot for the appointment."""
    application = _own(request, number)
    present = booked_of_case(application.number)
    if present is None:
        return redirect("visits:visit", number=number)
    return _choose(request, application, present, slot_move, "Jadwal sudah dipindah.")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Ask once more, then take the appointment back. Twice is the same as once."""
    application = _own(request, number)
    present = booked_of_case(application.number)
    if request.method == "POST":
        try:
            slot_cancel(application=application, actor=actor(request))
        except Refusal as refusal:
            if isinstance(refusal, Forbidden):
                raise
            messages.error(request, refusal.message)
            return redirect("visits:visit", number=number)
        messages.success(request, "Jadwal sudah dibatalkan. Anda boleh memesan jadwal lain.")
        return redirect("registration:application", number=number)
    if present is None:
        return redirect("visits:visit", number=number)
    return render(request, "verification/visits/cancel.html", {"application": application, "visit": present})


@require_safe
@never_cache
def calendar(request: HttpRequest, number: str) -> HttpResponse:
    """The appointment as a file for a calendar program."""
    application = _own(request, number)
    present = booked_of_case(application.number)
    if present is None:
        raise Http404
    response = HttpResponse(appointment_file(present, application), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{present.number}.ics"'
    return response


def _own(request: HttpRequest, number: str) -> Application:
    """One's own application, or 404 for everybody else's and for none."""
    return get_object_or_404(Application.objects.select_related("owner__person"), number=number, owner=actor(request))


def _choose(
    request: HttpRequest, application: Application, present: Visit | None, act: Act, success: str
) -> HttpResponse:
    """Days and times to choose from; a refused choice comes back as it was, with the reason beside it."""
    place, day = _chosen(request, present)
    form: SlotForm | None = None
    slots: list[Slot] = []
    if place and day:
        slots = slots_of(day, place, besides=present)
        form = SlotForm(request.POST if request.method == "POST" else None, slots=slots)
    elif request.method == "POST":
        form = SlotForm(request.POST, slots=[])
    is_good = request.method == "POST" and form is not None and form.is_valid()
    if is_good and form and (answer := _carried_out(request, application, form, place, act)):
        messages.success(request, success)
        return answer
    is_open = application.state in BOOKABLE
    context: dict[str, Any] = {
        "application": application,
        "visit": present,
        "is_open": is_open,
        "form": form,
        "place": place,
        "day": day,
        "ways": [(way, way.label, way == place) for way in places()],
        "days": [(other, other == day) for other in bookable_days()],
        "video_note": profile.current().visits.video_note if place == VisitPlace.VIDEO else "",
    }
    return render(request, "verification/visits/choose.html", context, status=400 if form and form.errors else 200)


def _carried_out(
    request: HttpRequest, application: Application, form: SlotForm, place: str, act: Act
) -> HttpResponse | None:
    starts_at = slot_read(form.cleaned_data["slot"])
    assert starts_at is not None  # noqa: S101 - the field lets nothing else through
    user: User = actor(request)
    try:
        act(application=application, starts_at=starts_at, place=place, actor=user)
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        add_refusal(form, refusal.message, getattr(refusal, "field", ""))
        return None
    return redirect("visits:visit", number=application.number)


def _chosen(request: HttpRequest, present: Visit | None) -> tuple[str, date | None]:
    """The way and the day that the address or the form names; else those of the appointment, else the first."""
    given = request.POST if request.method == "POST" else request.GET
    offered = [str(way) for way in places()]
    place = given.get(_WAY, "") or (present.place if present else "")
    if place not in offered:
        place = offered[0] if offered else ""
    days = bookable_days()
    day = _day(given.get(_DAY, ""))
    if day is None and present is not None and present.starts_at is not None:
        day = clock.local(present.starts_at).date()
    if request.method != "POST" and day not in days:
        day = days[0] if days else None
    return place, day or (days[0] if days else None)


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None


def _shown(request: HttpRequest, application: Application, row: Visit) -> HttpResponse:
    """The appointment or today's visit, with code, queue number and what can still be done."""
    until = changeable_until(row)
    is_booked = row.state == VisitState.BOOKED
    in_time = is_booked and until is not None and timezone.now() <= until
    rows = [SummaryRow("Keperluan", row.purpose), SummaryRow("Pendaftaran", application.number)]
    if row.starts_at is not None:
        rows.insert(0, SummaryRow("Waktu", long_datetime(row.starts_at)))
    rows.insert(1, SummaryRow("Cara", row.get_place_display()))
    contact = profile.current().contact
    if row.place == VisitPlace.DESK:
        rows.append(SummaryRow("Tempat", contact.address))
    context = {
        "application": application,
        "visit": row,
        "rows": rows,
        "is_booked": is_booked,
        "is_desk": row.place == VisitPlace.DESK,
        "may_cancel": in_time,
        "may_move": in_time and application.state in BOOKABLE,
        "until": until,
        "qr": segno.make(check_in_address(row), error="m", micro=False).svg_data_uri(
            border=2, dark="#000", omitsize=True
        ),
    }
    return render(request, "verification/visits/visit.html", context)
