"""The berita acara gangguan: what did not work, from when to when, and which tenders had a stage then. Facts only."""

from datetime import datetime, timedelta
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from core.constraints import set_in_state, together
from core.models import User
from core.roles import AUDITOR, LKPP, PA_KPA, POKJA, PPK, PROCUREMENT_OFFICER
from helpdesk.enums.outage import OutagePart
from helpdesk.enums.outage import OutageState as S
from helpdesk.models.berita_acara import BeritaAcara, corrected_once, discarded_whole, only_in_draft, words_stay

ISSUED = [S.FINAL, S.SIGNED]
# Nothing in it is secret: every official of procurement, every auditor and LKPP read what was issued.
READERS = (PA_KPA, PPK, POKJA, PROCUREMENT_OFFICER, AUDITOR, LKPP)
# What goes on after the words stand still.
_STILL_OPEN = ("state", "version", "signed_at", "seal_problem")


class OutageReportQuerySet(models.QuerySet["OutageReport"]):
    """Reads of reports."""

    def visible_to(self, user: Any) -> "OutageReportQuerySet":
        """All to the staff who may view them, issued ones to officials, auditors and LKPP, none to others."""
        if not isinstance(user, User):
            return self.none()
        if user.has_perm("helpdesk.view_outagereport"):
            return self
        return self.filter(state__in=ISSUED) if user.has_role(*READERS) else self.none()


class OutageReport(BeritaAcara):
    """One outage: its time, what was out of order, its cause, what was done, the tenders with a stage in the window.

    Written by the unit Layanan dan Dukungan or the Administrasi Sistem Elektronik, made final by the Kepala or the Wakil
    who wrote nothing of it: then the number is issued and the words are frozen. What becomes of a schedule is decided by
    the committee (Pasal 3(3)); there is no field for it.
    """

    state = models.CharField("keadaan", max_length=10, choices=S, default=S.DRAFT, editable=False)
    # Incidents live in an app above this one, so they are named by their number; announcements the same way.
    incident_number = models.CharField("nomor gangguan", max_length=60, blank=True, default="")
    announcement_number = models.CharField("nomor pengumuman", max_length=120, blank=True, default="")

    began_at = models.DateTimeField("mulai")
    ended_at = models.DateTimeField("selesai", null=True, blank=True)
    is_planned = models.BooleanField("direncanakan", default=False)
    parts = ArrayField(models.CharField(max_length=12, choices=OutagePart), verbose_name="yang tidak berfungsi")
    other_part = models.CharField("lainnya", max_length=200, blank=True, default="")
    scope = models.TextField("cakupan", max_length=4000)
    cause = models.TextField("penyebab", max_length=4000, blank=True, default="")
    handling = models.TextField("penanganan", max_length=8000, blank=True, default="")
    handled_by = models.CharField("ditangani oleh", max_length=500, blank=True, default="")
    prevention = models.TextField("upaya agar tidak terulang", max_length=4000, blank=True, default="")

    # The window and the mirror as they stood when the tenders were taken over.
    tenders_taken_at = models.DateTimeField("tender diambil", null=True, editable=False)
    tenders_from = models.DateTimeField(null=True, editable=False)
    tenders_until = models.DateTimeField(null=True, editable=False)
    mirror_copies = models.PositiveIntegerField("salinan jadwal di portal", default=0, editable=False)
    mirror_oldest_at = models.DateTimeField("salinan terlama dilihat", null=True, editable=False)
    mirror_newest_at = models.DateTimeField("salinan terbaru dilihat", null=True, editable=False)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="dibuat oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    document = models.OneToOneField(
        "core.OfficialDocument",
        verbose_name="naskah",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="outage_report",
    )

    issued_states = ISSUED
    objects = OutageReportQuerySet.as_manager()

    class Meta:
        verbose_name = "berita acara gangguan"
        verbose_name_plural = "berita acara gangguan"
        default_permissions = ("view", "change")
        permissions = [("finalise_outagereport", "Menetapkan berita acara gangguan")]
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="outage_ends_after_begin",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("began_at")),
                violation_error_message="Gangguan selesai sesudah mulai.",
            ),
            models.CheckConstraint(
                name="outage_names_a_part",
                condition=Q(parts__len__gt=0) & Q(parts__contained_by=OutagePart.values),
                violation_error_message="Sebutkan apa yang tidak berfungsi.",
            ),
            models.CheckConstraint(
                name="outage_other_part_in_words",
                condition=Q(parts__contains=[OutagePart.OTHER]) & ~Q(other_part="")
                | ~Q(parts__contains=[OutagePart.OTHER]) & Q(other_part=""),
                violation_error_message="“Lainnya” dijelaskan dengan kata-kata, dan hanya bila dipilih.",
            ),
            models.CheckConstraint(
                name="outage_other_people",
                condition=Q(finalised_by__isnull=True) | Q(created_by__isnull=True) | ~Q(finalised_by=F("created_by")),
                violation_error_message="Yang menulis berita acara tidak menetapkannya.",
            ),
            set_in_state(
                "outage_final_whole",
                ISSUED,
                "finalised_by",
                "finalised_at",
                "document",
                message="Penetapan mencatat siapa, kapan, dan naskahnya.",
            ),
            set_in_state("outage_signed_whole", S.SIGNED, "signed_at"),
            discarded_whole("outage_discarded_whole"),
            corrected_once("outage_corrected_once"),
            models.CheckConstraint(
                name="outage_final_says_all",
                condition=Q(state__in=[S.DRAFT, S.DISCARDED])
                | Q(ended_at__isnull=False, tenders_taken_at__isnull=False, tenders_from=F("began_at"))
                & Q(tenders_until=F("ended_at"))
                & ~Q(cause="")
                & ~Q(handling="")
                & ~Q(handled_by=""),
                violation_error_message="Sebelum ditetapkan, isi waktu selesai, penyebab, penanganan, dan ambil tendernya.",
            ),
            models.UniqueConstraint(
                fields=["incident_number"],
                name="outage_once_per_incident",
                condition=~Q(incident_number="") & Q(corrects__isnull=True) & ~Q(state=S.DISCARDED),
                violation_error_message="Gangguan ini sudah mempunyai berita acara.",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="outage_by_state")]
        triggers = [
            words_stay("outage_final_stays", issued=ISSUED, before=[S.DRAFT.value], still_open=_STILL_OPEN),
            pgtrigger.Trigger(
                name="outage_finalised_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=S.DRAFT, new__state__in=ISSUED),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM helpdesk_outagewriter w
                        WHERE w.report_id = NEW.id AND w.user_id = NEW.finalised_by_id
                    ) THEN
                        RAISE EXCEPTION 'Yang menulis berita acara tidak menetapkannya.' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="outage_never_gone", operation=pgtrigger.Delete),
        ]

    @property
    def length(self) -> timedelta | None:
        """How long it lasted; None while it lasts."""
        return self.ended_at - self.began_at if self.ended_at else None

    @property
    def part_labels(self) -> list[str]:
        """What did not work, in words and in the order of the choices."""
        labels = [
            str(label) for value, label in OutagePart.choices if value in self.parts and value != OutagePart.OTHER
        ]
        return [*labels, self.other_part] if self.other_part else labels

    @property
    def has_current_tenders(self) -> bool:
        """True when the tenders were taken over for the window as it stands now."""
        return self.tenders_taken_at is not None and (self.tenders_from, self.tenders_until) == (
            self.began_at,
            self.ended_at,
        )

    def overlap_of(self, starts_at: datetime | None, ends_at: datetime | None) -> timedelta | None:
        """How long a stage and the outage ran together; None where either end is not known."""
        if starts_at is None or ends_at is None or self.ended_at is None:
            return None
        return max(min(ends_at, self.ended_at) - max(starts_at, self.began_at), timedelta(0))


class OutageWriter(models.Model):
    """Somebody who wrote into the report while it was a draft, and who therefore does not make it final."""

    report = models.ForeignKey(OutageReport, on_delete=models.PROTECT, related_name="writers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="penulis", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "penulis berita acara gangguan"
        verbose_name_plural = "penulis berita acara gangguan"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "user"], name="outagewriter_once")]
        triggers = [only_in_draft("outagewriter_in_draft", "helpdesk_outagereport", S.DRAFT.value)]

    def __str__(self) -> str:
        return str(self.user)


class OutageTender(models.Model):
    """A stage of a tender that ran during the outage, as the copy of SPSE's schedule or an officer says. Frozen words."""

    report = models.ForeignKey(OutageReport, on_delete=models.PROTECT, related_name="tenders")
    position = models.PositiveIntegerField("urutan", editable=False)
    by_hand = models.BooleanField("ditambahkan petugas", default=False, editable=False)
    tender_code = models.CharField(
        "kode tender",
        max_length=20,
        validators=[RegexValidator(r"^[0-9]+$", "Kode tender terdiri atas angka saja.")],
    )
    package_name = models.TextField("nama paket", max_length=4000)
    agency = models.TextField("K/L/PD", max_length=1000, blank=True, default="")
    stage = models.CharField("tahap", max_length=300)
    starts_at = models.DateTimeField("mulai tahap", null=True, blank=True)
    ends_at = models.DateTimeField("akhir tahap", null=True, blank=True)
    source = models.CharField("sumber", max_length=200)
    seen_at = models.DateTimeField("dilihat di SPSE")

    class Meta:
        verbose_name = "tender pada gangguan"
        verbose_name_plural = "tender pada gangguan"
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="outagetender_place"),
            together(
                "outagetender_stage_times",
                "starts_at",
                "ends_at",
                message="Isi mulai dan akhir tahap, atau kosongkan keduanya.",
            ),
            models.CheckConstraint(
                name="outagetender_ends_after_start",
                condition=Q(starts_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                violation_error_message="Tahap berakhir sesudah mulai.",
            ),
            models.CheckConstraint(
                name="outagetender_digits",
                condition=Q(tender_code__regex=r"^[0-9]+$"),
                violation_error_message="Kode tender terdiri atas angka saja.",
            ),
        ]
        triggers = [only_in_draft("outagetender_in_draft", "helpdesk_outagereport", S.DRAFT.value)]

    def __str__(self) -> str:
        return f"{self.tender_code}: {self.stage}"[:120]

    @property
    def overlap(self) -> timedelta | None:
        """How long the stage and the outage ran together."""
        return self.report.overlap_of(self.starts_at, self.ends_at)
