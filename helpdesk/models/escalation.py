"""Escalations to LKPP: problems of SPSE (Pasal 24(3)), consultations and proposals (Pasal 9(2)c, 19(2)), with their log."""

from datetime import date
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.constraints import set_in_state
from core.formats import local_date
from helpdesk.enums.escalation import (
    EscalationGround,
    EscalationKind,
    EscalationNoteKind,
    EscalationOutcome,
    EscalationRoute,
)
from helpdesk.enums.escalation import EscalationState as S
from helpdesk.models.ticket import Ticket
from helpdesk.models.witness import WitnessReport

LEFT = [S.SENT, S.ANSWERED, S.CLOSED]
WITH_LETTER = [S.ISSUED, *LEFT]
# The words stand in an issued letter from then on.
_WORDS = ("kind", "ground", "subject", "description", "efforts", "request", "tender_code", "error_code", "spse_version",
          "incident_number", "ticket_id", "report_id", "document_id")  # fmt: skip


class EscalationQuerySet(models.QuerySet["Escalation"]):
    """Reads of escalations."""

    def visible_to(self, user: Any) -> "EscalationQuerySet":
        """All to the staff who may view them, none to others."""
        return self if user.is_authenticated and user.has_perm("helpdesk.view_escalation") else self.none()


class Escalation(models.Model):
    """One matter handed to LKPP: from a ticket, an incident or a report, or by itself; written by one, issued by another."""

    number = models.CharField("nomor berkas", max_length=120, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField("keadaan", max_length=10, choices=S, default=S.DRAFT, editable=False)
    kind = models.CharField("jenis", max_length=12, choices=EscalationKind)
    ground = models.CharField("dasar", max_length=10, choices=EscalationGround, blank=True, default="")
    subject = models.CharField("perihal", max_length=200)
    description = models.TextField("uraian", max_length=8000)
    efforts = models.TextField("yang sudah dilakukan LPSE", max_length=8000, blank=True, default="")
    request = models.TextField("yang diminta dari LKPP", max_length=4000)
    tender_code = models.CharField("kode tender", max_length=30, blank=True, default="")
    error_code = models.CharField("kode atau pesan galat", max_length=500, blank=True, default="")
    spse_version = models.CharField("versi SPSE", max_length=60, blank=True, default="")

    ticket = models.ForeignKey(
        Ticket, verbose_name="tiket", null=True, blank=True, on_delete=models.PROTECT, related_name="escalations"
    )
    report = models.ForeignKey(
        WitnessReport,
        verbose_name="berita acara",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="escalations",
    )
    # Incidents live in an app above this one, so they are named by their number.
    incident_number = models.CharField("nomor gangguan", max_length=60, blank=True, default="")

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="ditulis oleh", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("ditulis", default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diterbitkan oleh", null=True, on_delete=models.PROTECT, related_name="+"
    )
    document = models.OneToOneField(
        "core.OfficialDocument", verbose_name="surat", null=True, on_delete=models.PROTECT, related_name="escalation"
    )
    sent_on = models.DateField("dikirim", null=True)
    route = models.CharField("melalui", max_length=10, choices=EscalationRoute, blank=True, default="")
    lkpp_reference = models.CharField("nomor pada LKPP", max_length=120, blank=True, default="")
    follow_up_on = models.DateField("ditindaklanjuti", null=True)
    reminded_on = models.DateField("petugas diingatkan", null=True)
    answered_on = models.DateField("dijawab", null=True)
    closed_at = models.DateTimeField("ditutup", null=True)
    outcome = models.CharField("hasil", max_length=10, choices=EscalationOutcome, blank=True, default="")
    closing_note = models.TextField("keterangan penutup", max_length=4000, blank=True, default="")

    objects = EscalationQuerySet.as_manager()

    class Meta:
        verbose_name = "eskalasi ke LKPP"
        verbose_name_plural = "eskalasi ke LKPP"
        default_permissions = ("view", "change")
        permissions = [("issue_escalation", "Menerbitkan surat kepada LKPP")]
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="escalation_ground_of_problem",
                condition=Q(kind=EscalationKind.PROBLEM) & ~Q(ground="")
                | ~Q(kind=EscalationKind.PROBLEM) & Q(ground=""),
                violation_error_message="Dasar huruf a atau b hanya untuk permasalahan SPSE, dan selalu disebut di sana.",
            ),
            models.CheckConstraint(
                name="escalation_efforts_of_unsolved",
                condition=~Q(ground=EscalationGround.UNSOLVED) | ~Q(efforts=""),
                violation_error_message="Tulis apa yang sudah dilakukan LPSE: dasar huruf a menyatakan LPSE tidak dapat menyelesaikannya.",
            ),
            models.CheckConstraint(
                name="escalation_issued_by_another",
                condition=Q(issued_by__isnull=True) | ~Q(issued_by=F("created_by")),
                violation_error_message="Yang menulis eskalasi tidak menerbitkan suratnya.",
            ),
            set_in_state("escalation_sent_whole", LEFT, "sent_on", message="Pengiriman mencatat tanggalnya."),
            models.CheckConstraint(
                name="escalation_issued_whole",
                condition=Q(state__in=WITH_LETTER, issued_by__isnull=False, document__isnull=False)
                | Q(state=S.DRAFT, issued_by__isnull=True, document__isnull=True)
                | Q(state=S.CANCELLED),
                violation_error_message="Penerbitan mencatat siapa dan suratnya.",
            ),
            models.CheckConstraint(
                name="escalation_closed_whole",
                condition=Q(state=S.CLOSED, closed_at__isnull=False) & ~Q(outcome="")
                | Q(state=S.CANCELLED, closed_at__isnull=False, outcome="")
                | ~Q(state__in=[S.CLOSED, S.CANCELLED]) & Q(closed_at__isnull=True, outcome=""),
                violation_error_message="Penutupan mencatat waktu dan hasilnya.",
            ),
            models.UniqueConstraint(
                fields=["ticket"],
                name="escalation_one_running_per_ticket",
                condition=Q(state__in=[S.DRAFT, S.ISSUED, S.SENT]),
                violation_error_message="Tiket ini sudah mempunyai eskalasi yang berjalan.",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="escalation_by_state"),
            models.Index(fields=["follow_up_on"], name="escalation_to_follow_up", condition=Q(state=S.SENT)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="escalation_words_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__document_id__isnull=False),
                func=f"""
                    IF {" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _WORDS)} THEN
                        RAISE EXCEPTION 'Surat eskalasi ini sudah terbit; isinya tidak berubah lagi.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="escalation_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """True until it is closed or cancelled."""
        return self.state not in (S.CLOSED, S.CANCELLED)

    def age(self, on: date) -> int:
        """Days since it was sent, or written; until it was answered, ended, or `on`."""
        begin = self.sent_on or local_date(self.created_at)
        end = self.answered_on or (local_date(self.closed_at) if self.closed_at else on)
        return max(0, (end - begin).days)


class EscalationNote(models.Model):
    """An entry of the log: LKPP reminded, LKPP's answer, a note. Nothing is changed or taken out."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField("jenis", max_length=10, choices=EscalationNoteKind)
    on = models.DateField("tanggal")
    body = models.TextField("isi", max_length=8000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="dicatat oleh", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("dicatat", default=timezone.now)

    class Meta:
        verbose_name = "catatan eskalasi"
        verbose_name_plural = "catatan eskalasi"
        default_permissions = ()
        ordering = ["pk"]
        triggers = [
            pgtrigger.Protect(name="escalationnote_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class EscalationEvidence(models.Model):
    """A file that goes to LKPP with the letter: a screenshot, a log, the answer. Never a bid file."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="evidence")
    label = models.CharField("keterangan", max_length=200)
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="ditambahkan oleh", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "bukti eskalasi"
        verbose_name_plural = "bukti eskalasi"
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label
