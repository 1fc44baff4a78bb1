"""What every kind of berita acara has in common: its number and its end, rows that change in a draft only, words that
stand still once issued."""

from collections.abc import Sequence
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.constraints import set_in_state

DISCARDED = "discarded"
_FROZEN = "Berita acara ini sudah ditetapkan atau dibatalkan dan tidak dapat diubah lagi. Koreksi dibuat sebagai berita acara baru."


def only_in_draft(name: str, table: str, draft: str) -> pgtrigger.Trigger:
    """Rows of a report change while it is a draft, and never afterwards.

    Args:
        table: of the report that `report_id` of the row leads to.
        draft: value of the state in which they may.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (
                SELECT 1 FROM {table} r
                WHERE r.id = (CASE WHEN TG_OP = 'DELETE' THEN OLD.report_id ELSE NEW.report_id END)
                    AND r.state <> '{draft}'
            ) THEN
                RAISE EXCEPTION 'Isi berita acara hanya berubah selama masih rancangan.' USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608 - built from constants only
    )


def words_stay(
    name: str, *, issued: Sequence[str], before: Sequence[str], still_open: Sequence[str]
) -> pgtrigger.Trigger:
    """An issued report never changes again and never goes back; a discarded draft neither.

    Args:
        issued: states from the issuing of the number on.
        before: states that it had until then.
        still_open: columns that go on: state, signatures, delivery.
    """
    ended, before = [*issued, DISCARDED], [*before, DISCARDED]
    columns = ", ".join(f"'{column}'" for column in still_open)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(old__state__in=ended),
        func=f"""
                    IF to_jsonb(NEW) - ARRAY[{columns}]
                        IS DISTINCT FROM to_jsonb(OLD) - ARRAY[{columns}]
                        OR NEW.state IN ({", ".join(f"'{state}'" for state in before)})
                    THEN
                        RAISE EXCEPTION '{_FROZEN}' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
    )


def discarded_whole(name: str) -> models.CheckConstraint:
    """A discarded draft says who discarded it and when."""
    return set_in_state(name, DISCARDED, "discarded_by", "discarded_at")


def corrected_once(name: str) -> models.UniqueConstraint:
    """A report is corrected by one other; a discarded draft does not count."""
    return models.UniqueConstraint(fields=["corrects"], name=name, condition=~Q(state=DISCARDED))


class BeritaAcara(models.Model):
    """A report that is written as a draft, made final by somebody else, then signed. Its kind adds states and words.

    Attributes:
        issued_states: states from the issuing of the number on.
    """

    number = models.CharField("nomor berkas", max_length=120, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    corrects = models.ForeignKey(
        "self",
        verbose_name="mengoreksi",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField("dibuat", default=timezone.now)
    finalised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="ditetapkan oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    finalised_at = models.DateTimeField("ditetapkan", null=True, blank=True)
    seal_problem = models.CharField("segel belum dibubuhkan karena", max_length=300, blank=True, default="")
    signed_at = models.DateTimeField("ditandatangani", null=True, blank=True)
    discarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="dibatalkan oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    discarded_at = models.DateTimeField("dibatalkan", null=True, blank=True)
    discard_reason = models.TextField("alasan dibatalkan", max_length=2000, blank=True, default="")

    state: "models.CharField[Any, Any]"
    document: "models.OneToOneField[Any, Any]"
    issued_states: ClassVar[Sequence[str]]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def is_issued(self) -> bool:
        """True from the moment its number was issued and its words stand still."""
        return self.state in self.issued_states
