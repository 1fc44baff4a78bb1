"""A change of address entered by an officer, for somebody who lost the old address and no longer gets in."""

from django.db import transaction

from core.models import User
from core.refusals import BadInput, Forbidden
from registration.enums import ApplicationState, ChangeKind
from registration.models import Application, ChangeRequest
from registration.services.changes import change_save, change_start
from verification.permissions import can_record_activation


def email_change_enter(
    *,
    number: str,
    email: str,
    has_envoy: bool,
    reason: str,
    actor: User,
) -> ChangeRequest:
    """Enter a change of address for the owner of a registration; the scans follow, one at a time, then it is handed in.

    The officer who enters it may not decide it; a colleague sees the originals and decides.

    Args:
        number: of the approved registration.

    Raises:
        Forbidden: not an officer of the unit.
        BadInput: there is no such approved registration, or something does not fit, with the field.
    """
    if not can_record_activation(actor):
        raise Forbidden("Hanya petugas Unit Registrasi dan Verifikasi yang memasukkan permohonan.", code="not_officer")
    application = Application.objects.filter(number=number.strip().upper(), state=ApplicationState.APPROVED).first()
    if application is None or application.owner_id == actor.pk:
        raise BadInput(
            "Tidak ada pendaftaran yang disetujui dengan nomor ini. Periksa nomornya pada surat persetujuan.",
            code="no_registration",
            field="number",
        )
    running = ChangeRequest.objects.running().filter(application=application, kind=ChangeKind.EMAIL).first()
    if running is not None:
        raise BadInput(
            f"Masih ada permohonan surel {running.number} yang berjalan. Selesaikan permohonan itu dahulu.",
            code="running",
            field="number",
        )
    with transaction.atomic():
        change = change_start(application=application, kind=ChangeKind.EMAIL, actor=actor)
        return change_save(change=change, actor=actor, data={"email": email}, reason=reason, has_envoy=has_envoy)
