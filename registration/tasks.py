"""Celery entry points of registration: primary keys in, everything else from the row (rule 7)."""

from celery import shared_task

from registration.form_printing import form_print
from registration.services.change_erasure import changes_erase
from registration.services.deadlines import change_deadlines_keep, deadlines_keep
from registration.services.erasure import closed_erase, unconfirmed_forget
from registration.services.official_deadlines import officials_keep
from registration.services.prepared_forms import forms_reconcile


@shared_task(name="registration.print_form", acks_late=True, reject_on_worker_lost=True)
def print_form(pk: int) -> None:
    """Make the PDF of one form."""
    form_print(pk)


@shared_task(name="registration.reconcile_forms")
def reconcile_forms() -> None:
    """Ask for blank forms that the profile in force does not have yet."""
    forms_reconcile()


@shared_task(name="registration.keep_deadlines")
def keep_deadlines() -> None:
    """Send reminders, close what is over: applications and change requests."""
    deadlines_keep()
    change_deadlines_keep()


@shared_task(name="registration.erase_by_rule")
def erase_by_rule() -> None:
    """Erase what ended without a decision, and forget requests whose link was never used."""
    closed_erase()
    changes_erase()
    unconfirmed_forget()


@shared_task(name="registration.keep_officials")
def keep_officials() -> None:
    """Remind of letters that end, let over ones lapse, close and erase what was never handed in."""
    officials_keep()
