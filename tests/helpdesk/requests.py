"""Publication support and suggestions of the tests, written straight into the tables: their people need no roles."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.clock import today
from core.models import User
from helpdesk.models import PublicationRequest, PublicSuggestion, SuggestionDecision, Ticket
from helpdesk.services.ticket import ticket_open

ASKED: dict[str, Any] = {"kind": "notice", "package_name": "Pemeliharaan Jalan", "agency": "Dinas Contoh"}


def publication(owner: User | None, **changes: Any) -> PublicationRequest:
    """Asked, and not answered yet."""
    ticket = ticket_open(
        channel="internet", subject="Tayangkan pengumuman", actor=owner, reporter_name="Hasan", reporter_email="h@contoh.id"
    )  # fmt: skip
    return PublicationRequest.objects.create(ticket=ticket, needed_by=today(), **{**ASKED, **changes})


def suggestion(owner: User | None = None, **changes: Any) -> Ticket:
    """A suggestion that nobody looked at yet."""
    values = {
        "subject": "Buka loket pada jam istirahat", "description": "Banyak yang datang pukul dua belas.",
        "reporter_name": "Budi Contoh", "reporter_email": "budi@contoh.id", **changes,
    }  # fmt: skip
    return ticket_open(channel="internet", actor=owner, type="suggestion", **values)


def decided(ticket: Ticket, officer: User, head: User, **changes: Any) -> SuggestionDecision:
    """A decision in force, accepted with a promise for next week."""
    values = {
        "outcome": "accepted", "reasons": "Antrean memang panjang.", "action": "Loket dibuka bergantian",
        "responsible": "Layanan dan Dukungan", "promised_on": today() + timedelta(days=7), "state": "decided", **changes,
    }  # fmt: skip
    return SuggestionDecision.objects.create(
        ticket=ticket, recommendation="accepted", advice="Layak.", recommended_by=officer, decided_by=head,
        decided_at=timezone.now(), **values,
    )  # fmt: skip


def public(ticket: Ticket, editor: User) -> PublicSuggestion:
    """Shown to everybody."""
    return PublicSuggestion.objects.create(
        ticket=ticket, state="shown", suggestion="Loket pada jam istirahat", answer="Loket dibuka bergantian.",
        edited_by=editor, shown_at=timezone.now(),
    )  # fmt: skip
