"""Reads of announcements: what stands on top of every page, the list of the site, the desk."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core.caching import kept_a_minute
from core.registries import BannerLine, tone
from helpdesk.enums.announcement import AnnouncementKind, AnnouncementScope, AnnouncementState
from helpdesk.models import Announcement
from helpdesk.models.announcement import scopes_of

MOST_IN_BANNER = 3
_MOST_KEPT = 20
_KEPT = ("number", "title", "kind", "scope", "show_from", "show_until")

SHOWN = (("", "Semua"), ("rancangan", "Rancangan"), ("disetujui", "Terbit"), ("dicabut", "Dicabut"))
_STATES = {
    "rancangan": AnnouncementState.DRAFT,
    "disetujui": AnnouncementState.APPROVED,
    "dicabut": AnnouncementState.WITHDRAWN,
}


def in_force_now() -> list[dict[str, Any]]:
    """What is in force, or soon will be, for whomever: one read a minute in each process serves every page."""
    soon = Announcement.objects.filter(state=AnnouncementState.APPROVED, is_banner=True)
    rows = soon.exclude(show_until__lte=timezone.now()).order_by("-show_from", "-pk")
    return list(rows.values(*_KEPT)[:_MOST_KEPT])


def banner(request: HttpRequest) -> list[BannerLine]:
    """The lines on top of this page; who is asking is looked at only where an announcement is not for everybody."""
    now = timezone.now()
    rows = [
        row
        for row in kept_a_minute(in_force_now)
        if row["show_from"] <= now and (row["show_until"] is None or row["show_until"] > now)
    ]
    if any(row["scope"] != AnnouncementScope.EVERYBODY for row in rows):
        user = getattr(request, "user", None)
        mine = scopes_of(user) if user is not None and user.is_authenticated else [AnnouncementScope.EVERYBODY]
        rows = [row for row in rows if row["scope"] in mine]
    return [
        BannerLine(
            label=AnnouncementKind(row["kind"]).label,
            text=row["title"],
            url=reverse("announcements:announcement", args=[row["number"]]),
            tone=tone(row["kind"]),
        )
        for row in rows[:MOST_IN_BANNER]
    ]


def desk_announcements(user: Any, *, show: str = "") -> QuerySet[Announcement]:
    """For the desk's list; to be shown newest first."""
    rows = Announcement.objects.visible_to(user)
    return rows.filter(state=_STATES[show]) if show in _STATES else rows


def announcements_due(user: Any) -> dict[str, Any] | None:
    """What the staff's first page says; None for people who do not approve, and when nothing waits."""
    if not user.has_perm("helpdesk.approve_announcement"):
        return None
    rows = list(
        Announcement.objects.filter(state=AnnouncementState.DRAFT).order_by("show_from", "pk").only("number", "title", "kind", "show_from")[:5]
    )  # fmt: skip
    return {"drafts": rows} if rows else None
