"""The clocks of officials' requests: drafts end, letters are reminded of and lapse, what was never handed in is erased.

Called again and again by a duty; a second run finds nothing to do. The role itself ends with its period, whether this
runs or not: lapsing only says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from core import clock, profile, transitions
from core.audit import audit_record
from core.models import Person, User
from core.refusals import Refusal
from registration import official_emails as emails
from registration.enums import OfficialState
from registration.models import OFFICIAL_CLOSED, OFFICIAL_DECIDED, OfficialRequest
from registration.services.erasure import ERASED_AFTER, case_files_erase
from registration.services.officials import official_withdraw
from registration.transitions import OFFICIAL_EXPIRE, OFFICIAL_LAPSE, OFFICIAL_TYPE

_TYPED = ("entity", "full_name", "nip", "position", "rank", "letter_number", "audit_packages", "note")


@dataclass(frozen=True)
class OfficialsKept:
    """What one run did."""

    reminded: int = 0
    lapsed: int = 0
    expired: int = 0
    erased: int = 0


def officials_keep() -> OfficialsKept:
    """Remind of letters that end, let over ones lapse, close drafts that were never handed in, erase what they held."""
    today = clock.today()
    days = sorted(set(profile.current().limits.official_reminder_days))
    held = OfficialRequest.objects.filter(state=OfficialState.APPROVED)
    over = list(held.filter(valid_until__lt=today).order_by("pk").values_list("pk", flat=True))
    near: list[int] = []
    if days:
        horizon = today + timedelta(days=days[-1])
        rows = held.filter(valid_until__gte=today, valid_until__lte=horizon).order_by("pk")
        near = [row.pk for row in rows.iterator(chunk_size=500) if reminder_due(row, days, today) is not None]
    return OfficialsKept(
        lapsed=sum(_lapse(pk, today) for pk in over),
        reminded=sum(_remind(pk, days, today) for pk in near),
        expired=_drafts_keep(),
        erased=officials_erase(),
    )


def reminder_due(request: OfficialRequest, days: Sequence[int], today: date) -> int | None:
    """Which reminder is due: the smallest whose day has come, unless it was sent, or lay before the approval."""
    if request.valid_until is None or request.decided_at is None:
        return None
    decided = clock.local(request.decided_at).date()
    reached = [day for day in days if decided < request.valid_until - timedelta(days=day) <= today]
    if not reached or (request.reminder_days is not None and request.reminder_days <= min(reached)):
        return None
    return min(reached)


def is_renewed(request: OfficialRequest) -> bool:
    """True when a later letter for the same role and organisation was approved: nobody needs to be told of this one's end."""
    later = OfficialRequest.objects.filter(
        owner=request.owner_id,
        role=request.role,
        organization=request.organization_id,
        state=OfficialState.APPROVED,
        valid_until__gt=request.valid_until,
    )
    return later.exclude(pk=request.pk).exists()


def _remind(pk: int, days: Sequence[int], today: date) -> bool:
    with transaction.atomic():
        fresh = OfficialRequest.objects.select_for_update(of=("self",)).get(pk=pk)
        day = reminder_due(fresh, days, today) if fresh.state == OfficialState.APPROVED else None
        if day is None or is_renewed(fresh):
            return False
        fresh.reminder_days = day
        fresh.save(update_fields=["reminder_days"])
        emails.reminder(fresh, day)
        audit_record(
            action="official.reminded",
            object_type=OFFICIAL_TYPE,
            object_number=fresh.number,
            actor=None,
            data={"days": day, "until": fresh.valid_until.isoformat() if fresh.valid_until else ""},
        )
    return True


def _lapse(pk: int, today: date) -> bool:
    with transaction.atomic():
        fresh = OfficialRequest.objects.select_for_update(of=("self",)).get(pk=pk)
        if fresh.state != OfficialState.APPROVED or fresh.valid_until is None or fresh.valid_until >= today:
            return False
        renewed = is_renewed(fresh)
        fresh = transitions.apply(
            OFFICIAL_LAPSE,
            fresh,
            actor=None,
            number=fresh.number,
            object_type=OFFICIAL_TYPE,
            data={"until": fresh.valid_until.isoformat(), "renewed": renewed},
            lapsed_at=timezone.now(),
        )
        if not renewed:
            emails.lapsed(fresh)
    return True


def _drafts_keep() -> int:
    """Tell of a draft's end on the days of the profile, and close it when its time is over; returns those closed."""
    now = timezone.now()
    days = sorted(set(profile.current().limits.registration_reminder_days))
    horizon = now + timedelta(days=days[-1] if days else 0)
    closed = 0
    for row in OfficialRequest.objects.running().filter(due_at__lte=horizon).order_by("due_at", "pk"):
        reached = [day for day in days if row.due_at and row.due_at - timedelta(days=day) <= now]
        if row.due_at and now <= row.due_at and reached:
            emails.unfinished(row, min(reached))
        elif row.due_at and row.due_at < now:
            closed += _expire(row.pk)
    return closed


def _expire(pk: int) -> bool:
    now = timezone.now()
    with transaction.atomic():
        fresh = OfficialRequest.objects.select_for_update(of=("self",)).get(pk=pk)
        if not fresh.is_editable or fresh.due_at is None or fresh.due_at >= now:
            return False
        fresh = transitions.apply(
            OFFICIAL_EXPIRE,
            fresh,
            actor=None,
            number=fresh.number,
            object_type=OFFICIAL_TYPE,
            due_at=None,
            closed_at=now,
        )
        emails.expired(fresh)
    return True


def officials_erase() -> int:
    """Erase requests that ended without a decision a while ago; returns their number."""
    before = timezone.now() - ERASED_AFTER
    ended = OfficialRequest.objects.filter(state__in=OFFICIAL_CLOSED, erased_at__isnull=True, closed_at__lte=before)
    done = 0
    for row in ended.order_by("pk").iterator(chunk_size=200):
        official_erase(request=row, actor=None, reason="berakhir tanpa keputusan")
        done += 1
    return done


def official_erase(*, request: OfficialRequest, actor: User | None, reason: str) -> OfficialRequest:
    """Erase what a closed request held: what was typed and the bytes of its files. Erasing twice is harmless.

    Raises:
        ValueError: it still runs or was decided.
    """
    with transaction.atomic():
        fresh = transitions.lock(request)
        if fresh.erased_at:
            return fresh
        if fresh.state not in OFFICIAL_CLOSED:
            raise ValueError(f"{fresh.number} is {fresh.state}")
        case_files_erase(case_number=fresh.number, actor=actor, reason=reason)
        fresh.audit_agencies.clear()
        for name in _TYPED:
            setattr(fresh, name, "")
        fresh.organization = None
        fresh.erased_at = timezone.now()
        fresh.save(update_fields=[*_TYPED, "organization", "erased_at"])
        audit_record(
            action="official.erased",
            object_type=OFFICIAL_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"reason": reason},
        )
    return fresh


def officials_of_person_erase(person: Person) -> None:
    """Erase requests of a person who asked for it (UU 27/2022); what waits is withdrawn first.

    Raises:
        Refusal: one was decided: that is the archive the LPSE must keep.
    """
    own = OfficialRequest.objects.filter(owner__person=person)
    if own.filter(state__in=OFFICIAL_DECIDED).exists():
        raise Refusal(
            "Permohonan pejabat orang ini sudah diputuskan, dan arsipnya wajib disimpan "
            f"({profile.current().article('archive')}). Data ini belum dapat dihapus.",
            code="archive",
        )
    for row in own.filter(erased_at__isnull=True).order_by("pk"):
        closed = row if row.state in OFFICIAL_CLOSED else official_withdraw(request=row, actor=row.owner)
        official_erase(request=closed, actor=None, reason="permintaan orang yang bersangkutan")
