"""Celery entry points of helpdesk, one module a subject."""

from helpdesk.tasks import rooms, ticket, training

__all__ = ["rooms", "ticket", "training"]
