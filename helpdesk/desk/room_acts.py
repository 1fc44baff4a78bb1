"""What the desk does with one booking; every act leads back to where it was done from."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.admin.acts import carried_out, done, refused
from core.permissions import actor
from core.refusals import Forbidden, Refusal
from helpdesk.desk.room_frame import found, require_officer, room_page
from helpdesk.desk.rooms import booking_page
from helpdesk.forms.rooms import DeclineForm
from helpdesk.models import RoomBooking
from helpdesk.permissions.rooms import can_decide_booking
from helpdesk.services.room_bookings import booking_cancel, booking_confirm, booking_decline
from helpdesk.services.room_visits import booking_finish, booking_no_show, voucher_replace


@room_page("POST")
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Approve; the visitor gets the confirmation with the code."""
    row = found(request, number)
    return _done(request, row, lambda: booking_confirm(booking=row, actor=actor(request)), "disetujui")


@room_page("POST")
def decline(request: HttpRequest, number: str) -> HttpResponse:
    """Decline with a reason that the visitor reads."""
    row = found(request, number)
    if not can_decide_booking(actor(request), row):
        raise Forbidden("Pemesanan ini diputuskan petugas lain, bukan yang memesan.", code="not_decider")
    form = DeclineForm(request.POST)

    def act(data: dict[str, Any]) -> str:
        booking_decline(booking=row, actor=actor(request), **data)
        return f"Pemesanan {row.number} tidak disetujui; pemesan dikabari."

    return carried_out(request, form, act, _address(row)) or booking_page(request, row, form, status=400)


@room_page("POST")
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Take it back for the visitor."""
    require_officer(request)
    row = found(request, number)
    return _done(request, row, lambda: booking_cancel(booking=row, actor=actor(request)), "dibatalkan")


@room_page("POST")
def finish(request: HttpRequest, number: str) -> HttpResponse:
    """The visitor leaves."""
    require_officer(request)
    row = found(request, number)
    answer = _done(request, row, lambda: booking_finish(booking=row, actor=actor(request)), "selesai")
    return redirect("room_desk:today") if request.POST.get("dari") == "hari-ini" else answer


@room_page("POST")
def no_show(request: HttpRequest, number: str) -> HttpResponse:
    """Nobody came; the place is free for others."""
    require_officer(request)
    row = found(request, number)
    return _done(request, row, lambda: booking_no_show(booking=row, actor=actor(request)), "dicatat tidak hadir")


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
        return refused(request, refusal, _address(row))
    messages.success(request, "Voucher baru sudah terbit; yang lama tidak berlaku lagi.")
    return redirect("room_desk:slip", number=row.number)


def _done(request: HttpRequest, row: RoomBooking, act: Callable[[], object], words: str) -> HttpResponse:
    return done(request, act, f"Pemesanan {row.number} {words}.", _address(row))


def _address(row: RoomBooking) -> str:
    return reverse("room_desk:booking", args=[row.number])
