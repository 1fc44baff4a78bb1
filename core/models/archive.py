"""What keeps a case from being erased, and what lets it be erased (Pasal 27(3), UU 27/2022)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core import triggers


class CaseBelonging(models.Model):
    """A case number that belongs to another case: what is held, bundled and destroyed together with it.

    Written by triggers of the tables whose rows belong somewhere, so core needs no word of theirs and nobody forgets it.
    """

    number = models.CharField("nomor berkas", max_length=120, unique=True)
    belongs_to = models.CharField("termasuk berkas", max_length=120, db_index=True)

    class Meta:
        verbose_name = "nomor yang termasuk berkas lain"
        verbose_name_plural = "nomor yang termasuk berkas lain"
        default_permissions = ()
        ordering = ["pk"]
        triggers = [pgtrigger.Protect(name="belonging_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.number}: {self.belongs_to}"


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    """Reads of legal holds."""

    def in_force(self) -> "LegalHoldQuerySet":
        """Set and not released."""
        return self.filter(released_at__isnull=True)


class LegalHold(models.Model):
    """A case whose content must stay whatever its retention says, for example for an audit or a lawsuit.

    One person sets it. Releasing needs two: one asks, another one releases.
    """

    case_number = models.CharField("nomor berkas", max_length=120)
    reason = models.CharField("alasan", max_length=300)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="ditetapkan oleh", on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField("ditetapkan", default=timezone.now)
    release_reason = models.CharField("alasan pencabutan", max_length=300, blank=True, default="")
    release_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="pencabutan diminta oleh",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    release_asked_at = models.DateTimeField("pencabutan diminta", null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="dicabut oleh", null=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField("dicabut", null=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = "penahanan hukum"
        verbose_name_plural = "penahanan hukum"
        default_permissions = ("view", "add")
        permissions = [("release_legalhold", "Mencabut penahanan hukum")]
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_number"],
                name="hold_once_in_force",
                condition=Q(released_at__isnull=True),
                violation_error_message="Berkas ini sudah ditahan.",
            ),
            models.CheckConstraint(
                name="hold_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Tulis alasan penahanan.",
            ),
            models.CheckConstraint(
                name="hold_release_asked_whole",
                condition=Q(release_asked_by__isnull=True, release_asked_at__isnull=True, release_reason="")
                | Q(release_asked_by__isnull=False, release_asked_at__isnull=False) & ~Q(release_reason=""),
                violation_error_message="Permintaan pencabutan mencatat orang, waktu, dan alasannya.",
            ),
            models.CheckConstraint(
                name="hold_release_needs_two_people",
                condition=Q(released_by__isnull=True, released_at__isnull=True)
                | Q(released_by__isnull=False, released_at__isnull=False, release_asked_by__isnull=False)
                & ~Q(released_by=F("release_asked_by")),
                violation_error_message="Penahanan dicabut oleh orang lain daripada yang memintanya.",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="hold_words_stay", fields=["case_number", "reason", "set_by", "set_at"]),
            pgtrigger.Protect(
                name="hold_release_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__released_at__isnull=False),
            ),
            pgtrigger.Protect(name="hold_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.case_number}: {self.reason}"


class ErasureOrder(models.Model):
    """Two people's order that the content of an archived case may be erased; the database lets nobody erase it without one.

    Each number has its own, also those that belong to another case: what begins after the order is not covered by it.
    `proposed_by` is empty only when it was asked for on the machine (`erase_person`), where the command names the second.
    """

    case_number = models.CharField("nomor berkas", max_length=120, unique=True)
    basis = models.CharField("dasar", max_length=300)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diusulkan oleh", null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="disetujui oleh", on_delete=models.PROTECT, related_name="+"
    )
    ordered_at = models.DateTimeField("diperintahkan", default=timezone.now)

    class Meta:
        verbose_name = "perintah penghapusan"
        verbose_name_plural = "perintah penghapusan"
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="order_by_two_people",
                condition=Q(proposed_by__isnull=True) | ~Q(proposed_by=F("approved_by")),
                violation_error_message="Penghapusan disetujui oleh orang lain daripada yang mengusulkannya.",
            ),
        ]
        triggers = [
            triggers.order_not_on_hold(),
            pgtrigger.Protect(name="order_is_final", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.case_number
