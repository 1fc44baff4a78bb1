"""Bookings of rooms: asked for online or entered at the desk, approved, cancelled."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import clock, profile, transitions
from core.audit import audit_record
from core.formats import long_datetime
from core.free_text import refuse_password
from core.models import User
from core.numbers import number_issue
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import Transition
from core.visits.services import visit_code
from helpdesk.emails import rooms as emails
from helpdesk.enums.rooms import BookingChannel, BookingState
from helpdesk.models import LAST_SEAT, Room, RoomBooking, Training
from helpdesk.permissions.rooms import can_book, can_cancel_booking, can_decide_booking, can_run_rooms
from helpdesk.selectors.room_times import (
    ANY_SEAT,
    WHOLE_ROOM,
    free_words,
    held_on,
    require_open,
    seats_for,
)
from helpdesk.transitions.rooms import BOOKING_TYPE, CANCEL, CONFIRM, DECLINE

NUMBER_SERIES = "room_booking"
_LOCK = 7341
_CODE = re.compile(r"[0-9A-Z]{10}")


@dataclass(frozen=True)
class Wish:
    """What somebody wants to book.

    Args:
        seat: ``any``, ``whole``, or the number of a seat.
        package_code: tender for which the visitor comes, if any.
    """

    room: Room
    starts_at: datetime
    ends_at: datetime
    seat: str
    purpose: str
    people: int = 1
    package_code: str = ""


@dataclass(frozen=True)
class Guest:
    """Who comes, as the desk writes it down for somebody without an own account at hand."""

    name: str
    agency: str
    phone: str
    email: str
    channel: str


def booking_request(*, wish: Wish, agency: str, phone: str, actor: User) -> RoomBooking:
    """Book for oneself, online. The same room and time twice is once.

    Raises:
        Forbidden: neither vendor nor official, or the room is closed.
        BadInput: the time or the seat cannot be had; its field says which answer.
        Refusal: too many bookings ahead already.
    """
    if not can_book(actor, wish.room):
        raise Forbidden("Ruang ini dipesan penyedia dan pejabat pengadaan yang terdaftar.", code="not_booker")
    guest = Guest(actor.full_name, agency, phone, "", BookingChannel.INTERNET)
    with transaction.atomic():
        # One person at a time, so that the limit holds over all rooms.
        _wait_for(f"visitor {actor.pk}")
        ahead = RoomBooking.objects.live().filter(visitor=actor)
        same = ahead.filter(room=wish.room, starts_at=wish.starts_at, ends_at=wish.ends_at).order_by("pk").first()
        if same is not None:
            return same
        most = profile.current().rooms.open_bookings
        if ahead.count() >= most:
            raise Refusal(
                f"Anda sudah mempunyai {most} pemesanan ruang. Batalkan salah satu, atau pesan lagi setelah selesai dipakai.",
                code="too_many",
            )
        return _booked(wish, guest, visitor=actor, actor=actor, code="")


def booking_enter(*, wish: Wish, guest: Guest, actor: User, code: str = "") -> RoomBooking:
    """Book at the desk for a visitor who stands there or calls.

    Args:
        code: made by `visit_code` for the form that is sent, so that a form sent twice books once.

    Raises:
        Forbidden: not an officer of the unit.
        BadInput: the time, the seat or an answer cannot be taken; its field says which.
    """
    if not can_run_rooms(actor):
        raise Forbidden("Hanya petugas Unit Layanan dan Dukungan yang memesankan ruang.", code="not_officer")
    if guest.channel not in {BookingChannel.PHONE, BookingChannel.VISIT}:
        raise BadInput("Pilih cara pengunjung memesan.", code="channel", field="channel")
    if not guest.name.strip():
        raise BadInput("Isi nama pengunjung.", code="name", field="name")
    with transaction.atomic():
        if _CODE.fullmatch(code):
            _wait_for(f"code {code}")
            if (same := RoomBooking.objects.filter(code=code).first()) is not None:
                return same
        return _booked(wish, guest, visitor=None, actor=actor, code=code)


def booking_confirm(*, booking: RoomBooking, actor: User) -> RoomBooking:
    """Approve a booking that waits.

    Raises:
        Forbidden: the person asked for it, or may not decide.
        WrongState: it was decided, cancelled or has lapsed.
    """
    _require_decider(booking, actor)
    with transaction.atomic():
        fresh = booking_move(
            CONFIRM,
            booking,
            actor=actor,
            confirmed_at=timezone.now(),
            confirmed_by=actor,
        )
        emails.confirmed(fresh)
    return fresh


def booking_decline(*, booking: RoomBooking, reason: str, actor: User | None) -> RoomBooking:
    """Decline a booking that waits; nobody (None) when the portal does it because its time has come.

    Raises:
        Forbidden: the person asked for it, or may not decide.
        BadInput: no reason, or one that tells a password.
        WrongState: it was decided, cancelled or has lapsed.
    """
    if actor is not None:
        _require_decider(booking, actor)
    words = refuse_password(reason, field="reason")
    if not words:
        raise BadInput("Tulis alasannya; alasan ini dikirim kepada pemesan.", code="reason", field="reason")
    with transaction.atomic():
        fresh = booking_move(
            DECLINE,
            booking,
            actor=actor,
            declined_at=timezone.now(),
            declined_by=actor,
            decline_reason=words[:300],
        )
        emails.declined(fresh)
    return fresh


def booking_cancel(*, booking: RoomBooking, actor: User) -> RoomBooking:
    """Take a booking back; twice is once.

    Raises:
        Forbidden: neither the visitor nor the desk.
        Refusal: it begins too soon for the visitor to cancel it, or holds the room of a training.
        WrongState: it was used or is over.
    """
    if not can_cancel_booking(actor, booking):
        raise Forbidden("Pemesanan ini dibatalkan pemesannya atau petugas.", code="not_own")
    with transaction.atomic():
        fresh = transitions.lock(booking)
        if fresh.state == BookingState.CANCELLED:
            return fresh
        require_no_training(fresh)
        if not can_run_rooms(actor) and fresh.state == BookingState.CONFIRMED:
            until = cancellable_until(fresh)
            if timezone.now() > until:
                contact = profile.current().contact
                raise Refusal(
                    f"Pemesanan ini hanya dapat dibatalkan sampai {long_datetime(until)}. "
                    f"Bila berhalangan, hubungi kami: {contact.phone or contact.email}.",
                    code="too_late",
                )
        fresh = booking_move(
            CANCEL,
            fresh,
            actor=actor,
            refusal=f"Pemesanan ini “{fresh.get_state_display()}”, jadi tidak dapat dibatalkan. Muat ulang halaman ini.",
            cancelled_at=timezone.now(),
            cancelled_by=actor,
            sequence=fresh.sequence + 1,
        )
        emails.cancelled(fresh)
    return fresh


def cancellable_until(booking: RoomBooking) -> datetime:
    """Until when the visitor may cancel what was confirmed."""
    return booking.starts_at - timedelta(hours=profile.current().rooms.cancel_hours)


def require_no_training(booking: RoomBooking) -> None:
    """A training's booking is changed with its training.

    Raises:
        Refusal: the booking holds the room of a training.
    """
    training = Training.objects.filter(room_booking=booking).first()
    if training is not None:
        raise Refusal(
            f"Pemesanan ini untuk pelatihan {training.number}. Ubah atau batalkan pelatihannya di meja pelatihan.",
            code="training",
        )


def booking_move(
    move: Transition,
    booking: RoomBooking,
    *,
    actor: User | None,
    refusal: str = "",
    data: dict[str, Any] | None = None,
    **fields: Any,
) -> RoomBooking:
    """One move of a booking, on fresh data and with its trail.

    Args:
        refusal: what is said when the state does not allow it; else that somebody was faster.
        data: what the trail keeps besides.
        fields: columns set with it.

    Raises:
        WrongState: the move does not start from the present state.
    """
    return transitions.apply(
        move,
        booking,
        actor=actor,
        number=booking.number,
        object_type=BOOKING_TYPE,
        data=data,
        refusal=refusal
        or f"Pemesanan {booking.number} sudah diubah orang lain. Muat ulang halaman untuk melihat keadaan terbaru.",
        **fields,
    )


def _booked(wish: Wish, guest: Guest, *, visitor: User | None, actor: User, code: str) -> RoomBooking:
    """Judge the wish and write the booking, in the caller's transaction."""
    is_at_desk = visitor is None
    # Whoever books the same room meanwhile waits here, so the last seat goes to one of them.
    room = Room.objects.select_for_update(of=("self",), no_key=True).get(pk=wish.room.pk)
    if not room.is_active:
        raise BadInput("Ruang ini sedang tidak dapat dipesan. Pilih ruang lain.", code="closed_room", field="seat")
    _require_seat(room, wish)
    require_open(wish.starts_at, wish.ends_at, may_have_begun=is_at_desk)
    purpose = refuse_password(wish.purpose, field="purpose")
    if not purpose:
        raise BadInput("Tulis keperluannya, misalnya mengunggah penawaran.", code="purpose", field="purpose")
    day = clock.local(wish.starts_at).date()
    seat = seats_for(room, held_on(room, day), wish.starts_at, wish.ends_at, wish.seat)
    if seat < 0:
        raise _taken(room, wish)
    now = timezone.now()
    booking = RoomBooking(
        number=number_issue(series=NUMBER_SERIES, on=clock.today()),
        code=code if _CODE.fullmatch(code) else visit_code(),
        room=room,
        seat_from=seat or 1,
        seat_to=seat or LAST_SEAT,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        purpose=purpose[:200],
        people=wish.people,
        package_code=wish.package_code.strip()[:30],
        channel=guest.channel,
        state=BookingState.REQUESTED if room.needs_approval else BookingState.CONFIRMED,
        visitor=visitor,
        visitor_name=guest.name.strip()[:120],
        visitor_agency=guest.agency.strip()[:160],
        visitor_phone=guest.phone.strip()[:30],
        visitor_email=guest.email.strip(),
        requested_at=now,
        requested_by=actor,
        confirmed_at=None if room.needs_approval else now,
    )
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError as error:
        if "room_booking_never_twice" in str(error):
            raise _taken(room, wish) from error
        raise
    audit_record(
        action="room_booking.requested",
        object_type=BOOKING_TYPE,
        object_number=booking.number,
        actor=actor,
        data={
            "room": room.code,
            "seat": booking.seat_label,
            "starts_at": wish.starts_at.isoformat(),
            "ends_at": wish.ends_at.isoformat(),
            "channel": guest.channel,
            "to": booking.state,
        },
    )
    (emails.requested if room.needs_approval else emails.confirmed)(booking)
    return booking


def _require_seat(room: Room, wish: Wish) -> None:
    number = int(wish.seat) if wish.seat.isascii() and wish.seat.isdigit() and len(wish.seat) < 4 else 0
    is_good = (
        room.takes_whole if wish.seat == WHOLE_ROOM else room.takes_seats and (wish.seat == ANY_SEAT or number > 0)
    )
    if not is_good or number > room.seats:
        raise BadInput("Pilih tempat duduk atau seluruh ruang dari daftar.", code="no_seat", field="seat")
    most = room.seats if wish.seat == WHOLE_ROOM else 1
    if not 1 <= wish.people <= most:
        raise BadInput(
            f"Ruang ini memuat {most} orang. Isi antara 1 dan {most}."
            if wish.seat == WHOLE_ROOM
            else "Satu tempat duduk dipakai satu orang. Untuk lebih banyak orang, pesan seluruh ruang atau minta petugas memesankan.",
            code="people",
            field="people",
        )


def _taken(room: Room, wish: Wish) -> BadInput:
    """What the one is told who came second: which times are still free."""
    day = clock.local(wish.starts_at).date()
    what = {WHOLE_ROOM: room.name, ANY_SEAT: f"Semua tempat duduk {room.name}"}.get(
        wish.seat, f"Tempat duduk {wish.seat} {room.name}"
    )
    return BadInput(
        f"{what} sudah dipesan orang lain pada jam itu. {free_words(room, day, wish.seat)}",
        code="taken",
        field="starts",
    )


def _require_decider(booking: RoomBooking, actor: User) -> None:
    if not can_decide_booking(actor, booking):
        raise Forbidden("Pemesanan ini diputuskan petugas lain, bukan yang memesan.", code="not_decider")


def _wait_for(what: str) -> None:
    """Go on alone until the transaction ends: whoever asks for the same meanwhile waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, what])
