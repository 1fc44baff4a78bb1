"""The clock of service targets: a pure function over an event log, a calendar and dated targets (rule 13)."""

from core.sla.explanation import explain
from core.sla.reading import Clocks, LogEntry, Reading, Stop, Target, moment_used, read_clock, read_clocks
from core.sla.services import target_save, targets_in_table, targets_load, targets_stamp

__all__ = [
    "Clocks",
    "LogEntry",
    "Reading",
    "Stop",
    "Target",
    "explain",
    "moment_used",
    "read_clock",
    "read_clocks",
    "target_save",
    "targets_in_table",
    "targets_load",
    "targets_stamp",
]
