"""Figures above a list are counted once a minute by each process."""

from datetime import UTC, datetime, timedelta

import time_machine

from core.caching import kept_a_minute


def test_figures_are_counted_once_a_minute() -> None:
    counted = []

    def count() -> int:
        counted.append(1)
        return len(counted)

    begin = datetime(2026, 3, 2, 1, tzinfo=UTC)
    with time_machine.travel(begin, tick=False):
        assert [kept_a_minute(count), kept_a_minute(count)] == [1, 1]
    with time_machine.travel(begin + timedelta(seconds=61), tick=False):
        assert kept_a_minute(count) == 2


def test_two_kinds_of_figures_do_not_meet() -> None:
    assert kept_a_minute(_first) == "first"
    assert kept_a_minute(_second) == "second"


def _first() -> str:
    return "first"


def _second() -> str:
    return "second"
