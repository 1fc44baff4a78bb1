"""Rooms, bookings and the day on which the tests of rooms happen."""

import itertools
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from core import profile
from core.models import ProfileVersion, User
from helpdesk.models import LAST_SEAT, Room, RoomBooking
from helpdesk.services.room_bookings import Guest, Wish, booking_enter, booking_request

# Wednesday 25 November 2026, 09:00 WITA; the office is open 07:30-12:00 and 13:00-16:00.
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
NINE = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
_numbers = itertools.count(1)


def room_make(**changes: Any) -> Room:
    """A bidding room of three seats that needs no approval."""
    number = next(_numbers)
    values = {
        "code": f"ruang-{number}-{secrets.token_hex(3)}",
        "name": f"Ruang Contoh {number} {secrets.token_hex(3)}",
        "kind": "bidding",
        "place": "Lantai 2",
        "seats": 3,
        "use": "both",
    }
    return Room.objects.create(**{**values, **changes})


def booking_make(room: Room | None = None, visitor: User | None = None, **changes: Any) -> RoomBooking:
    """A row as the services would have left it; confirmed for tomorrow, unless told otherwise."""
    if room is None:
        # One room for all rows of a list, with a seat for each.
        room = Room.objects.filter(code="ruang-daftar").first() or room_make(code="ruang-daftar", seats=400)
    seat = RoomBooking.objects.filter(room=room).count() + 1
    now = datetime.now(UTC)
    state = changes.get("state", "confirmed")
    came = {"identity_shown": "ktp", "checked_in_at": now} if state in {"checked_in", "finished"} else {}
    values: dict[str, Any] = {
        "number": f"RNG-2026-{secrets.token_hex(4).upper()}",
        "code": "".join(secrets.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(10)),
        "room": room,
        "seat_from": seat,
        "seat_to": seat,
        "starts_at": now - HOUR if came else now + timedelta(days=1),
        "ends_at": now + HOUR if came else now + timedelta(days=1, hours=1),
        "purpose": "Mengunggah penawaran",
        "channel": "internet",
        "state": "confirmed",
        "visitor": visitor,
        "visitor_name": visitor.full_name if visitor else "Andi Contoh",
        "visitor_agency": "CV Contoh",
        "requested_by": visitor,
        "confirmed_at": None if state in {"requested", "declined"} else now,
        "finished_at": now if state == "finished" else None,
        **came,
    }
    if changes.pop("whole", False):
        changes |= {"seat_from": 1, "seat_to": LAST_SEAT}
    return RoomBooking.objects.create(**{**values, **changes})


def wish(room: Room, starts_at: datetime = NINE, hours: float = 1, seat: str = "any", **changes: Any) -> Wish:
    """Tomorrow at nine, for an hour."""
    values = {"purpose": "Mengunggah penawaran", **changes}
    return Wish(room=room, starts_at=starts_at, ends_at=starts_at + hours * HOUR, seat=seat, **values)


def requested(room: Room, actor: User, **changes: Any) -> RoomBooking:
    """Booked online by that account."""
    return booking_request(wish=wish(room, **changes), agency="CV Contoh", phone="081234567890", actor=actor)


def guest(**changes: str) -> Guest:
    """Somebody who stands at the desk."""
    values = {"name": "Andi Contoh", "agency": "CV Contoh", "phone": "", "email": "andi@contoh.id", "channel": "visit"}
    return Guest(**{**values, **changes})


def entered(room: Room, actor: User, *, code: str = "", who: Guest | None = None, **changes: Any) -> RoomBooking:
    """Entered at the desk by that officer."""
    return booking_enter(wish=wish(room, **changes), guest=who or guest(), actor=actor, code=code)


def set_rooms(**changes: Any) -> None:
    """A new version of the profile with other figures for rooms."""
    newest = ProfileVersion.objects.latest()
    data = {**newest.data, "rooms": {**newest.data["rooms"], **changes}}
    ProfileVersion.objects.create(slug=newest.slug, data=data, reason="uji")
    profile.forget()
