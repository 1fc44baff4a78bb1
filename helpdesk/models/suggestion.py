"""Suggestions: what an officer recommends and the head decides on a ticket, and what everybody reads (Pasal 19(1)d)."""

from datetime import date
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.constraints import set_in_state
from core.roles import ROLES
from helpdesk.enums.suggestion import DecisionState as S
from helpdesk.enums.suggestion import PublicSuggestionState, SuggestionOutcome
from helpdesk.models.ticket import Ticket, unit_choices

IN_FORCE = [S.DECIDED, S.DONE]
PROMISING = [SuggestionOutcome.ACCEPTED, SuggestionOutcome.PARTLY]
TO_LKPP = "lkpp"
# The answer went out with these words.
_WORDS = ("decided_by_id", "decided_at", "outcome", "reasons", "action", "responsible", "promised_on", "forwarded_to")


def forward_choices() -> list[tuple[str, str]]:
    """To whom a suggestion is handed on: LKPP by an escalation, or a unit of the office by its ticket."""
    return [(TO_LKPP, ROLES[TO_LKPP].label), *unit_choices()]


class SuggestionDecisionQuerySet(models.QuerySet["SuggestionDecision"]):
    """Reads of decisions."""

    def visible_to(self, user: Any) -> "SuggestionDecisionQuerySet":
        """All to the staff who keep the register, none to others; a suggester has the own ticket."""
        return self if user.is_authenticated and user.has_perm("helpdesk.view_suggestiondecision") else self.none()

    def in_force(self) -> "SuggestionDecisionQuerySet":
        """Decided and not superseded."""
        return self.filter(state__in=IN_FORCE)

    def overdue(self, on: date) -> "SuggestionDecisionQuerySet":
        """Promised for a day before `on`, and not done."""
        return self.filter(state=S.DECIDED, promised_on__lt=on)


class SuggestionDecision(models.Model):
    """One recommendation with the decision on it. What was written stays; another one supersedes it."""

    ticket = models.ForeignKey(Ticket, verbose_name="tiket", on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField("keadaan", max_length=11, choices=S, default=S.RECOMMENDED, editable=False)

    recommendation = models.CharField("usul petugas", max_length=9, choices=SuggestionOutcome)
    advice = models.TextField("pertimbangan petugas", max_length=4000)
    recommended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diusulkan oleh", on_delete=models.PROTECT, related_name="+"
    )
    recommended_at = models.DateTimeField("diusulkan", default=timezone.now)

    outcome = models.CharField("keputusan", max_length=9, choices=SuggestionOutcome, blank=True, default="")
    reasons = models.TextField("alasan", max_length=4000, blank=True, default="")
    action = models.TextField("yang akan dilakukan", max_length=2000, blank=True, default="")
    responsible = models.CharField("oleh", max_length=200, blank=True, default="")
    promised_on = models.DateField("paling lambat", null=True)
    forwarded_to = models.CharField("diteruskan ke", max_length=30, choices=forward_choices, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="diputuskan oleh", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("diputuskan", null=True)

    done_on = models.DateField("dilaksanakan", null=True)
    done_note = models.TextField("keterangan pelaksanaan", max_length=2000, blank=True, default="")
    reminded_on = models.DateField("diingatkan", null=True)

    objects = SuggestionDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "keputusan atas saran"
        verbose_name_plural = "keputusan atas saran"
        default_permissions = ("view", "add")
        permissions = [("decide_suggestiondecision", "Memutuskan saran")]
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                name="suggestion_one_recommendation",
                condition=Q(state=S.RECOMMENDED),
                violation_error_message="Saran ini sudah mempunyai usul yang menunggu keputusan.",
            ),
            models.UniqueConstraint(
                fields=["ticket"],
                name="suggestion_one_in_force",
                condition=Q(state__in=IN_FORCE),
                violation_error_message="Saran ini sudah mempunyai keputusan yang berlaku.",
            ),
            models.CheckConstraint(
                name="suggestion_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("recommended_by")),
                violation_error_message="Yang menulis usul tidak memutuskannya.",
            ),
            models.CheckConstraint(
                name="suggestion_decided_whole",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, outcome="", reasons="")
                & ~Q(state__in=IN_FORCE)
                | Q(decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(outcome="") & ~Q(reasons="") & ~Q(state=S.RECOMMENDED),
                violation_error_message="Keputusan mencatat siapa, kapan, apa, dan mengapa.",
            ),
            models.CheckConstraint(
                name="suggestion_accepted_promises",
                condition=Q(outcome__in=PROMISING, promised_on__isnull=False) & ~Q(action="") & ~Q(responsible="")
                | ~Q(outcome__in=PROMISING) & Q(promised_on__isnull=True, action="", responsible=""),
                violation_error_message="Saran yang diterima menyebut apa yang dilakukan, oleh siapa, dan sampai kapan.",
            ),
            models.CheckConstraint(
                name="suggestion_forwarded_names_whom",
                condition=Q(outcome=SuggestionOutcome.FORWARDED) & ~Q(forwarded_to="")
                | ~Q(outcome=SuggestionOutcome.FORWARDED) & Q(forwarded_to=""),
                violation_error_message="Saran yang diteruskan menyebut ke mana.",
            ),
            models.CheckConstraint(
                name="suggestion_done_has_day",
                condition=Q(state=S.DONE, done_on__isnull=False, promised_on__isnull=False)
                | Q(state=S.SUPERSEDED)
                | Q(state__in=[S.RECOMMENDED, S.DECIDED], done_on__isnull=True, done_note=""),
                violation_error_message="Pelaksanaan mencatat tanggalnya.",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["ticket", "-id"], name="suggestion_of_ticket"),
            models.Index(fields=["promised_on"], name="suggestion_promised", condition=Q(state=S.DECIDED)),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="suggestion_advice_stays",
                fields=["ticket", "recommendation", "advice", "recommended_by", "recommended_at"],
            ),
            pgtrigger.Trigger(
                name="suggestion_decision_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_at__isnull=False),
                func=f"""
                    IF {" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _WORDS)}
                       OR OLD.done_on IS NOT NULL AND (NEW.done_on, NEW.done_note) IS DISTINCT FROM (OLD.done_on, OLD.done_note) THEN
                        RAISE EXCEPTION 'Keputusan atas saran tidak berubah lagi; keputusan baru menggantikannya.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="suggestion_decision_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.outcome or self.recommendation}"

    @property
    def number(self) -> str:
        """The ticket's, by which everybody calls it."""
        return self.ticket.number

    @property
    def is_in_force(self) -> bool:
        """True while it is what the LPSE says."""
        return self.state in IN_FORCE

    def is_late(self, on: date) -> bool:
        """True when what was promised is not done and its day is over."""
        return self.state == S.DECIDED and self.promised_on is not None and self.promised_on < on


class PublicSuggestion(models.Model):
    """A decided suggestion as everybody reads it: in the words of the desk, without names."""

    ticket = models.OneToOneField(
        Ticket, verbose_name="tiket", on_delete=models.PROTECT, related_name="public_suggestion"
    )
    state = models.CharField(
        "keadaan", max_length=6, choices=PublicSuggestionState, default=PublicSuggestionState.HIDDEN, editable=False
    )
    suggestion = models.TextField("saran", max_length=2000)
    answer = models.TextField("jawaban", max_length=2000)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="disunting oleh", on_delete=models.PROTECT, related_name="+"
    )
    shown_at = models.DateTimeField("tampil sejak", null=True)

    class Meta:
        verbose_name = "saran untuk umum"
        verbose_name_plural = "saran untuk umum"
        default_permissions = ()
        ordering = ["-shown_at", "-pk"]
        constraints = [
            set_in_state(
                "publicsuggestion_shown_has_time",
                PublicSuggestionState.SHOWN,
                "shown_at",
                message="Yang tampil mencatat sejak kapan.",
            ),
        ]
        indexes = [
            models.Index(fields=["-shown_at", "-id"], name="publicsuggestion_newest", condition=Q(state="shown")),
        ]

    def __str__(self) -> str:
        return self.suggestion[:80]
