"""Erasure by rule: what was never handed in to its end leaves nothing personal behind; the record of it stays.

Kept: number, kind, states and times, so that counts and the audit trail stay true. Gone: what was typed, the bytes of
every file, printed forms. Decided applications are the archive (Pasal 10(2)d): they are erased on an order of two people
only, after their retention, and never under a legal hold. The database repeats both rules.
"""

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from core import profile, transitions
from core.audit import audit_record
from core.crypto import SealedTextField
from core.enums import ERASED, FileState
from core.files.services import file_erase
from core.holds import case_lock, refuse_held
from core.models import ErasureOrder, LegalHold, Person, StoredFile, User
from core.refusals import Refusal
from registration.enums import ApplicationState
from registration.models import DECIDED, Application, EmailConfirmation
from registration.services.application import application_withdraw
from registration.transitions import OBJECT_TYPE

CLOSED = (ApplicationState.EXPIRED, ApplicationState.WITHDRAWN)
# Time to see that one withdrew the wrong thing, and to ask the office about it.
ERASED_AFTER = timedelta(days=7)
_KEPT = frozenset(
    {
        "id", "number", "owner", "entered_by", "kind", "state", "version", "step_versions", "created_at", "confirmed_at",
        "due_at", "remaining", "submitted_at", "first_submitted_at", "returned_at", "decided_at", "closed_at", "erased_at", "reopened_at",
        "reminder_days", "reminded_at", "office_minutes", "privacy_version", "privacy_accepted_at", "declaration_version",
    }
)  # fmt: skip


def erased_values() -> dict[str, object]:
    """Every column that holds what was typed, with its empty value; a new column is erased unless it is named as kept."""
    values: dict[str, object] = {}
    for field in Application._meta.local_concrete_fields:
        if field.name in _KEPT or field.generated:
            continue
        if field.null:
            values[field.name] = None
        elif isinstance(field, (models.CharField, models.TextField, SealedTextField)):
            values[field.name] = ""
        else:
            values[field.name] = field.get_default()
    return values


def application_erase(*, application: Application, actor: User | None, reason: str) -> Application:
    """Erase what a closed application held, or a decided one whose erasure was ordered. Erasing twice is harmless.

    Raises:
        ValueError: it still runs, or was decided (also if it is reviewed anew) and nobody ordered it.
        Refusal: a legal hold keeps it.
    """
    with transaction.atomic():
        fresh = transitions.lock(application)
        if fresh.erased_at:
            return fresh
        decided = fresh.state in DECIDED or fresh.reopened_at is not None
        ordered = decided and ErasureOrder.objects.filter(case_number=fresh.number).exists()
        if (fresh.state not in CLOSED or decided) and not ordered:
            raise ValueError(f"{fresh.number} is {fresh.state}")
        case_lock(fresh.number)
        refuse_held(fresh.number)
        count = case_files_erase(case_number=fresh.number, actor=actor, reason=reason)
        fresh.licences.all().delete()
        fresh.prepared_forms.all().delete()
        fresh.items.update(note="")
        values = erased_values()
        for name, value in values.items():
            setattr(fresh, name, value)
        fresh.erased_at = timezone.now()
        fresh.save(update_fields=[*values, "erased_at"])
        audit_record(
            action="application.erased",
            object_type=OBJECT_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"reason": reason, "files": count},
        )
    return fresh


def case_files_erase(*, case_number: str, actor: User | None, reason: str) -> int:
    """Erase the files of a case, in the caller's transaction; returns how many had bytes.

    The name a person gave a file may tell as much as the file, so it goes too.
    """
    files = StoredFile.objects.filter(case_number=case_number)
    held = list(files.exclude(state__in=[FileState.ERASED, FileState.INFECTED]).order_by("pk"))
    for file in held:
        file_erase(file=file, actor=actor, reason=reason)
    files.update(original_name=ERASED)
    return len(held)


def closed_erase() -> int:
    """Erase applications that ended without a decision a while ago; returns their number."""
    before = timezone.now() - ERASED_AFTER
    ended = Application.objects.filter(
        state__in=CLOSED, erased_at__isnull=True, reopened_at__isnull=True, closed_at__lte=before
    )
    ended = ended.exclude(number__in=LegalHold.objects.in_force().values("case_number"))
    done = 0
    for application in ended.order_by("pk").iterator(chunk_size=200):
        application_erase(application=application, actor=None, reason="berakhir tanpa keputusan")
        done += 1
    return done


def unconfirmed_forget() -> int:
    """Delete requests whose link was not used, or has served, after the profile's hours; returns their number."""
    before = timezone.now() - timedelta(hours=profile.current().limits.unconfirmed_hours)
    return EmailConfirmation.objects.filter(created_at__lt=before).delete()[0]


def person_erase(person: Person) -> None:
    """Erase what registration holds of a person who asked for it (UU 27/2022). Running applications are withdrawn first.

    Raises:
        Refusal: an officer is at one of them, or a legal hold keeps one.
        ValueError: one was decided and `core.erasure` did not order its erasure.
    """
    own = Application.objects.filter(owner__person=person)
    busy = own.filter(state=ApplicationState.UNDER_REVIEW).first()
    if busy is not None:
        raise Refusal(
            f"Pendaftaran {busy.number} sedang diperiksa. Selesaikan dahulu pemeriksaannya, lalu ulangi.", code="busy"
        )
    for application in own.filter(erased_at__isnull=True).order_by("pk"):
        closed = application
        if application.state not in (*CLOSED, *DECIDED):
            closed = application_withdraw(application=application, actor=application.owner)
        application_erase(application=closed, actor=None, reason="permintaan orang yang bersangkutan")
    EmailConfirmation.objects.filter(account__person=person).delete()
