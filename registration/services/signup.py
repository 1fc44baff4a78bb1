"""From an e-mail address to an account with an empty draft, a vendor's or an official's (domain 2.1 steps 1-2).

No upload before the address is confirmed.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from core import profile
from core.models import User
from core.people import account_open
from core.refusals import BadInput, Refusal
from registration import emails
from registration.enums import ApplicantKind, SignupPurpose
from registration.models import Application, EmailConfirmation, OfficialRequest
from registration.privacy import PRIVACY_VERSION
from registration.services.application import application_start, number_next
from registration.services.officials import official_number_next, official_start

Case = TypeVar("Case", Application, OfficialRequest)


class LinkExpired(Refusal):
    """The link was used, is too old, or never existed: the three are told alike."""

    status = 404


def signup_request(*, email: str, kind: str = "", purpose: str = SignupPurpose.VENDOR) -> None:
    """Send a link to an address. Whoever asks cannot tell whether the address has an account (A5).

    Args:
        kind: an `ApplicantKind` for a vendor, nothing for an official.
        purpose: what the link will open.

    Raises:
        BadInput: no such kind, or not an address.
    """
    address = email.strip().lower()
    kinds = ApplicantKind.values if purpose == SignupPurpose.VENDOR else [""]
    if kind not in kinds:
        raise BadInput("Pilih jenis pemohon.", code="kind", field="kind")
    try:
        validate_email(address)
    except ValidationError as error:
        example = "nama@perusahaan.co.id" if purpose == SignupPurpose.VENDOR else "nama@instansi.go.id"
        raise BadInput(f"Tulis alamat surel yang lengkap, misalnya {example}.", code="email", field="email") from error
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        if User.objects.filter(email__iexact=address).exists():
            emails.account_exists(email=address)
            return
        expires_at = now + timedelta(hours=profile.current().limits.confirmation_hours)
        EmailConfirmation.objects.create(
            email=address,
            purpose=purpose,
            kind=kind,
            token_hash=_hashed(token),
            privacy_version=PRIVACY_VERSION,
            created_at=now,
            expires_at=expires_at,
        )
        emails.confirmation(email=address, token=token, expires_at=expires_at, purpose=purpose)


def confirmation_find(token: str) -> EmailConfirmation:
    """The open request behind a link; reading changes nothing.

    Raises:
        LinkExpired: there is none.
    """
    row = EmailConfirmation.objects.filter(
        token_hash=_hashed(token), used_at__isnull=True, expires_at__gt=timezone.now()
    ).first()
    if row is None:
        raise _expired()
    return row


def signup_confirm(*, token: str, full_name: str, password: str) -> Application:
    """Open a vendor's account and its draft; from now on the thirty days run.

    Args:
        full_name: of the person who will use the account.

    Raises:
        LinkExpired: the link is used, too old, unknown, or an official's.
        BadInput: a name is missing or the password is too weak; nothing was made.
    """

    def start(owner: User, row: EmailConfirmation, number: str) -> Application:
        return application_start(owner=owner, kind=row.kind, privacy_version=row.privacy_version, number=number)

    return _account_and_case(token, full_name, password, SignupPurpose.VENDOR, number_next, start)


def official_signup_confirm(*, token: str, full_name: str, password: str) -> OfficialRequest:
    """Open an official's account and its draft.

    Args:
        full_name: of the official, who alone uses the account.

    Raises:
        LinkExpired: the link is used, too old, unknown, or a vendor's.
        BadInput: a name is missing or the password is too weak; nothing was made.
    """

    def start(owner: User, row: EmailConfirmation, number: str) -> OfficialRequest:
        return official_start(owner=owner, privacy_version=row.privacy_version, number=number)

    return _account_and_case(token, full_name, password, SignupPurpose.OFFICIAL, official_number_next, start)


def _account_and_case(
    token: str,
    full_name: str,
    password: str,
    purpose: str,
    number_of: Callable[[], str],
    start: Callable[[User, EmailConfirmation, str], Case],
) -> Case:
    name = " ".join(full_name.split())
    if not name:
        raise BadInput("Isi nama lengkap Anda.", code="full_name", field="full_name")
    with transaction.atomic():
        row = EmailConfirmation.objects.select_for_update(of=("self",)).filter(token_hash=_hashed(token)).first()
        if row is None or row.purpose != purpose or row.used_at or row.expires_at <= timezone.now():
            raise _expired()
        if User.objects.filter(email__iexact=row.email).exists():
            raise _expired()
        number = number_of()
        user = account_open(username=number, email=row.email, full_name=name, password=password, actor=None)
        row.used_at, row.account = timezone.now(), user
        row.save(update_fields=["used_at", "account"])
        return start(user, row, number)


def _expired() -> LinkExpired:
    return LinkExpired(
        "Tautan ini sudah dipakai atau lewat waktunya. Minta tautan baru di halaman pendaftaran; "
        "bila akun Anda sudah jadi, masuk dengan surel dan kata sandi Anda.",
        code="link_expired",
    )


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
