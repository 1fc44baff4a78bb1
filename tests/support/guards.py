"""Undefined template variables, too wide row locks and traffic off this machine are failures here."""

import gc
import ipaddress
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import setting_changed
from django.db.models import QuerySet
from django.template.base import FilterExpression, Node

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE_RENDER = FilterExpression.resolve.__code__
FILTERS_FOR_NOTHING = {"default", "default_if_none", "yesno"}


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage again and again costs a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class UndefinedVariable(AssertionError):
    """A template of ours names what its context does not hold: a typo Django would print as nothing."""


class RowLockTooWide(AssertionError):
    """`select_for_update()` without `of` also locks the joined tables."""


class TrafficRefused(OSError):
    """Code under test reached for an address outside this machine."""


def is_ours(name: str) -> bool:
    """True for a file of this checkout that is not a library in its environment."""
    path = Path(name)
    return path.is_relative_to(ROOT) and ".venv" not in path.parts


class StrictBlank(str):
    """Stands as `string_if_invalid`: Django asks whether it is empty just when a variable was not found."""

    __slots__ = ()

    def __bool__(self) -> bool:
        frame = sys._getframe(1)
        if frame.f_code is TEMPLATE_RENDER:
            expression = frame.f_locals["self"]
            said = {getattr(function, "_filter_name", "") for function, _ in expression.filters}
            origin = _origin(frame)
            if origin and is_ours(origin) and not said & FILTERS_FOR_NOTHING:
                raise UndefinedVariable(f"{{{{ {expression.var} }}}} is undefined in {origin}")
        return False


def _origin(frame: Any) -> str:
    """File of the template whose node is being rendered."""
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None) is not None:
            return str(node.origin.name)
        frame = frame.f_back
    return ""


@pytest.fixture(autouse=True, scope="session")
def _undefined_template_variables_fail() -> None:
    # In the settings, not in the engine: a test that adds a template folder makes a new engine from them.
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = StrictBlank("")
    setting_changed.send(sender=None, setting="TEMPLATES", value=settings.TEMPLATES, enter=True)


@pytest.fixture(autouse=True, scope="session")
def _row_locks_name_their_table() -> Iterator[None]:
    plain = QuerySet.select_for_update

    def strict(
        self: QuerySet[Any],
        nowait: bool = False,
        skip_locked: bool = False,
        of: Any = (),
        no_key: bool = False,
    ) -> Any:
        if not of and is_ours(sys._getframe(1).f_code.co_filename):
            raise RowLockTooWide('write select_for_update(of=("self",))')
        return plain(self, nowait=nowait, skip_locked=skip_locked, of=of, no_key=no_key)

    QuerySet.select_for_update = strict  # type: ignore[method-assign]
    yield
    QuerySet.select_for_update = plain  # type: ignore[method-assign]


_refused: list[str] = []


def is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"", "localhost"}


def _watch_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""
    elif event == "socket.getaddrinfo":
        host = arguments[0] or ""
    else:
        return
    host = host.decode(errors="replace") if isinstance(host, bytes) else host
    if not is_this_machine(host):
        _refused.append(host)
        raise TrafficRefused(f"the test reached for {host}; only this machine may be reached")


# An audit hook sees every library of Python and cannot be taken off: nothing sneaks past it.
sys.addaudithook(_watch_network)


@pytest.fixture(autouse=True)
def traffic_refused() -> Iterator[list[str]]:
    """Hosts the test tried to reach elsewhere; a test that expects some empties the list itself."""
    _refused.clear()
    yield _refused
    assert not _refused, f"reached for {_refused}"
