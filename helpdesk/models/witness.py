"""The berita acara kesaksian: what was seen when bid files could not be opened (Pasal 24(2)). Facts, never a verdict."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.constraints import set_in_state
from core.models import AuditScope, Person
from core.roles import AUDITOR
from helpdesk.enums.witness import WitnessRequestKind
from helpdesk.enums.witness import WitnessState as S
from helpdesk.models.berita_acara import BeritaAcara, corrected_once, discarded_whole, words_stay

ISSUED_STATES = [S.FINAL, S.SIGNED, S.DELIVERED]
# What goes on after the words stand still: signing, delivering, the end of the tender.
_OPEN_COLUMNS = ("state", "version", "signed_at", "delivered_at", "delivered_by_id", "tender_ended_on", "seal_problem")


class WitnessReportQuerySet(models.QuerySet["WitnessReport"]):
    """Reads of reports."""

    def visible_to(self, user: Any) -> "WitnessReportQuerySet":
        """All to the staff who may view them; a delivered one to the officials it names; to auditors within their scope.

        While the tender runs nobody but staff and the named officials sees it; an auditor neither.
        """
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("helpdesk.view_witnessreport"):
            return self
        seen = Q(pk__in=WitnessRecipient.objects.filter(user=user).values("report"))
        if user.has_role(AUDITOR):
            seen |= self._in_scope(user.person)
        return self.filter(seen, state=S.DELIVERED)

    def _in_scope(self, person: Person) -> Q:
        scopes = AuditScope.objects.in_force().filter(person=person)
        return Q(tender_ended_on__isnull=False) & (
            Q(tender_code__in=scopes.exclude(package_code="").values("package_code"))
            | Q(organization__in=scopes.filter(organization__isnull=False).values("organization"))
        )


class WitnessReport(BeritaAcara):
    """One report: who asked, which package, who was present; its rows say which files, what was tried, what came of it.

    Typed by the unit Layanan dan Dukungan, checked by somebody who wrote nothing of it, made final by the Kepala or the
    Wakil: then the number is issued and the words are frozen. There is no field for a judgement about a bid.
    """

    state = models.CharField("keadaan", max_length=10, choices=S, default=S.DRAFT, editable=False)

    request_kind = models.CharField("bentuk permintaan", max_length=10, choices=WitnessRequestKind)
    request_number = models.CharField("nomor permintaan", max_length=120)
    request_date = models.DateField("tanggal permintaan")
    requester_name = models.CharField("nama pemohon", max_length=200)
    requester_position = models.CharField("jabatan pemohon", max_length=200)
    held_at = models.DateTimeField("waktu kesaksian")
    place = models.CharField("tempat", max_length=250)

    # Copied from SPSE as it stood; the portal owns nothing of it (Pasal 3(3)).
    tender_code = models.CharField(
        "kode tender",
        max_length=20,
        validators=[RegexValidator(r"^[0-9]+$", "Kode tender terdiri atas angka saja.")],
    )
    rup_code = models.CharField("kode RUP", max_length=30, blank=True, default="")
    package_name = models.TextField("nama paket", max_length=4000)
    agency = models.CharField("K/L/PD", max_length=250)
    organization = models.ForeignKey(
        "core.Organization",
        verbose_name="instansi pada daftar portal",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    work_unit = models.CharField("satuan kerja", max_length=250, blank=True, default="")
    method = models.CharField("metode pemilihan", max_length=250, blank=True, default="")
    ceiling = models.DecimalField("pagu", max_digits=18, decimal_places=2, null=True, blank=True)
    own_estimate = models.DecimalField("HPS", max_digits=18, decimal_places=2, null=True, blank=True)
    budget_year = models.PositiveSmallIntegerField("tahun anggaran", null=True, blank=True)
    stage = models.CharField("tahap menurut SPSE", max_length=250, blank=True, default="")
    opening_at = models.DateTimeField("pembukaan menurut SPSE", null=True, blank=True)
    spse_host = models.CharField("alamat SPSE", max_length=250, blank=True, default="")
    spse_version = models.CharField("versi SPSE", max_length=60, blank=True, default="")

    forwarded = models.BooleanField("diteruskan kepada LKPP", null=True, blank=True)
    lkpp_reference = models.CharField("nomor tiket atau surat LKPP", max_length=120, blank=True, default="")
    lkpp_on = models.DateField("tanggal diteruskan", null=True, blank=True)
    lkpp_answer = models.TextField("jawaban LKPP", max_length=4000, blank=True, default="")
    lkpp_answered_on = models.DateField("tanggal jawaban LKPP", null=True, blank=True)
    copies = models.PositiveSmallIntegerField("rangkap", default=2)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="dibuat oleh", on_delete=models.PROTECT, related_name="+"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diperiksa oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    checked_at = models.DateTimeField("diperiksa", null=True, blank=True)
    returned_reason = models.TextField("alasan dikembalikan", blank=True, default="")
    document = models.OneToOneField(
        "core.OfficialDocument",
        verbose_name="naskah",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="witness_report",
    )
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="diserahkan oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    delivered_at = models.DateTimeField("diserahkan", null=True, blank=True)
    tender_ended_on = models.DateField("tender selesai", null=True, blank=True)

    issued_states = ISSUED_STATES
    objects = WitnessReportQuerySet.as_manager()

    class Meta:
        verbose_name = "berita acara kesaksian"
        verbose_name_plural = "berita acara kesaksian"
        default_permissions = ("view", "add", "change")
        permissions = [
            ("check_witnessreport", "Memeriksa berita acara kesaksian"),
            ("finalise_witnessreport", "Menetapkan berita acara kesaksian"),
        ]
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="witness_other_people",
                condition=(Q(checked_by__isnull=True) | ~Q(checked_by=F("created_by")))
                & (Q(finalised_by__isnull=True) | ~Q(finalised_by=F("created_by"))),
                violation_error_message="Yang menulis berita acara tidak memeriksa dan tidak menetapkannya.",
            ),
            set_in_state(
                "witness_checked_whole",
                [S.CHECKED, *ISSUED_STATES],
                "checked_by",
                "checked_at",
                message="Pemeriksaan mencatat siapa yang memeriksa dan kapan.",
            ),
            set_in_state(
                "witness_final_whole",
                ISSUED_STATES,
                "finalised_by",
                "finalised_at",
                "document",
                message="Penetapan mencatat siapa, kapan, dan naskahnya.",
            ),
            set_in_state("witness_signed_whole", [S.SIGNED, S.DELIVERED], "signed_at"),
            set_in_state("witness_delivered_whole", S.DELIVERED, "delivered_at", "delivered_by"),
            discarded_whole("witness_discarded_whole"),
            corrected_once("witness_corrected_once"),
            models.CheckConstraint(
                name="witness_forwarded_when_final",
                condition=Q(state__in=[S.DRAFT, S.DISCARDED]) | Q(forwarded__isnull=False),
                violation_error_message="Catat dahulu apakah diteruskan kepada LKPP atau tidak.",
            ),
            models.CheckConstraint(
                name="witness_lkpp_whole",
                condition=Q(forwarded=True, lkpp_on__isnull=False) & ~Q(lkpp_reference="")
                | ~Q(forwarded=True) & Q(lkpp_on__isnull=True, lkpp_reference="", lkpp_answer="")
                | Q(forwarded__isnull=True, lkpp_on__isnull=True, lkpp_reference="", lkpp_answer=""),
                violation_error_message="Penerusan kepada LKPP mencatat nomor dan tanggalnya.",
            ),
            models.CheckConstraint(
                name="witness_lkpp_answer_dated",
                condition=Q(lkpp_answer="", lkpp_answered_on__isnull=True)
                | ~Q(lkpp_answer="") & Q(lkpp_answered_on__isnull=False),
                violation_error_message="Jawaban LKPP dicatat bersama tanggalnya.",
            ),
            models.CheckConstraint(
                name="witness_tender_digits",
                condition=Q(tender_code__regex=r"^[0-9]+$"),
                violation_error_message="Kode tender terdiri atas angka saja.",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="witness_by_state"),
            models.Index(fields=["tender_code"], name="witness_by_tender"),
        ]
        triggers = [
            words_stay(
                "witness_final_stays",
                issued=ISSUED_STATES,
                before=[S.DRAFT.value, S.CHECKED.value],
                still_open=_OPEN_COLUMNS,
            ),
            pgtrigger.Protect(name="witness_never_gone", operation=pgtrigger.Delete),
        ]

    @property
    def is_restricted(self) -> bool:
        """True while the tender runs: contents of bids are confidential until then."""
        return self.tender_ended_on is None


class WitnessRecipient(models.Model):
    """An official who is named to receive the report, and nobody else is."""

    report = models.ForeignKey(WitnessReport, on_delete=models.PROTECT, related_name="recipients")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="penerima", on_delete=models.PROTECT, related_name="+"
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="disebut oleh", on_delete=models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField("disebut", default=timezone.now)

    class Meta:
        verbose_name = "penerima berita acara"
        verbose_name_plural = "penerima berita acara"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "user"],
                name="witnessrecipient_once",
                violation_error_message="Pejabat ini sudah disebut sebagai penerima.",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
