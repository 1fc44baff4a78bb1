"""Deactivation of a User ID and its end (Pasal 10(4))."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.constraints import set_in_state, together
from core.enums import ERASED
from verification import triggers
from verification.enums import DeactivationState as S
from verification.enums import FilePurpose, Ground, ReactivationState, Requester
from verification.models.user_id import UserId

DECIDED_STATES = [S.ACTIVE, S.ENDED, S.LIFTED]
OPEN_STATES = [S.PROPOSED, S.ACTIVE]
_SPSE_MESSAGE = "Catat tanggal di SPSE, nama yang melakukannya, dan petugas yang mencatat bersama-sama."


class DeactivationQuerySet(models.QuerySet["Deactivation"]):
    """Reads of deactivations."""

    def visible_to(self, user: Any) -> "DeactivationQuerySet":
        """All for staff who may view them; to the vendor the own ones once they are decided; none for strangers."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("verification.view_deactivation"):
            return self
        return self.filter(user_id__holder=user, state__in=DECIDED_STATES)


class Deactivation(models.Model):
    """One deactivation of a User ID: who asked on which ground, for which given period, who decided (Pasal 10(4)).

    The end date is given by the letter it rests on and never computed. `began_at` is set when the account of the portal
    was suspended, at the decision or on the first day of a period that lies ahead. Switching off and on in SPSE is done
    there by hand and recorded here.
    """

    number = models.CharField("nomor penonaktifan", max_length=120, unique=True, editable=False)
    user_id = models.ForeignKey(UserId, verbose_name="User ID", on_delete=models.PROTECT, related_name="deactivations")
    state = models.CharField("keadaan", max_length=10, choices=S, default=S.PROPOSED, editable=False)
    ground = models.CharField("dasar", max_length=20, choices=Ground)

    requester_kind = models.CharField("kedudukan pemohon", max_length=20, choices=Requester)
    requester_name = models.CharField("nama pemohon", max_length=200)
    requester_position = models.CharField("jabatan pemohon", max_length=200)
    requester_organization = models.CharField("instansi pemohon", max_length=250)
    letter_number = models.CharField("nomor surat permintaan", max_length=120)
    letter_date = models.DateField("tanggal surat permintaan")
    explanation = models.TextField("uraian")
    starts_on = models.DateField("berlaku mulai")
    ends_on = models.DateField("berlaku sampai")

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diusulkan oleh", on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("diusulkan", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diputuskan oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True)
    refusal_reason = models.TextField("alasan penolakan usulan", blank=True, default="")
    began_at = models.DateTimeField("akun dibatasi", null=True, blank=True)
    closed_at = models.DateTimeField("selesai", null=True, blank=True)
    erased_at = models.DateTimeField("isi dihapus", null=True, blank=True, editable=False)
    letter = models.OneToOneField(
        "core.OfficialDocument",
        verbose_name="surat penonaktifan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    end_letter = models.OneToOneField(
        "core.OfficialDocument",
        verbose_name="surat pengaktifan kembali",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    spse_off_on = models.DateField("dinonaktifkan di SPSE pada", null=True, blank=True)
    spse_off_by_name = models.CharField("dinonaktifkan di SPSE oleh", max_length=200, null=True, blank=True)
    spse_off_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    spse_on_on = models.DateField("diaktifkan kembali di SPSE pada", null=True, blank=True)
    spse_on_by_name = models.CharField("diaktifkan kembali di SPSE oleh", max_length=200, null=True, blank=True)
    spse_on_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DeactivationQuerySet.as_manager()

    class Meta:
        verbose_name = "penonaktifan"
        verbose_name_plural = "penonaktifan"
        default_permissions = ("view", "add", "change")
        permissions = [("decide_deactivation", "Memutuskan penonaktifan dan pengaktifan kembali")]
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user_id"],
                name="deactivation_one_open",
                condition=Q(state__in=OPEN_STATES),
                violation_error_message="User ID ini sudah mempunyai penonaktifan yang diusulkan atau berlaku.",
            ),
            models.CheckConstraint(
                name="deactivation_period_runs_forward",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Tanggal akhir tidak boleh sebelum tanggal mulai.",
            ),
            models.CheckConstraint(
                name="deactivation_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="Penonaktifan diusulkan oleh satu orang dan diputuskan oleh orang lain.",
            ),
            models.CheckConstraint(
                name="deactivation_blacklist_asked_by_official",
                condition=~Q(ground=Ground.BLACKLIST_REQUEST) | ~Q(requester_kind=Requester.OTHER),
                violation_error_message="Permintaan karena daftar hitam datang dari PA/KPA, PPK, ULP/Pokja/Panitia, atau Pejabat Pengadaan.",
            ),
            models.CheckConstraint(
                name="deactivation_decided_when_settled",
                condition=Q(state=S.PROPOSED, decided_by__isnull=True, decided_at__isnull=True, letter__isnull=True)
                | Q(state=S.REFUSED, decided_by__isnull=False, decided_at__isnull=False, letter__isnull=True)
                & ~Q(refusal_reason="")
                | Q(state__in=DECIDED_STATES, decided_by__isnull=False, decided_at__isnull=False, letter__isnull=False),
                violation_error_message="Keputusan mencatat siapa yang memutuskan, kapan, dan surat atau alasannya.",
            ),
            set_in_state(
                "deactivation_closed_when_over",
                [S.ENDED, S.LIFTED],
                "closed_at",
                "end_letter",
                message="Akhir penonaktifan mencatat waktu dan suratnya.",
            ),
            together(
                "deactivation_spse_off_whole",
                "spse_off_on",
                "spse_off_by_name",
                "spse_off_recorded_by",
                message=_SPSE_MESSAGE,
            ),
            together(
                "deactivation_spse_on_whole",
                "spse_on_on",
                "spse_on_by_name",
                "spse_on_recorded_by",
                message=_SPSE_MESSAGE,
            ),
            models.CheckConstraint(
                name="deactivation_spse_on_after_off",
                condition=Q(spse_on_on__isnull=True)
                | Q(spse_off_on__isnull=False, spse_on_on__gte=F("spse_off_on"), state__in=[S.ENDED, S.LIFTED]),
                violation_error_message="User ID diaktifkan kembali di SPSE setelah penonaktifannya selesai.",
            ),
            models.CheckConstraint(
                name="deactivation_erased_when_over",
                condition=Q(erased_at__isnull=True)
                | ~Q(state__in=OPEN_STATES)
                & Q(requester_name=ERASED, requester_position=ERASED, explanation=ERASED)
                & Q(refusal_reason__in=["", ERASED]),
                violation_error_message="Hanya penonaktifan yang sudah selesai yang dihapus isinya, dan seluruhnya.",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="deactivation_by_state"),
            models.Index(fields=["ends_on"], name="deactivation_due", condition=Q(state=S.ACTIVE)),
        ]
        triggers = [triggers.deactivation_belongs(), triggers.deactivation_erasure()]

    def __str__(self) -> str:
        return self.number


class Reactivation(models.Model):
    """A proposal to end a deactivation before its time, and what became of it."""

    deactivation = models.ForeignKey(Deactivation, on_delete=models.PROTECT, related_name="reactivations")
    state = models.CharField(
        "keadaan", max_length=10, choices=ReactivationState, default=ReactivationState.PROPOSED, editable=False
    )
    reason = models.TextField("alasan")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diusulkan oleh", on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("diusulkan", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diputuskan oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField("diputuskan", null=True, blank=True)
    refusal_reason = models.TextField("alasan penolakan", blank=True, default="")

    class Meta:
        verbose_name = "usulan pengaktifan kembali"
        verbose_name_plural = "usulan pengaktifan kembali"
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deactivation"],
                name="reactivation_one_open",
                condition=Q(state=ReactivationState.PROPOSED),
                violation_error_message="Usulan pengaktifan kembali untuk penonaktifan ini masih menunggu keputusan.",
            ),
            models.CheckConstraint(
                name="reactivation_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="Pengaktifan kembali diusulkan oleh satu orang dan diputuskan oleh orang lain.",
            ),
            models.CheckConstraint(
                name="reactivation_decided_when_settled",
                condition=Q(state=ReactivationState.PROPOSED, decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state=ReactivationState.PROPOSED) & Q(decided_by__isnull=False, decided_at__isnull=False)
                # The end of the period overtakes a proposal that nobody decided.
                | Q(state=ReactivationState.REFUSED, decided_by__isnull=True, decided_at__isnull=False),
                violation_error_message="Keputusan mencatat siapa yang memutuskan dan kapan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deactivation.number}: {self.get_state_display()}"


class DeactivationReply(models.Model):
    """What the vendor answers to a deactivation: once, in words and files, for those who decide to read."""

    deactivation = models.OneToOneField(Deactivation, on_delete=models.PROTECT, related_name="reply")
    text = models.TextField("tanggapan")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="ditulis oleh", on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField("ditulis", default=timezone.now)

    class Meta:
        verbose_name = "tanggapan penyedia"
        verbose_name_plural = "tanggapan penyedia"
        default_permissions = ()

    def __str__(self) -> str:
        return f"Tanggapan {self.deactivation.number}"


class DeactivationFile(models.Model):
    """A file of a deactivation: the scanned letter, evidence, or what came with the reply."""

    deactivation = models.ForeignKey(Deactivation, on_delete=models.PROTECT, related_name="files")
    purpose = models.CharField("isi", max_length=10, choices=FilePurpose)
    file = models.OneToOneField(
        "core.StoredFile", verbose_name="berkas", on_delete=models.PROTECT, related_name="deactivation_row"
    )

    class Meta:
        verbose_name = "berkas penonaktifan"
        verbose_name_plural = "berkas penonaktifan"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deactivation"],
                name="deactivation_one_letter",
                condition=Q(purpose=FilePurpose.LETTER),
                violation_error_message="Surat permintaan hanya satu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.file}"
