"""Celery entry points of helpdesk, one module a subject."""

from helpdesk.tasks import announcement, escalation, inbound, knowledge, rooms, suggestion, ticket, training

__all__ = ["announcement", "escalation", "inbound", "knowledge", "rooms", "suggestion", "ticket", "training"]
