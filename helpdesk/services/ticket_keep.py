"""What is done by itself with tickets, again and again: clocks set right, warnings before a breach, closing at last.

Called by a duty; a second run finds nothing to do, and a run that comes late does what was missed.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.audit import audit_record
from core.sla import targets_stamp
from helpdesk.emails import ticket as emails
from helpdesk.enums.ticket import TicketConfirmation, TicketState
from helpdesk.models import Ticket
from helpdesk.services.ticket import ticket_lock
from helpdesk.services.ticket_user import ticket_close
from helpdesk.ticket_clock import clock_keep, warning_key
from helpdesk.transitions.ticket import OBJECT_TYPE

_MOST = 2_000


@dataclass(frozen=True)
class Kept:
    """What one run did."""

    clocks: int = 0
    warned: int = 0
    closed: int = 0


def tickets_keep(now: datetime | None = None) -> Kept:
    """Set clocks right after a holiday or target changed, warn before a breach, close what nobody objected to."""
    moment = now or timezone.now()
    return Kept(_clocks(), _warnings(moment), _closings(moment))


def _clocks() -> int:
    done = 0
    stale = Ticket.objects.open().exclude(clock_stamp=targets_stamp()).order_by("pk")
    for pk in list(stale.values_list("pk", flat=True)[:_MOST]):
        with transaction.atomic():
            clock_keep(Ticket.objects.select_for_update(of=("self",)).get(pk=pk))
        done += 1
    return done


def _warnings(now: datetime) -> int:
    done = 0
    for pk in list(
        Ticket.objects.open().filter(warn_at__lte=now).order_by("warn_at", "pk").values_list("pk", flat=True)[:_MOST]
    ):
        with transaction.atomic():
            ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=pk)
            if not ticket.is_open or ticket.warn_at is None or ticket.warn_at > now:
                continue
            ticket.warned_for, ticket.warn_at = warning_key(ticket), None
            ticket.save(update_fields=["warned_for", "warn_at"])
            people = emails.warning(ticket, now)
            audit_record(
                action="ticket.warned", object_type=OBJECT_TYPE, object_number=ticket.number, actor=None,
                data={"due": ticket.warned_for, "people": people},
            )  # fmt: skip
        done += 1
    return done


def _closings(now: datetime) -> int:
    done = 0
    over = Ticket.objects.filter(state=TicketState.RESOLVED, confirm_until__lte=now).order_by("confirm_until", "pk")
    for pk in list(over.values_list("pk", flat=True)[:_MOST]):
        with transaction.atomic():
            ticket = ticket_lock(Ticket(pk=pk))
            if ticket.state != TicketState.RESOLVED or ticket.confirm_until is None or ticket.confirm_until > now:
                continue
            ticket_close(ticket, actor=None, confirmation=TicketConfirmation.LAPSED)
        done += 1
    return done
