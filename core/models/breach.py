"""Failures of the protection of personal data: what happened, who is affected, who was told when (UU 27/2022 Pasal 46)."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.crypto import SealedTextField
from core.enums import BreachState, WorkState
from core.models.work import WorkRow

# In these the letters have their numbers.
ISSUED = [BreachState.ISSUED, BreachState.SUBJECTS_TOLD, BreachState.AUTHORITY_TOLD, BreachState.DONE]
SUBJECTS_TOLD = [BreachState.SUBJECTS_TOLD, BreachState.DONE]
AUTHORITY_TOLD = [BreachState.AUTHORITY_TOLD, BreachState.DONE]
# In these something is still due.
OPEN = [BreachState.DRAFT, BreachState.ISSUED, BreachState.SUBJECTS_TOLD, BreachState.AUTHORITY_TOLD]


def _officer(label: str) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


class BreachNoticeQuerySet(models.QuerySet["BreachNotice"]):
    """Reads of notices."""

    def visible_to(self, user: Any) -> "BreachNoticeQuerySet":
        """All for those who handle failures; none for others."""
        return self if user.has_perm("core.view_breachnotice") else self.none()

    def open(self) -> "BreachNoticeQuerySet":
        """Somebody still has to be told."""
        return self.filter(state__in=OPEN)


class BreachNotice(WorkRow):
    """One failure of protection with its scope, the list of people computed from it, and the two notices.

    The work of the row is to list the people and to draw up both letters; once the letters are issued and the people are
    to be told, it is to queue their mails. Scope and list never change: another scope is another notice.
    """

    number = models.CharField("nomor", max_length=40, unique=True, editable=False)
    state = models.CharField("keadaan", max_length=16, choices=BreachState, default=BreachState.DRAFT, editable=False)
    found_at = models.DateTimeField("diketahui")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="dicatat oleh", on_delete=models.PROTECT, related_name="+"
    )
    # Scope
    period_from = models.DateTimeField("terjadi sejak")
    period_until = models.DateTimeField("terjadi sampai")
    account = _officer("akun yang diambil alih")
    officer = _officer("akun petugas yang melihat")
    case_number = models.CharField("nomor berkas", max_length=120, blank=True, default="")
    files = ArrayField(models.CharField(max_length=32), verbose_name="kode berkas", default=list, blank=True)
    tables = ArrayField(models.CharField(max_length=80), verbose_name="golongan data", default=list, blank=True)
    # Words of both letters
    summary = models.TextField("apa yang terjadi dan bagaimana")
    handling = models.TextField("penanganan dan pemulihan")

    listed_at = models.DateTimeField("daftar disusun", null=True)
    subject_count = models.PositiveIntegerField("jumlah orang", default=0)
    data = models.JSONField("data yang terungkap", default=dict, blank=True)
    draft_subjects = models.BinaryField(default=b"")
    draft_authority = models.BinaryField(default=b"")

    issued_by = _officer("diterbitkan oleh")
    issued_at = models.DateTimeField("diterbitkan", null=True)
    letter_subjects = models.OneToOneField(
        "core.OfficialDocument",
        verbose_name="surat kepada subjek data",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    letter_authority = models.OneToOneField(
        "core.OfficialDocument",
        verbose_name="surat kepada lembaga",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    subjects_told_by = _officer("subjek data diberi tahu oleh")
    subjects_told_at = models.DateTimeField("subjek data diberi tahu", null=True)
    mails_queued_at = models.DateTimeField("surel disiapkan", null=True)
    mails = models.PositiveIntegerField("jumlah surel", default=0)
    authority_told_by = _officer("pemberitahuan kepada lembaga dicatat oleh")
    authority_told_at = models.DateTimeField("lembaga diberi tahu", null=True)
    authority_way = models.CharField("cara dan bukti", max_length=300, blank=True, default="")
    cancelled_by = _officer("dibatalkan oleh")
    cancelled_at = models.DateTimeField("dibatalkan", null=True)
    cancel_reason = models.CharField("alasan pembatalan", max_length=300, blank=True, default="")

    objects = BreachNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "kegagalan pelindungan data"
        verbose_name_plural = "kegagalan pelindungan data"
        default_permissions = ("view", "add")
        permissions = [("decide_breachnotice", "Menerbitkan dan menyampaikan pemberitahuan kegagalan pelindungan data")]
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="breach_scope_is_named",
                condition=Q(account__isnull=False)
                | Q(officer__isnull=False)
                | ~Q(case_number="")
                | ~Q(files=[])
                | ~Q(tables=[]),
                violation_error_message="Sebut sedikitnya satu lingkup: akun, petugas, nomor berkas, kode berkas, atau golongan data.",
            ),
            models.CheckConstraint(
                name="breach_period_runs_forward",
                condition=Q(period_until__gte=F("period_from")) & Q(found_at__gte=F("period_from")),
                violation_error_message="Waktu kejadian berurutan: mulai, sampai, dan diketahui sesudah mulai.",
            ),
            models.CheckConstraint(
                name="breach_issued_has_letters",
                condition=Q(
                    state__in=ISSUED,
                    issued_by__isnull=False,
                    issued_at__isnull=False,
                    listed_at__isnull=False,
                    letter_subjects__isnull=False,
                    letter_authority__isnull=False,
                )
                | ~Q(state__in=ISSUED)
                & Q(
                    issued_by__isnull=True,
                    issued_at__isnull=True,
                    letter_subjects__isnull=True,
                    letter_authority__isnull=True,
                ),
                violation_error_message="Pemberitahuan yang diterbitkan mencatat kedua suratnya.",
            ),
            models.CheckConstraint(
                name="breach_subjects_told_whole",
                condition=Q(state__in=SUBJECTS_TOLD, subjects_told_at__isnull=False, subjects_told_by__isnull=False)
                | ~Q(state__in=SUBJECTS_TOLD) & Q(subjects_told_at__isnull=True, subjects_told_by__isnull=True),
                violation_error_message="Pemberitahuan kepada subjek data mencatat orang dan waktunya.",
            ),
            models.CheckConstraint(
                name="breach_authority_told_whole",
                condition=Q(state__in=AUTHORITY_TOLD, authority_told_at__isnull=False, authority_told_by__isnull=False)
                & ~Q(authority_way="")
                | ~Q(state__in=AUTHORITY_TOLD)
                & Q(authority_told_at__isnull=True, authority_told_by__isnull=True, authority_way=""),
                violation_error_message="Pemberitahuan kepada lembaga mencatat orang, waktu, dan caranya.",
            ),
            models.CheckConstraint(
                name="breach_cancelled_has_reason",
                condition=Q(state=BreachState.CANCELLED, cancelled_at__isnull=False, cancelled_by__isnull=False)
                & ~Q(cancel_reason="")
                | ~Q(state=BreachState.CANCELLED)
                & Q(cancelled_at__isnull=True, cancelled_by__isnull=True, cancel_reason=""),
                violation_error_message="Pembatalan mencatat orang, waktu, dan alasannya.",
            ),
        ]
        indexes = [
            models.Index(fields=["run_after"], name="breach_waiting", condition=Q(work_state="waiting")),
            models.Index(fields=["state", "-id"], name="breach_by_state"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="breach_scope_stays",
                fields=[
                    "number",
                    "found_at",
                    "recorded_by",
                    "created_at",
                    "period_from",
                    "period_until",
                    "account",
                    "officer",
                    "case_number",
                    "files",
                    "tables",
                ],
            ),
            pgtrigger.Protect(
                name="breach_list_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__listed_at__isnull=False)
                & (
                    pgtrigger.Q(old__listed_at__df=pgtrigger.F("new__listed_at"))
                    | pgtrigger.Q(old__subject_count__df=pgtrigger.F("new__subject_count"))
                    | pgtrigger.Q(old__data__df=pgtrigger.F("new__data"))
                ),
            ),
            pgtrigger.Protect(
                name="breach_issued_words_stay",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="draft")
                & (
                    pgtrigger.Q(old__summary__df=pgtrigger.F("new__summary"))
                    | pgtrigger.Q(old__handling__df=pgtrigger.F("new__handling"))
                    | pgtrigger.Q(old__issued_at__df=pgtrigger.F("new__issued_at"))
                    | pgtrigger.Q(old__cancelled_at__df=pgtrigger.F("new__cancelled_at"))
                ),
            ),
            pgtrigger.Protect(name="breach_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_working(self) -> bool:
        """True while a worker has something to do: the page asks again by itself."""
        return self.work_state == WorkState.WAITING


class BreachSubject(models.Model):
    """One person on the list of a failure of protection; written once, never altered.

    `data` holds for every kind of row the fields that were affected. Name and contact are those of the day of the list.
    """

    notice = models.ForeignKey(BreachNotice, on_delete=models.PROTECT, related_name="subjects")
    person = models.ForeignKey(
        "core.Person", verbose_name="orang", null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField("nama", max_length=300)
    contact = SealedTextField("kontak", blank=True)
    cases = ArrayField(models.CharField(max_length=120), verbose_name="nomor berkas", default=list)
    data = models.JSONField("data yang terungkap", default=dict)
    first_at = models.DateTimeField("pertama", null=True)
    last_at = models.DateTimeField("terakhir", null=True)

    class Meta:
        verbose_name = "subjek data yang terdampak"
        verbose_name_plural = "subjek data yang terdampak"
        default_permissions = ()
        ordering = ["pk"]
        indexes = [models.Index(fields=["notice", "id"], name="breachsubject_of_notice")]
        triggers = [pgtrigger.Protect(name="breachsubject_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name
