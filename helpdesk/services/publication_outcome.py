"""What the steps of a ticket do to the outcome of publication support; of tickets without it, nothing.

Apart from `helpdesk.services.publication`, which stands on the steps themselves.
"""

from django.utils import timezone

from core.models import User
from core.refusals import BadInput
from helpdesk.enums.publication import PublicationOutcome
from helpdesk.models import PublicationRequest, Ticket


def outcome_require(ticket: Ticket) -> None:
    """Before it is declared solved.

    Raises:
        BadInput: publication support without an outcome.
    """
    if PublicationRequest.objects.filter(ticket=ticket, outcome="").exists():
        raise BadInput(
            "Tiket ini dukungan penayangan. Selesaikan dengan “Catat hasil” pada bagian Dukungan penayangan.",
            code="no_outcome", field="body",
        )  # fmt: skip


def outcome_referred(ticket: Ticket, actor: User) -> None:
    """It asks for what is not the LPSE's: contents, schedules, winners."""
    PublicationRequest.objects.filter(ticket=ticket).update(
        outcome=PublicationOutcome.REFERRED, outcome_at=timezone.now(), outcome_by=actor
    )


def outcome_clear(ticket: Ticket) -> None:
    """Opened again, so it was none; the audit trail keeps what was recorded."""
    PublicationRequest.objects.filter(ticket=ticket).update(
        outcome="", outcome_at=None, outcome_by=None, published_at=None, link="", reason=""
    )
