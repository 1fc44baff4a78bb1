"""Celery entry points of announcements."""

from celery import shared_task

from helpdesk.services.announcement_mail import announcements_keep


@shared_task(name="helpdesk.keep_announcements")
def keep_announcements() -> None:
    """Write the next mails of the rounds that are due."""
    announcements_keep()
