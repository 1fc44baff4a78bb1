"""Celery entry points of suggestions."""

from celery import shared_task

from helpdesk.services.suggestion import suggestions_remind


@shared_task(name="helpdesk.remind_suggestions")
def remind_suggestions() -> None:
    """Remind of promises whose day is over."""
    suggestions_remind()
