"""What procurement keeps about people: nothing but who copied a schedule, which is an act in office."""

from core.personal.registry import register_impersonal
from procurement.models import Package, Schedule, Stage, StageList


def register() -> None:
    """Called once, when the app is ready."""
    register_impersonal(Package, Schedule, Stage, StageList)
