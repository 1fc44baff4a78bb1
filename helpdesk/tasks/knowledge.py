"""Celery entry points of the knowledge base."""

from celery import shared_task

from helpdesk.services.knowledge_reading import knowledge_keep


@shared_task(name="helpdesk.keep_knowledge")
def keep_knowledge() -> None:
    """Forget searches that nobody repeated for long."""
    knowledge_keep()
