"""Tokens of the API: issued once in clear, kept as a hash, dead when they expire, are revoked, or their owner is (A6)."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.api.scopes import register_scope, scopes_for
from core.audit import audit_record, register_actions
from core.models import ApiToken, User
from core.refusals import BadInput, Forbidden, Refusal
from core.roles import ROLES
from core.transitions import lock

OBJECT_TYPE = "api_token"
# So that a token found in a file or a log is known for what it is.
MARK = "lpse_"
LIFETIMES = (30, 90, 180, 365)
MOST_TOKENS = 10
_USE_NOTED_EVERY = timedelta(minutes=1)


def register() -> None:
    """Called once, when core is ready."""
    register_actions(**{"token.issued": "Token API dibuat", "token.revoked": "Token API dicabut"})
    register_scope("documents.read", "Membaca daftar naskah resmi yang boleh dilihat pemilik token", ROLES)


@dataclass(frozen=True)
class Grant:
    """A token in use: what it allows now, which is never more than its owner's roles allow."""

    token: ApiToken
    scopes: frozenset[str]


def token_issue(*, owner: User, name: str, scopes: Iterable[str], days: int) -> tuple[ApiToken, str]:
    """Make a token for its owner; the secret is returned here and never again.

    Args:
        name: what the token is for; a person recognises it by that.
        scopes: keys of what it shall allow.
        days: how long, one of `LIFETIMES`.

    Raises:
        BadInput: no name, no scope, or another lifetime.
        Forbidden: a scope that the owner's roles do not give.
        Refusal: the owner has too many tokens already.
    """
    name = " ".join(name.split())
    wanted = sorted(set(scopes))
    if not name or len(name) > 100:
        raise BadInput("Tulis kegunaan token, paling banyak 100 huruf.", code="no_name", field="name")
    if not wanted:
        raise BadInput("Pilih paling sedikit satu cakupan.", code="no_scope", field="scopes")
    if days not in LIFETIMES:
        raise BadInput("Pilih salah satu masa berlaku yang tersedia.", code="bad_lifetime", field="days")
    if not set(wanted) <= {scope.key for scope in scopes_for(owner.roles)}:
        raise Forbidden("Peran Anda tidak memberi cakupan itu. Pilih dari daftar yang tersedia.", code="scope")
    prefix = secrets.token_hex(4)
    # The prefix names the token on pages and in the trail, so it is no part of the secret.
    secret = f"{MARK}{prefix}_{secrets.token_urlsafe(32)}"
    now = timezone.now()
    with transaction.atomic():
        # One after the other, so that two clicks do not both find room.
        User.objects.select_for_update(of=("self",)).get(pk=owner.pk)
        live = set(
            ApiToken.objects.filter(owner=owner, revoked_at__isnull=True, expires_at__gt=now).values_list(
                "name", flat=True
            )
        )
        if name in live:
            raise Refusal(
                "Anda sudah mempunyai token yang berlaku untuk kegunaan ini. Bila isinya belum sempat disalin, cabut token "
                "itu, lalu buat lagi.",
                code="same_name",
                field="name",
            )
        if len(live) >= MOST_TOKENS:
            raise Refusal(
                f"Anda sudah mempunyai {MOST_TOKENS} token yang berlaku. Cabut yang tidak dipakai lagi, lalu ulangi.",
                code="too_many",
            )
        token = ApiToken.objects.create(
            owner=owner,
            name=name,
            prefix=prefix,
            digest=_digest(secret),
            scopes=wanted,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        audit_record(
            action="token.issued",
            object_type=OBJECT_TYPE,
            object_number=token.prefix,
            actor=owner,
            data={"name": name, "scopes": wanted, "days": days},
        )
    return token, secret


def token_revoke(*, token: ApiToken, actor: User) -> ApiToken:
    """End a token at once; doing so twice changes nothing.

    Raises:
        Forbidden: it belongs to somebody else.
    """
    if token.owner_id != actor.pk:
        raise Forbidden("Token dicabut oleh pemiliknya.", code="not_owner")
    with transaction.atomic():
        fresh = lock(token)
        if fresh.revoked_at is None:
            fresh.revoked_at = timezone.now()
            fresh.save(update_fields=["revoked_at"])
            audit_record(action="token.revoked", object_type=OBJECT_TYPE, object_number=fresh.prefix, actor=actor)
    return fresh


def grant_by_secret(secret: str) -> Grant | None:
    """What a secret allows now; None for a secret that is unknown, expired, revoked, or whose owner lost the roles."""
    now = timezone.now()
    token = (
        ApiToken.objects.select_related("owner__person")
        .filter(digest=_digest(secret), revoked_at__isnull=True, expires_at__gt=now, created_at__lte=now)
        .first()
    )
    if token is None:
        return None
    # `roles` is empty for an account that was shut.
    held = {scope.key for scope in scopes_for(token.owner.roles)} & set(token.scopes)
    if not held:
        return None
    stale = now - _USE_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at < stale:
        ApiToken.objects.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lt=stale), pk=token.pk).update(
            last_used_at=now
        )
    return Grant(token, frozenset(held))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
