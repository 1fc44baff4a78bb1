"""Slots for showing originals: inside opening hours, never on a closed day, as long and as many as the profile says (rule 13)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from core import clock, profile
from core.enums import VisitPlace, VisitState
from core.formats import clock_time, long_date
from core.models import Visit
from core.refusals import BadInput

# How a slot is named in forms and addresses: the minute on the office's own clock.
SLOT_FORMAT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True)
class Slot:
    """One time that may be booked; `free` is how many places are left."""

    starts_at: datetime
    ends_at: datetime
    free: int

    @property
    def key(self) -> str:
        """As forms name it: ``2026-11-26T09:00``."""
        return slot_key(self.starts_at)

    @property
    def label(self) -> str:
        """``09.00–09.30``, on the office's clock."""
        return f"{clock.local(self.starts_at):%H.%M}–{clock.local(self.ends_at):%H.%M}"


def slot_key(starts_at: datetime) -> str:
    """A slot's beginning as forms and addresses name it."""
    return clock.local(starts_at).strftime(SLOT_FORMAT)


def slot_read(text: str) -> datetime | None:
    """The beginning that a form names, or None when it names none."""
    try:
        return datetime.strptime(text, SLOT_FORMAT).replace(tzinfo=profile.current().zone)
    except ValueError:
        return None


def capacity(place: str) -> int:
    """How many visitors one slot takes; 0 when this way is not offered."""
    visits = profile.current().visits
    return {VisitPlace.DESK: visits.desk_capacity, VisitPlace.VIDEO: visits.video_capacity}.get(VisitPlace(place), 0)


def places() -> list[VisitPlace]:
    """The ways that are offered."""
    return [place for place in VisitPlace if capacity(place)]


def grid(day: date) -> list[clock.Interval]:
    """Begin and end of every slot of a day."""
    return clock.pieces(day, profile.current().visits.slot_minutes)


def last_day() -> date:
    """The last day that may be booked now."""
    return clock.today() + timedelta(days=profile.current().visits.days_ahead)


def bookable_days() -> list[date]:
    """Days with a slot that has not begun, from today to the last one that is open for booking."""
    visits = profile.current().visits
    return clock.days_with_pieces(visits.days_ahead, visits.slot_minutes)


def slots_of(day: date, place: str, *, besides: Visit | None = None) -> list[Slot]:
    """The slots of a day that have not begun, full ones included.

    Args:
        besides: an appointment that is being moved holds no place against itself.
    """
    now = timezone.now()
    times = [(begin, end) for begin, end in grid(day) if begin > now]
    if not times:
        return []
    held = Visit.objects.filter(place=place, starts_at__lt=times[-1][1], ends_at__gt=times[0][0])
    held = held.exclude(state__in=[VisitState.CANCELLED, VisitState.NO_SHOW])
    if besides is not None:
        held = held.exclude(pk=besides.pk)
    taken = [(begin, end) for begin, end in held.values_list("starts_at", "ends_at") if begin and end]
    most = capacity(place)
    return [
        Slot(begin, end, max(most - sum(start < end and stop > begin for start, stop in taken), 0))
        for begin, end in times
    ]


def slot_end(starts_at: datetime, place: str) -> datetime:
    """The end of a slot that may be booked now, apart from whether a place is free.

    Raises:
        BadInput: this way is not offered; the time is past, too far ahead, on a closed day, or no slot begins then.
    """
    if place not in places():
        raise BadInput("Pilih cara kunjungan dari daftar.", code="no_place", field="slot")
    day = clock.local(starts_at).date()
    if starts_at <= timezone.now():
        raise BadInput(
            f"Jam {clock_time(starts_at)} pada {long_date(day)} sudah lewat. Pilih jam lain.", code="past", field="slot"
        )
    if day > last_day():
        raise BadInput(
            f"Jadwal baru dibuka sampai {long_date(last_day())}. Pilih hari sebelum itu.", code="too_far", field="slot"
        )
    office = clock.office_day(day)
    if not office.openings:
        why = f" (libur {office.holiday_name})" if office.holiday_name else ""
        raise BadInput(f"Kantor tutup pada {long_date(day)}{why}. Pilih hari lain.", code="closed", field="slot")
    for begin, end in grid(day):
        if begin == starts_at:
            return end
    raise BadInput(
        f"Tidak ada jadwal yang mulai {clock_time(starts_at)}. Pilih jam dari daftar.", code="no_slot", field="slot"
    )
