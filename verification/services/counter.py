"""The counter: checking in, walk-ins, calling, and the end of a visit. The rules of a visit are core's."""

from django.db import transaction

from core import profile, transitions
from core.free_text import refuse_password
from core.models import User, Visit
from core.refusals import BadInput, Forbidden
from core.visits import visit_call_next, visit_check_in, visit_find, visit_no_show, visit_serve, visit_walk_in
from registration.services.slot import application_slot_set
from verification.permissions import can_run_counter
from verification.selectors import desk_applications
from verification.services.slots import application_of


def counter_check_in(*, text: str, actor: User) -> Visit:
    """Check a visitor in by the scanned or typed code, or by the visit's number.

    Raises:
        Forbidden: not an officer of the counter.
        BadInput: no visit has this code or number.
        Refusal: the appointment is for another day, or over.
    """
    _require_counter(actor)
    visit = visit_find(text)
    if visit is None:
        raise BadInput(
            "Tidak ada kunjungan dengan kode atau nomor ini. Pindai ulang kodenya, atau beri nomor antrean tanpa janji.",
            code="unknown_visit",
            field="kode",
        )
    return visit_check_in(visit=visit, actor=actor)


def counter_walk_in(*, case_number: str, purpose: str, actor: User, code: str = "") -> Visit:
    """Give a queue number to somebody without an appointment.

    Args:
        case_number: registration number, or empty for somebody without one.
        code: of the form, so that a form sent twice gives one number.

    Raises:
        Forbidden: not an officer of the counter.
        BadInput: the number is unknown to the desk, or no purpose was given.
        Refusal: the case has a queue number that still waits.
    """
    _require_counter(actor)
    number = case_number.strip().upper()
    words = refuse_password(purpose, field="purpose")
    if not words:
        raise BadInput("Tulis keperluannya, misalnya menunjukkan dokumen asli.", code="purpose", field="purpose")
    if number and not desk_applications(actor).filter(number=number).exists():
        raise BadInput(
            f"Tidak ada pendaftaran {number} yang sudah diserahkan. Periksa nomornya, atau kosongkan.",
            code="unknown_case",
            field="case_number",
        )
    return visit_walk_in(case_number=number, purpose=words, actor=actor, code=code)


def counter_call_next(*, counter: str, actor: User, after: str | None = None) -> Visit | None:
    """Call the next visitor to a counter of the profile; None when nobody waits.

    Args:
        after: see `visit_call_next`.

    Raises:
        Forbidden: not an officer of the counter.
        BadInput: the profile has no such counter.
    """
    _require_counter(actor)
    known = counter if counter in profile.current().visits.counters else ""
    return visit_call_next(counter=known, actor=actor, after=after)


def counter_serve(*, visit: Visit, actor: User) -> Visit:
    """The visitor was served; the application's page no longer shows an appointment.

    Raises:
        Forbidden: not an officer of the counter.
        WrongState: another officer was faster.
    """
    _require_counter(actor)
    with transaction.atomic():
        _forget_slot(visit)
        return visit_serve(visit=visit, actor=actor)


def counter_no_show(*, visit: Visit, actor: User) -> Visit:
    """The visitor did not come, or did not answer the call.

    Raises:
        Forbidden: not an officer of the counter.
        WrongState: another officer was faster.
    """
    _require_counter(actor)
    with transaction.atomic():
        _forget_slot(visit)
        return visit_no_show(visit=visit, actor=actor)


def _forget_slot(visit: Visit) -> None:
    """Only of an appointment: a walk-in leaves the application's own appointment alone.

    The application is locked before the visit, as everywhere; a refusal that follows undoes what is written here.
    """
    if visit.starts_at is not None and (application := application_of(visit)) is not None:
        application_slot_set(application=transitions.lock(application), slot_at=None)


def _require_counter(actor: User) -> None:
    if not can_run_counter(actor):
        raise Forbidden("Hanya petugas Unit Registrasi dan Verifikasi yang melayani loket.", code="not_officer")
