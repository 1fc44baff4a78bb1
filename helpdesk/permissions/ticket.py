"""Who may do what with tickets, in one place: used by the views, asked again by the services (rule 2)."""

from typing import Any

from helpdesk.enums.ticket import TicketSecrecy
from helpdesk.models import Ticket

VIEW, ADD, WORK = "helpdesk.view_ticket", "helpdesk.add_ticket", "helpdesk.change_ticket"
EVERY, REPORTER = "helpdesk.view_every_ticket", "helpdesk.view_ticket_reporter"


def can_work(user: Any, ticket: Ticket) -> bool:
    """May answer, classify and solve it: an officer who sees it; nobody works on a ticket of their own."""
    return can_work_on_seen(user, ticket) and Ticket.objects.visible_to(user).filter(pk=ticket.pk).exists()


def can_work_on_seen(user: Any, ticket: Ticket) -> bool:
    """As `can_work`, of a ticket that was just read from those the person sees; without a query."""
    return bool(user.is_authenticated and user.has_perm(WORK) and ticket.owner_id != user.pk)


def can_see_reporter(user: Any, ticket: Ticket) -> bool:
    """May know who reported: everybody at the desk, unless it is confidential; then the heads and who handles it."""
    if ticket.secrecy != TicketSecrecy.CONFIDENTIAL:
        return True
    return bool(user.is_authenticated and (user.has_perm(REPORTER) or ticket.officer_id == user.pk))
