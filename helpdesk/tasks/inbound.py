"""Celery entry points of mails that come in."""

from celery import shared_task

from helpdesk.mailbox import mailbox_poll


@shared_task(name="helpdesk.fetch_mail")
def fetch_mail() -> None:
    """Look into the mailbox of the helpdesk."""
    mailbox_poll()
