"""The officers' moves on a change request. Verification decides and calls; here live state, register, trail and mail.

An approval writes the new values as facts and as the register's current values; the approved application, its
decision and its letter are not touched (`registration.models.change`).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import profile, transitions
from core.crypto import keyed_hash
from core.email_change import email_change_by_office
from core.models import OfficialDocument, User
from core.refusals import BadInput, Refusal
from registration import change_emails
from registration.change_rules import EMAIL, change_reasons, documents_for
from registration.clock import resumed_deadline
from registration.enums import ItemState
from registration.models import Application, ChangeRequest, CurrentRegistration, RegistrationFact
from registration.reasons import REASONS
from registration.register import packed, registered, unpacked, values_now
from registration.services.changes import lock_change
from registration.transitions import (
    CHANGE_APPROVE,
    CHANGE_REJECT,
    CHANGE_RETURN,
    CHANGE_START_REVIEW,
    CHANGE_TYPE,
)


def change_start_review(*, change: ChangeRequest, actor: User) -> ChangeRequest:
    """Take a request into review; the asker's page says so.

    Raises:
        WrongState: another officer was faster, or the asker withdrew.
    """
    return transitions.apply(CHANGE_START_REVIEW, change, actor=actor, number=change.number, object_type=CHANGE_TYPE)


def change_envoy_came(*, change: ChangeRequest) -> ChangeRequest:
    """Note that an envoy came although the signatory was announced: the surat kuasa is needed now. Called under lock."""
    if not change.has_envoy:
        change.has_envoy = True
        change.save(update_fields=["has_envoy"])
    return change


def change_return(
    *, change: ChangeRequest, actor: User, items: Mapping[str, tuple[str, str]], note: str = ""
) -> ChangeRequest:
    """Send documents back; the form opens again, and of the documents only the named ones.

    Args:
        items: document key → (reason code of `registration.reasons`, note to the asker).
        note: further words about the whole request.

    Raises:
        BadInput: no document is named, one is not of this request, or a reason does not fit it.
        WrongState: the request is not under review.
    """
    allowed = {rule.key.value for rule in documents_for(change)}
    if not items:
        raise BadInput("Pilih paling sedikit satu dokumen yang dikembalikan.", code="nothing_returned")
    if set(items) - allowed:
        raise BadInput("Dokumen itu tidak termasuk permohonan ini, jadi tidak dapat diminta.", code="not_required")
    for key, (reason, _) in items.items():
        if reason not in {candidate.code for candidate in change_reasons(key)}:
            raise BadInput("Pilih alasan yang sesuai dengan dokumennya.", code="bad_reason", field=key)
    now = timezone.now()
    with transaction.atomic():
        change = lock_change(change)
        fresh = transitions.apply(
            CHANGE_RETURN,
            change,
            actor=actor,
            number=change.number,
            object_type=CHANGE_TYPE,
            data={"items": {key: reason for key, (reason, _) in items.items()}},
            returned_at=now,
            due_at=resumed_deadline(now, change.remaining or timedelta(), profile.current()),
            remaining=None,
            reminder_days=None,
            reminded_at=None,
        )
        for item in fresh.items.select_for_update(of=("self",)).order_by("pk"):
            if item.key in items:
                reason, words = items[item.key]
                item.state, item.reason_code, item.note, item.is_open = ItemState.RETURNED, reason, words.strip(), True
            else:
                # A surat kuasa that was not needed before may be needed now.
                item.is_open = item.state == ItemState.MISSING
            item.save(update_fields=["state", "reason_code", "note", "is_open"])
        change_emails.returned(fresh, note.strip())
    return fresh


def change_approve(*, change: ChangeRequest, actor: User, letter: OfficialDocument) -> ChangeRequest:
    """Approve: the new values become the register's, with the old ones in the history; the asker is told.

    Args:
        letter: issued by verification in the same transaction, sent along.

    Raises:
        Refusal: the new address was taken meanwhile, or the register says already what is asked.
        WrongState: the request is not under review any more (W5).
    """
    now = timezone.now()
    with transaction.atomic():
        # The application is locked first: two requests about the same value are written one after the other.
        application = transitions.lock(change.application)
        fresh = lock_change(change)
        before = values_now(fresh)
        new = {
            name: value
            for name, value in unpacked(fresh.proposed).items()
            if packed({name: value}) != packed({name: before[name]})
        }
        if fresh.proposed and not new:
            raise Refusal(
                "Data yang diminta sudah berlaku, jadi tidak ada yang diubah. Kembalikan atau tolak permohonan ini.",
                code="nothing_new",
            )
        fresh = transitions.apply(
            CHANGE_APPROVE,
            fresh,
            actor=actor,
            number=fresh.number,
            object_type=CHANGE_TYPE,
            data={"letter": letter.number, "fields": sorted(new)},
            decided_at=now,
            remaining=None,
            before=packed(before),
        )
        fresh.items.filter(state=ItemState.HANDED_IN).update(state=ItemState.ACCEPTED)
        if EMAIL in new:
            email_change_by_office(user=fresh.owner, email=new[EMAIL], officer=actor, case_number=fresh.number)
            fresh = ChangeRequest.objects.select_related("application", "owner").get(pk=fresh.pk)
        _remember(application, fresh, before, new, now)
        if new and EMAIL not in new:
            _register(application, fresh, new, now)
        change_emails.approved(fresh, letter)
    return fresh


def change_reject(
    *, change: ChangeRequest, actor: User, reasons: list[str], note: str, letter: OfficialDocument
) -> ChangeRequest:
    """Reject, with reasons of the catalogue; the register stays as it is.

    Raises:
        WrongState: the request is not under review any more (W5).
    """
    with transaction.atomic():
        fresh = lock_change(change)
        fresh = transitions.apply(
            CHANGE_REJECT,
            fresh,
            actor=actor,
            number=fresh.number,
            object_type=CHANGE_TYPE,
            data={"reasons": reasons, "letter": letter.number},
            decided_at=timezone.now(),
            remaining=None,
            before=packed(values_now(fresh)),
        )
        change_emails.rejected(fresh, [REASONS[code] for code in reasons], note.strip(), letter)
    return fresh


def _remember(
    application: Application, change: ChangeRequest, before: Mapping[str, Any], new: Mapping[str, Any], at: datetime
) -> None:
    RegistrationFact.objects.bulk_create(
        RegistrationFact(
            application=application,
            change=change,
            field=name,
            old=packed({name: before[name]}),
            new=packed({name: value}),
            valid_from=at,
        )
        for name, value in sorted(new.items())
    )


def _register(application: Application, change: ChangeRequest, new: Mapping[str, Any], at: datetime) -> None:
    row = CurrentRegistration.objects.filter(application=application).first()
    row = row or CurrentRegistration(application=application)
    values = {**registered(application).values, **new}
    row.values = packed({**unpacked(row.values), **new})
    row.change, row.updated_at = change, at
    row.business_form, row.name = values["business_form"], values["name"]
    row.npwp_hash = keyed_hash(values["npwp"]) if values["npwp"] else ""
    row.signatory_nik_hash = keyed_hash(values["signatory_nik"]) if values["signatory_nik"] else ""
    row.save()
