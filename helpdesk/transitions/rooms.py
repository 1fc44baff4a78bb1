"""The life of a booking on one screen (rule 1)."""

from core.transitions import transition
from helpdesk.enums.rooms import BookingState as S

ROOM_TYPE = "room"
BOOKING_TYPE = "room_booking"

CONFIRM = transition("confirm", [S.REQUESTED], S.CONFIRMED, action="room_booking.confirmed", label="Setujui pemesanan")
DECLINE = transition("decline", [S.REQUESTED], S.DECLINED, action="room_booking.declined", label="Tolak pemesanan")
CHECK_IN = transition("check_in", [S.CONFIRMED], S.CHECKED_IN, action="room_booking.checked_in", label="Catat hadir")
FINISH = transition("finish", [S.CHECKED_IN], S.FINISHED, action="room_booking.finished", label="Selesai")
CANCEL = transition(
    "cancel", [S.REQUESTED, S.CONFIRMED], S.CANCELLED, action="room_booking.cancelled", label="Batalkan pemesanan"
)
NO_SHOW = transition("no_show", [S.CONFIRMED], S.NO_SHOW, action="room_booking.no_show", label="Tidak hadir")

ALL = (CONFIRM, DECLINE, CHECK_IN, FINISH, CANCEL, NO_SHOW)
