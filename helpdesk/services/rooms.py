"""Rooms themselves: entered and changed by the Kepala or the unit, with history."""

from django.db import transaction

from core.audit import audit_record
from core.free_text import refuse_password
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from helpdesk.models import LAST_SEAT, Room, RoomBooking
from helpdesk.transitions.rooms import ROOM_TYPE

_FIELDS = ("code", "name", "kind", "place", "seats", "use", "needs_approval", "equipment", "is_active")
# Addresses beside those of the rooms.
_TAKEN_CODES = frozenset({"pesanan"})


def room_save(*, room: Room, version: int, actor: User) -> Room:
    """Store a new or changed room, with what changed in the audit trail.

    Args:
        version: of the room when the form was opened; 0 for a new one.

    Raises:
        Forbidden: the person may not change rooms.
        Refusal: somebody else changed it meanwhile.
        BadInput: bookings that are still ahead would lose their seat or their room; its field names which answer.
    """
    if not actor.has_perm("helpdesk.add_room" if room.pk is None else "helpdesk.change_room"):
        raise Forbidden("Anda tidak mempunyai hak mengubah ruang.", code="not_officer")
    room.equipment = refuse_password(room.equipment, field="equipment")
    if room.code in _TAKEN_CODES:
        raise BadInput("Kode ini sudah dipakai alamat lain. Pilih kode lain.", code="reserved", field="code")
    with transaction.atomic():
        if room.pk is None:
            room.save()
            _record("room.added", room, actor, {name: str(getattr(room, name)) for name in _FIELDS})
            return room
        before = Room.objects.select_for_update(of=("self",), no_key=True).get(pk=room.pk)
        if before.version != version:
            raise Refusal(
                "Ruang ini baru saja diubah petugas lain. Muat ulang halaman, lalu ulangi perubahan Anda.",
                code="changed",
            )
        _require_kept(before, room)
        changes: dict[str, object] = {
            name: [str(getattr(before, name)), str(getattr(room, name))]
            for name in _FIELDS
            if getattr(before, name) != getattr(room, name)
        }
        if changes:
            room.version = before.version + 1
            room.save()
            _record("room.changed", room, actor, changes)
    return room


def _require_kept(before: Room, after: Room) -> None:
    """What is booked stays possible."""
    live = RoomBooking.objects.live().filter(room=before)
    if before.is_active and not after.is_active and (count := live.count()):
        raise BadInput(
            f"Masih ada {count} pemesanan di ruang ini. Batalkan atau selesaikan dahulu.",
            code="booked",
            field="is_active",
        )
    beyond = live.exclude(seat_to=LAST_SEAT).filter(seat_from__gt=after.seats).order_by("-seat_from").first()
    if beyond is not None:
        raise BadInput(
            f"Tempat duduk {beyond.seat_from} masih dipesan ({beyond.number}). Batalkan dahulu pemesanan itu.",
            code="booked",
            field="seats",
        )


def _record(action: str, room: Room, actor: User, data: dict[str, object]) -> None:
    audit_record(action=action, object_type=ROOM_TYPE, object_number=room.code, actor=actor, data=data)
