"""A new address for an account: it counts when the link sent to it was opened by the account's owner."""

import base64
import binascii
import json
import secrets
import time

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.audit import audit_record
from core.crypto import keyed_hash, seal, unseal
from core.mail import mail_queue, render
from core.models import User
from core.people import OBJECT_TYPE, person_number
from core.refusals import Refusal

KIND = "account.email_change"


def email_change_request(*, user: User, email: str) -> None:
    """Send the link to the new address. The asker gets the same answer when the address belongs to another account (A5)."""
    taken = User.objects.filter(email=email).exclude(pk=user.pk).exists()
    subject, body = render(
        "core/emails/email_change.txt",
        {"url": f"{settings.BASE_URL}{reverse('account_email_confirm', args=[_token(user, email)])}", "taken": taken},
    )
    mail_queue(to=email, kind=KIND, subject=subject, body=body)


def email_change_read(*, user: User, token: str) -> str | None:
    """The new address that the link stands for; None when it is old, used, altered or somebody else's."""
    try:
        facts = json.loads(unseal(base64.urlsafe_b64decode(token.encode())))
    except (ValueError, binascii.Error, InvalidTag):
        return None
    age = time.time() - facts["at"]
    fits = facts["user"] == user.pk and facts["state"] == _state(user) and 0 <= age < settings.PASSWORD_RESET_TIMEOUT
    return str(facts["email"]) if fits else None


def email_change_confirm(*, user: User, token: str) -> User:
    """Change the address, tell the old one, leave a trace.

    Raises:
        Refusal: the link is not good any more, or the address was taken meanwhile.
    """
    email = email_change_read(user=user, token=token)
    if email is None:
        raise Refusal("Tautan ini sudah tidak berlaku. Minta tautan baru di halaman akun Anda.", code="link_over")
    with transaction.atomic():
        return _change(user=user, email=email, actor=user, data={})


def email_change_by_office(*, user: User, email: str, officer: User, case_number: str) -> User:
    """Change the address on a decision of the office, which saw who asks; both addresses are told.

    It serves those who lost the old address: no link is opened, the person was identified instead.

    Args:
        case_number: public number of the request that was decided.

    Raises:
        Refusal: the address was taken meanwhile.
    """
    with transaction.atomic():
        fresh = _change(user=user, email=email, actor=officer, data={"case": case_number})
        subject, body = render("core/emails/email_changed_by_office.txt", {"user": fresh, "case": case_number})
        mail_queue(
            to=fresh.email,
            kind="account.email_changed",
            subject=subject,
            body=body,
            recipient=fresh,
            case_number=case_number,
        )
    return fresh


def _change(*, user: User, email: str, actor: User, data: dict[str, str]) -> User:
    """Write the new address and tell the old one."""
    fresh = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    old, fresh.email = fresh.email, email
    try:
        with transaction.atomic():
            fresh.save(update_fields=["email"])
    except IntegrityError as error:
        raise Refusal("Surel ini sudah dipakai akun lain. Pilih alamat lain.", code="email_taken") from error
    audit_record(
        action="account.email_changed",
        object_type=OBJECT_TYPE,
        object_number=person_number(fresh.person),
        actor=actor,
        data=data,
    )
    subject, body = render("core/emails/email_changed.txt", {"user": fresh})
    mail_queue(to=old, kind="account.email_changed", subject=subject, body=body, recipient=fresh)
    return fresh


def _state(user: User) -> str:
    """Changes with the address and the password, so that a used or outdated link is worth nothing."""
    return keyed_hash(f"{user.email} {user.password}")[:32]


def _token(user: User, email: str) -> str:
    facts = {"user": user.pk, "email": email, "state": _state(user), "at": int(time.time())}
    # Sealed, not only signed: an address does not belong into a URL (ASVS 14.2.1).
    return base64.urlsafe_b64encode(seal(json.dumps(facts).encode(), nonce=secrets.token_bytes(12))).decode()
