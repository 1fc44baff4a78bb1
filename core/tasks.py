"""Celery entry points of core: primary keys in, everything else from the row (rule 7)."""

from celery import shared_task

from core.mail import mail_send


@shared_task(name="core.send_mail", acks_late=True, reject_on_worker_lost=True)
def send_mail(pk: int) -> None:
    """Hand one queued mail over."""
    mail_send(pk)
