"""Who acts in the tests of helpdesk: officers of Layanan dan Dukungan, the Kepala, a PPK; targets, and tickets."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.models import User
from core.profile import Profile
from core.sla import targets_load
from helpdesk.models import Ticket
from helpdesk.services.ticket import ticket_open
from tests.helpdesk import rooms


@pytest.fixture
def office(sign_in: Callable[..., Client], lpse: object) -> None:
    """Roles with their permissions, and the first targets."""
    targets_load()


@pytest.fixture
def officer(office: None, make_account: Callable[..., User]) -> User:
    return make_account("support", full_name="Sari Layanan")


@pytest.fixture
def make_ticket(office: None) -> Callable[..., Ticket]:
    """A ticket by the internet, of a stranger unless an actor is given."""

    def make(actor: User | None = None, **fields: Any) -> Ticket:
        values = {
            "channel": "internet", "subject": "Tautan lupa kata sandi tidak sampai", "description": "Sudah dua jam menunggu.",
            "reporter_name": "Budi Contoh", "reporter_email": "budi@contoh.id", **fields,
        }  # fmt: skip
        return ticket_open(actor=actor, **values)

    return make


@pytest.fixture
def desk(office: None, sign_in: Callable[..., Client]) -> Client:
    """An officer of the unit at the desk."""
    return sign_in("support")


@pytest.fixture
def support(lpse: Profile, sign_in: Callable[..., object], make_account: Callable[..., User]) -> User:
    """An officer of Unit Layanan dan Dukungan; the roles have their permissions before anybody acts."""
    return make_account("support", full_name="Wati Layanan")


@pytest.fixture
def colleague(support: User, make_account: Callable[..., User]) -> User:
    """Another officer of the unit."""
    return make_account("support", full_name="Andi Rekan")


@pytest.fixture
def head(support: User, make_account: Callable[..., User]) -> User:
    """The Kepala."""
    return make_account("head", full_name="Rina Kepala")


@pytest.fixture
def ppk(support: User, make_account: Callable[..., User]) -> User:
    """The PPK of the package."""
    return make_account("ppk", full_name="Hasan PPK")


@pytest.fixture
def moving_clock() -> Iterator[time_machine.Traveller]:
    """The morning on which the tests of rooms happen; it stands still until it is moved."""
    with time_machine.travel(rooms.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def vendor(sign_in: Callable[..., Any], make_account: Callable[..., User]) -> User:
    """A vendor who books rooms; the roles have their permissions."""
    return make_account("vendor", full_name="Rahmat Contoh")
