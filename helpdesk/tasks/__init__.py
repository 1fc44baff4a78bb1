"""Celery entry points of helpdesk."""

from helpdesk.tasks import rooms

__all__ = ["rooms"]
