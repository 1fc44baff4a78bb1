"""An office with targets, and tickets in it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from core.models import User
from core.sla import targets_load
from helpdesk.models import Ticket
from helpdesk.services.ticket import ticket_open


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
