"""Celery entry points of helpdesk, one module a subject."""

from helpdesk.tasks import ticket

__all__ = ["ticket"]
