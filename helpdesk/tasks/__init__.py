"""Celery entry points of helpdesk, one module a subject."""

from helpdesk.tasks import knowledge, rooms, ticket

__all__ = ["knowledge", "rooms", "ticket"]
