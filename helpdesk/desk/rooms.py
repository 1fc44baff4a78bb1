"""The rooms' desk: today's board, checking in, the page of one booking, the slip with the voucher."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.admin.base import history_of
from core.components import SummaryRow
from core.formats import long_datetime, masked, masked_email
from core.forms import add_refusal
from core.permissions import actor
from core.refusals import Forbidden, Refusal
from helpdesk.desk.room_frame import found, page, require_officer, room_page
from helpdesk.enums.rooms import BookingState
from helpdesk.forms.rooms import CheckInForm, DeclineForm
from helpdesk.models import CAME, RoomBooking
from helpdesk.permissions.rooms import can_decide_booking, can_run_rooms, may_decide_bookings
from helpdesk.selectors.rooms import board, is_late
from helpdesk.services.room_visits import booking_check_in, shown_code, voucher_of
from helpdesk.transitions.rooms import BOOKING_TYPE
from helpdesk.views.rooms import summary


@room_page("GET", "HEAD")
def today(request: HttpRequest) -> HttpResponse:
    """The rooms today; an address with a scanned code only types it in."""
    return board_page(request, CheckInForm(initial={"kode": request.GET.get("kode", "")[:40]}))


@room_page("POST")
def check_in(request: HttpRequest) -> HttpResponse:
    """Check a visitor in, then show the slip with the voucher."""
    require_officer(request)
    form = CheckInForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            row = booking_check_in(text=data["kode"], identity=data["identity"], actor=actor(request))
        except Refusal as refusal:
            if isinstance(refusal, Forbidden):
                raise
            add_refusal(form, refusal.message, refusal.field or "kode")
        else:
            return redirect("room_desk:slip", number=row.number)
    return board_page(request, form, status=400)


@room_page("GET", "HEAD")
def booking(request: HttpRequest, number: str) -> HttpResponse:
    """One booking with its history and what can be done now."""
    return booking_page(request, found(request, number))


@room_page("GET", "HEAD")
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """The slip for the visitor; it shows the voucher for a few minutes after it was issued."""
    row = found(request, number)
    if row.state not in CAME:
        raise Http404
    voucher = voucher_of(row)
    context = {
        "booking": row,
        "room": row.room,
        "voucher": voucher,
        # Who only looks on needs no key to the network.
        "code": shown_code(voucher) if can_run_rooms(actor(request)) else "",
        "may_work": can_run_rooms(actor(request)) and row.state == BookingState.CHECKED_IN,
    }
    return page(request, "slip.html", f"Slip kunjungan {row.number}", context)


def board_page(request: HttpRequest, form: CheckInForm, *, status: int = 200) -> HttpResponse:
    """The board with the check-in form as it is."""
    user, now = actor(request), board()
    context = {
        "board": now,
        "inside": [(row, is_late(row)) for row in now.inside],
        "waiting": [(row, can_decide_booking(user, row)) for row in now.waiting],
        "may_work": can_run_rooms(user),
        "may_decide": may_decide_bookings(user),
        "form": form,
    }
    return page(request, "today.html", "Ruang hari ini", context, status=status)


def booking_page(
    request: HttpRequest, row: RoomBooking, decline: DeclineForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of one booking, with a refused form as it is."""
    user = actor(request)
    may_work = can_run_rooms(user)
    context: dict[str, Any] = {
        "booking": row,
        "rows": [*summary(row), *_visitor(row), *_course(row)],
        "events": history_of(BOOKING_TYPE, row.number),
        "may_decide": row.state == BookingState.REQUESTED and can_decide_booking(user, row),
        "waits_for_other": row.state == BookingState.REQUESTED and not can_decide_booking(user, row),
        "may_check_in": may_work and row.state == BookingState.CONFIRMED,
        "may_cancel": may_work and row.state in {BookingState.REQUESTED, BookingState.CONFIRMED},
        "may_finish": may_work and row.state == BookingState.CHECKED_IN,
        "has_slip": row.state in CAME,
        "is_late": is_late(row),
        "check_in_form": CheckInForm(initial={"kode": row.number}),
        "decline_form": decline or DeclineForm(),
    }
    return page(request, "booking.html", f"Pemesanan {row.number}", context, status=status)


def _visitor(row: RoomBooking) -> list[SummaryRow]:
    if row.erased_at is not None:
        return [SummaryRow("Pengunjung", f"dikosongkan {long_datetime(row.erased_at)} menurut masa simpan")]
    found_rows = [
        SummaryRow("Pengunjung", row.visitor_name),
        SummaryRow("Perusahaan atau instansi", row.visitor_agency),
        SummaryRow("Telepon", masked(row.visitor_phone)),
        SummaryRow("Surel", masked_email(row.address) if row.address else ""),
        SummaryRow("Dipesan lewat", row.get_channel_display()),
    ]
    if row.identity_shown:
        found_rows.append(SummaryRow("Identitas ditunjukkan", row.get_identity_shown_display()))
    return found_rows


def _course(row: RoomBooking) -> list[SummaryRow]:
    times = (
        ("Dipesan", row.requested_at),
        ("Masuk", row.checked_in_at),
        ("Keluar", row.finished_at),
        ("Dibatalkan", row.cancelled_at),
    )
    return [SummaryRow(label, long_datetime(at)) for label, at in times if at is not None]
