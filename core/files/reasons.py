"""Why a file of a closed case is opened: asked once an hour and case, kept in the trail beside every view (UU 27/2022)."""

from datetime import timedelta

from django.utils import timezone

from core import registries
from core.audit import audit_record
from core.free_text import refuse_password
from core.models import AuditEvent, StoredFile, User
from core.refusals import BadInput, Refusal

OBJECT_TYPE = "file_reason"
ONE_REASON = timedelta(hours=1)


class ReasonNeeded(Refusal):
    """The file belongs to a closed case and the person has not said why it is opened."""


def reason_given(user: User, case_number: str) -> str:
    """Why the person is looking into a case now; empty when nothing was said within the hour."""
    event = (
        AuditEvent.objects.filter(
            object_type=OBJECT_TYPE,
            object_number=case_number,
            action="file.reason_given",
            actor=user,
            at__gte=timezone.now() - ONE_REASON,
        )
        .order_by("-pk")
        .first()
    )
    return str(event.data.get("reason", "")) if event else ""


def is_needed(user: User, file: StoredFile) -> bool:
    """True when a reason must be given before this file opens; never for its owner."""
    if file.owner_id == user.pk or not any(rule(file) for rule in registries.reason_rules()):
        return False
    return not reason_given(user, file.case_number)


def reason_record(*, file: StoredFile, actor: User, reason: str) -> None:
    """Keep why the person opens files of this case.

    Raises:
        BadInput: no reason, or one that tells a password.
    """
    words = " ".join(refuse_password(reason, field="reason").split())
    if not words or len(words) > 300:
        raise BadInput("Tulis alasan membuka, paling panjang 300 huruf.", code="reason_missing", field="reason")
    audit_record(
        action="file.reason_given",
        object_type=OBJECT_TYPE,
        object_number=file.case_number,
        actor=actor,
        data={"reason": words},
    )
