"""Celery entry points of helpdesk, one module a subject."""

from helpdesk.tasks import inbound, rooms, ticket

__all__ = ["inbound", "rooms", "ticket"]
