"""What happens by itself: warnings before a breach, clocks after a new holiday, closing at last; once each."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from core import clock
from core.models import AuditEvent, Holiday, OutgoingMail, User
from helpdesk.models import Ticket
from helpdesk.services.ticket_keep import tickets_keep
from helpdesk.services.ticket_work import ASK, SOLVE, ticket_claim, ticket_classify, ticket_reply
from helpdesk.tasks.ticket import keep_tickets

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 08.00 in Masamba
Maker = Callable[..., Ticket]


@pytest.fixture
def monday() -> object:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def warnings() -> list[str]:
    return list(OutgoingMail.objects.filter(kind="ticket.warning").order_by("pk").values_list("to", flat=True))


def test_the_unit_and_the_head_are_warned_before_the_breach_and_once(
    monday, make_ticket: Maker, officer: User, make_account
) -> None:
    head = make_account("head")
    ticket = make_ticket()
    monday.shift(timedelta(minutes=179))
    assert tickets_keep().warned == 0
    monday.shift(timedelta(minutes=1))
    assert tickets_keep().warned == 1
    assert tickets_keep().warned == 0
    assert sorted(warnings()) == sorted([officer.email, head.email])
    ticket.refresh_from_db()
    assert ticket.response_due_at > datetime.now(UTC)
    mail = OutgoingMail.objects.filter(kind="ticket.warning").first()
    assert "segera jatuh tempo" in mail.subject
    assert "Belum ada petugas" in mail.body
    assert AuditEvent.objects.get(action="ticket.warned").data["people"] == 2


def test_the_officer_is_warned_again_for_another_due_time(monday, make_ticket: Maker, officer: User) -> None:
    ticket = ticket_claim(ticket=make_ticket(), actor=officer)
    monday.shift(timedelta(hours=3))
    tickets_keep()
    ticket.refresh_from_db()
    ticket_reply(ticket=ticket, actor=officer, body="Sedang dicek.")
    ticket.refresh_from_db()
    assert ticket.warn_at is not None
    monday.move_to(ticket.warn_at)
    assert tickets_keep().warned == 1
    assert warnings() == [officer.email, officer.email]


def test_nobody_is_warned_while_the_clock_stands_still(monday, make_ticket: Maker, officer: User) -> None:
    ticket_reply(ticket=make_ticket(), actor=officer, body="Apa galatnya?", outcome=ASK)
    monday.shift(timedelta(days=60))
    assert tickets_keep().warned == 0


def test_a_confidential_warning_tells_no_subject(monday, make_ticket: Maker, officer: User) -> None:
    make_ticket(secrecy="confidential", type="complaint", subject="Petugas meminta uang")
    monday.shift(timedelta(hours=3))
    tickets_keep()
    mail = OutgoingMail.objects.get(kind="ticket.warning")
    assert "uang" not in mail.subject + mail.body
    assert "Budi" not in mail.subject + mail.body


def test_a_new_holiday_moves_the_due_times_of_open_tickets(monday, make_ticket: Maker, officer: User) -> None:
    ticket = ticket_claim(ticket=make_ticket(), actor=officer)
    before = ticket.resolution_due_at
    assert tickets_keep().clocks == 0
    Holiday.objects.create(date=date(2026, 11, 24), name="Libur daerah", kind="local")
    clock.forget()
    assert tickets_keep().clocks == 1
    ticket.refresh_from_db()
    assert ticket.resolution_due_at == before + timedelta(days=1)
    assert tickets_keep().clocks == 0


def test_without_a_word_of_the_user_it_is_closed_after_the_profiles_days(
    monday, make_ticket: Maker, officer: User
) -> None:
    ticket = ticket_reply(ticket=make_ticket(), actor=officer, body="Sudah.", outcome=SOLVE)
    monday.shift(timedelta(days=5))
    assert tickets_keep().closed == 0
    monday.shift(timedelta(days=1))
    keep_tickets()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.confirmation) == ("closed", "lapsed")
    assert OutgoingMail.objects.filter(kind="ticket.closed").count() == 1
    assert tickets_keep().closed == 0


def test_a_higher_priority_that_is_due_at_once_is_warned_of_at_once(monday, make_ticket: Maker, officer: User) -> None:
    ticket = ticket_claim(ticket=make_ticket(), actor=officer)
    monday.shift(timedelta(hours=1))
    ticket_classify(ticket=ticket, actor=officer, version=ticket.version, urgency="urgent", impact="large")
    assert tickets_keep().warned == 1
    assert "lewat jatuh tempo" not in OutgoingMail.objects.get(kind="ticket.warning").subject
