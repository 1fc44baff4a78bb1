"""The page of a ticket at the desk, as the tests open it and act on it."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from core.models import User
from helpdesk.models import Ticket

QUEUE = "/admin/helpdesk/tiket/"
Maker = Callable[..., Ticket]


def page(client: Client, ticket: Ticket, query: str = "") -> str:
    return client.get(f"{QUEUE}{ticket.number}/{query}").content.decode()


def act(client: Client, ticket: Ticket, key: str, **data: Any) -> Any:
    return client.post(f"{QUEUE}{ticket.number}/{key}/", data)


def user_of(client: Client) -> User:
    return client.user  # type: ignore[attr-defined,no-any-return]
