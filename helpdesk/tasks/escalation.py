"""Celery entry points of escalations."""

from celery import shared_task

from helpdesk.services.escalation import escalations_remind


@shared_task(name="helpdesk.remind_escalations")
def remind_escalations() -> None:
    """Tell the writers on the day on which LKPP is to be reminded."""
    escalations_remind()
