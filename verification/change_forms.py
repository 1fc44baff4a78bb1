"""What officers type about change requests. The services judge; these forms read and keep what was typed."""

from typing import Any

from django import forms

from core.forms import PortalForm
from registration.change_rules import change_reasons
from registration.reasons import ReasonCode
from verification.checklist import DeskItem
from verification.forms import CheckForm, PresenterForm, RejectForm
from verification.models import ChangeReview
from verification.services.change_decisions import CHANGE_CASE_REASONS


class ChangePresenterForm(PresenterForm):
    """Who came with the originals; the surat kuasa of an envoy is one of the request's own documents."""

    surat_kuasa_number = None  # type: ignore[assignment]
    surat_kuasa_date = None  # type: ignore[assignment]
    surat_kuasa_file = None  # type: ignore[assignment]

    @classmethod
    def recorded(cls, review: ChangeReview, data: Any = None) -> "ChangePresenterForm":
        """The form over what is recorded."""
        initial = {name: getattr(review, f"presenter_{name}") for name in ("kind", "name", "nik", "mode")}
        return cls(data, initial=initial, prefix="kehadiran")


class ChangeCheckForm(CheckForm):
    """What was found about one document."""

    copy_received = None  # type: ignore[assignment]

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, key=key, **kwargs)
        reasons = [(reason.code.value, reason.code.label) for reason in change_reasons(key)]
        self.fields["reason_code"].choices = [("", "Pilih alasan"), *reasons]  # type: ignore[attr-defined]

    @classmethod
    def recorded(cls, row: DeskItem, review: ChangeReview, data: Any = None) -> "ChangeCheckForm":
        """The form over what is recorded about this document."""
        check = row.check
        initial: dict[str, Any] = {"mode": review.presenter_mode, "result": ""}
        if check:
            initial = {
                "original_seen": check.original_seen_at is not None,
                "mode": check.original_mode or review.presenter_mode,
                "result": check.result,
                "reason_code": check.reason_code,
                "note": check.note,
            }
        return cls(data, initial=initial, prefix=f"dokumen-{row.item.key}", key=row.item.key)


class ChangeRejectForm(RejectForm):
    """The main reason: one recorded for a document, or one about the request itself."""

    def __init__(self, *args: Any, found: list[str], **kwargs: Any) -> None:
        super().__init__(*args, found=found, **kwargs)
        codes = dict.fromkeys([*found, *CHANGE_CASE_REASONS])
        self.fields["reason_code"].choices = [(code, ReasonCode(code).label) for code in codes]  # type: ignore[attr-defined]


class EmailEntryForm(PortalForm):
    """A change of address entered at the counter for somebody who lost the old one."""

    number = forms.CharField(label="Nomor pendaftaran", max_length=30, help_text="Misalnya REG-2026-00012.")
    email = forms.EmailField(label="Surel baru", max_length=254)
    has_envoy = forms.TypedChoiceField(
        label="Siapa yang hadir",
        choices=[("tidak", "Penanggung jawab sendiri"), ("ya", "Utusan dengan surat kuasa")],
        coerce=lambda choice: choice == "ya",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Keterangan",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Mengapa surel lama tidak dapat dipakai. Jangan menulis kata sandi.",
    )
