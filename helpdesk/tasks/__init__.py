"""Celery entry points of helpdesk, one module a subject."""

from helpdesk.tasks import announcement, knowledge, rooms, ticket

__all__ = ["announcement", "knowledge", "rooms", "ticket"]
