"""The dispatcher hands out every waiting row once, again after a loss, and outlives clocks and brokers that fail."""

from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from celery import Celery
from django.core.management import CommandError, call_command
from django.utils import timezone
from kombu.exceptions import OperationalError

from core import work
from core.dispatcher import BROKER_PAUSE, FIRST_REPEAT, Dispatcher
from core.enums import WorkState
from core.models import OutgoingMail, ProcessBeat

pytestmark = pytest.mark.django_db


class Broker:
    """Stands for Celery's sending side, the only part a broker fault touches."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, list[Any]]] = []
        self.down = False
        self.pool = self

    def send_task(self, name: str, args: list[Any] | None = None, **options: Any) -> None:
        assert options["retry"] is False  # else the loop stands still while Redis is away
        if self.down:
            raise OperationalError("no broker")
        self.sent.append((name, args or []))

    def force_close_all(self) -> None:
        pass


class Clock:
    def __init__(self) -> None:
        self.monotonic, self.wall = 1000.0, timezone.now().timestamp()

    def forward(self, seconds: float) -> None:
        self.monotonic += seconds
        self.wall += seconds


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def dispatcher(broker: Broker, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Dispatcher:
    source = work.WorkSource(key="mail", label="Surat", model=OutgoingMail, task="mail.send")
    monkeypatch.setattr(work, "_SOURCES", {"mail": source})
    duty = work.Duty(key="tidy", label="Merapikan", task="tidy", every=timedelta(minutes=5))
    monkeypatch.setattr(work, "_DUTIES", {"tidy": duty})
    return Dispatcher(broker, clock=lambda: clock.monotonic, wall=lambda: clock.wall)  # type: ignore[arg-type]


def _mail(**fields: Any) -> OutgoingMail:
    number = OutgoingMail.objects.count()
    return OutgoingMail.objects.create(
        to="warga@example.id", subject="Uji", body="Isi", message_id=f"<{number}@uji>", **fields
    )


def _mails(broker: Broker) -> list[int]:
    return [args[0] for name, args in broker.sent if name == "mail.send"]


def test_a_waiting_row_is_handed_out_once_and_a_done_one_never(dispatcher: Dispatcher, broker: Broker) -> None:
    row = _mail()
    _mail(work_state=WorkState.DONE, sent_at=timezone.now())
    _mail(run_after=timezone.now() + timedelta(minutes=10))
    for _ in range(3):
        dispatcher.turn()
    assert _mails(broker) == [row.pk]


def test_a_row_whose_message_was_lost_is_handed_out_again(dispatcher: Dispatcher, broker: Broker, clock: Clock) -> None:
    row = _mail()
    dispatcher.turn()
    clock.forward(FIRST_REPEAT - 1)
    dispatcher.turn()
    assert _mails(broker) == [row.pk]
    clock.forward(2)
    dispatcher.turn()
    assert _mails(broker) == [row.pk, row.pk]


def test_a_row_given_back_by_its_worker_is_handed_out_at_once(dispatcher: Dispatcher, broker: Broker) -> None:
    row = _mail()
    dispatcher.turn()
    claim = work.work_claim(OutgoingMail, row.pk)
    assert claim is not None
    dispatcher.turn()
    assert _mails(broker) == [row.pk]
    assert claim.retry("451", after=timedelta(0))
    dispatcher.turn()
    assert _mails(broker) == [row.pk, row.pk]


def test_a_dead_broker_stops_nothing_but_the_sending(dispatcher: Dispatcher, broker: Broker, clock: Clock) -> None:
    row = _mail()
    broker.down = True
    assert dispatcher.turn() == 0
    assert ProcessBeat.objects.filter(name="dispatcher").exists()
    broker.down = False
    dispatcher.turn()
    assert _mails(broker) == []  # the pause is not over
    clock.forward(BROKER_PAUSE)
    dispatcher.turn()
    assert _mails(broker) == [row.pk]


def test_a_duty_goes_by_its_own_period_whatever_the_wall_clock_does(
    dispatcher: Dispatcher, broker: Broker, clock: Clock
) -> None:
    def count() -> int:
        return sum(name == "tidy" for name, _ in broker.sent)

    dispatcher.turn()
    clock.wall -= 86_400
    dispatcher.turn()
    assert count() == 1
    clock.monotonic += 301
    dispatcher.turn()
    assert count() == 2
    clock.wall += 2 * 86_400
    dispatcher.turn()
    assert count() == 2


def test_a_clock_set_back_delays_no_row_by_more_than_a_minute(
    dispatcher: Dispatcher, broker: Broker, clock: Clock
) -> None:
    dispatcher.turn()
    # Written and leased before the clock went back three hours: both times now look far ahead.
    ahead = timezone.now() + timedelta(hours=3)
    row = _mail(run_after=ahead, claimed_until=ahead)
    clock.wall -= 3 * 3600
    dispatcher.turn()
    row.refresh_from_db()
    soon = timezone.now() + timedelta(seconds=61)
    assert row.run_after <= soon
    assert row.claimed_until is not None
    assert row.claimed_until <= soon


def test_a_steady_clock_leaves_planned_rows_alone(dispatcher: Dispatcher, clock: Clock) -> None:
    planned = timezone.now() + timedelta(hours=1)
    row = _mail(run_after=planned)
    for _ in range(5):
        clock.forward(60)
        dispatcher.turn()
    row.refresh_from_db()
    assert row.run_after == planned


def test_list_late_jobs_names_rows_duties_and_silent_processes(dispatcher: Dispatcher) -> None:
    now = timezone.now()
    _mail(run_after=now - timedelta(minutes=20))
    _mail(work_state=WorkState.FAILED)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("list_late_jobs", stdout=out)
    text = out.getvalue()
    assert "Surat (mail): 1 terlambat" in text
    assert "Surat (mail): 1 gagal, menunggu petugas" in text
    assert "Merapikan (tidy)" in text
    assert "Pekerja (worker)" in text


def test_list_late_jobs_is_silent_when_all_is_in_time(dispatcher: Dispatcher) -> None:
    _mail()
    for name in ("dispatcher", "worker", "duty:tidy"):
        ProcessBeat.objects.create(name=name)
    out = StringIO()
    call_command("list_late_jobs", stdout=out)
    assert out.getvalue().strip() == "Tidak ada yang terlambat."


def test_a_sign_of_life_from_the_future_counts_as_unknown(dispatcher: Dispatcher) -> None:
    for name in ("dispatcher", "worker", "duty:tidy"):
        ProcessBeat.objects.create(name=name, beat_at=timezone.now() + timedelta(days=1))
    out = StringIO()
    with pytest.raises(CommandError, match="3 hal terlambat"):
        call_command("list_late_jobs", "--json", stdout=out)


def test_a_mail_overtakes_the_letters_that_wait_in_the_real_queue(settings: Any) -> None:
    app = Celery(broker=settings.REDIS_URL)
    app.conf.task_default_queue = f"uji-{uuid4().hex}"
    for name, priority in (("surat", 6), ("surat", 6), ("formulir", 3), ("surel", 0)):
        app.send_task(name, priority=priority, ignore_result=True)
    taken = []
    with app.connection_for_read() as link, link.SimpleQueue(app.conf.task_default_queue) as queue:
        for _ in range(4):
            message = queue.get(timeout=5)
            taken.append(message.headers["task"])
            message.ack()
    app.close()
    assert taken == ["surel", "formulir", "surat", "surat"]


def test_letters_wait_behind_mail_scans_and_forms() -> None:
    priority = {source.key: source.priority for source in work.sources()}
    assert priority["mail"] == priority["file"] == 0
    assert 0 < priority["forms"] < priority["documents"]
