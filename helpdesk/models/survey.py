"""The survey of satisfaction (SOP 15): its periods, what the head decides to improve, and answers that name nobody."""

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.constraints import set_in_state
from core.profile_survey import BEST, ELEMENTS
from core.triggers import FrozenRow
from helpdesk.enums.survey import SurveyChannel, SurveyState
from helpdesk.enums.ticket import TicketCategory, TicketChannel, TicketUserGroup

OVER = [SurveyState.CLOSED, SurveyState.FINAL]
_FINAL = "Laporan survei ini sudah terbit; isinya tidak berubah lagi."
_NOT_NOW = "Masa survei ini tidak menerima jawaban."
_STAYS = "Jawaban survei tidak dapat diubah atau dihapus."


class SurveyPeriodQuerySet(models.QuerySet["SurveyPeriod"]):
    """Reads of periods."""

    def visible_to(self, user: Any) -> "SurveyPeriodQuerySet":
        """All for staff who may view them; for everybody else those with a final report."""
        if user.is_authenticated and user.has_perm("helpdesk.view_surveyperiod"):
            return self
        return self.published()

    def published(self) -> "SurveyPeriodQuerySet":
        """Those whose report is final."""
        return self.filter(state=SurveyState.FINAL)


class SurveyPeriod(models.Model):
    """A time in which everybody may say how satisfied they are, with the report that follows.

    What is asked is copied from the profile when the period opens (`instrument`), the figures when the report is final
    (`figures`): a later change of the profile alters neither.
    """

    number = models.CharField("nomor survei", max_length=30, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField("keadaan", max_length=8, choices=SurveyState, default=SurveyState.DRAFT, editable=False)
    title = models.CharField("nama masa survei", max_length=120)
    starts_on = models.DateField("mulai")
    ends_on = models.DateField("sampai")
    method = models.TextField("cara survei", max_length=1000)
    instrument = models.JSONField("pertanyaan", default=dict, editable=False)
    figures = models.JSONField("hasil", default=dict, editable=False)
    document = models.OneToOneField(
        "core.OfficialDocument", verbose_name="laporan", null=True, on_delete=models.PROTECT, related_name="survey"
    )
    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="dibuat oleh", on_delete=models.PROTECT, related_name="+", editable=False
    )
    opened_at = models.DateTimeField("dibuka", null=True, editable=False)
    closed_at = models.DateTimeField("ditutup", null=True, editable=False)
    final_at = models.DateTimeField("laporan terbit", null=True, editable=False)

    objects = SurveyPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "masa survei kepuasan"
        verbose_name_plural = "masa survei kepuasan"
        default_permissions = ("view", "add", "change")
        permissions = [("finalise_surveyperiod", "Menetapkan perbaikan dan menerbitkan laporan survei")]
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="survey_ends_after_begin",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Hari terakhir tidak boleh sebelum hari pertama.",
            ),
            models.UniqueConstraint(
                fields=["state"],
                name="survey_one_open",
                condition=Q(state=SurveyState.OPEN),
                violation_error_message="Masih ada masa survei yang dibuka. Tutup dahulu yang itu.",
            ),
            set_in_state("survey_opened_has_time", [SurveyState.OPEN, *OVER], "opened_at"),
            set_in_state("survey_closed_has_time", OVER, "closed_at"),
            set_in_state("survey_final_has_report", SurveyState.FINAL, "final_at", "document"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="survey_final_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state=SurveyState.FINAL),
                func=f"RAISE EXCEPTION '{_FINAL}' USING ERRCODE = 'check_violation';",
            ),
            pgtrigger.Protect(name="survey_never_gone", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def element_names(self) -> dict[str, str]:
        """Key of each element and what it is called in this period."""
        return {one["key"]: one["name"] for one in self.instrument.get("elements", [])}


class SurveyImprovement(models.Model):
    """What the head decides to improve in one element, and until when; it stands in the report."""

    period = models.ForeignKey(
        SurveyPeriod, verbose_name="masa survei", on_delete=models.PROTECT, related_name="improvements"
    )
    element = models.CharField("unsur", max_length=2, choices=[(key, key.upper()) for key in ELEMENTS])
    action = models.TextField("perbaikan", max_length=500)
    due_on = models.DateField("paling lambat")

    class Meta:
        verbose_name = "perbaikan dari survei"
        verbose_name_plural = "perbaikan dari survei"
        default_permissions = ()
        ordering = ["element"]
        constraints = [
            models.UniqueConstraint(fields=["period", "element"], name="survey_improvement_once"),
            models.CheckConstraint(
                name="survey_improvement_has_words",
                condition=~Q(action=""),
                violation_error_message="Tulis perbaikannya.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="survey_improvement_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF EXISTS (
                        SELECT 1 FROM helpdesk_surveyperiod p
                        WHERE p.state = 'final' AND p.id IN (CASE WHEN TG_OP = 'INSERT' THEN NEW.period_id ELSE OLD.period_id END,
                            CASE WHEN TG_OP = 'DELETE' THEN OLD.period_id ELSE NEW.period_id END)
                    ) THEN
                        RAISE EXCEPTION '{_FINAL}' USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,  # noqa: S608 - our own words alone
            )
        ]

    def __str__(self) -> str:
        return f"{self.element.upper()} {self.action[:40]}"


class SurveyInvitation(models.Model):
    """The right to answer once after a ticket; gone when its time is over, so that nothing tells who answered."""

    ticket = models.OneToOneField(
        "helpdesk.Ticket", verbose_name="tiket", on_delete=models.PROTECT, related_name="survey_invitation"
    )
    is_answered = models.BooleanField("sudah dipakai", default=False)
    expires_at = models.DateTimeField("berlaku sampai")

    class Meta:
        verbose_name = "undangan survei"
        verbose_name_plural = "undangan survei"
        default_permissions = ()
        ordering = ["pk"]
        indexes = [models.Index(fields=["expires_at"], name="survey_invitation_expiry")]

    def __str__(self) -> str:
        return f"undangan {self.pk}"


def _value(key: str) -> Any:
    return models.PositiveSmallIntegerField(key.upper())


class SurveyAnswer(models.Model):
    """What somebody answered, without that somebody: neither ticket nor account, a month instead of a moment, and a key that tells no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.ForeignKey(
        SurveyPeriod, verbose_name="masa survei", null=True, on_delete=models.PROTECT, related_name="answers"
    )
    month = models.DateField("bulan")
    channel = models.CharField("cara", max_length=6, choices=SurveyChannel)
    service = models.CharField("layanan", max_length=100)
    user_group = models.CharField("kelompok pengguna", max_length=10, choices=TicketUserGroup)
    ticket_category = models.CharField("kategori tiket", max_length=14, choices=TicketCategory, blank=True, default="")
    ticket_channel = models.CharField("media tiket", max_length=10, choices=TicketChannel, blank=True, default="")
    u1, u2, u3, u4, u5, u6, u7, u8, u9 = (_value(key) for key in ELEMENTS)
    remark = models.TextField("saran", max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = "jawaban survei"
        verbose_name_plural = "jawaban survei"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="survey_answer_in_range",
                condition=Q(*(Q(**{f"{key}__gte": 1, f"{key}__lte": BEST}) for key in ELEMENTS)),
                violation_error_message="Setiap unsur dijawab dengan 1 sampai 4.",
            ),
            models.CheckConstraint(
                name="survey_answer_first_of_month",
                condition=Q(month__day=1),
                violation_error_message="Jawaban mencatat bulannya, bukan harinya.",
            ),
            models.CheckConstraint(
                name="survey_answer_has_period",
                condition=Q(channel=SurveyChannel.TICKET) | Q(period__isnull=False),
                violation_error_message="Jawaban dari laman atau kertas masuk ke sebuah masa survei.",
            ),
            models.CheckConstraint(
                name="survey_answer_tells_ticket",
                condition=Q(channel=SurveyChannel.TICKET) & ~Q(ticket_category="") & ~Q(ticket_channel="")
                | ~Q(channel=SurveyChannel.TICKET) & Q(ticket_category="", ticket_channel=""),
                violation_error_message="Hanya jawaban sesudah tiket mencatat kategori dan medianya.",
            ),
        ]
        indexes = [models.Index(fields=["channel", "month"], name="survey_answer_by_month")]
        triggers = [
            FrozenRow(
                name="survey_answer_stays",
                open_columns=("remark",),
                condition_sql="NEW.remark = ''",
                sentence=_STAYS,
            ),
            pgtrigger.Trigger(
                name="survey_answer_in_its_time",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__period__isnull=False),
                func=f"""
                    IF NOT EXISTS (
                        SELECT 1 FROM helpdesk_surveyperiod p WHERE p.id = NEW.period_id
                        AND (p.state = 'open' OR p.state = 'closed' AND NEW.channel = 'paper')
                    ) THEN
                        RAISE EXCEPTION '{_NOT_NOW}' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,  # noqa: S608 - our own words alone
            ),
        ]

    def __str__(self) -> str:
        return f"jawaban {self.channel} {self.month:%Y-%m}"
