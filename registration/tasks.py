"""Celery entry points of registration: primary keys in, everything else from the row (rule 7)."""

from celery import shared_task

from registration.form_printing import form_print
from registration.services.prepared_forms import forms_reconcile


@shared_task(name="registration.print_form", acks_late=True, reject_on_worker_lost=True)
def print_form(pk: int) -> None:
    """Make the PDF of one form."""
    form_print(pk)


@shared_task(name="registration.reconcile_forms")
def reconcile_forms() -> None:
    """Ask for blank forms that the profile in force does not have yet."""
    forms_reconcile()
