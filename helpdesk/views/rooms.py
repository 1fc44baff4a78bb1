"""/ruang/: which rooms there are and when they are free, booking one, the own bookings."""

from datetime import date, datetime
from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import profile
from core.components import SummaryRow
from core.formats import clock_time, long_datetime
from core.forms import add_refusal
from core.pagination import keyset_page
from core.permissions import actor
from core.refusals import Forbidden, Refusal
from helpdesk.emails.rooms import booking_file, check_in_address
from helpdesk.enums.rooms import BookingState
from helpdesk.forms.rooms import OwnWishForm, WishForm
from helpdesk.models import Room, RoomBooking
from helpdesk.permissions.rooms import can_book
from helpdesk.selectors.room_times import ahead_merged, at_time, day_of, open_days
from helpdesk.selectors.rooms import active_rooms
from helpdesk.services.room_bookings import Wish, booking_cancel, booking_request, cancellable_until

# The calendar takes an appointment over only while it stands.
_WITH_CODE = frozenset({BookingState.CONFIRMED})


@login_not_required
@require_safe
def room_list(request: HttpRequest) -> HttpResponse:
    """The rooms that may be booked."""
    context = {
        "rooms": active_rooms(),
        "article": profile.current().article("room_facility"),
        "has_own": request.user.is_authenticated,
    }
    return render(request, "helpdesk/rooms/list.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def room(request: HttpRequest, code: str) -> HttpResponse:
    """One room's day, free or taken, for everybody; the form for those who may book."""
    row = get_object_or_404(Room, code=code, is_active=True)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.path, reverse("account_login"))
        if not can_book(request.user, row):
            raise Forbidden("Ruang ini dipesan penyedia dan pejabat pengadaan yang terdaftar.", code="not_booker")
    days = open_days()
    day = chosen_day(request, days)
    pieces = day_of(row, day) if day else []
    form: OwnWishForm | None = None
    if day and can_book(request.user, row):
        form = OwnWishForm(
            request.POST if request.method == "POST" else None, room=row, pieces=pieces, initial=_known(request)
        )
        if request.method == "POST" and form.is_valid() and (answer := _requested(request, row, day, form)):
            return answer
    context = {
        "room": row,
        "day": day,
        "days": [(other, other == day) for other in days],
        "pieces": ahead_merged(pieces),
        "form": form,
        "is_signed_in": request.user.is_authenticated,
        "login_url": f"{reverse('account_login')}?next={request.path}",
    }
    return render(request, "helpdesk/rooms/room.html", context, status=400 if form and form.errors else 200)


@require_safe
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """One's own bookings, newest first."""
    rows = RoomBooking.objects.filter(visitor=actor(request)).select_related("room")
    return render(request, "helpdesk/rooms/own.html", {"page": keyset_page(rows, request=request)})


@require_safe
@never_cache
def booking(request: HttpRequest, number: str) -> HttpResponse:
    """One's own booking, with its code and what can still be done."""
    row = _own(request, number)
    until = cancellable_until(row)
    is_open = row.state == BookingState.REQUESTED or (row.state == BookingState.CONFIRMED and timezone.now() <= until)
    qr = segno.make(check_in_address(row), error="m", micro=False)
    context = {
        "booking": row,
        "room": row.room,
        "rows": summary(row),
        "has_code": row.state in _WITH_CODE,
        "may_cancel": is_open,
        "until": until,
        "qr": qr.svg_data_uri(border=2, dark="#000", omitsize=True),
    }
    return render(request, "helpdesk/rooms/booking.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Ask once more, then take the booking back. Twice is the same as once."""
    row = _own(request, number)
    if request.method == "POST":
        try:
            booking_cancel(booking=row, actor=actor(request))
        except Refusal as refusal:
            if isinstance(refusal, Forbidden):
                raise
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"Pemesanan {row.number} sudah dibatalkan. Tempatnya dapat dipakai orang lain.")
        return redirect("rooms:booking", number=number)
    if row.state not in {BookingState.REQUESTED, BookingState.CONFIRMED}:
        return redirect("rooms:booking", number=number)
    return render(request, "helpdesk/rooms/cancel.html", {"booking": row, "room": row.room})


@require_safe
@never_cache
def calendar(request: HttpRequest, number: str) -> HttpResponse:
    """The booking as a file for a calendar program."""
    row = _own(request, number)
    if row.state not in _WITH_CODE:
        raise Http404
    response = HttpResponse(booking_file(row), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.number}.ics"'
    return response


def summary(row: RoomBooking) -> list[SummaryRow]:
    """A booking in rows of label and value."""
    rows = [
        SummaryRow("Ruang", row.room.name),
        SummaryRow("Tempat", f"{row.seat_label}, {row.room.place}"),
        SummaryRow("Mulai", long_datetime(row.starts_at)),
        SummaryRow("Sampai", clock_time(row.ends_at)),
        SummaryRow("Keperluan", row.purpose),
    ]
    if row.people > 1:
        rows.append(SummaryRow("Jumlah orang", row.people))
    if row.package_code:
        rows.append(SummaryRow("Kode tender", row.package_code))
    if row.decline_reason:
        rows.append(SummaryRow("Alasan tidak disetujui", row.decline_reason))
    return rows


def chosen_day(request: HttpRequest, days: list[date]) -> date | None:
    """The day that the address or the form names; else the first open one. A form's day is judged by the service."""
    text = (request.POST if request.method == "POST" else request.GET).get("hari", "")
    try:
        day: date | None = datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        day = None
    if request.method != "POST" and day not in days:
        day = None
    return day or (days[0] if days else None)


def wish_of(row: Room, day: date, data: dict[str, Any]) -> Wish:
    """What a good form says, for the service."""
    starts_at, ends_at = at_time(day, data["starts"]), at_time(day, data["ends"])
    assert starts_at is not None and ends_at is not None  # noqa: S101, PT018 - the fields let nothing else through
    return Wish(row, starts_at, ends_at, data["seat"], data["purpose"], data["people"], data["package_code"])


def _own(request: HttpRequest, number: str) -> RoomBooking:
    """One's own booking, or 404 for everybody else's and for none."""
    rows = RoomBooking.objects.select_related("room", "visitor__person")
    return get_object_or_404(rows, number=number, visitor=actor(request))


def _known(request: HttpRequest) -> dict[str, str]:
    """What the person wrote the last time, so that it need not be typed again."""
    latest = RoomBooking.objects.filter(visitor=actor(request), erased_at__isnull=True).order_by("-pk").first()
    return {"agency": latest.visitor_agency, "phone": latest.visitor_phone} if latest else {}


def _requested(request: HttpRequest, row: Room, day: date, form: WishForm) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        made = booking_request(
            wish=wish_of(row, day, data), agency=data["agency"], phone=data["phone"], actor=actor(request)
        )
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        add_refusal(form, refusal.message, refusal.field)
        return None
    messages.success(
        request,
        "Pemesanan diterima dan menunggu persetujuan."
        if made.state == BookingState.REQUESTED
        else "Ruang sudah dipesan untuk Anda.",
    )
    return redirect("rooms:booking", number=made.number)
