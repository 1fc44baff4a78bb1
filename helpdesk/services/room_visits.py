"""From the check-in to the end: the visitor is here, gets a network voucher, and leaves."""

import re
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core import clock, profile, transitions
from core.audit import audit_record
from core.crypto import keyed_hash
from core.documents import ALPHABET
from core.formats import clock_time, long_datetime
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from helpdesk.emails import rooms as emails
from helpdesk.enums.rooms import BookingState, IdentityShown
from helpdesk.models import NetworkVoucher, RoomBooking
from helpdesk.permissions.rooms import can_run_rooms
from helpdesk.services.room_bookings import booking_move, require_no_training
from helpdesk.transitions.rooms import BOOKING_TYPE, CHECK_IN, FINISH, NO_SHOW

VOUCHER_LENGTH = 8
# How long the slip shows the code after it was issued; then nobody can read it any more.
SHOWN_FOR = timedelta(minutes=10)
_ALIKE = str.maketrans("OIL", "011")
_CODE = re.compile(rf"[{ALPHABET}]{{10}}")
_IN_ADDRESS = re.compile(r"[?&]kode=([^&#]*)")


def booking_find(text: str) -> RoomBooking | None:
    """The booking behind a scanned address, a typed code or a number; blanks, dashes and case are forgiven."""
    raw = text[:300].replace("\x00", "").strip()
    if in_address := _IN_ADDRESS.search(raw):
        raw = in_address[1]
    code = _typed(raw)
    rows = RoomBooking.objects.select_related("room", "visitor__person")
    if _CODE.fullmatch(code) and (found := rows.filter(code=code).first()):
        return found
    return rows.filter(number=raw.upper()).first()


def booking_check_in(*, text: str, identity: str, actor: User) -> RoomBooking:
    """The visitor is here and showed a card: note it, and issue the network voucher. Twice is once.

    Raises:
        Forbidden: not an officer of the unit.
        BadInput: no booking has this code or number, or no card was named.
        Refusal: too early, or its time is over, or it holds the room of a training.
        WrongState: it waits for approval, was cancelled or is over.
    """
    _require_officer(actor)
    booking = booking_find(text)
    if booking is None:
        raise BadInput(
            "Tidak ada pemesanan dengan kode atau nomor ini. Pindai ulang kodenya, atau pesankan baru.",
            code="unknown_booking",
            field="kode",
        )
    if identity not in IdentityShown.values:
        raise BadInput("Pilih kartu identitas yang ditunjukkan.", code="identity", field="identity")
    with transaction.atomic():
        fresh = transitions.lock(booking)
        if fresh.state == BookingState.CHECKED_IN:
            return fresh
        require_no_training(fresh)
        now = timezone.now()
        if fresh.state == BookingState.CONFIRMED:
            _require_its_time(fresh, now)
        fresh = booking_move(
            CHECK_IN,
            fresh,
            actor=actor,
            data={"identity": identity},
            refusal=f"Pemesanan {fresh.number} “{fresh.get_state_display()}”, jadi tidak dapat dicatat hadir. Pesankan baru.",
            checked_in_at=now,
            checked_in_by=actor,
            identity_shown=identity,
        )
        _issue(fresh, actor, now)
    return fresh


def booking_finish(*, booking: RoomBooking, actor: User) -> RoomBooking:
    """The visitor leaves; the rest of the time is free for others. Twice is once.

    Raises:
        Forbidden: not an officer of the unit.
        WrongState: the visitor is not in the room.
    """
    _require_officer(actor)
    with transaction.atomic():
        fresh = transitions.lock(booking)
        if fresh.state == BookingState.FINISHED:
            return fresh
        return finished(fresh, actor, timezone.now())


def finished(booking: RoomBooking, actor: User | None, at: datetime) -> RoomBooking:
    """Note the end; nobody (None) when the portal does it after closing.

    Raises:
        WrongState: the visitor is not in the room.
    """
    return booking_move(
        FINISH,
        booking,
        actor=actor,
        finished_at=at,
        finished_by=actor,
    )


def booking_no_show(*, booking: RoomBooking, actor: User | None) -> RoomBooking:
    """Nobody came; the room is free again. Nobody (None) when the portal does it after the profile's minutes.

    Raises:
        Forbidden: not an officer of the unit.
        Refusal: its time has not begun.
        WrongState: the visitor came meanwhile, or it is over.
    """
    if actor is not None:
        _require_officer(actor)
        if booking.state == BookingState.CONFIRMED and timezone.now() < booking.starts_at:
            raise Refusal(
                f"Pemesanan ini baru mulai {long_datetime(booking.starts_at)}. Batalkan bila pengunjung tidak jadi datang.",
                code="not_begun",
            )
    require_no_training(booking)
    with transaction.atomic():
        fresh = booking_move(
            NO_SHOW,
            booking,
            actor=actor,
            no_show_at=timezone.now(),
            no_show_by=actor,
        )
        emails.missed(fresh)
    return fresh


def voucher_of(booking: RoomBooking) -> NetworkVoucher | None:
    """The voucher that is valid for this visit."""
    return NetworkVoucher.objects.filter(booking=booking, revoked_at__isnull=True).first()


def voucher_replace(*, booking: RoomBooking, actor: User, after: int) -> NetworkVoucher:
    """Give a new code to a visitor who lost the first; the first stops counting.

    Args:
        after: key of the voucher that the form replaces, so that a button pressed twice replaces once.

    Raises:
        Forbidden: not an officer of the unit.
        Refusal: the visitor is not in the room.
    """
    _require_officer(actor)
    with transaction.atomic():
        fresh = transitions.lock(booking)
        if fresh.state != BookingState.CHECKED_IN:
            raise Refusal("Voucher diganti selama pengunjung memakai ruang.", code="not_here")
        present = voucher_of(fresh)
        if present is not None and present.pk != after:
            return present
        now = timezone.now()
        if present is not None:
            NetworkVoucher.objects.filter(pk=present.pk).update(revoked_at=now, revoked_by=actor, shown_code=b"")
        return _issue(fresh, actor, now)


def voucher_find(text: str) -> RoomBooking | None:
    """Whose voucher a code is; blanks, dashes and case are forgiven."""
    code = _typed(text)
    if len(code) != VOUCHER_LENGTH:
        return None
    voucher = NetworkVoucher.objects.select_related("booking").filter(code_hash=_hash(code)).first()
    return voucher.booking if voucher is not None else None


def shown_code(voucher: NetworkVoucher | None) -> str:
    """The code in groups, ``7KX2-M0QF``, while the slip may show it; empty afterwards."""
    if voucher is None or not voucher.shown_code or timezone.now() >= voucher.issued_at + SHOWN_FOR:
        return ""
    code = str(voucher.shown_code)
    return f"{code[:4]}-{code[4:]}"


def _issue(booking: RoomBooking, actor: User, now: datetime) -> NetworkVoucher:
    code = "".join(secrets.choice(ALPHABET) for _ in range(VOUCHER_LENGTH))
    openings = clock.office_day(clock.local(now).date()).openings
    voucher = NetworkVoucher.objects.create(
        booking=booking,
        code_hash=_hash(code),
        shown_code=code,
        issued_at=now,
        issued_by=actor,
        valid_until=max([booking.ends_at, *(end for _, end in openings)]),
    )
    audit_record(
        action="room_booking.voucher_issued",
        object_type=BOOKING_TYPE,
        object_number=booking.number,
        actor=actor,
        data={"valid_until": voucher.valid_until.isoformat()},
    )
    return voucher


def _hash(code: str) -> str:
    return keyed_hash(f"network-voucher:{code}")


def _typed(text: str) -> str:
    return re.sub(r"[\W_]", "", text[:300]).upper().translate(_ALIKE)


def _require_its_time(booking: RoomBooking, now: datetime) -> None:
    opens = booking.starts_at - timedelta(minutes=profile.current().rooms.early_minutes)
    if now < opens:
        raise Refusal(
            f"Pemesanan {booking.number} mulai {long_datetime(booking.starts_at)}; pengunjung dapat masuk sejak "
            f"{clock_time(opens)}. Minta pengunjung datang pada jamnya, atau pesankan jam lain.",
            code="too_early",
        )
    if now >= booking.ends_at:
        raise Refusal(
            f"Waktu pemesanan {booking.number} berakhir {long_datetime(booking.ends_at)}. Pesankan jam lain.",
            code="over",
        )


def _require_officer(actor: User) -> None:
    if not can_run_rooms(actor):
        raise Forbidden("Hanya petugas Unit Layanan dan Dukungan yang mencatat pemakaian ruang.", code="not_officer")
