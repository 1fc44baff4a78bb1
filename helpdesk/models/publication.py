"""Publication support: what an official asks for on a ticket, and what came of it (Pasal 3(1)a-c, 19(1)a-b)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from helpdesk.enums.publication import PublicationKind, PublicationOutcome
from helpdesk.models.ticket import Ticket


class PublicationRequestQuerySet(models.QuerySet["PublicationRequest"]):
    """Reads of publication support."""

    def visible_to(self, user: Any) -> "PublicationRequestQuerySet":
        """All to the staff who keep the register, none to others; an official has the own ticket."""
        return self if user.is_authenticated and user.has_perm("helpdesk.view_publicationrequest") else self.none()


class PublicationRequest(models.Model):
    """The publication facts of one ticket: number, clock, desk, mails and files are the ticket's.

    Name, agency and stage are copied from the mirror of SPSE when the tender code is in it, otherwise typed. Nothing
    here, or made from here, reaches a package: the LPSE helps with the application, not with contents (Pasal 3(3)).
    """

    ticket = models.OneToOneField(Ticket, verbose_name="tiket", on_delete=models.PROTECT, related_name="publication")
    kind = models.CharField("yang diminta", max_length=12, choices=PublicationKind)
    rup_code = models.CharField("kode RUP", max_length=20, blank=True, default="")
    package_name = models.TextField("nama paket", blank=True, default="")
    agency = models.TextField("instansi")
    stage = models.CharField("tahap", max_length=300, blank=True, default="")
    is_from_mirror = models.BooleanField("disalin dari daftar SPSE", default=False)
    needed_by = models.DateField("diperlukan paling lambat")
    asked_at = models.DateTimeField("diminta", default=timezone.now)

    outcome = models.CharField("hasil", max_length=13, choices=PublicationOutcome, blank=True, default="")
    outcome_at = models.DateTimeField("hasil dicatat", null=True)
    outcome_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="hasil dicatat oleh", null=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    published_at = models.DateTimeField("ditayangkan", null=True)
    link = models.URLField("tautan tayangan", max_length=500, blank=True, default="")
    reason = models.TextField("alasan tidak ditayangkan", max_length=2000, blank=True, default="")

    objects = PublicationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "dukungan penayangan"
        verbose_name_plural = "dukungan penayangan"
        default_permissions = ("view",)
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="publication_outcome_whole",
                condition=Q(outcome="", outcome_at__isnull=True, outcome_by__isnull=True)
                | ~Q(outcome="") & Q(outcome_at__isnull=False, outcome_by__isnull=False),
                violation_error_message="Hasil mencatat waktu dan petugasnya.",
            ),
            models.CheckConstraint(
                name="publication_shown_has_time",
                condition=Q(outcome=PublicationOutcome.PUBLISHED, published_at__isnull=False)
                | ~Q(outcome=PublicationOutcome.PUBLISHED) & Q(published_at__isnull=True, link=""),
                violation_error_message="Yang ditayangkan mencatat waktu tayangnya.",
            ),
            models.CheckConstraint(
                name="publication_not_shown_has_reason",
                condition=Q(outcome=PublicationOutcome.NOT_PUBLISHED) & ~Q(reason="")
                | ~Q(outcome=PublicationOutcome.NOT_PUBLISHED) & Q(reason=""),
                violation_error_message="Yang tidak ditayangkan mencatat alasannya.",
            ),
            models.CheckConstraint(
                name="publication_names_agency",
                condition=~Q(agency=""),
                violation_error_message="Sebutkan instansinya.",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-id"], name="publication_by_kind"),
            models.Index(fields=["asked_at"], name="publication_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.package_name}"[:120]

    @property
    def number(self) -> str:
        """The ticket's, by which everybody calls it."""
        return self.ticket.number
