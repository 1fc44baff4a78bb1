"""Celery entry points of verification."""

from celery import shared_task

from verification.services.deactivations import deactivations_keep
from verification.services.erasure import reviews_erase


@shared_task(name="verification.erase_by_rule")
def erase_by_rule() -> None:
    """Empty the reviews of applications that registration erased."""
    reviews_erase()


@shared_task(name="verification.keep_deactivations")
def keep_deactivations() -> None:
    """Begin and end deactivations on their given days."""
    deactivations_keep()
