"""Forms as PDF: asked for here, made by a worker (`registration.form_printing`), kept sealed until something changes.

A blank form belongs to the profile version in force, a filled one also to the version of its application. Web
processes never load the PDF engine: they ask, wait with a page that looks again, and hand out the bytes.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import profile
from core.audit import audit_record
from core.crypto import unseal
from core.enums import WorkState
from core.models import User
from core.refusals import NotReady, Refusal
from core.work import work_announce
from registration.enums import FormKind
from registration.models import Application, PreparedForm
from registration.transitions import OBJECT_TYPE

# A filled form that nobody fetched again is made anew when somebody asks; identity numbers do not lie around.
KEPT = timedelta(days=7)
TRIED_AGAIN = timedelta(hours=1)


def form_current(*, kind: str, application: Application | None = None) -> PreparedForm | None:
    """The form for the present profile and the present words of the application; None when nobody asked for it."""
    return PreparedForm.objects.filter(
        kind=kind,
        application=application,
        version=application.version if application else 0,
        profile_version_id=profile.current_version()[0],
    ).first()


def form_prepare(*, kind: str, application: Application | None = None) -> PreparedForm:
    """Ask a worker for the form; asking twice asks once. What an earlier version had is dropped.

    Raises:
        Refusal: the data of the application was removed by rule.
    """
    if application is not None and application.erased_at:
        raise Refusal("Data pendaftaran ini sudah dihapus menurut aturan, jadi formulirnya tidak dapat disusun.")
    version = application.version if application else 0
    with transaction.atomic():
        prepared, created = PreparedForm.objects.get_or_create(
            kind=FormKind(kind),
            application=application,
            version=version,
            profile_version_id=profile.current_version()[0],
        )
        if created:
            PreparedForm.objects.filter(kind=prepared.kind, application=application).exclude(pk=prepared.pk).delete()
            work_announce()
    return prepared


def form_read(prepared: PreparedForm) -> bytes:
    """The PDF.

    Raises:
        NotReady: it is still being made, or could not be made.
    """
    if not prepared.sealed or prepared.rendered_at is None:
        raise NotReady("Formulir masih disiapkan. Coba lagi sebentar lagi.", code="preparing")
    return unseal(bytes(prepared.sealed))


def form_download_record(*, prepared: PreparedForm, actor: User) -> None:
    """Leave a trace: a filled form shows identity numbers (L1)."""
    if prepared.application is not None:
        audit_record(
            action="application.form_downloaded",
            object_type=OBJECT_TYPE,
            object_number=prepared.application.number,
            actor=actor,
            data={"form": prepared.kind, "version": prepared.version},
        )


def forms_reconcile() -> int:
    """See that every blank form exists for the profile in force, try failed ones again, drop filled ones of last week.

    Returns how many blank forms were asked for. Called again and again; a second run finds nothing to do.
    """
    asked = 0
    for kind in FormKind:
        if form_current(kind=kind) is None:
            form_prepare(kind=kind)
            asked += 1
    PreparedForm.objects.filter(
        Q(application__erased_at__isnull=False) | Q(created_at__lt=timezone.now() - KEPT), application__isnull=False
    ).delete()
    now = timezone.now()
    failed = PreparedForm.objects.filter(work_state=WorkState.FAILED, run_after__lt=now - TRIED_AGAIN)
    if failed.update(work_state=WorkState.WAITING, attempts=0, run_after=now):
        work_announce()
    return asked
