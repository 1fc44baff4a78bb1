"""Constraints that several tables of the desk share."""

from django.db import models
from django.db.models import F, Q

from core.constraints import together
from verification.enums import CheckResult, Outcome


def claim_whole(name: str) -> models.CheckConstraint:
    """Who holds it, since when and until when are recorded together."""
    return together(
        name,
        "claimed_by",
        "claimed_at",
        "claimed_until",
        message="Pengambilan berkas mencatat petugas, waktu mulai, dan waktu akhir bersama-sama.",
    )


def original_whole(name: str) -> models.CheckConstraint:
    """Who saw the original, when and how are recorded together."""
    return together(
        name,
        "original_seen_by",
        "original_seen_at",
        "original_mode",
        message="Dokumen asli terlihat mencatat petugas, waktu, dan cara bersama-sama.",
    )


def presenter_whole(name: str, *obligatory: str) -> models.CheckConstraint:
    """Whoever showed originals is recorded with name, way, officer and time, and with the `obligatory` texts."""
    recorded = ~Q(presenter_kind="") & ~Q(presenter_name="") & ~Q(presenter_mode="")
    for field in obligatory:
        recorded &= ~Q(**{field: ""})
    return models.CheckConstraint(
        name=name,
        condition=Q(
            presenter_kind="",
            presenter_name="",
            presenter_mode="",
            presenter_recorded_by__isnull=True,
            presenter_recorded_at__isnull=True,
        )
        | recorded & Q(presenter_recorded_by__isnull=False, presenter_recorded_at__isnull=False),
        violation_error_message="Catat nama, NIK, dan cara hadir orang yang menunjukkan dokumen asli.",
    )


def result_whole(name: str) -> models.CheckConstraint:
    """A result is recorded with officer, time and what it rests on."""
    return models.CheckConstraint(
        name=name,
        condition=Q(result="", checked_by__isnull=True, checked_at__isnull=True, compared="")
        | ~Q(result="") & ~Q(compared="") & Q(checked_by__isnull=False, checked_at__isnull=False),
        violation_error_message="Hasil pemeriksaan mencatat petugas dan waktu.",
    )


def reason_beside_bad(name: str) -> models.CheckConstraint:
    """A bad result has its reason, any other has none."""
    return models.CheckConstraint(
        name=name,
        condition=Q(result__in=["", CheckResult.MATCH], reason_code="")
        | Q(result__in=[CheckResult.MISMATCH, CheckResult.INVALID]) & ~Q(reason_code=""),
        violation_error_message="Pilih alasan bila dokumen tidak sesuai atau tidak berlaku.",
    )


def not_by_entrant(name: str, message: str) -> models.CheckConstraint:
    """Whoever owns or entered it does not decide it."""
    return models.CheckConstraint(
        name=name,
        condition=~Q(decided_by=F("entered_by")) & ~Q(decided_by=F("owner")),
        violation_error_message=message,
    )


def whole_outcome(name: str, message: str) -> models.CheckConstraint:
    """An approval rests on a complete checklist, a rejection on reasons."""
    return models.CheckConstraint(
        name=name,
        condition=Q(outcome=Outcome.APPROVED, items_complete=F("items_total"), items_total__gt=0, reasons=[])
        | Q(outcome=Outcome.REJECTED, reasons__len__gt=0),
        violation_error_message=message,
    )
