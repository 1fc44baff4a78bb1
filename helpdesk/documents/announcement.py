"""The words of the letter "pengumuman", frozen with the document. Pure: rows in, dict out."""

from typing import Any

from helpdesk.models import Announcement

ANNOUNCEMENT = "announcement"


def announcement_context(announcement: Announcement) -> dict[str, Any]:
    """Context of the letter; corrections that were added stand in it with their times."""
    return {
        "case_number": announcement.number,
        "about": announcement.get_kind_display(),
        "replaces_number": announcement.document.number if announcement.document else "",
        "title": announcement.title,
        "body": announcement.body,
        "event_from": announcement.event_from,
        "event_until": announcement.event_until,
        "corrections": [
            {"added_at": one.added_at, "body": one.body} for one in announcement.corrections.order_by("pk")
        ],
    }
