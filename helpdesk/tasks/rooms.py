"""Celery entry points of the rooms."""

from celery import shared_task

from helpdesk.services.room_upkeep import rooms_keep


@shared_task(name="helpdesk.keep_rooms")
def keep_rooms() -> None:
    """Free what nobody came for, remind, and close what is over."""
    rooms_keep()
