"""Planning a training and moving it on: draft, open, closed, held or cancelled (Pasal 11(2)d)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import clock, profile, transitions
from core.audit import audit_record
from core.formats import long_datetime
from core.free_text import refuse_password
from core.models import User
from core.numbers import number_issue
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import Transition, WrongState
from helpdesk.emails import training as emails
from helpdesk.enums.training import EnrolmentState, TrainingState
from helpdesk.models import Training
from helpdesk.models.training import COMING
from helpdesk.permissions.training import can_run_trainings
from helpdesk.services.training_place import place_leave, place_take
from helpdesk.services.training_seats import seats_fill
from helpdesk.transitions.training import CANCEL, CLOSE, HOLD, OPEN, TRAINING_TYPE

SERIES = "training"
FIELDS = (
    "title", "subject", "audience", "trainers", "room", "place", "video_link", "seats", "starts_at", "ends_at",
    "enrol_opens_at", "enrol_closes_at", "is_public",
)  # fmt: skip
_WORDS = ("title", "subject", "audience", "trainers", "place")
# A change of these is told to everybody who has a seat.
_TOLD = ("room", "place", "video_link", "starts_at", "ends_at")


def training_plan(*, actor: User, **values: Any) -> Training:
    """Write a training down as a draft; its room is held from now on.

    Args:
        values: every name of `FIELDS`.

    Raises:
        Forbidden: not an officer of the unit.
        BadInput: an answer cannot be taken; its field says which.
    """
    _require_officer(actor)
    values = _judged(values)
    if values["starts_at"] <= timezone.now():
        raise BadInput("Waktu mulai sudah lewat. Periksa tanggalnya.", code="past", field="starts_at")
    with transaction.atomic():
        training = Training(number=number_issue(series=SERIES, on=clock.today()), created_by=actor, **values)
        training.room_booking = place_take(training, actor)
        training.save(force_insert=True)
        _record("training.planned", training, actor, title=training.title)
    return training


def training_change(*, training: Training, actor: User, version: int, **values: Any) -> Training:
    """Change a training that is still ahead; a new time or place is told to everybody who has a seat.

    Args:
        version: of the training as the form showed it; an older one is refused, so that nobody overwrites a colleague.

    Raises:
        Forbidden: not an officer of the unit.
        BadInput: an answer cannot be taken, or somebody changed the training meanwhile.
        WrongState: it is over.
    """
    _require_officer(actor)
    values = _judged(values)
    with transaction.atomic():
        fresh = transitions.lock(training)
        if fresh.state not in {TrainingState.DRAFT, *COMING}:
            raise moved_on(fresh)
        if fresh.version != version:
            raise BadInput(
                f"Pelatihan {fresh.number} diubah orang lain sementara Anda mengisi. Isian Anda belum disimpan: "
                "lihat yang baru di tab lain, lalu simpan lagi.",
                code="changed_meanwhile",
            )
        changed = [name for name in FIELDS if getattr(fresh, name) != values[name]]
        if not changed:
            return fresh
        if "starts_at" in changed and values["starts_at"] <= timezone.now():
            raise BadInput("Waktu mulai sudah lewat. Periksa tanggalnya.", code="past", field="starts_at")
        seated = fresh.enrolments.seated().count()
        if values["seats"] < seated:
            raise BadInput(
                f"Sudah {seated} peserta mendapat tempat. Isi paling sedikit {seated}.", code="seated", field="seats"
            )
        for name in changed:
            setattr(fresh, name, values[name])
        if {"room", "starts_at", "ends_at", "seats"} & set(changed):
            if fresh.room_booking is not None:
                place_leave(fresh.room_booking, actor)
            fresh.room_booking = place_take(fresh, actor)
        is_told = fresh.opened_at is not None and bool(set(_TOLD) & set(changed))
        fresh.sequence += is_told
        fresh.version += 1
        fresh.save()
        _record("training.changed", fresh, actor, fields=", ".join(sorted(changed)))
        if is_told:
            for row in fresh.enrolments.filter(state=EnrolmentState.ENROLLED).order_by("pk"):
                emails.changed(row)
        seats_fill(fresh)
    return fresh


def training_open(*, training: Training, actor: User) -> Training:
    """Make the training known; people enrol from its first day of enrolment on.

    Raises:
        Forbidden: not an officer of the unit.
        Refusal: its time of enrolment is over already.
        WrongState: it is no draft any more.
    """
    _require_officer(actor)
    with transaction.atomic():
        fresh = transitions.lock(training)
        if fresh.state == TrainingState.DRAFT and fresh.enrol_closes_at <= timezone.now():
            raise Refusal(
                f"Pendaftaran sudah berakhir {long_datetime(fresh.enrol_closes_at)}. Ubah dahulu waktunya.", code="over"
            )
        return _move(
            OPEN,
            fresh,
            actor,
            opened_at=timezone.now(),
            questions=list(profile.current().trainings.questions),
            version=fresh.version + 1,
        )


def training_close(*, training: Training, actor: User | None) -> Training:
    """End the enrolment; nobody (None) when the portal does it at its time. The waiting list still moves up.

    Raises:
        Forbidden: not an officer of the unit.
        WrongState: it is not open.
    """
    if actor is not None:
        _require_officer(actor)
    with transaction.atomic():
        fresh = transitions.lock(training)
        return _move(CLOSE, fresh, actor, version=fresh.version + 1)


def training_hold(*, training: Training, actor: User) -> Training:
    """Note that it took place: attendance can still be put right until the certificates are issued.

    Raises:
        Forbidden: not an officer of the unit.
        Refusal: it has not begun.
        WrongState: it was not made known, or is over already.
    """
    _require_officer(actor)
    with transaction.atomic():
        fresh = transitions.lock(training)
        if fresh.state in COMING and timezone.now() < fresh.starts_at:
            raise Refusal(f"Pelatihan ini baru mulai {long_datetime(fresh.starts_at)}.", code="not_begun")
        return _move(HOLD, fresh, actor, held_at=timezone.now(), version=fresh.version + 1)


def training_cancel(*, training: Training, reason: str, actor: User) -> Training:
    """Call a training off: the room is free again, everybody enrolled is told and calendars take it out.

    Raises:
        Forbidden: not an officer of the unit.
        BadInput: no reason, or one that tells a password.
        Refusal: somebody's attendance was noted already.
        WrongState: it is over.
    """
    _require_officer(actor)
    words = refuse_password(reason, field="reason")
    if not words:
        raise BadInput("Tulis alasannya; alasan ini dikirim kepada peserta.", code="reason", field="reason")
    with transaction.atomic():
        fresh = transitions.lock(training)
        if fresh.enrolments.filter(state=EnrolmentState.ATTENDED).exists():
            raise Refusal(
                "Kehadiran peserta sudah tercatat, jadi pelatihan ini tidak dapat dibatalkan. Catat sebagai sudah dilaksanakan.",
                code="attended",
            )
        booking = fresh.room_booking
        was_known = fresh.opened_at is not None
        fresh = _move(
            CANCEL,
            fresh,
            actor,
            cancelled_at=timezone.now(),
            cancel_reason=words[:300],
            room_booking=None,
            sequence=fresh.sequence + 1,
            version=fresh.version + 1,
        )
        if booking is not None:
            place_leave(booking, actor)
        if was_known:
            told = [EnrolmentState.ENROLLED, EnrolmentState.WAITING]
            for row in fresh.enrolments.filter(state__in=told).order_by("pk"):
                emails.called_off(row)
    return fresh


def moved_on(training: Training) -> WrongState:
    """What somebody is told who comes second."""
    return WrongState(
        f"Pelatihan {training.number} sekarang “{training.get_state_display()}”. Tindakan Anda tidak dicatat; "
        "lihat keadaan terbarunya.",
        code="wrong_state",
    )


def _require_officer(actor: User) -> None:
    if not can_run_trainings(actor):
        raise Forbidden("Pelatihan diurus petugas Unit Layanan dan Dukungan.", code="not_officer")


def _judged(values: dict[str, Any]) -> dict[str, Any]:
    """The answers, trimmed; what contradicts itself is refused beside its field."""
    found = dict(values)
    for name in _WORDS:
        found[name] = refuse_password(values[name].replace("\r\n", "\n"), field=name)
        if not found[name] and name != "place":
            raise BadInput("Isian ini tidak boleh kosong.", code="empty", field=name)
    found["video_link"] = values["video_link"].strip()
    _judge_place(found)
    _judge_times(found["starts_at"], found["ends_at"], found["enrol_opens_at"], found["enrol_closes_at"])
    return found


def _judge_place(found: dict[str, Any]) -> None:
    if found["room"] is not None and found["place"]:
        raise BadInput("Pilih ruang, atau tulis tempat lain; tidak keduanya.", code="two_places", field="place")
    if found["room"] is None and not found["place"] and not found["video_link"]:
        raise BadInput("Pilih ruang, tulis tempat lain, atau tulis tautan video.", code="no_place", field="room")
    if found["video_link"] and not found["video_link"].startswith(("https://", "http://")):
        raise BadInput("Tulis tautan lengkap, misalnya https://contoh.id/rapat.", code="link", field="video_link")


def _judge_times(starts: datetime, ends: datetime, opens: datetime, closes: datetime) -> None:
    if ends <= starts:
        raise BadInput("Waktu selesai harus sesudah waktu mulai.", code="backwards", field="ends_at")
    longest = profile.current().trainings.longest_days
    if ends - starts > timedelta(days=longest):
        raise BadInput(f"Pelatihan paling lama {longest} hari. Periksa tanggalnya.", code="too_long", field="ends_at")
    if closes <= opens:
        raise BadInput(
            "Pendaftaran ditutup sesudah dibuka. Periksa tanggalnya.", code="backwards", field="enrol_closes_at"
        )
    if closes > starts:
        raise BadInput(
            "Pendaftaran ditutup paling lambat ketika pelatihan mulai.", code="too_late", field="enrol_closes_at"
        )


def _move(move: Transition, training: Training, actor: User | None, **fields: Any) -> Training:
    return transitions.apply(
        move,
        training,
        actor=actor,
        number=training.number,
        object_type=TRAINING_TYPE,
        refusal=moved_on(training).message,
        **fields,
    )


def _record(action: str, training: Training, actor: User, **data: Any) -> None:
    audit_record(action=action, object_type=TRAINING_TYPE, object_number=training.number, actor=actor, data=data)
