"""What every template may read."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core import profile, registries


def portal(request: HttpRequest) -> dict[str, Any]:
    """`profile` (the LPSE profile in force) and `portal` (demo flag, navigation)."""
    return {
        "profile": profile.current(),
        "portal": {"demo": settings.DEMO, "navigation": registries.navigation()},
    }
