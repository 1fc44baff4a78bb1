"""Erasure of change requests by rule: what ended without a decision leaves nothing personal behind; its record stays.

Kept: number, kind, states and times. Gone: what was typed, old and new values, and the bytes and names of every file.
What was decided belongs to the archive of its registration and goes with it, on the order of two people.
"""

from django.db import transaction
from django.utils import timezone

from core import transitions
from core.audit import audit_record
from core.enums import ERASED
from core.holds import case_lock, refuse_held
from core.models import ErasureOrder, LegalHold, User
from registration.models import CHANGE_CLOSED, CHANGE_DECIDED, Application, ChangeRequest, CurrentRegistration
from registration.services.erasure import ERASED_AFTER, case_files_erase
from registration.transitions import CHANGE_TYPE


def change_erase(*, change: ChangeRequest, actor: User | None, reason: str) -> ChangeRequest:
    """Erase what a closed request held, or a decided one whose erasure was ordered. Erasing twice is harmless.

    Raises:
        ValueError: it still runs, or was decided and nobody ordered it.
        Refusal: a legal hold on its registration keeps it.
    """
    with transaction.atomic():
        fresh = transitions.lock(change)
        if fresh.erased_at:
            return fresh
        ordered = fresh.state in CHANGE_DECIDED and ErasureOrder.objects.filter(case_number=fresh.number).exists()
        if fresh.state not in CHANGE_CLOSED and not ordered:
            raise ValueError(f"{fresh.number} is {fresh.state}")
        case_lock(fresh.application.number)
        refuse_held(fresh.application.number)
        case_files_erase(case_number=fresh.number, actor=actor, reason=reason)
        fresh.items.update(note="")
        fresh.proposed = fresh.before = fresh.reason = ""
        fresh.erased_at = timezone.now()
        fresh.save(update_fields=["proposed", "before", "reason", "erased_at"])
        fresh.facts.update(old="", new="")
        audit_record(
            action="change.erased",
            object_type=CHANGE_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"reason": reason},
        )
    return fresh


def registration_changes_erase(*, application: Application, actor: User | None, reason: str) -> None:
    """Erase every ended request about a registration whose erasure was ordered, and what the register said last.

    Raises:
        ValueError: one still runs, or was decided and nobody ordered its erasure.
        Refusal: a legal hold keeps it.
    """
    with transaction.atomic():
        for change in ChangeRequest.objects.filter(application=application, erased_at__isnull=True).order_by("pk"):
            change_erase(change=change, actor=actor, reason=reason)
        CurrentRegistration.objects.filter(application=application).update(
            values="", business_form="", name=ERASED, npwp_hash="", signatory_nik_hash=""
        )


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
