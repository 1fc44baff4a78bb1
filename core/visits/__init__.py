"""Visits: a person comes to the office or is met by video call, waits, is called, is served. Knows no unit's vocabulary."""

from core.visits.services import (
    visit_book,
    visit_call_next,
    visit_cancel,
    visit_check_in,
    visit_find,
    visit_move,
    visit_no_show,
    visit_serve,
    visit_walk_in,
)

__all__ = [
    "visit_book",
    "visit_call_next",
    "visit_cancel",
    "visit_check_in",
    "visit_find",
    "visit_move",
    "visit_no_show",
    "visit_serve",
    "visit_walk_in",
]
