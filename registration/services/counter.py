"""The counter (loket): an officer types for a walk-in, the walk-in confirms by mail. Only the owner hands in."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from core import profile, transitions
from core.audit import audit_record
from core.limits import attempt
from core.models import User
from core.people import account_open
from core.refusals import BadInput, Forbidden, Refusal
from registration import emails
from registration.completeness import gaps
from registration.enums import ApplicantKind
from registration.models import Application, CounterEntry
from registration.privacy import PRIVACY_VERSION
from registration.services.application import (
    ENTER,
    Incomplete,
    application_start,
    application_submit,
    is_at_counter,
    number_next,
)
from registration.services.signup import LinkExpired
from registration.transitions import OBJECT_TYPE

MOST_LINKS, MOST_CORRECTIONS = 5, 3
_WINDOW = timedelta(days=1)


def counter_start(*, actor: User, kind: str, email: str, full_name: str) -> Application:
    """Open a draft for a walk-in: an account of the walk-in's own that cannot sign in yet, entered by the officer.

    Args:
        full_name: of the person who will use the account.

    Raises:
        Forbidden: not an officer of the unit.
        BadInput: kind, address or name is missing or malformed, or the address has an account.
    """
    if not actor.has_perm(ENTER):
        raise Forbidden("Hanya petugas Unit Registrasi dan Verifikasi yang mengisi di loket.", code="not_officer")
    name = " ".join(full_name.split())
    if kind not in ApplicantKind.values:
        raise BadInput("Pilih jenis pemohon.", code="kind", field="kind")
    if not name:
        raise BadInput("Isi nama lengkap pemakai akun.", code="full_name", field="full_name")
    address = _address(email)
    with transaction.atomic():
        _free(address)
        number = number_next()
        owner = account_open(username=number, email=address, full_name=name, actor=None)
        application = application_start(owner=owner, kind=kind, number=number, entered_by=actor)
        CounterEntry.objects.create(application=application, officer=actor)
        _record("counter.started", application, actor)
    return application


def counter_address_correct(*, application: Application, actor: User, email: str) -> Application:
    """Set right a mistyped address; a link that went to the old one is worth nothing from now on.

    Raises:
        Forbidden: not the officer who entered it, or it is confirmed.
        BadInput: not an address, or it has an account.
        Refusal: the owner uses the account already, or it was corrected too often today.
    """
    _require(application, actor)
    address = _address(email)
    with transaction.atomic():
        fresh = transitions.lock(application)
        owner = User.objects.select_for_update(of=("self",)).get(pk=fresh.owner_id)
        if owner.email == address:
            return fresh
        if owner.has_usable_password():
            raise Refusal(
                "Pemohon sudah memakai akunnya, jadi surelnya diganti pemohon sendiri di halaman akunnya.",
                code="account_used",
            )
        _free(address)
        _limit(f"counter:address:{fresh.number}", MOST_CORRECTIONS, "Surel sudah diperbaiki beberapa kali hari ini.")
        owner.email = address
        owner.save(update_fields=["email"])
        CounterEntry.objects.filter(application=fresh).update(token_hash=None)
        _record("counter.address_corrected", fresh, actor)
    return fresh


def counter_link_send(*, application: Application, actor: User) -> CounterEntry:
    """Send the link by which the owner confirms; one sent before stops working.

    Raises:
        Forbidden: not the officer who entered it, or it is confirmed.
        Incomplete: something is missing before it could be handed in.
        Refusal: too many links today.
    """
    _require(application, actor)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        fresh = transitions.lock(application)
        if missing := gaps(fresh):
            raise Incomplete(missing)
        _limit(f"counter:link:{fresh.number}", MOST_LINKS, "Tautan sudah dikirim beberapa kali hari ini.")
        now = timezone.now()
        entry = CounterEntry.objects.select_for_update(of=("self",)).get(application=fresh)
        entry.token_hash, entry.sent_at = _hashed(token), now
        entry.expires_at = now + timedelta(hours=profile.current().limits.confirmation_hours)
        entry.save(update_fields=["token_hash", "sent_at", "expires_at"])
        emails.counter_link(fresh, token=token, expires_at=entry.expires_at)
        _record("counter.link_sent", fresh, actor)
    return entry


def counter_find(token: str) -> CounterEntry:
    """The entry behind a link; reading changes nothing.

    Raises:
        LinkExpired: there is none, or the draft ended.
    """
    rows = CounterEntry.objects.select_related("application__owner__person", "officer__person")
    entry = rows.filter(token_hash=_hashed(token), expires_at__gt=timezone.now()).first()
    if entry is None or not entry.application.is_editable:
        raise _expired()
    return entry


def counter_confirm(*, token: str, password: str, declaration_accepted: bool, hand_in: bool = True) -> Application:
    """The owner takes over what the officer typed: sets a password, accepts, and hands in or goes on filling in.

    Args:
        hand_in: False when something is to be set right first.

    Raises:
        LinkExpired: the link was used, is too old, or never was.
        BadInput: the password is too weak, or the declaration was not accepted; nothing was changed.
        Incomplete: something is missing after all.
    """
    with transaction.atomic():
        entry = CounterEntry.objects.select_for_update(of=("self",)).filter(token_hash=_hashed(token)).first()
        now = timezone.now()
        if entry is None or entry.expires_at is None or entry.expires_at <= now:
            raise _expired()
        application = transitions.lock(entry.application)
        if not application.is_editable:
            raise _expired()
        owner = application.owner
        try:
            validate_password(password, owner)
        except ValidationError as error:
            raise BadInput(" ".join(error.messages), code="weak_password", field="password") from error
        owner.set_password(password)
        owner.save(update_fields=["password"])
        application.confirmed_at = application.privacy_accepted_at = now
        application.privacy_version = PRIVACY_VERSION
        application.save(update_fields=["confirmed_at", "privacy_version", "privacy_accepted_at"])
        entry.confirmed_at, entry.token_hash = now, None
        entry.save(update_fields=["confirmed_at", "token_hash"])
        _record("counter.confirmed", application, owner)
        if not hand_in:
            return application
        return application_submit(application=application, actor=owner, declaration_accepted=declaration_accepted)


def _require(application: Application, actor: User) -> None:
    if not is_at_counter(application, actor):
        raise Forbidden(
            "Isian loket ini diisi petugas lain, atau sudah dikonfirmasi pemohonnya, jadi tidak dapat Anda ubah.",
            code="not_at_counter",
        )


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadInput(
            "Tulis alamat surel yang lengkap, misalnya nama@perusahaan.co.id.", code="email", field="email"
        ) from error
    return address


def _free(address: str) -> None:
    if User.objects.filter(email__iexact=address).exists():
        raise BadInput(
            "Surel ini sudah mempunyai akun. Minta pemohon masuk dengan akun itu, atau tanyakan surel lain.",
            code="email_taken",
            field="email",
        )


def _limit(key: str, most: int, words: str) -> None:
    if attempt(key=key, most=most, within=_WINDOW):
        raise Refusal(f"{words} Periksa alamatnya bersama pemohon, lalu ulangi besok.", code="too_often")


def _expired() -> LinkExpired:
    return LinkExpired(
        "Tautan ini sudah dipakai atau lewat waktunya. Hubungi petugas loket untuk tautan baru; "
        "bila sudah Anda konfirmasi, masuk dengan surel dan kata sandi Anda.",
        code="link_expired",
    )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(action: str, application: Application, actor: User) -> None:
    audit_record(action=action, object_type=OBJECT_TYPE, object_number=application.number, actor=actor)
