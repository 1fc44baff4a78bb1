"""Attendance at a training by a code that changes, or ticked by the officer; and what participants say afterwards."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core import profile, transitions
from core.audit import audit_record
from core.formats import long_datetime
from core.free_text import refuse_password
from core.models import User
from core.receipt_codes import code_fits, code_for
from core.refusals import BadInput, Forbidden, Refusal
from core.request_context import without_address
from helpdesk.enums.training import AttendanceWay, EnrolmentState, TrainingState
from helpdesk.models import Training, TrainingEnrolment, TrainingEvaluation
from helpdesk.models.training import COMING
from helpdesk.permissions.training import can_run_trainings
from helpdesk.services.training_seats import enrolment_move
from helpdesk.transitions.training import ATTEND, TRAINING_TYPE, UNATTEND

SCREEN, PRINT = "layar", "cetak"
_SCOPE = "training-attendance"
BEST = 5


def code_now(training: Training, way: str = SCREEN) -> tuple[str, datetime]:
    """The code that counts now, and when the next one follows. A photograph of it is worth nothing soon after.

    Args:
        way: `SCREEN` for the projector, `PRINT` for a sheet of paper that lives longer.
    """
    seconds = _seconds(way)
    window = int(timezone.now().timestamp()) // seconds
    return _code(training, way, window), datetime.fromtimestamp((window + 1) * seconds, UTC)


def code_counts(training: Training, typed: str) -> bool:
    """True for the code of now and the one just before it, so that nobody must hurry."""
    now = int(timezone.now().timestamp())
    # Every candidate is compared, so that the time taken tells nothing.
    found = [
        code_fits(_SCOPE, _name(training, way, now // _seconds(way) - back), typed)
        for way in (SCREEN, PRINT)
        for back in (0, 1)
    ]
    return any(found)


def attendance_span(training: Training) -> tuple[datetime, datetime]:
    """From when until when attendance is taken by code."""
    margin = timedelta(minutes=profile.current().trainings.early_minutes)
    return training.starts_at - margin, training.ends_at + margin


def attendance_confirm(*, enrolment: TrainingEnrolment, code: str, actor: User | None) -> TrainingEnrolment:
    """The participant is there and shows it by the code in the room. Twice is once.

    Raises:
        BadInput: the code is not the one of now.
        Refusal: not the time of the training, or the participant has no seat.
    """
    with transaction.atomic():
        fresh = transitions.lock(enrolment)
        training = fresh.training
        if fresh.state == EnrolmentState.ATTENDED:
            return fresh
        begin, end = attendance_span(training)
        if training.state not in COMING or not begin <= timezone.now() <= end:
            raise Refusal(
                f"Kehadiran dicatat {long_datetime(begin)} sampai {long_datetime(end)}. Hubungi petugas di ruangan.",
                code="not_now",
            )
        if not code_counts(training, code):
            raise BadInput(
                "Kode ini sudah berganti atau keliru. Pindai kode yang sekarang tampil di ruangan.",
                code="old_code",
                field="code",
            )
        if fresh.state != EnrolmentState.ENROLLED:
            raise Refusal(
                f"Keikutsertaan Anda “{fresh.get_state_display()}”, jadi belum dapat dicatat hadir. Hubungi petugas di ruangan.",
                code="no_seat",
            )
        return enrolment_move(ATTEND, fresh, actor, attended_at=timezone.now(), attended_how=AttendanceWay.CODE)


def attendance_tick(*, enrolment: TrainingEnrolment, actor: User) -> TrainingEnrolment:
    """The officer saw the participant; twice is once.

    Raises:
        Forbidden: not an officer of the unit.
        Refusal: the training has not begun or was cancelled.
        WrongState: the participant has no seat.
    """
    _require_officer(actor)
    with transaction.atomic():
        fresh = transitions.lock(enrolment)
        if fresh.state == EnrolmentState.ATTENDED:
            return fresh
        _require_begun(fresh.training)
        return enrolment_move(ATTEND, fresh, actor, attended_at=timezone.now(), attended_how=AttendanceWay.OFFICER)


def attendance_untick(*, enrolment: TrainingEnrolment, actor: User) -> TrainingEnrolment:
    """Take back what was noted by mistake; twice is once.

    Raises:
        Forbidden: not an officer of the unit.
        Refusal: a certificate was issued or the evaluation was answered.
        WrongState: the participant has no seat.
    """
    _require_officer(actor)
    with transaction.atomic():
        fresh = transitions.lock(enrolment)
        if fresh.state == EnrolmentState.ENROLLED:
            return fresh
        if fresh.certificates.exists() or fresh.has_evaluated:
            raise Refusal(
                f"{fresh.number} sudah bersertifikat atau sudah mengisi evaluasi, jadi kehadirannya tetap.",
                code="certified",
            )
        return enrolment_move(UNATTEND, fresh, actor, attended_at=None, attended_how="")


def evaluation_answer(*, enrolment: TrainingEnrolment, answers: Sequence[int], remark: str) -> None:
    """Keep what a participant says, without the participant; once.

    Args:
        answers: 1 to `BEST` for each statement of the training.

    Raises:
        Refusal: the person did not attend, or has answered already.
        BadInput: a statement is not rated, or the remark tells a password.
    """
    words = refuse_password(remark, field="remark")[:1000]
    with transaction.atomic():
        fresh = transitions.lock(enrolment)
        if fresh.state != EnrolmentState.ATTENDED:
            raise Refusal("Evaluasi diisi peserta yang hadir.", code="not_attended")
        if fresh.has_evaluated:
            raise Refusal("Evaluasi Anda sudah kami terima. Terima kasih.", code="answered")
        asked = fresh.training.questions
        if len(answers) != len(asked) or any(not 1 <= value <= BEST for value in answers):
            raise BadInput(f"Nilai setiap pernyataan dari 1 sampai {BEST}.", code="unrated")
        fresh.has_evaluated = True
        fresh.save(update_fields=["has_evaluated"])
        TrainingEvaluation.objects.create(training=fresh.training, answers=list(answers), remark=words)
        # Who answered is not in the trail either.
        with without_address():
            audit_record(
                action="training.evaluated",
                object_type=TRAINING_TYPE,
                object_number=fresh.training.number,
                actor=None,
            )


def _require_begun(training: Training) -> None:
    begin, _ = attendance_span(training)
    if training.state not in {*COMING, TrainingState.HELD} or timezone.now() < begin:
        raise Refusal(f"Kehadiran dicatat mulai {long_datetime(begin)}.", code="not_now")


def _require_officer(actor: User) -> None:
    if not can_run_trainings(actor):
        raise Forbidden("Kehadiran dicatat petugas Unit Layanan dan Dukungan.", code="not_officer")


def _seconds(way: str) -> int:
    rules = profile.current().trainings
    return rules.code_seconds if way == SCREEN else rules.print_minutes * 60


def _name(training: Training, way: str, window: int) -> str:
    return f"{training.number}:{way}:{window}"


def _code(training: Training, way: str, window: int) -> str:
    return code_for(_SCOPE, _name(training, way, window))
