"""Celery entry points of trainings."""

from celery import shared_task

from helpdesk.services.training_keep import trainings_keep


@shared_task(name="helpdesk.keep_trainings")
def keep_trainings() -> None:
    """Close enrolments, let unconfirmed addresses lapse, remind, forget."""
    trainings_keep()
