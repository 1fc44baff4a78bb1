"""Lets many small stories happen in the right order, each moment at its own time."""

import heapq
import itertools
from collections.abc import Callable, Generator, Iterable
from datetime import datetime

import time_machine

# A story yields the moment at which it wants to go on.
Story = Generator[datetime, None, None]


def play(stories: Iterable[Story], *, until: datetime, after_each: Callable[[], None] = lambda: None) -> int:
    """Run all stories interleaved by time; what would happen after `until` does not happen.

    Args:
        until: the present; no moment lies after it.
        after_each: called at every moment, still at that time.

    Returns:
        How many moments were played.
    """
    order = itertools.count()
    waiting: list[tuple[datetime, int, Story]] = []

    def go_on(story: Story) -> None:
        moment = next(story, None)
        if moment is not None and moment <= until:
            heapq.heappush(waiting, (moment, next(order), story))

    for story in stories:
        go_on(story)
    played = 0
    while waiting:
        moment, _, story = heapq.heappop(waiting)
        with time_machine.travel(moment, tick=True):
            go_on(story)
            after_each()
        played += 1
    return played
