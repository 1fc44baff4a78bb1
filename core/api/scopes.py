"""What a token may be good for: each scope says in words what it opens, and which roles may hold it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """One kind of use of the API.

    Args:
        key: stable slug, ``documents.read``.
        label: what the holder of a token may do with it, in Indonesian.
        roles: who may hold such a token; it is dead while its owner has none of them.
    """

    key: str
    label: str
    roles: frozenset[str]


_SCOPES: dict[str, Scope] = {}


def register_scope(key: str, label: str, roles: Iterable[str]) -> None:
    """Declare a scope; an app does so in its `ready()`.

    Raises:
        ValueError: the key is taken.
    """
    if key in _SCOPES:
        raise ValueError(f"scope {key} is registered twice")
    _SCOPES[key] = Scope(key, label, frozenset(roles))


def scopes() -> list[Scope]:
    """All declared scopes."""
    return [scope for _, scope in sorted(_SCOPES.items())]


def scopes_for(roles: Iterable[str]) -> list[Scope]:
    """What somebody with these roles may give to a token."""
    held = frozenset(roles)
    return [scope for scope in scopes() if scope.roles & held]
