"""Several people who do something at the same moment, each with a connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned, or the exception it raised, in the order given; none begins before all are ready.

    The test needs ``django_db(transaction=True)``, so that the others see what was written.
    """
    start = threading.Barrier(len(acts))
    ends: list[Any] = [None] * len(acts)

    def run(place: int) -> None:
        try:
            start.wait(10)
            ends[place] = acts[place]()
        except Exception as raised:
            ends[place] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends
