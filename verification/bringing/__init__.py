"""What verification brings to core's registries, one module for each part of its work."""

from verification import personal
from verification.bringing import archive, cases, changes, counter, deactivation, objections, officials, visits


def register() -> None:
    """Called once, when the apps are ready."""
    for part in (cases, officials, objections, counter, visits, changes, archive, deactivation, personal):
        part.register()
