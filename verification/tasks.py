"""Celery entry points of verification."""

from celery import shared_task

from verification.bundling import bundle_make
from verification.services.destruction import item_destroy
from verification.services.erasure import reviews_erase
from verification.services.reactivations import deactivations_keep
from verification.services.slots import appointments_keep


@shared_task(name="verification.erase_by_rule")
def erase_by_rule() -> None:
    """Empty the reviews of applications that registration erased."""
    reviews_erase()


@shared_task(name="verification.make_bundle", acks_late=True, reject_on_worker_lost=True)
def make_bundle(pk: int) -> None:
    """Make the bundle of one decided case."""
    bundle_make(pk)


@shared_task(name="verification.keep_appointments")
def keep_appointments() -> None:
    """Note who did not come, and take back appointments whose application is over."""
    appointments_keep()


@shared_task(name="verification.keep_deactivations")
def keep_deactivations() -> None:
    """Begin and end deactivations on their given days."""
    deactivations_keep()


@shared_task(name="verification.destroy_case", acks_late=True, reject_on_worker_lost=True)
def destroy_case(pk: int) -> None:
    """Erase the content of one case whose destruction was approved."""
    item_destroy(pk)
