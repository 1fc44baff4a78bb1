"""A ticket with 2,000 messages costs its pages as few queries as one with a few."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import User
from core.receipt_codes import code_for
from helpdesk.models import Ticket, TicketMessage

pytestmark = pytest.mark.django_db


def queries(client: Client, address: str) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as found:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(found), answer.content.decode()


def test_pages_of_a_ticket_with_2000_messages_stay_within_their_budget(
    make_ticket: Callable[..., Ticket], sign_in: Callable[..., Client], officer: User
) -> None:
    ticket = make_ticket()
    desk, stranger = sign_in("support"), Client()
    stranger.post("/bantuan/tiket/", {"number": ticket.number, "code": code_for("ticket", ticket.number)})
    pages = [(desk, f"/admin/helpdesk/tiket/{ticket.number}/"), (stranger, f"/bantuan/tiket/{ticket.number}/")]

    def written(first: int, after: int) -> None:
        TicketMessage.objects.bulk_create(
            TicketMessage(
                ticket=ticket, kind=("reply", "from_user", "note")[number % 3], author=officer, body=f"Pesan {number}."
            )
            for number in range(first, after)
        )

    written(0, 3)
    for client, address in pages:
        queries(client, address)
    few = [queries(client, address)[0] for client, address in pages]
    written(3, 2000)
    for (client, address), least in zip(pages, few, strict=True):
        count, html = queries(client, address)
        assert count <= least
        assert html.count("said said-") == 25
        assert "setelah=" in html
        assert len(html) < 150 * 1024
    with CaptureQueriesContext(connection) as found:
        assert stranger.post(pages[1][1], {"body": "Pesan yang ke-2001."}).status_code == 302
    assert ticket.messages.count() == 2001
    assert len(found) <= 40
