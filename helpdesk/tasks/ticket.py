"""Celery entry points of tickets."""

from celery import shared_task

from helpdesk.services.ticket_keep import tickets_keep


@shared_task(name="helpdesk.keep_tickets")
def keep_tickets() -> None:
    """Set clocks right, warn before a breach, close what nobody objected to."""
    tickets_keep()
