"""What the desk does with one booking; every act leads back to where it was done from."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.forms import add_refusal
from core.permissions import actor
from core.refusals import BadInput, Forbidden, Refusal
from helpdesk.desk.room_frame import found, require_officer, room_page
from helpdesk.desk.rooms import booking_page
from helpdesk.forms.rooms import DeclineForm
from helpdesk.models import RoomBooking
from helpdesk.permissions.rooms import can_decide_booking
from helpdesk.services.room_bookings import booking_cancel, booking_confirm, booking_decline
from helpdesk.services.room_visits import booking_finish, booking_no_show, voucher_replace

Act = Callable[[RoomBooking], object]


@room_page("POST")
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Approve; the visitor gets the confirmation with the code."""
    row = found(request, number)
    return _done(request, row, lambda row: booking_confirm(booking=row, actor=actor(request)), "disetujui")


@room_page("POST")
def decline(request: HttpRequest, number: str) -> HttpResponse:
    """Decline with a reason that the visitor reads."""
    row = found(request, number)
    if not can_decide_booking(actor(request), row):
        raise Forbidden("Pemesanan ini diputuskan petugas lain, bukan yang memesan.", code="not_decider")
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            booking_decline(booking=row, reason=form.cleaned_data["reason"], actor=actor(request))
        except BadInput as refusal:
            add_refusal(form, refusal.message, refusal.field)
        except Refusal as refusal:
            return _said(request, row, refusal)
        else:
            messages.success(request, f"Pemesanan {row.number} tidak disetujui; pemesan dikabari.")
            return redirect("room_desk:booking", number=row.number)
    return booking_page(request, row, form, status=400)


@room_page("POST")
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Take it back for the visitor."""
    require_officer(request)
    row = found(request, number)
    return _done(request, row, lambda row: booking_cancel(booking=row, actor=actor(request)), "dibatalkan")


@room_page("POST")
def finish(request: HttpRequest, number: str) -> HttpResponse:
    """The visitor leaves."""
    require_officer(request)
    row = found(request, number)
    answer = _done(request, row, lambda row: booking_finish(booking=row, actor=actor(request)), "selesai")
    return redirect("room_desk:today") if request.POST.get("dari") == "hari-ini" else answer


@room_page("POST")
def no_show(request: HttpRequest, number: str) -> HttpResponse:
    """Nobody came; the place is free for others."""
    require_officer(request)
    row = found(request, number)
    return _done(request, row, lambda row: booking_no_show(booking=row, actor=actor(request)), "dicatat tidak hadir")


@room_page("POST")
def voucher(request: HttpRequest, number: str) -> HttpResponse:
    """Give a new voucher to a visitor who lost the first."""
    require_officer(request)
    row = found(request, number)
    text = request.POST.get("pengganti", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    try:
        voucher_replace(booking=row, actor=actor(request), after=after)
    except Refusal as refusal:
        return _said(request, row, refusal)
    messages.success(request, "Voucher baru sudah terbit; yang lama tidak berlaku lagi.")
    return redirect("room_desk:slip", number=row.number)


def _done(request: HttpRequest, row: RoomBooking, act: Act, words: str) -> HttpResponse:
    try:
        act(row)
    except Refusal as refusal:
        return _said(request, row, refusal)
    messages.success(request, f"Pemesanan {row.number} {words}.")
    return redirect("room_desk:booking", number=row.number)


def _said(request: HttpRequest, row: RoomBooking, refusal: Refusal) -> HttpResponse:
    """A refusal that belongs to no form stands on top of the booking's page."""
    if isinstance(refusal, Forbidden):
        raise refusal
    messages.error(request, refusal.message)
    return redirect("room_desk:booking", number=row.number)
