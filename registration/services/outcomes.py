"""The officers' moves on an application. Verification decides and calls; here live clock, state, trail and mail.

Verification keeps its own record of the decision (documents seen, letter, User ID) and calls these inside its
transaction, so that either everything of a decision exists or nothing.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core import clock, profile, transitions
from core.models import OfficialDocument, User
from core.refusals import BadInput, Refusal
from registration import clock as deadlines
from registration import emails
from registration.enums import ItemState
from registration.models import OPEN, Application, DocumentItem
from registration.reasons import REASONS, reasons_for
from registration.requirements import for_application
from registration.transitions import APPROVE, OBJECT_TYPE, REJECT, REOPEN, RETURN, START_REVIEW


def application_start_review(*, application: Application, actor: User) -> Application:
    """Take an application into review; the applicant's page says so.

    Raises:
        WrongState: another officer was faster, or the applicant withdrew.
    """
    return transitions.apply(START_REVIEW, application, actor=actor, number=application.number, object_type=OBJECT_TYPE)


def application_return(
    *, application: Application, actor: User, items: Mapping[str, tuple[str, str]], note: str = ""
) -> Application:
    """Send documents back for completion; the applicant's clock goes on with what was left (domain 2.5).

    Only the named documents, and the page of the form each one proves, open for the applicant again.

    Args:
        items: requirement key → (reason code of `registration.reasons`, note to the applicant).
        note: further words about the whole application.

    Raises:
        BadInput: no document is named, one is not of this application's closed set, or a reason does not fit it.
        WrongState: the application is not under review.
    """
    allowed = {rule.key.value for rule in for_application(application)}
    if not items:
        raise BadInput("Pilih paling sedikit satu dokumen yang dikembalikan.", code="nothing_returned")
    for key, (reason, _) in items.items():
        if key not in allowed:
            raise BadInput(
                "Dokumen itu tidak termasuk persyaratan pendaftaran ini, jadi tidak dapat diminta.", code="not_required"
            )
        if reason not in {candidate.code for candidate in reasons_for(key)}:
            raise BadInput("Pilih alasan yang sesuai dengan dokumennya.", code="bad_reason", field=key)
    now = timezone.now()
    with transaction.atomic():
        fresh = transitions.lock(application)
        fresh = transitions.apply(
            RETURN,
            fresh,
            actor=actor,
            number=fresh.number,
            object_type=OBJECT_TYPE,
            data={"items": {key: reason for key, (reason, _) in items.items()}},
            due_at=deadlines.resumed_deadline(now, fresh.remaining or timedelta(), profile.current()),
            remaining=None,
            returned_at=now,
            reminder_days=None,
            reminded_at=None,
            office_minutes=_office_minutes(fresh),
        )
        for item in fresh.items.select_for_update(of=("self",)).order_by("pk"):
            if item.key in items:
                reason, words = items[item.key]
                item.state, item.reason_code, item.note, item.is_open = ItemState.RETURNED, reason, words.strip(), True
            else:
                item.is_open = False
            item.save(update_fields=["state", "reason_code", "note", "is_open"])
        emails.returned(fresh, note.strip())
    return fresh


def application_approve(
    *, application: Application, actor: User, letter: OfficialDocument | None = None, receipt_url: str = ""
) -> Application:
    """Approve; all handed-in documents count as accepted.

    Args:
        letter: approval letter issued by verification in the same transaction, sent along.
        receipt_url: absolute address where the vendor confirms having received the letter.

    Raises:
        WrongState: the application is not under review any more (W5).
    """
    now = timezone.now()
    with transaction.atomic():
        fresh = transitions.lock(application)
        fresh = transitions.apply(
            APPROVE,
            fresh,
            actor=actor,
            number=fresh.number,
            object_type=OBJECT_TYPE,
            data={"letter": letter.number} if letter else {},
            decided_at=now,
            remaining=None,
            office_minutes=_office_minutes(fresh),
        )
        DocumentItem.objects.filter(application=fresh, state=ItemState.HANDED_IN).update(state=ItemState.ACCEPTED)
        emails.approved(fresh, letter, receipt_url)
    return fresh


def application_reject(
    *,
    application: Application,
    actor: User,
    reason_code: str,
    note: str = "",
    letter: OfficialDocument | None = None,
) -> Application:
    """Reject, with a reason of the catalogue.

    Raises:
        BadInput: the reason is not in the catalogue.
        WrongState: the application is not under review any more (W5).
    """
    reason = REASONS.get(reason_code)
    if reason is None:
        raise BadInput("Pilih alasan penolakan dari daftar.", code="bad_reason", field="reason_code")
    now = timezone.now()
    with transaction.atomic():
        fresh = transitions.lock(application)
        fresh = transitions.apply(
            REJECT,
            fresh,
            actor=actor,
            number=fresh.number,
            object_type=OBJECT_TYPE,
            data={"reason": reason_code, **({"letter": letter.number} if letter else {})},
            decided_at=now,
            remaining=None,
            office_minutes=_office_minutes(fresh),
        )
        emails.rejected(fresh, reason, note.strip(), letter)
    return fresh


def application_reopen(*, application: Application, actor: User, objection_number: str) -> Application:
    """Take a rejected application back under review, because an objection was granted.

    Raises:
        Refusal: the account has another application that runs by now.
        WrongState: the application is not rejected.
    """
    with transaction.atomic():
        running = Application.objects.filter(owner=application.owner_id, state__in=OPEN).first()
        if running is not None:
            raise Refusal(
                f"Pemohon sudah mempunyai pendaftaran {running.number} yang berjalan, jadi pendaftaran lama tidak dapat "
                "dibuka lagi. Minta pemohon menarik pendaftaran baru itu dahulu.",
                code="running",
            )
        return transitions.apply(
            REOPEN,
            application,
            actor=actor,
            number=application.number,
            object_type=OBJECT_TYPE,
            data={"objection": objection_number},
            decided_at=None,
            reopened_at=timezone.now(),
            remaining=timedelta(),
        )


def _office_minutes(application: Application) -> int:
    """Working minutes in the office up to now, this round included."""
    if application.submitted_at is None:
        return application.office_minutes
    began = max(application.submitted_at, application.reopened_at or application.submitted_at)
    return application.office_minutes + clock.working_minutes(began, timezone.now())
