"""Enrolling in a training: with an account, as a stranger who confirms the address, or entered by the desk; and leaving."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import clock, profile
from core.audit import audit_record
from core.formats import long_datetime
from core.free_text import refuse_password
from core.models import User
from core.numbers import number_issue
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import lock
from helpdesk.emails import training as emails
from helpdesk.enums.training import EnrolmentState, ParticipantGroup, TrainingState
from helpdesk.models import Training, TrainingEnrolment
from helpdesk.models.training import COMING
from helpdesk.permissions.training import can_enrol, can_run_trainings, group_of
from helpdesk.services.training_seats import enrolment_move, seat_give, seats_fill, training_lock
from helpdesk.transitions.training import ENROLMENT_TYPE, LEAVE

SERIES = "training_enrolment"


@dataclass(frozen=True)
class Participant:
    """Who takes part, as it was written down."""

    name: str
    agency: str
    email: str
    phone: str = ""


def enrolment_request(*, training: Training, agency: str, phone: str, actor: User) -> TrainingEnrolment:
    """Enrol with one's account; twice is once. Seated when a seat is free, else in the waiting list.

    Raises:
        Forbidden: the training is for vendors and officials only.
        BadInput: an answer is missing.
        Refusal: enrolment is not open now.
    """
    if not can_enrol(actor, training):
        raise Forbidden("Pelatihan ini untuk penyedia dan pejabat pengadaan yang terdaftar.", code="not_participant")
    who = _judged(Participant(actor.full_name, agency, actor.email, phone))
    with transaction.atomic():
        fresh = training_lock(training.pk)
        same = fresh.enrolments.live().filter(user=actor).first()
        if same is not None:
            return same
        _require_open(fresh)
        # The address may have been used without the account: that part is now the account's.
        by_address = fresh.enrolments.live().filter(email__iexact=actor.email, user__isnull=True).first()
        if by_address is not None:
            raise Refusal(
                "Surel akun Anda sudah terdaftar pada pelatihan ini tanpa akun. Buka tautan dalam surel pendaftarannya.",
                code="address_used",
            )
        return _seated(_new(fresh, who, group_of(actor), actor), fresh, actor)


def enrolment_ask(*, training: Training, who: Participant) -> TrainingEnrolment:
    """Ask as a stranger; the seat is given when the address was confirmed. The same address twice gets its mail again.

    Raises:
        Forbidden: the training is not open to the public.
        BadInput: an answer is missing.
        Refusal: enrolment is not open now.
    """
    if not training.is_public:
        raise Forbidden("Pelatihan ini untuk penyedia dan pejabat pengadaan yang terdaftar.", code="not_participant")
    who = _judged(who)
    with transaction.atomic():
        fresh = training_lock(training.pk)
        _require_open(fresh)
        row = fresh.enrolments.live().filter(email__iexact=who.email).first()
        if row is None:
            row = _new(fresh, who, ParticipantGroup.PUBLIC, None)
        (emails.to_confirm if row.state == EnrolmentState.UNCONFIRMED else emails.known_already)(row)
    return row


def enrolment_enter(*, training: Training, who: Participant, group: str, actor: User) -> TrainingEnrolment:
    """Write down somebody who calls or stands at the desk, up to the end of the training; the address needs no confirmation.

    Raises:
        Forbidden: not an officer of the unit.
        BadInput: an answer is missing, or this address is enrolled already.
        Refusal: the training is not open, or over.
    """
    if not can_run_trainings(actor):
        raise Forbidden("Peserta dicatat petugas Unit Layanan dan Dukungan.", code="not_officer")
    if group not in ParticipantGroup.values:
        raise BadInput("Pilih kelompok peserta.", code="group", field="group")
    who = _judged(who, needs_email=False)
    with transaction.atomic():
        fresh = training_lock(training.pk)
        if fresh.state not in COMING or fresh.ends_at <= timezone.now():
            raise Refusal("Peserta hanya dicatat selama pelatihan belum selesai.", code="over")
        if who.email and fresh.enrolments.live().filter(email__iexact=who.email).exists():
            raise BadInput("Surel ini sudah terdaftar pada pelatihan ini.", code="twice", field="email")
        return _seated(_new(fresh, who, ParticipantGroup(group), None), fresh, actor)


def enrolment_confirm(*, enrolment: TrainingEnrolment) -> TrainingEnrolment:
    """The stranger's address is confirmed by opening its link: a seat, or the waiting list. Twice is once.

    Raises:
        Refusal: it has lapsed, or the training has begun or was cancelled.
    """
    with transaction.atomic():
        training = training_lock(enrolment.training_id)
        fresh = lock(enrolment)
        if fresh.state in {EnrolmentState.WAITING, EnrolmentState.ENROLLED, EnrolmentState.ATTENDED}:
            return fresh
        if fresh.state == EnrolmentState.CANCELLED:
            raise Refusal(
                "Pendaftaran ini sudah dibatalkan atau gugur karena terlambat dikonfirmasi. Daftar lagi.", code="lapsed"
            )
        if training.state not in COMING or training.starts_at <= timezone.now():
            raise Refusal("Pelatihan ini sudah mulai atau dibatalkan, jadi tidak dapat diikuti lagi.", code="over")
        return _seated(fresh, training, None)


def enrolment_leave(*, enrolment: TrainingEnrolment, actor: User | None, is_holder: bool = True) -> TrainingEnrolment:
    """Give the part back; the next in the waiting list moves up. Twice is once.

    Args:
        actor: who does it; None for a stranger with the receipt.
        is_holder: the participant does it; the desk is not bound to the hours before the begin.

    Raises:
        Forbidden: neither the participant nor the desk.
        Refusal: too late, or the training is over.
        WrongState: attendance was noted.
    """
    own = is_holder and (enrolment.user_id is None or (actor is not None and enrolment.user_id == actor.pk))
    if not own and not (actor is not None and can_run_trainings(actor)):
        raise Forbidden("Keikutsertaan ini dibatalkan pesertanya atau petugas.", code="not_own")
    with transaction.atomic():
        training = training_lock(enrolment.training_id)
        fresh = lock(enrolment)
        if fresh.state == EnrolmentState.CANCELLED:
            return fresh
        if training.state not in COMING:
            raise Refusal("Pelatihan ini sudah selesai atau dibatalkan.", code="over")
        if is_holder and fresh.state == EnrolmentState.ENROLLED and timezone.now() > leavable_until(training):
            contact = profile.current().contact
            raise Refusal(
                f"Keikutsertaan hanya dapat dibatalkan sampai {long_datetime(leavable_until(training))}. "
                f"Bila berhalangan, hubungi kami: {contact.phone or contact.email}.",
                code="too_late",
            )
        was_told = fresh.state != EnrolmentState.UNCONFIRMED
        fresh = enrolment_move(LEAVE, fresh, actor, cancelled_at=timezone.now(), seat=None)
        if was_told:
            emails.left(fresh)
        seats_fill(training)
    return fresh


def leavable_until(training: Training) -> datetime:
    """Until when a participant may give the seat back."""
    return training.starts_at - timedelta(hours=profile.current().trainings.cancel_hours)


def _new(training: Training, who: Participant, group: ParticipantGroup, user: User | None) -> TrainingEnrolment:
    """Write the row that waits for its seat."""
    row = TrainingEnrolment(
        number=number_issue(series=SERIES, on=clock.today()),
        training=training,
        state=EnrolmentState.UNCONFIRMED,
        user=user,
        group=group,
        name=who.name,
        agency=who.agency,
        email=who.email,
        phone=who.phone,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal("Anda sudah terdaftar pada pelatihan ini. Muat ulang halaman.", code="twice") from error
    audit_record(
        action="training_enrolment.requested",
        object_type=ENROLMENT_TYPE,
        object_number=row.number,
        actor=user,
        data={"training": training.number, "group": group},
    )
    return row


def _seated(row: TrainingEnrolment, training: Training, actor: User | None) -> TrainingEnrolment:
    fresh = seat_give(row, training, actor)
    (emails.enrolled if fresh.state == EnrolmentState.ENROLLED else emails.waiting)(fresh)
    return fresh


def _require_open(training: Training) -> None:
    if training.takes_enrolments:
        return
    now = timezone.now()
    if training.state == TrainingState.OPEN and now < training.enrol_opens_at:
        raise Refusal(f"Pendaftaran baru dibuka {long_datetime(training.enrol_opens_at)}.", code="not_open_yet")
    raise Refusal("Pendaftaran pelatihan ini sudah ditutup. Lihat pelatihan lain di kalender.", code="closed")


def _judged(who: Participant, *, needs_email: bool = True) -> Participant:
    name = refuse_password(" ".join(who.name.split()), field="name")[:200]
    agency = refuse_password(" ".join(who.agency.split()), field="agency")[:250]
    if not name:
        raise BadInput("Isi nama peserta; nama ini tercetak pada sertifikat.", code="name", field="name")
    if not agency:
        raise BadInput("Isi perusahaan atau instansi.", code="agency", field="agency")
    if needs_email and not who.email.strip():
        raise BadInput("Isi surel.", code="email", field="email")
    return Participant(name, agency, who.email.strip(), who.phone.strip()[:30])
