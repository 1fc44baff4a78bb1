"""Celery entry points of core: primary keys in, everything else from the row (rule 7)."""

from celery import shared_task
from celery.signals import worker_process_init

from core import pdf, vault
from core.audit_chain import anchor_today
from core.breach.working import breach_work
from core.files.services import file_scan, orphans_sweep
from core.limits import attempts_forget
from core.mail import mail_send
from core.personal.copying import copy_make
from core.personal.services import copies_expire
from core.rendering import document_render as render
from core.sessions import sessions_sweep
from core.tabular.retention import imports_sweep
from core.tabular.running import import_work


@shared_task(name="core.send_mail", acks_late=True, reject_on_worker_lost=True)
def send_mail(pk: int) -> None:
    """Hand one queued mail over."""
    mail_send(pk)


@shared_task(name="core.document_render", acks_late=True, reject_on_worker_lost=True)
def document_render(pk: int) -> None:
    """Make the PDF of one official document."""
    render(pk)


@shared_task(name="core.scan_file", acks_late=True, reject_on_worker_lost=True)
def scan_file(pk: int) -> None:
    """Scan one uploaded file and make the copy people see."""
    file_scan(pk=pk)


@shared_task(name="core.sweep_files")
def sweep_files() -> None:
    """Delete stored bytes that no row names."""
    orphans_sweep()
    vault.orphans_sweep()


@shared_task(name="core.forget_attempts")
def forget_attempts() -> None:
    """Delete counts of attempts whose window is over."""
    attempts_forget()


@shared_task(name="core.anchor_audit")
def anchor_audit() -> None:
    """Note the head of the audit chain, once a day."""
    anchor_today()


@shared_task(name="core.sweep_sessions")
def sweep_sessions() -> None:
    """Delete what is left of sessions and sign-ins that are over."""
    sessions_sweep()


@shared_task(name="core.work_on_import", acks_late=True, reject_on_worker_lost=True)
def work_on_import(pk: int) -> None:
    """Read one handed-in table for its preview, or put its rows in."""
    import_work(pk)


@worker_process_init.connect
def warm_pdf_engine(**kwargs: object) -> None:
    """Make the first letter of a fresh worker as quick as the next ones; after the fork, because Pango starts threads."""
    pdf.warm()


@shared_task(name="core.make_data_copy", acks_late=True, reject_on_worker_lost=True)
def make_data_copy(pk: int) -> None:
    """Make one person's copy of the own data."""
    copy_make(pk)


@shared_task(name="core.expire_data_copies")
def expire_data_copies() -> None:
    """Delete copies of own data whose days are over."""
    copies_expire()


@shared_task(name="core.work_on_breach", acks_late=True, reject_on_worker_lost=True)
def work_on_breach(pk: int) -> None:
    """List the people of one failure of protection, or queue their mails."""
    breach_work(pk)


@shared_task(name="core.sweep_imports")
def sweep_imports() -> None:
    """Discard previews nobody confirmed and forget the wrong rows of old imports."""
    imports_sweep()
