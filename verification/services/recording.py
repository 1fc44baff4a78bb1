"""What the desk records alike about a case and about a change request: who came, and what was found about a document."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from core.models import User
from core.refusals import BadInput, Refusal
from verification.enums import CheckResult, Mode, PresenterKind
from verification.models.reviewing import Checking, Reviewing

_BAD_RESULTS = frozenset({CheckResult.MISMATCH, CheckResult.INVALID})


class ChangedMeanwhile(Refusal):
    """The record was changed in another tab or by another officer since the form was opened."""


def require_version(now: int, opened_with: int | None) -> None:
    """Raise ChangedMeanwhile when the form was opened over an older record; None skips the comparison."""
    if opened_with is not None and now != opened_with:
        raise ChangedMeanwhile(
            "Bagian ini sudah diubah di tab lain atau oleh rekan sejak Anda membukanya. "
            "Isian Anda belum disimpan; periksa keadaan terbaru di bawah, lalu simpan lagi.",
            code="changed_meanwhile",
        )


def require_presenter(*, kind: str, name: str, mode: str) -> None:
    """Raise BadInput unless kind, name and way of the person present are given."""
    if kind not in PresenterKind.values:
        raise BadInput("Pilih siapa yang hadir.", code="kind", field="kind")
    if mode not in Mode.values:
        raise BadInput("Pilih cara hadir: tatap muka atau panggilan video.", code="mode", field="mode")
    if not name.strip():
        raise BadInput("Isi nama seperti pada KTP yang ditunjukkan.", code="name", field="name")


def presenter_write(review: Reviewing, *, kind: str, name: str, nik: str, mode: str, actor: User) -> None:
    """Put the person present into the review, to be saved by the caller."""
    review.presenter_kind, review.presenter_name, review.presenter_mode = kind, name.strip(), mode
    review.presenter_nik = nik
    review.presenter_recorded_by, review.presenter_recorded_at = actor, timezone.now()
    review.version += 1


def require_reason(*, result: str, reason_code: str, fitting: Collection[str]) -> None:
    """Raise BadInput unless the result is known and has a reason just when it is a bad one.

    Args:
        fitting: the reasons that may be given about this document.
    """
    if result and result not in CheckResult.values:
        raise BadInput("Pilih hasil dari daftar.", code="result", field="result")
    if result not in _BAD_RESULTS:
        if reason_code:
            raise BadInput(
                "Alasan hanya diisi bila dokumen tidak sesuai atau tidak berlaku.",
                code="reason_without_result",
                field="reason_code",
            )
        return
    if reason_code not in fitting:
        raise BadInput("Pilih alasan yang sesuai dengan dokumen ini.", code="reason", field="reason_code")


def check_write(
    check: Checking,
    *,
    actor: User,
    is_entitled: bool,
    original_seen: bool,
    mode: str,
    result: str,
    reason_code: str,
    note: str,
    compared: str,
    now: datetime,
) -> None:
    """Put what was found into the check, to be saved by the caller.

    Who saw the original first and when stays; a tick taken away and set again is a new act.

    Args:
        is_entitled: the person present may show originals.
        mode: how the original was shown.
        compared: what the result rests on.

    Raises:
        BadInput: an original counts as seen only when somebody entitled showed it.
    """
    if original_seen and check.original_seen_at is None:
        if not is_entitled:
            raise BadInput(
                "Catat dahulu siapa yang menunjukkan dokumen asli. Utusan harus membawa surat kuasa.",
                code="no_presenter",
                field="original_seen",
            )
        check.original_seen_by, check.original_seen_at = actor, now
    if original_seen:
        check.original_mode = mode
    else:
        check.original_seen_by = check.original_seen_at = check.original_mode = None
    check.result, check.reason_code, check.note = result, reason_code, note
    check.checked_by, check.checked_at = (actor, now) if result else (None, None)
    check.compared = compared if result else ""
    check.version += 1


def shown_by(check: Checking, review: Reviewing, mode: str) -> str:
    """How the original was shown: as said now, else as recorded before, else as the person present was met."""
    return mode if mode in Mode.values else check.original_mode or review.presenter_mode
