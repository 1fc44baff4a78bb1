"""Enrolling: seats, the waiting list that moves up, strangers with a confirmed address, leaving, what the portal does by itself."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction

from core.models import AuditEvent, OutgoingMail, User
from core.refusals import BadInput, Forbidden, Refusal
from helpdesk.models import Training, TrainingEnrolment
from helpdesk.services.training import training_close, training_hold, training_open
from helpdesk.services.training_enrolment import (
    Participant,
    enrolment_ask,
    enrolment_confirm,
    enrolment_enter,
    enrolment_leave,
    enrolment_request,
)
from helpdesk.services.training_keep import trainings_keep, trainings_of_person_erase
from tests.helpdesk.trainings import BEGIN, END, NOW, enrolment_make, planned

pytestmark = pytest.mark.django_db
WHO = Participant("Budi Contoh", "CV Maju", "budi@contoh.id", "0812 3456 7890")


@pytest.fixture(autouse=True)
def moving_clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def training(support: User) -> Training:
    return training_open(training=planned(support, is_public=True), actor=support)


def enrolled(training: Training, actor: User) -> TrainingEnrolment:
    return enrolment_request(training=training, agency="Dinas Contoh", phone="", actor=actor)


def kinds() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True))


def test_a_participant_gets_a_seat_a_number_and_the_calendar_file(training: Training, ppk: User) -> None:
    row = enrolled(training, ppk)
    assert (row.number, row.state, row.seat, row.group) == ("PST-2026-00001", "enrolled", 1, "official")
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.to) == ("training.enrolled", ppk.email)
    assert "Jumat, 27 November 2026 pukul 09.00 WITA" in mail.body
    assert b"DTSTART:20261127T010000Z" in bytes(mail.parts.get().content)
    assert AuditEvent.objects.get(action="training_enrolment.seated").object_number == row.number
    assert enrolled(training, ppk) == row
    assert len(kinds()) == 1


def test_the_third_for_two_seats_waits_and_moves_up_by_itself(
    training: Training, make_account: Callable[..., User]
) -> None:
    first, second, third, fourth = [enrolled(training, make_account("vendor")) for _ in range(4)]
    assert [row.state for row in (first, second, third, fourth)] == ["enrolled", "enrolled", "waiting", "waiting"]
    enrolment_leave(enrolment=first, actor=first.user)
    third.refresh_from_db()
    fourth.refresh_from_db()
    assert (third.state, third.seat, fourth.state) == ("enrolled", 1, "waiting")
    assert kinds()[-2:] == ["training.left", "training.moved_up"]
    assert enrolment_leave(enrolment=first, actor=first.user).state == "cancelled"
    assert len(kinds()) == 6
    # Whoever left may come back, at the end of the line.
    assert enrolled(training, first.user).state == "waiting"  # type: ignore[arg-type]


def test_a_stranger_gets_a_seat_only_after_the_address_was_confirmed(training: Training) -> None:
    row = enrolment_ask(training=training, who=WHO)
    assert (row.state, row.seat) == ("unconfirmed", None)
    mail = OutgoingMail.objects.get()
    assert mail.kind == "training_public.to_confirm"
    assert f"/pelatihan/peserta/{row.number}/" in mail.body
    assert enrolment_confirm(enrolment=row).state == "enrolled"
    assert enrolment_confirm(enrolment=row).state == "enrolled"
    assert enrolment_ask(training=training, who=WHO) == row
    assert kinds() == ["training_public.to_confirm", "training.enrolled", "training_public.known_already"]


def test_only_an_open_training_for_them_takes_people(training: Training, support: User, head: User) -> None:
    closed_to_public = training_open(training=planned(support), actor=support)
    with pytest.raises(Forbidden):
        enrolment_ask(training=closed_to_public, who=WHO)
    with pytest.raises(Forbidden):
        enrolled(closed_to_public, head)
    assert enrolled(training, head).group == "public"
    training_close(training=training, actor=support)
    with pytest.raises(Refusal, match="sudah ditutup"):
        enrolment_ask(training=training, who=WHO)


def test_enrolment_opens_at_its_time(support: User, ppk: User) -> None:
    row = training_open(training=planned(support, enrol_opens_at=NOW + timedelta(hours=1)), actor=support)
    with pytest.raises(Refusal, match="baru dibuka"):
        enrolled(row, ppk)


@pytest.mark.parametrize(
    ("who", "field"),
    [
        (Participant(" ", "CV Maju", "a@contoh.id"), "name"),
        (Participant("Budi", "", "a@contoh.id"), "agency"),
        (Participant("Budi", "CV Maju", ""), "email"),
        (Participant("password: rahasia", "CV Maju", "a@contoh.id"), "name"),
    ],
)
def test_an_answer_that_is_missing_is_named(training: Training, who: Participant, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        enrolment_ask(training=training, who=who)
    assert refused.value.field == field


def test_the_address_of_an_account_is_not_enrolled_twice(training: Training, ppk: User) -> None:
    enrolment_ask(training=training, who=Participant("Hasan", "Dinas", ppk.email.upper()))
    with pytest.raises(Refusal, match="sudah terdaftar pada pelatihan ini tanpa akun"):
        enrolled(training, ppk)


def test_when_it_is_over_nobody_is_written_down_confirmed_or_taken_out(
    training: Training, support: User, moving_clock: Any
) -> None:
    asked = enrolment_ask(training=training, who=WHO)
    gone = enrolment_make(training, None, "cancelled")
    with pytest.raises(Refusal, match="dibatalkan atau gugur"):
        enrolment_confirm(enrolment=gone)
    caller = Participant("Ani", "CV Ani", "")
    seated = enrolment_enter(training=training, who=caller, group="vendor", actor=support)
    moving_clock.move_to(END + timedelta(minutes=1))
    with pytest.raises(Refusal, match="selama pelatihan belum selesai"):
        enrolment_enter(training=training, who=caller, group="vendor", actor=support)
    with pytest.raises(Refusal, match="sudah mulai atau dibatalkan"):
        enrolment_confirm(enrolment=asked)
    training.refresh_from_db()
    training_hold(training=training, actor=support)
    with pytest.raises(Refusal, match="sudah selesai atau dibatalkan"):
        enrolment_leave(enrolment=seated, actor=support, is_holder=False)
    seated.refresh_from_db()
    assert seated.state != "cancelled"


def test_the_desk_writes_down_who_calls(training: Training, support: User, head: User) -> None:
    row = enrolment_enter(training=training, who=Participant("Ani", "CV Ani", ""), group="vendor", actor=support)
    assert (row.state, row.user, row.email) == ("enrolled", None, "")
    assert kinds() == []
    with pytest.raises(Forbidden):
        enrolment_enter(training=training, who=WHO, group="vendor", actor=head)
    enrolment_enter(training=training, who=WHO, group="public", actor=support)
    with pytest.raises(BadInput, match="sudah terdaftar"):
        enrolment_enter(training=training, who=WHO, group="public", actor=support)
    with pytest.raises(BadInput, match="kelompok"):
        enrolment_enter(training=training, who=WHO, group="lain", actor=support)


def test_leaving_ends_before_the_begin_but_not_for_the_desk(
    training: Training, support: User, ppk: User, make_account: Callable[..., User], moving_clock: Any
) -> None:
    row = enrolled(training, ppk)
    moving_clock.move_to(BEGIN - timedelta(hours=11))
    with pytest.raises(Refusal, match="hanya dapat dibatalkan sampai"):
        enrolment_leave(enrolment=row, actor=ppk)
    with pytest.raises(Forbidden):
        enrolment_leave(enrolment=row, actor=make_account("vendor"))
    assert enrolment_leave(enrolment=row, actor=support, is_holder=False).state == "cancelled"


def test_the_database_gives_no_seat_twice(training: Training, make_account: Callable[..., User]) -> None:
    enrolment_make(training, make_account("vendor"), seat=1)
    with pytest.raises(IntegrityError, match="training_seat_once"), transaction.atomic():
        enrolment_make(training, make_account("vendor"), seat=1)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_the_last_seat(support: User, make_account: Callable[..., User]) -> None:
    training = training_open(training=planned(support, seats=1), actor=support)
    people, answers = [make_account("vendor") for _ in range(4)], []
    start = threading.Barrier(len(people))

    def act(user: User) -> None:
        start.wait()
        try:
            answers.append(enrolled(training, user).state)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["enrolled", "waiting", "waiting", "waiting"]


@pytest.mark.django_db(transaction=True)
def test_leaving_and_asking_at_once_leave_no_seat_empty_and_give_none_twice(
    support: User, make_account: Callable[..., User]
) -> None:
    training = training_open(training=planned(support, seats=1), actor=support)
    first, waits = enrolled(training, make_account("vendor")), enrolled(training, make_account("vendor"))
    late, start = make_account("vendor"), threading.Barrier(2)

    def act(step: Callable[[], object]) -> None:
        start.wait()
        try:
            step()
        finally:
            connections.close_all()

    steps: list[Callable[[], object]] = [
        lambda: enrolment_leave(enrolment=first, actor=first.user),
        lambda: enrolled(training, late),
    ]
    threads = [threading.Thread(target=act, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waits.refresh_from_db()
    assert waits.state == "enrolled"
    assert TrainingEnrolment.objects.get(user=late).state == "waiting"


def test_the_portal_closes_lapses_reminds_and_forgets_once(training: Training, ppk: User, moving_clock: Any) -> None:
    row = enrolled(training, ppk)
    stranger = enrolment_ask(training=training, who=WHO)
    assert trainings_keep() == 0
    moving_clock.move_to(BEGIN - timedelta(hours=23))
    assert trainings_keep() == 1
    mail = OutgoingMail.objects.get(kind="training.reminder")
    assert mail.parts.get().name == "pelatihan.ics"
    assert trainings_keep() == 0
    moving_clock.move_to(BEGIN)
    # Closed at its time, and 48 hours without confirmation are over.
    assert trainings_keep() == 2
    training.refresh_from_db()
    stranger.refresh_from_db()
    assert (training.state, stranger.state) == ("closed", "cancelled")
    moving_clock.move_to(BEGIN + timedelta(days=1826))
    assert trainings_keep() == 2
    assert trainings_keep() == 0
    row.refresh_from_db()
    assert (row.name, row.agency, row.email, row.phone, row.user) == ("", "", "", "", ppk)


def test_erasing_a_person_empties_the_own_rows_when_nothing_is_ahead(training: Training, ppk: User) -> None:
    row = enrolled(training, ppk)
    with pytest.raises(Refusal, match=row.number):
        trainings_of_person_erase(ppk.person)
    enrolment_leave(enrolment=row, actor=ppk)
    trainings_of_person_erase(ppk.person)
    row.refresh_from_db()
    assert (row.name, row.email) == ("", "")
    assert row.erased_at is not None
