"""Lets many small stories happen in the right order, each moment at its own time."""

import heapq
import itertools
from collections.abc import Callable, Generator, Iterable
from datetime import datetime

import time_machine
from django.utils import timezone

# A story yields the moment at which it wants to go on. What one returns is for another that contains it.
Story = Generator[datetime, None, None]
AnyStory = Generator[datetime, None, object]


def play(stories: Iterable[AnyStory], *, until: datetime, after_each: Callable[[], None] = lambda: None) -> int:
    """Run all stories interleaved by time; what would happen after `until` does not happen.

    Time never goes back: a moment that another one overran begins when that one is over.

    Args:
        until: the present; no moment lies after it.
        after_each: called at every moment, still at that time.

    Returns:
        How many moments were played.
    """
    order = itertools.count()
    waiting: list[tuple[datetime, int, AnyStory]] = []

    def go_on(story: AnyStory) -> None:
        moment = next(story, None)
        if moment is not None and moment <= until:
            heapq.heappush(waiting, (moment, next(order), story))

    for story in stories:
        go_on(story)
    played = 0
    reached: datetime | None = None
    while waiting:
        moment, _, story = heapq.heappop(waiting)
        with time_machine.travel(max(moment, reached or moment), tick=True):
            go_on(story)
            after_each()
            reached = timezone.now()
        played += 1
    return played
