"""The lists of tickets walk an index, whatever the table's length."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import QuerySet

from core.models import User
from helpdesk.models import Ticket
from helpdesk.selectors.ticket import queue, search

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (lambda user: queue(user).order_by("attention_at", "pk")[:26], "ticket_queue"),
        (lambda user: queue(user, show="milik-saya").order_by("attention_at", "pk")[:26], "ticket_queue"),
        (lambda user: search(user, "unggah penawaran").order_by()[:26], "ticket_words"),
        (lambda user: Ticket.objects.owned_by(user).order_by("-pk")[:26], "ticket_owner"),
        (
            lambda user: Ticket.objects.filter(state="resolved", confirm_until__lte="2026-11-23T00:00Z").order_by(
                "confirm_until"
            ),
            "ticket_confirm",
        ),
        (
            lambda user: Ticket.objects.open().filter(warn_at__lte="2026-11-23T00:00Z").order_by("warn_at"),
            "ticket_warn",
        ),
    ],
)
def test_it_walks_its_index(officer: User, rows: Callable[[User], QuerySet[Ticket]], index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        if index == "ticket_words":
            # A table of no rows is walked through faster than any index is asked; words have a bitmap only.
            cursor.execute("SET LOCAL enable_indexscan = off")
    assert index in rows(officer).explain()
