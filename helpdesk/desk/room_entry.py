"""The desk books for a visitor who stands there or calls."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from core import clock
from core.forms import add_refusal
from core.permissions import actor
from core.refusals import Forbidden, Refusal
from helpdesk.desk.room_frame import page, require_officer, room_page
from helpdesk.enums.rooms import BookingState
from helpdesk.forms.rooms import DeskWishForm
from helpdesk.models import Room
from helpdesk.selectors.room_times import ahead_merged, day_of, grid, open_days
from helpdesk.selectors.rooms import active_rooms
from helpdesk.services.room_bookings import Guest, booking_enter
from helpdesk.views.rooms import chosen_day, wish_of


@room_page("GET", "HEAD", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Room and day by links, the rest in one form."""
    require_officer(request)
    rooms = active_rooms()
    named = (request.POST if request.method == "POST" else request.GET).get("ruang", "")
    room = next((one for one in rooms if one.code == named), rooms[0] if rooms else None)
    days = _days()
    day = chosen_day(request, days)
    form: DeskWishForm | None = None
    pieces = day_of(room, day) if room and day else []
    if room and day:
        form = DeskWishForm(request.POST if request.method == "POST" else None, room=room, pieces=pieces)
        if request.method == "POST" and form.is_valid() and (answer := _entered(request, room, day, form)):
            return answer
    context = {
        "rooms": [(one, one == room) for one in rooms],
        "room": room,
        "days": [(other, other == day) for other in days],
        "day": day,
        "pieces": ahead_merged(pieces),
        "form": form,
        "may_add_room": actor(request).has_perm("helpdesk.add_room"),
    }
    return page(request, "new.html", "Pesankan ruang", context, status=400 if form and form.errors else 200)


def _days() -> list[date]:
    """The days that are open, and today while its last piece still runs: somebody may stand at the desk."""
    days, today = open_days(), clock.today()
    if today not in days and any(end > timezone.now() for _, end in grid(today)):
        return [today, *days]
    return days


def _entered(request: HttpRequest, room: Room, day: date, form: DeskWishForm) -> HttpResponse | None:
    data = form.cleaned_data
    guest = Guest(data["name"], data["agency"], data["phone"], data["email"], data["channel"])
    try:
        made = booking_enter(wish=wish_of(room, day, data), guest=guest, actor=actor(request), code=data["code"])
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        add_refusal(form, refusal.message, refusal.field)
        return None
    waits = made.state == BookingState.REQUESTED
    messages.success(
        request, "Pemesanan dicatat dan menunggu persetujuan petugas lain." if waits else "Ruang sudah dipesankan."
    )
    return redirect("room_desk:booking", number=made.number)
