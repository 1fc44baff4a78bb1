"""Celery entry points of helpdesk, one module a subject."""

from helpdesk.tasks import rooms, ticket

__all__ = ["rooms", "ticket"]
