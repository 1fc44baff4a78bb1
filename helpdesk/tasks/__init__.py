"""Celery entry points of helpdesk, one module a subject."""

from helpdesk.tasks import escalation, rooms, ticket, training

__all__ = ["escalation", "rooms", "ticket", "training"]
