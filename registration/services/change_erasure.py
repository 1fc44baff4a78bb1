"""Erasure of change requests by rule: what ended without a decision leaves nothing personal behind; its record stays.

Kept: number, kind, states and times. Gone: what was typed, and the bytes and names of every file. What was decided
belongs to the archive of its registration.
"""

from django.db import transaction
from django.utils import timezone

from core import transitions
from core.audit import audit_record
from core.models import LegalHold, User
from registration.models import CHANGE_CLOSED, ChangeRequest
from registration.services.erasure import ERASED_AFTER, case_files_erase
from registration.transitions import CHANGE_TYPE


def change_erase(*, change: ChangeRequest, actor: User | None, reason: str) -> ChangeRequest:
    """Erase what a closed request held. Erasing twice is harmless.

    Raises:
        ValueError: it still runs or was decided.
    """
    with transaction.atomic():
        fresh = transitions.lock(change)
        if fresh.erased_at:
            return fresh
        if fresh.state not in CHANGE_CLOSED:
            raise ValueError(f"{fresh.number} is {fresh.state}")
        case_files_erase(case_number=fresh.number, actor=actor, reason=reason)
        fresh.items.update(note="")
        fresh.proposed = fresh.reason = ""
        fresh.erased_at = timezone.now()
        fresh.save(update_fields=["proposed", "reason", "erased_at"])
        audit_record(
            action="change.erased",
            object_type=CHANGE_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"reason": reason},
        )
    return fresh


def changes_erase() -> int:
    """Erase requests that ended without a decision a while ago; returns their number."""
    held = LegalHold.objects.in_force().values("case_number")
    ended = ChangeRequest.objects.filter(
        state__in=CHANGE_CLOSED, erased_at__isnull=True, closed_at__lte=timezone.now() - ERASED_AFTER
    )
    ended = ended.exclude(number__in=held).exclude(application__number__in=held)
    done = 0
    for change in ended.order_by("pk").iterator(chunk_size=200):
        change_erase(change=change, actor=None, reason="berakhir tanpa keputusan")
        done += 1
    return done
