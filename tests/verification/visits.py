"""The day on which the tests of appointments happen."""

from datetime import UTC, datetime
from typing import Any

from core import profile
from core.models import ProfileVersion

# Wednesday 25 November 2026, 09:00 WITA; the office is open 07:30-12:00 and 13:00-16:00.
NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
SOON = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
THURSDAY_NINE = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


def set_visits(**changes: Any) -> None:
    """A new version of the profile with other figures for visits."""
    newest = ProfileVersion.objects.latest()
    data = {**newest.data, "visits": {**newest.data["visits"], **changes}}
    ProfileVersion.objects.create(slug=newest.slug, data=data, reason="uji")
    profile.forget()
