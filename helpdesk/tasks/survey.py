"""Celery entry points of the survey."""

from celery import shared_task

from helpdesk.services.survey_keep import surveys_keep


@shared_task(name="helpdesk.keep_surveys")
def keep_surveys() -> None:
    """Close periods, forget links, empty old remarks."""
    surveys_keep()
