"""The mirror's tables: packages as SPSE lists them, and copies of their schedules with the source named."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import LPad
from django.utils import timezone

from core.models import AuditScope, TabularImport, User
from core.roles import AUDITOR, LKPP, PA_KPA, POKJA, PPK, PROCUREMENT_OFFICER
from procurement import triggers

# Names of packages are Indonesian prose: "pembangunan" finds "bangunan".
SEARCH_CONFIG = "indonesian"
# SPSE counts codes upwards; a longer one is a later one.
NEWEST_FIRST = "-code_order"
# Officials who read what SPSE shows of every package; an auditor reads those of the audit.
READERS = (PA_KPA, PPK, POKJA, PROCUREMENT_OFFICER, LKPP)


class PackageQuerySet(models.QuerySet["Package"]):
    """Reads of packages."""

    def visible_to(self, user: Any) -> "PackageQuerySet":
        """All for staff with the permission and for procurement officials; an auditor's audit; none for others.

        An audit names packages by their code, or an agency as the portal's list writes it; an agency that SPSE writes
        otherwise shows nothing rather than too much.
        """
        if not isinstance(user, User):
            return self.none()
        if user.has_perm("procurement.view_package") or user.has_role(*READERS):
            return self
        if not user.has_role(AUDITOR):
            return self.none()
        scopes = AuditScope.objects.in_force().filter(person=user.person)
        return self.filter(
            Q(code__in=scopes.exclude(package_code="").values("package_code"))
            | Q(agency__in=scopes.filter(organization__isnull=False).values("organization__name"))
        )


class Package(models.Model):
    """A package as the last imported list of SPSE showed it; only imports write here (Pasal 3(3), trigger).

    Amounts of a list are shortened ("284,6 Jt"): `hps` is what it says, `hps_step` to how many rupiah it was rounded.
    """

    code = models.CharField("kode tender", max_length=20, unique=True)
    code_order = models.GeneratedField(
        expression=LPad("code", 20, Value("0")), output_field=models.CharField(max_length=20), db_persist=True
    )
    name = models.TextField("nama paket")
    name_in_spse = models.TextField("nama pada daftar SPSE", help_text="Dengan tanda HTML, seperti yang diterima.")
    labels = models.CharField("label", max_length=200, blank=True, default="")
    # A few rows of real lists name none.
    agency = models.TextField("instansi", blank=True, default="")
    stage = models.CharField("tahap", max_length=300, blank=True, default="")
    hps_in_spse = models.CharField("HPS pada daftar", max_length=60, blank=True, default="")
    hps = models.DecimalField("HPS", max_digits=18, decimal_places=2, null=True)
    hps_step = models.DecimalField("pembulatan HPS", max_digits=18, decimal_places=2, null=True)
    qualification = models.CharField("kualifikasi", max_length=150, blank=True, default="")
    file_method = models.CharField("metode dokumen", max_length=150, blank=True, default="")
    method = models.CharField("metode pemilihan", max_length=150, blank=True, default="")
    evaluation = models.CharField("metode evaluasi", max_length=200, blank=True, default="")
    kind = models.CharField("jenis pengadaan", max_length=200, blank=True, default="")
    budget_year = models.PositiveSmallIntegerField("tahun anggaran", null=True)
    budget_years = models.CharField("semua tahun anggaran", max_length=60, blank=True, default="")
    spse_generation = models.CharField("versi SPSE", max_length=20, blank=True, default="")
    contract_in_spse = models.CharField("nilai kontrak pada daftar", max_length=60, blank=True, default="")
    contract_value = models.DecimalField("nilai kontrak", max_digits=18, decimal_places=2, null=True)
    # What the last three columns of the list mean is not known; they are kept as they came.
    flags = models.CharField("tanda lain", max_length=60, blank=True, default="")

    imported_in = models.ForeignKey(
        TabularImport, verbose_name="impor terakhir yang mengubahnya", on_delete=models.PROTECT, related_name="+"
    )
    first_seen_at = models.DateTimeField("pertama diimpor", default=timezone.now)

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = "paket"
        verbose_name_plural = "paket"
        ordering = [NEWEST_FIRST]
        default_permissions = ("view",)
        permissions = [("import_package", "Can import tender lists of SPSE")]
        constraints = [
            models.CheckConstraint(
                name="package_code_is_digits",
                condition=Q(code__regex=r"^[0-9]{4,20}$"),
                violation_error_message="Kode tender terdiri atas 4 sampai 20 angka.",
            ),
            models.CheckConstraint(
                name="package_has_name",
                condition=~Q(name=""),
                violation_error_message="Setiap paket mempunyai nama.",
            ),
            models.CheckConstraint(
                name="package_hps_with_rounding",
                condition=Q(hps__isnull=True, hps_step__isnull=True) | Q(hps__gte=0, hps_step__gt=0),
                violation_error_message="HPS disimpan bersama pembulatannya.",
            ),
        ]
        indexes = [
            GinIndex(SearchVector("name", config=SEARCH_CONFIG), name="package_name_words"),
            models.Index(fields=[NEWEST_FIRST], name="package_newest"),
            models.Index(fields=["budget_year", "-id"], name="package_by_year"),
            models.Index(fields=["method", "-id"], name="package_by_method"),
        ]
        triggers = [
            triggers.package_only_by_import(),
            pgtrigger.Protect(name="package_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"[:120]

    @property
    def lpse_code(self) -> str:
        """Which LPSE ran it: the last three digits of the code."""
        return self.code[-3:]


class StageList(models.Model):
    """A table of stage times of several tenders that somebody handed in, with the source as the officer named it."""

    imported_in = models.OneToOneField(
        TabularImport, verbose_name="impor", on_delete=models.PROTECT, related_name="stage_list"
    )
    source = models.CharField("sumber", max_length=200)
    seen_at = models.DateTimeField("diambil dari SPSE")

    class Meta:
        verbose_name = "daftar waktu tahap"
        verbose_name_plural = "daftar waktu tahap"
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="stage_list_names_its_source",
                condition=~Q(source=""),
                violation_error_message="Sebutkan sumber waktu tahap.",
            )
        ]
        triggers = [pgtrigger.Protect(name="stage_list_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.source


class Schedule(models.Model):
    """A copy of a package's schedule as SPSE showed it on a day; the newest is the one that counts.

    It was pasted on the page of the package, or came with a list of stage times. A copy that turns out wrong is
    followed by another one; none is changed.
    """

    package = models.ForeignKey(Package, verbose_name="paket", on_delete=models.PROTECT, related_name="schedules")
    source = models.CharField("sumber", max_length=200)
    seen_at = models.DateTimeField("dilihat di SPSE")
    listed_in = models.ForeignKey(
        StageList, verbose_name="daftar asal", null=True, on_delete=models.PROTECT, related_name="schedules"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="dicatat oleh", on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField("dicatat", default=timezone.now)
    is_current = models.BooleanField("yang berlaku", default=True)

    class Meta:
        verbose_name = "salinan jadwal"
        verbose_name_plural = "salinan jadwal"
        ordering = ["-pk"]
        default_permissions = ("view", "add")
        constraints = [
            models.UniqueConstraint(
                fields=["package"],
                name="schedule_one_current",
                condition=Q(is_current=True),
                violation_error_message="Satu paket mempunyai satu salinan jadwal yang berlaku.",
            ),
            models.CheckConstraint(
                name="schedule_names_its_source",
                condition=~Q(source=""),
                violation_error_message="Sebutkan sumber jadwal.",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="schedule_stays", fields=["package", "source", "seen_at", "listed_in", "entered_by", "entered_at"]
            ),
            triggers.schedule_only_by_its_list(),
            pgtrigger.Protect(name="schedule_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.package.code}, {self.source}"


class Stage(models.Model):
    """One stage in a copy of a schedule."""

    schedule = models.ForeignKey(
        Schedule, verbose_name="salinan jadwal", on_delete=models.PROTECT, related_name="stages"
    )
    position = models.PositiveSmallIntegerField("urutan")
    name = models.CharField("tahap", max_length=300)
    starts_at = models.DateTimeField("mulai")
    ends_at = models.DateTimeField("sampai")

    class Meta:
        verbose_name = "tahap pada jadwal"
        verbose_name_plural = "tahap pada jadwal"
        ordering = ["schedule", "position"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "position"],
                name="stage_position_once",
                violation_error_message="Urutan tahap sudah dipakai.",
            ),
            models.CheckConstraint(
                name="stage_ends_after_start",
                condition=Q(ends_at__gte=F("starts_at")),
                violation_error_message="Tahap berakhir sesudah mulai.",
            ),
        ]
        # Which tenders were open while the network was down (Pasal 24, 26).
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="stage_times")]
        triggers = [pgtrigger.Protect(name="stage_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name
