"""Celery entry points of verification."""

from celery import shared_task

from verification.services.erasure import reviews_erase
from verification.services.slots import appointments_keep


@shared_task(name="verification.erase_by_rule")
def erase_by_rule() -> None:
    """Empty the reviews of applications that registration erased."""
    reviews_erase()


@shared_task(name="verification.keep_appointments")
def keep_appointments() -> None:
    """Note who did not come, and take back appointments whose application is over."""
    appointments_keep()
