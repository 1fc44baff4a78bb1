"""Migrations that draw a model anew only when its columns change.

Django draws a model of the past, and with it every model related to it, again after each operation. An index, a
constraint and a trigger change no column and no relation, and half of all operations are such; for them the options
of the model that is already drawn are set instead. Tables and triggers come out the same, in a third of the time.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations import AddConstraint, AddIndex, RemoveConstraint, RemoveIndex
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

WITHOUT_COLUMNS = (AddConstraint, AddIndex, RemoveConstraint, RemoveIndex, AddTrigger, RemoveTrigger)
OPTIONS = ("constraints", "indexes", "triggers")


@contextmanager
def migrating() -> Iterator[None]:
    """While it lasts migrations run as this module says, and garbage, of which they make much, is sought rarely."""
    threshold, forwards = gc.get_threshold(), {operation: operation.state_forwards for operation in WITHOUT_COLUMNS}
    for operation, slow in forwards.items():
        operation.state_forwards = _with_drawn_models_kept(slow)  # type: ignore[method-assign]
    gc.set_threshold(200_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*threshold)
        for operation, slow in forwards.items():
            operation.state_forwards = slow  # type: ignore[method-assign]


def _with_drawn_models_kept(forwards: Callable[..., None]) -> Callable[..., None]:
    def state_forwards(operation: Any, app_label: str, state: ProjectState) -> None:
        drawn = state.__dict__.pop("apps", None)
        forwards(operation, app_label, state)
        if drawn is None:
            return
        state.__dict__["apps"] = drawn
        name = operation.model_name.lower()
        meta = drawn.get_model(app_label, name)._meta
        options = state.models[app_label, name].options
        for option in OPTIONS:
            if option in options:
                setattr(meta, option, list(options[option]))
        meta.__dict__.pop("total_unique_constraints", None)  # kept by Django from the constraints before

    return state_forwards
