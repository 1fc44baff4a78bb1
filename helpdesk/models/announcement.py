"""Announcements: technical trouble, maintenance, services and training, told in time and kept for good (Pasal 23d, 26(4))."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from core.constraints import set_in_state
from core.roles import OFFICIAL_ROLES, STAFF_ROLES, VENDOR
from helpdesk.enums.announcement import AnnouncementKind, AnnouncementScope, AnnouncementState, MailingKind

SCOPE_ROLES: dict[str, tuple[str, ...]] = {
    AnnouncementScope.VENDORS: (VENDOR,),
    AnnouncementScope.OFFICIALS: OFFICIAL_ROLES,
    AnnouncementScope.STAFF: tuple(sorted(STAFF_ROLES)),
}


def scopes_of(user: Any) -> list[str]:
    """Scopes whose announcements are for this person; the office reads them all."""
    if user.is_authenticated and user.has_perm("helpdesk.view_announcement"):
        return [str(one) for one in AnnouncementScope]
    own = [scope for scope, roles in SCOPE_ROLES.items() if user.is_authenticated and user.has_role(*roles)]
    return [AnnouncementScope.EVERYBODY, *own]


# What nobody changes once an announcement is approved.
_FIXED = (
    "number", "kind", "scope", "title", "body", "show_from", "show_until", "event_from", "event_until", "by_mail",
    "has_letter", "approved_by_id", "approved_at",
)  # fmt: skip


def _columns(row: str) -> str:
    return ", ".join(f"{row}.{column}" for column in _FIXED)


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Reads of announcements."""

    def visible_to(self, user: Any) -> "AnnouncementQuerySet":
        """All for who may see the desk."""
        return self if user.is_authenticated and user.has_perm("helpdesk.view_announcement") else self.none()

    def shown(self) -> "AnnouncementQuerySet":
        """What stands on the site: from its time on, also when it is over or was withdrawn."""
        return self.filter(
            Q(state=AnnouncementState.APPROVED) | Q(state=AnnouncementState.WITHDRAWN, withdrawn_at__gt=F("show_from")),
            show_from__lte=timezone.now(),
        )

    def shown_to(self, user: Any) -> "AnnouncementQuerySet":
        """What stands on the site for this person."""
        return self.shown().filter(scope__in=scopes_of(user))


class Announcement(models.Model):
    """One announcement. Once approved, its words and times stay; what follows is a correction or a withdrawal."""

    number = models.CharField("nomor", max_length=30, unique=True, editable=False)
    state = models.CharField(
        "keadaan", max_length=10, choices=AnnouncementState, default=AnnouncementState.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    # The same form sent twice is one draft.
    submission = models.CharField(max_length=60, null=True, unique=True, editable=False)
    # Public number of the incident or maintenance window that a higher app drafted it for.
    origin = models.CharField("asal", max_length=60, blank=True, default="", editable=False)

    kind = models.CharField("jenis", max_length=12, choices=AnnouncementKind)
    scope = models.CharField("untuk", max_length=10, choices=AnnouncementScope, default=AnnouncementScope.EVERYBODY)
    title = models.CharField("judul", max_length=150)
    body = models.TextField("isi", max_length=10_000)
    show_from = models.DateTimeField("tampil mulai")
    show_until = models.DateTimeField("tampil sampai", null=True, blank=True)
    event_from = models.DateTimeField("mulai kejadian", null=True, blank=True)
    event_until = models.DateTimeField("selesai kejadian", null=True, blank=True)
    is_banner = models.BooleanField("tampil di atas setiap halaman", default=True)
    by_mail = models.BooleanField("dikirim ke pelanggan", default=True)
    has_letter = models.BooleanField("dengan surat pengumuman", default=False)

    writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="penulis", related_name="+", editable=False, blank=True
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="disetujui oleh", null=True, on_delete=models.PROTECT, related_name="+",
        editable=False,
    )  # fmt: skip
    approved_at = models.DateTimeField("disetujui", null=True, editable=False)
    withdrawn_at = models.DateTimeField("dicabut", null=True, editable=False)
    withdrawal_reason = models.CharField("alasan dicabut", max_length=300, blank=True, default="", editable=False)
    document = models.ForeignKey(
        "core.OfficialDocument", verbose_name="surat", null=True, on_delete=models.PROTECT, related_name="+",
        editable=False,
    )  # fmt: skip

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = "pengumuman"
        verbose_name_plural = "pengumuman"
        default_permissions = ("view", "add", "change")
        permissions = [
            ("approve_announcement", "Menyetujui dan membetulkan pengumuman"),
            ("withdraw_announcement", "Mencabut pengumuman"),
        ]
        ordering = ["-pk"]
        constraints = [
            set_in_state(
                "announcement_approved_has_person",
                [AnnouncementState.APPROVED, AnnouncementState.WITHDRAWN],
                "approved_by",
                "approved_at",
                message="Pengumuman yang terbit mencatat siapa yang menyetujuinya.",
            ),
            set_in_state("announcement_withdrawn_has_time", AnnouncementState.WITHDRAWN, "withdrawn_at"),
            models.CheckConstraint(
                name="announcement_ends_after_it_begins",
                condition=Q(show_until__isnull=True) | Q(show_until__gt=F("show_from")),
                violation_error_message="Waktu selesai tampil harus sesudah waktu mulai tampil.",
            ),
            models.CheckConstraint(
                name="announcement_event_ends_after_it_begins",
                condition=Q(event_until__isnull=True) | Q(event_until__gt=F("event_from")),
                violation_error_message="Waktu selesai kejadian harus sesudah waktu mulainya.",
            ),
            models.UniqueConstraint(
                fields=["origin"], name="announcement_once_per_origin", condition=~Q(origin="") & ~Q(state="discarded")
            ),
        ]
        indexes = [
            models.Index(fields=["-show_from", "-id"], name="announcement_shown"),
            models.Index(fields=["state", "-id"], name="announcement_state"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="announcement_words_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.state <> 'draft' AND ({_columns('NEW')}) IS DISTINCT FROM ({_columns('OLD')})"
                ),
            ),
            pgtrigger.Protect(name="announcement_stays", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_over(self) -> bool:
        """True when its time has passed."""
        return self.show_until is not None and self.show_until <= timezone.now()

    @property
    def is_ahead(self) -> bool:
        """True while its time has not come."""
        return self.show_from > timezone.now()


class AnnouncementCorrection(models.Model):
    """What was wrong or has changed since, shown below the announcement with its time; never altered."""

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="corrections")
    body = models.TextField("pembetulan", max_length=5000)
    added_at = models.DateTimeField("ditambahkan", default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="oleh", on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = "pembetulan pengumuman"
        verbose_name_plural = "pembetulan pengumuman"
        default_permissions = ()
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(name="announcementcorrection_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.added_at}"


class Subscriber(models.Model):
    """An address that asked for announcements and confirmed it; it is deleted the moment it no longer wants them."""

    email = models.EmailField("surel", max_length=254)
    # Stands in the link that ends the subscription.
    token = models.CharField(max_length=50, unique=True, editable=False)
    confirmed_at = models.DateTimeField("berlangganan sejak", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "pelanggan pengumuman"
        verbose_name_plural = "pelanggan pengumuman"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="subscriber_once")]

    def __str__(self) -> str:
        return "pelanggan"


class AnnouncementMailing(models.Model):
    """One round of mails to all subscribers, sent in batches; how far it came is kept, so that nobody gets it twice."""

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="mailings")
    kind = models.CharField("jenis", max_length=10, choices=MailingKind)
    correction = models.OneToOneField(
        AnnouncementCorrection, null=True, on_delete=models.PROTECT, related_name="mailing"
    )
    due_at = models.DateTimeField("mulai dikirim")
    reached = models.BigIntegerField(default=0)
    sent = models.PositiveIntegerField("surel", default=0)
    done_at = models.DateTimeField("selesai", null=True)

    class Meta:
        verbose_name = "kiriman pengumuman"
        verbose_name_plural = "kiriman pengumuman"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "kind"], name="announcementmailing_once", condition=~Q(kind="corrected")
            ),
            models.CheckConstraint(
                name="announcementmailing_of_correction",
                condition=Q(kind="corrected", correction__isnull=False)
                | ~Q(kind="corrected") & Q(correction__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="announcementmailing_due", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.announcement_id}"
