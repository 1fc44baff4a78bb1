"""Who gets a seat of a training: in the order of asking, under the lock of the training; the waiting list moves up by itself."""

from typing import Any

from django.utils import timezone

from core import transitions
from core.models import User
from core.transitions import Transition
from helpdesk.emails import training as emails
from helpdesk.enums.training import EnrolmentState
from helpdesk.models import Training, TrainingEnrolment
from helpdesk.models.training import COMING
from helpdesk.transitions.training import ENROLMENT_TYPE, QUEUE, SEAT


def training_lock(training_id: int) -> Training:
    """The training locked until the transaction ends: whoever asks for a seat of it meanwhile waits."""
    return Training.objects.select_for_update(of=("self",), no_key=True).get(pk=training_id)


def seat_free(training: Training) -> int | None:
    """The lowest seat that nobody holds, or None when the training is full; the caller holds its lock."""
    taken = set(training.enrolments.seated().values_list("seat", flat=True))
    if len(taken) >= training.seats:
        return None
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def seat_give(enrolment: TrainingEnrolment, training: Training, actor: User | None) -> TrainingEnrolment:
    """A seat for somebody whose address is confirmed, or a place in the waiting list; the caller holds the lock."""
    seat = seat_free(training)
    queued_at = timezone.now()
    if seat is None:
        return enrolment_move(QUEUE, enrolment, actor, queued_at=queued_at)
    return enrolment_move(SEAT, enrolment, actor, seat=seat, queued_at=queued_at)


def seats_fill(training: Training) -> int:
    """Seats that became free go to those who wait longest, who are told; nobody is called up after the begin.

    The caller holds the lock of the training.

    Returns:
        How many moved up.
    """
    if training.state not in COMING or training.starts_at <= timezone.now():
        return 0
    moved = 0
    waiting = training.enrolments.filter(state=EnrolmentState.WAITING).order_by("queued_at", "pk")
    for row in waiting[: training.seats]:
        seat = seat_free(training)
        if seat is None:
            break
        emails.moved_up(enrolment_move(SEAT, row, None, seat=seat))
        moved += 1
    return moved


def enrolment_move(
    move: Transition, enrolment: TrainingEnrolment, actor: User | None, **fields: Any
) -> TrainingEnrolment:
    """Move a participant on, with the trail; the training stands in the event."""
    return transitions.apply(
        move,
        enrolment,
        actor=actor,
        number=enrolment.number,
        object_type=ENROLMENT_TYPE,
        data={"training": enrolment.training.number},
        refusal=f"Keikutsertaan {enrolment.number} sudah berubah: sekarang “{enrolment.get_state_display()}”. "
        "Muat ulang halaman untuk melihat keadaan terbaru.",
        **fields,
    )
