"""Blank forms, printed when the profile changes (Pasal 22(6) / 22(4))."""

from django.db import models
from django.db.models import Q

from core.models import WorkRow
from registration.enums import FormKind
from registration.models.application import Application


class PreparedForm(WorkRow):
    """An unnumbered form as PDF, made by a worker: blank for everybody, or filled in for one application.

    A blank one belongs to a profile version, a filled one also to the application's version, so a change of either
    asks for a new one. The bytes are sealed because a filled form carries identity numbers.
    """

    kind = models.CharField("jenis", max_length=20, choices=FormKind)
    application = models.ForeignKey(Application, null=True, on_delete=models.CASCADE, related_name="prepared_forms")
    version = models.PositiveIntegerField(default=0)
    profile_version = models.ForeignKey("core.ProfileVersion", on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(default=b"")
    rendered_at = models.DateTimeField("disusun", null=True)

    class Meta:
        verbose_name = "formulir siap cetak"
        verbose_name_plural = "formulir siap cetak"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "application", "version", "profile_version"],
                name="preparedform_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="preparedform_done_has_time",
                condition=~Q(work_state="done") | Q(rendered_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["run_after"], name="preparedform_waiting", condition=Q(work_state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.application or ''}".strip()
