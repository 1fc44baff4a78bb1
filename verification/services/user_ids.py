"""The register of SPSE User IDs: entering, recording the activation done in SPSE, confirming the letter's receipt."""

import hashlib
import re
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core import transitions
from core.audit import audit_record
from core.clock import today
from core.formats import local_date, short_date
from core.free_text import refuse_password
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from registration.models import Application
from verification.enums import DeactivationState, NationalStatus, UserIdState
from verification.models import USER_ID_PATTERN, Decision, NationalAccountLink, UserId
from verification.permissions import can_record_activation
from verification.transitions import ACTIVATE, USER_ID_TYPE

_PATTERN = re.compile(USER_ID_PATTERN)


def user_id_normalise(text: str) -> str:
    """The User ID as the register keeps it: upper case, nothing around it.

    Raises:
        BadInput: it holds other signs than ASCII letters, digits and ``_ . -``; such signs broke uploads in SPSE
            (domain 2.4), and look-alike or invisible letters would make two IDs out of one.
    """
    value = text.strip()
    if not value.isascii() or not _PATTERN.fullmatch(value.upper()):
        raise BadInput(
            "User ID hanya boleh memuat 3–30 huruf A–Z, angka, garis bawah, titik, atau tanda hubung, tanpa spasi. "
            "Bila di SPSE tertulis lain, minta penyedia menggantinya di SPSE dahulu.",
            code="user_id",
            field="user_id",
        )
    return value.upper()


def user_id_free(text: str, *, application: Application) -> str:
    """The User ID as the register would keep it, when nobody else has it.

    An entry of the imported register with the NPWP of this application is the applicant's own.

    Raises:
        BadInput: as `user_id_normalise`; or it stands in the register for somebody else already.
    """
    value = user_id_normalise(text)
    standing = UserId.objects.filter(value=value).first()
    if standing is not None and not _is_own(standing, application):
        raise _taken(value)
    return value


def user_id_enter(*, decision: Decision, value: str, token: str, actor: User) -> UserId:
    """Enter a User ID, tied to the one responsible person of the application (Pasal 22(2)); part of an approval.

    An entry of the imported register that is the applicant's own is taken over with its state, not entered twice.

    Raises:
        BadInput: the User ID stands in the register for somebody else already.
    """
    application = decision.application
    words = {
        "decision": decision,
        "holder": application.owner,
        "holder_name": application.full_name,
        "npwp_hash": application.npwp_hash,
        "responsible_name": application.signatory_name,
        "responsible_position": application.signatory_position,
        "responsible_nik": application.signatory_nik,
        "responsible_nik_hash": application.signatory_nik_hash,
        "receipt_token_hash": _hashed(token),
    }
    standing = UserId.objects.select_for_update(of=("self",)).filter(value=value).first()
    if standing is not None:
        if not _is_own(standing, application):
            raise _taken(value)
        return _take_over(standing, words, application, actor)
    try:
        with transaction.atomic():
            row = UserId.objects.create(value=value, **words)
    except IntegrityError as error:
        if not UserId.objects.filter(value=value).exists():
            raise
        raise _taken(value) from error
    audit_record(
        action="user_id.recorded",
        object_type=USER_ID_TYPE,
        object_number=value,
        actor=actor,
        data={"application": application.number},
    )
    return row


def user_id_activation_record(*, user_id: UserId, actor: User, activated_on: date, activated_by_name: str) -> UserId:
    """Record that the User ID was activated in SPSE: by whom there and when, and by whom it is written down now.

    Args:
        activated_by_name: the person who did it in SPSE (often an Admin PPE, not the one who records).

    Raises:
        Forbidden: not an officer of the unit.
        BadInput: a name is missing, or the date lies before the decision or in the future.
        Refusal: the User ID is deactivated now.
        WrongState: it is recorded as active already.
    """
    if not can_record_activation(actor):
        raise Forbidden("Hanya petugas Unit Registrasi dan Verifikasi yang mencatat pengaktifan.", code="not_officer")
    name = " ".join(activated_by_name.split())
    if not name:
        raise BadInput("Isi nama yang mengaktifkan di SPSE.", code="activated_by_name", field="activated_by_name")
    if user_id.decision is None:
        raise BadInput(
            "User ID dari register lama sudah aktif di SPSE sebelum portal ada; pengaktifannya tidak dicatat lagi.",
            code="no_decision",
        )
    decided_on = local_date(user_id.decision.decided_at)
    if not decided_on <= activated_on <= today():
        raise BadInput(
            f"Tanggal pengaktifan harus antara tanggal keputusan ({short_date(decided_on)}) dan hari ini.",
            code="activated_on",
            field="activated_on",
        )
    if user_id.deactivations.filter(state=DeactivationState.ACTIVE).exists():
        raise Refusal(
            "User ID ini sedang dinonaktifkan. Catat pengaktifannya setelah penonaktifan itu selesai.",
            code="deactivated",
        )
    return transitions.apply(
        ACTIVATE,
        user_id,
        actor=actor,
        number=user_id.value,
        object_type=USER_ID_TYPE,
        data={"activated_on": activated_on.isoformat(), "activated_by": name},
        refusal=f"Pengaktifan User ID {user_id.value} sudah dicatat. Muat ulang halaman untuk melihatnya.",
        activated_on=activated_on,
        activated_by_name=name,
        activation_recorded_by=actor,
        activation_recorded_at=timezone.now(),
    )


def national_account_record(
    *, user_id: UserId, actor: User, status: str, seen_on: date, reference: str
) -> NationalAccountLink:
    """Record what the national account looks like: the third identity, held elsewhere. Older records stay.

    Args:
        reference: how it is found there, such as an account number or the address of its page; never a password.

    Raises:
        Forbidden: not an officer of the unit.
        BadInput: no status, no reference, a password in it, or a day in the future.
    """
    if not can_record_activation(actor):
        raise Forbidden("Hanya petugas Unit Registrasi dan Verifikasi yang mencatat akun nasional.", code="not_officer")
    if status not in NationalStatus.values:
        raise BadInput("Pilih keadaan akun nasional.", code="status", field="status")
    words = refuse_password(reference, field="reference")
    if not words:
        raise BadInput("Tulis rujukan akun nasional.", code="reference", field="reference")
    if seen_on > today():
        raise BadInput("Tanggal ini belum tiba.", code="future", field="seen_on")
    with transaction.atomic():
        # One after the other, so that a double click leaves one record.
        transitions.lock(user_id)
        newest = user_id.national_accounts.order_by("-pk").first()
        if newest and (newest.status, newest.seen_on, newest.reference) == (status, seen_on, words):
            return newest
        row = NationalAccountLink.objects.create(
            user_id=user_id, status=status, seen_on=seen_on, reference=words, recorded_by=actor
        )
        audit_record(
            action="national_account.recorded",
            object_type=USER_ID_TYPE,
            object_number=user_id.value,
            actor=actor,
            data={"status": status, "on": seen_on.isoformat(), "reference": words},
        )
    return row


def receipt_url(token: str) -> str:
    """Address in the approval mail; opening it changes nothing, the page behind it asks for a click."""
    return settings.BASE_URL + reverse("verification:receipt_link", args=[token])


def user_id_by_receipt(token: str) -> UserId | None:
    """The entry a receipt link belongs to, or None. Only the hash of the token is kept."""
    return (
        UserId.objects.select_related("decision__letter", "decision__application")
        .filter(receipt_token_hash=_hashed(token))
        .first()
    )


def user_id_receipt_confirm(*, token: str) -> UserId | None:
    """Note that the vendor received the letter; the first time counts, later clicks change nothing.

    It sets no password and opens nothing: whoever holds the link can only say "received".

    Returns:
        The entry, or None when no entry has this link.
    """
    with transaction.atomic():
        row = UserId.objects.select_for_update(of=("self",)).filter(receipt_token_hash=_hashed(token)).first()
        if row is None:
            return None
        if row.receipt_confirmed_at is None:
            row.receipt_confirmed_at = timezone.now()
            row.save(update_fields=["receipt_confirmed_at"])
            audit_record(
                action="user_id.receipt_confirmed",
                object_type=USER_ID_TYPE,
                object_number=row.value,
                actor=None,
                data={},
            )
    return user_id_by_receipt(token)


def _is_own(entry: UserId, application: Application) -> bool:
    """Whether an entry of the imported register, not yet bound to a decision, is this applicant's."""
    same = bool(entry.npwp_hash) and entry.npwp_hash == application.npwp_hash
    return entry.decision_id is None and same and entry.state == UserIdState.ACTIVE


def _take_over(entry: UserId, words: dict[str, Any], application: Application, actor: User) -> UserId:
    """Bind an imported entry to the decision of the portal; it stays as active as it is."""
    for name, value in words.items():
        setattr(entry, name, value)
    entry.save(update_fields=[*words])
    audit_record(
        action="user_id.taken_over",
        object_type=USER_ID_TYPE,
        object_number=entry.value,
        actor=actor,
        data={"application": application.number},
    )
    return entry


def _taken(value: str) -> BadInput:
    return BadInput(
        f"User ID {value} sudah tercatat untuk pengguna lain. Periksa User ID pemohon di SPSE; bila memang sama, "
        "tolak dengan alasan data ganda atau minta pemohon menggantinya di SPSE.",
        code="user_id_taken",
        field="user_id",
    )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
