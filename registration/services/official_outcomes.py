"""The officers' moves on an official's request. Verification decides and calls; here live state, trail, role and mail.

Verification keeps its own record (original seen, letter) and calls these inside its transaction, so that either
everything of a decision exists or nothing.
"""

from django.db import transaction
from django.utils import timezone
from psycopg2.extras import DateTimeTZRange

from core import profile, transitions
from core.agreements import require_entitled
from core.assignments import role_admit_until
from core.models import AuditScope, OfficialDocument, User
from core.people import person_save
from core.refusals import BadInput
from registration import clock as deadlines
from registration import official_emails as emails
from registration.enums import OfficialReason
from registration.models import OfficialRequest
from registration.official_rules import dates_check, require_not_excluded, require_person, role_ends
from registration.transitions import OFFICIAL_APPROVE, OFFICIAL_REJECT, OFFICIAL_RETURN, OFFICIAL_TYPE


def official_return(*, request: OfficialRequest, actor: User, reason: str, note: str) -> OfficialRequest:
    """Send a request back for completion; the official has the whole time of a draft again.

    Raises:
        BadInput: no reason of the list.
        WrongState: it does not wait for the office any more.
    """
    _check_reason(reason)
    now = timezone.now()
    with transaction.atomic():
        fresh = transitions.apply(
            OFFICIAL_RETURN,
            request,
            actor=actor,
            number=request.number,
            object_type=OFFICIAL_TYPE,
            data={"reason": reason},
            reason=reason,
            note=note,
            returned_at=now,
            due_at=deadlines.first_deadline(now, profile.current()),
        )
        emails.returned(fresh)
    return fresh


def official_approvable(request: OfficialRequest) -> None:
    """Everything that must still hold on the day of the approval.

    Raises:
        BadInput: the letter is over.
        Refusal: the organisation, the NIP or Pasal 13(3) stands in the way; the sentence says how.
    """
    dates_check(request.letter_date, request.valid_until)
    assert request.organization is not None  # noqa: S101 - a constraint of every request handed in
    require_entitled(request.organization)
    require_person(request)
    require_not_excluded(request)


def official_approve(*, request: OfficialRequest, actor: User, letter: OfficialDocument) -> OfficialRequest:
    """Approve: the role until the letter's end, an auditor's scope, the person's data as the letter proves it, the mail.

    Raises:
        BadInput, Refusal: as `official_approvable`.
        WrongState: it does not wait for the office any more.
    """
    now = timezone.now()
    with transaction.atomic():
        fresh = transitions.apply(
            OFFICIAL_APPROVE,
            request,
            actor=actor,
            number=request.number,
            object_type=OFFICIAL_TYPE,
            data={"role": request.role, "letter": letter.number},
            decided_at=now,
            reason="",
            note="",
        )
        official_approvable(fresh)
        assert fresh.valid_until is not None  # noqa: S101 - a constraint of every request handed in
        ends = role_ends(fresh.valid_until)
        _person_update(fresh, actor)
        role_admit_until(applicant=fresh.owner, role=fresh.role, officer=actor, letter_number=letter.number, ends=ends)
        if fresh.is_auditor:
            person, period = fresh.owner.person, DateTimeTZRange(now, ends)
            AuditScope.objects.bulk_create(
                [
                    *(
                        AuditScope(person=person, package_code=code, period=period, case_number=fresh.number)
                        for code in fresh.package_codes
                    ),
                    *(
                        AuditScope(person=person, organization=agency, period=period, case_number=fresh.number)
                        for agency in fresh.audit_agencies.order_by("pk")
                    ),
                ]
            )
        emails.approved(fresh, letter)
    return fresh


def official_reject(
    *, request: OfficialRequest, actor: User, reason: str, note: str, letter: OfficialDocument
) -> OfficialRequest:
    """Reject with a reason of the list; the official may make another request.

    Raises:
        BadInput: no reason of the list.
        WrongState: it does not wait for the office any more.
    """
    _check_reason(reason)
    with transaction.atomic():
        fresh = transitions.apply(
            OFFICIAL_REJECT,
            request,
            actor=actor,
            number=request.number,
            object_type=OFFICIAL_TYPE,
            data={"reason": reason, "letter": letter.number},
            decided_at=timezone.now(),
            reason=reason,
            note=note,
        )
        emails.rejected(fresh, letter)
    return fresh


def _check_reason(reason: str) -> None:
    if reason not in OfficialReason.values:
        raise BadInput("Pilih alasan dari daftar.", code="reason", field="reason")


def _person_update(request: OfficialRequest, actor: User) -> None:
    """What the letter proves becomes the record of the person; an NIP on record stays."""
    person = request.owner.person
    person.full_name = request.full_name
    person.nip = request.nip or person.nip
    person.position, person.rank, person.organization = request.position, request.rank, request.organization
    person_save(person=person, actor=actor)
