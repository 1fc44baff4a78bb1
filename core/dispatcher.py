"""Hands waiting rows and due duties to Celery (docs/decisions/0001-dispatcher.md).

One process, any number of copies: a row handed out twice is claimed once, a duty asks the database what is missing.
Time is the monotonic clock; the wall clock is only looked at to notice that it was set back.
"""

import logging
import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import psycopg2
from celery import Celery
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from core import work
from core.enums import WorkState
from core.models import ProcessBeat

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
BEAT_SECONDS = 10.0
# At most so many rows of one source are looked at per turn: the oldest come first, the rest on the next turns.
BATCH = 200
# A message may be lost with Redis or a worker. It is sent again after 20 s, then after twice as long, at most 2 minutes.
FIRST_REPEAT = 20.0
LONGEST_REPEAT = 120.0
BROKER_PAUSE = 2.0
# A wall clock that went back further than this makes rows look scheduled for later than they are.
CLOCK_SLACK = 30.0
NAME = "dispatcher"


@dataclass
class _Sent:
    """When a row was handed out, and when to do so again."""

    at: float
    pause: float = FIRST_REPEAT


@dataclass
class Dispatcher:
    """The loop. `clock` and `wall` are given by tests.

    Args:
        app: the Celery application whose queues get the messages.
    """

    app: Celery
    stop: threading.Event = field(default_factory=threading.Event)
    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    _sent: dict[tuple[str, int, int], _Sent] = field(default_factory=dict)
    _duty_due: dict[str, float] = field(default_factory=dict)
    _beat_due: float = 0.0
    _broker_due: float = 0.0
    _offset: float | None = None

    def run(self) -> None:
        """Serve until `stop` is set; outlives restarts of PostgreSQL and Redis."""
        pause = 0.2
        while not self.stop.is_set():
            try:
                self._listen()
                pause = 0.2
                while not self.stop.is_set():
                    self.turn()
                    self._wait()
            except (DatabaseError, InterfaceError, psycopg2.Error) as error:
                log.warning("database not usable, trying again: %s", type(error).__name__)
                connection.close()
                self.stop.wait(pause)
                pause = min(pause * 2, 2.0)

    def turn(self) -> int:
        """One look at clock, rows and duties; returns how many messages were sent."""
        self._beat()
        self._mind_the_clock()
        sent = 0
        if self.clock() >= self._broker_due:
            try:
                sent = self._rows() + self._duties()
            except (BrokerError, OSError) as error:
                # Redis is away. Nothing is lost: the rows wait, and the next turn tries again.
                log.warning("broker not usable, trying again: %s", type(error).__name__)
                self._broker_due = self.clock() + BROKER_PAUSE
                self.app.pool.force_close_all()
        return sent

    def _listen(self) -> None:
        close_old_connections()
        connection.close()
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {work.CHANNEL}")

    def _wait(self) -> None:
        """Sleep until a row is announced or the tick is over."""
        link = connection.connection
        if link is None or link.closed:
            raise InterfaceError("connection lost")
        link.poll()
        if not link.notifies:
            select.select([link], [], [], TICK_SECONDS)
            link.poll()
        link.notifies.clear()

    def _rows(self) -> int:
        now, sent, seen = self.clock(), 0, set()
        for source in work.sources():
            waiting = work.due(source.model).values_list("pk", "attempts")[:BATCH]
            for pk, attempts in waiting:
                key = (source.key, pk, attempts)
                seen.add(key)
                before = self._sent.get(key)
                if before and now - before.at < before.pause:
                    continue
                self.app.send_task(source.task, args=[pk], retry=False, ignore_result=True, priority=source.priority)
                self._sent[key] = _Sent(now, min(before.pause * 2, LONGEST_REPEAT) if before else FIRST_REPEAT)
                sent += 1
        for key in self._sent.keys() - seen:
            del self._sent[key]
        return sent

    def _duties(self) -> int:
        now, sent = self.clock(), 0
        for duty in work.duties():
            if now < self._duty_due.get(duty.key, 0.0):
                continue
            period = duty.every.total_seconds()
            # Messages of a worker that is away pile up no further than one period.
            self.app.send_task(duty.task, retry=False, ignore_result=True, expires=max(period, 60.0))
            self._duty_due[duty.key] = now + period
            sent += 1
        return sent

    def _beat(self) -> None:
        if self.clock() >= self._beat_due:
            ProcessBeat.objects.update_or_create(name=NAME, defaults={"beat_at": timezone.now()})
            self._beat_due = self.clock() + BEAT_SECONDS

    def _mind_the_clock(self) -> None:
        """After the wall clock went back, pull in waiting times that it made look far ahead."""
        offset = self.wall() - self.clock()
        went_back = self._offset is not None and self._offset - offset > CLOCK_SLACK
        if self._offset is None:
            # The process is new; the last sign of life of the old one tells.
            last = ProcessBeat.objects.filter(name__startswith="duty:").order_by("-beat_at").first()
            ahead = timezone.now() + timedelta(seconds=CLOCK_SLACK)
            went_back = last is not None and last.beat_at > ahead
        self._offset = offset
        if went_back:
            log.warning("the wall clock went back; waiting rows are pulled in")
            soon = timezone.now() + timedelta(minutes=1)
            for source in work.sources():
                rows = source.model._default_manager.filter(work_state=WorkState.WAITING)
                rows.filter(run_after__gt=soon).update(run_after=soon)
                rows.filter(claimed_until__gt=soon).update(claimed_until=soon)
            ProcessBeat.objects.filter(beat_at__gt=soon).update(beat_at=timezone.now())
