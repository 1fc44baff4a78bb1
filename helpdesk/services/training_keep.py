"""What the portal does with trainings by itself, again and again; and what is emptied when its time is over."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core import profile
from core.models import Person
from core.refusals import Refusal
from core.transitions import WrongState, lock
from helpdesk.emails import training as emails
from helpdesk.enums.training import EnrolmentState, TrainingState
from helpdesk.models import Training, TrainingEnrolment
from helpdesk.models.training import COMING
from helpdesk.services.training import training_close
from helpdesk.services.training_seats import enrolment_move
from helpdesk.transitions.training import LEAVE

_MOST_AT_ONCE = 200


def trainings_keep() -> int:
    """Close enrolments, let unconfirmed addresses lapse, remind, and forget. Twice is once.

    Returns:
        How many rows were changed.
    """
    now, rules = timezone.now(), profile.current().trainings
    done = 0
    for training in Training.objects.filter(state=TrainingState.OPEN, enrol_closes_at__lte=now).order_by("pk")[
        :_MOST_AT_ONCE
    ]:
        try:
            training_close(training=training, actor=None)
            done += 1
        except WrongState:
            continue
    late = TrainingEnrolment.objects.filter(
        state=EnrolmentState.UNCONFIRMED, requested_at__lte=now - timedelta(hours=rules.confirm_hours)
    )
    for row in late.select_related("training").order_by("pk")[:_MOST_AT_ONCE]:
        try:
            enrolment_move(LEAVE, row, None, cancelled_at=now)
            done += 1
        except WrongState:
            continue
    ahead = timedelta(hours=rules.reminder_hours)
    # Who enrolled later than the reminder would have come has just read when it is.
    coming = TrainingEnrolment.objects.filter(
        state=EnrolmentState.ENROLLED,
        training__state__in=COMING,
        training__starts_at__gt=now,
        training__starts_at__lte=now + ahead,
        reminded_at__isnull=True,
        queued_at__lte=F("training__starts_at") - ahead,
    )
    for row in coming.select_related("training__room").order_by("pk")[:_MOST_AT_ONCE]:
        done += _remind(row)
    return done + _forget(
        TrainingEnrolment.objects.filter(training__ends_at__lte=now - timedelta(days=rules.participant_data_days))
    )


def trainings_of_person_erase(person: Person) -> None:
    """Empty what trainings tell about a person who asked for it (UU 27/2022); certificates stay as official documents.

    Raises:
        Refusal: a training with this person is still ahead.
    """
    own = TrainingEnrolment.objects.filter(user__person=person)
    live = own.live().filter(training__state__in=COMING).order_by("pk").first()
    if live is not None:
        raise Refusal(
            f"Orang ini masih terdaftar pada pelatihan ({live.number}). Batalkan dahulu keikutsertaannya.",
            code="enrolled",
        )
    while _forget(own):
        pass


def _remind(row: TrainingEnrolment) -> int:
    with transaction.atomic():
        fresh = lock(row)
        if fresh.state != EnrolmentState.ENROLLED or fresh.reminded_at is not None:
            return 0
        fresh.reminded_at = timezone.now()
        fresh.save(update_fields=["reminded_at"])
        emails.reminder(fresh)
        return 1


def _forget(rows: QuerySet[TrainingEnrolment]) -> int:
    """Empty names and contacts; number, account, state and attendance stay as figures."""
    kept = rows.filter(erased_at__isnull=True)
    keys = list(kept.order_by("pk").values_list("pk", flat=True)[:_MOST_AT_ONCE])
    return TrainingEnrolment.objects.filter(pk__in=keys, erased_at__isnull=True).update(
        name="", agency="", email="", phone="", erased_at=timezone.now()
    )
