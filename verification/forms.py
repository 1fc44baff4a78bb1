"""What officers type at the desk. The services judge; these forms read and keep what was typed."""

from typing import Any

from django import forms

from core.clock import today
from core.files.forms import UploadField
from core.forms import IndonesianDateField, PortalForm
from registration.enums import OfficialReason
from registration.models import Application
from registration.reasons import ReasonCode, case_reasons, reasons_for
from verification.checklist import DeskItem
from verification.enums import BlacklistResult, CheckResult, Mode, PresenterKind
from verification.models import Review

BLACKLIST = "Daftar Hitam Nasional (INAPROC)"
_WORDS = forms.Textarea(attrs={"rows": 2})


class PresenterForm(PortalForm):
    """Who came with the originals, by the KTP on the table."""

    kind = forms.ChoiceField(label="Siapa yang hadir", choices=PresenterKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="Nama seperti pada KTP", max_length=200)
    nik = forms.CharField(
        label="NIK pada KTP yang ditunjukkan",
        max_length=32,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-chars-24"}),
    )
    mode = forms.ChoiceField(label="Cara hadir", choices=Mode.choices, widget=forms.RadioSelect)
    surat_kuasa_number = forms.CharField(
        label="Nomor surat kuasa", max_length=100, required=False, help_text="Hanya untuk utusan."
    )
    surat_kuasa_date = IndonesianDateField(label="Tanggal surat kuasa", required=False, latest=today)
    surat_kuasa_file = UploadField(label="Pindaian surat kuasa", required=False)

    @classmethod
    def of(cls, review: Review, data: Any = None, files: Any = None) -> "PresenterForm":
        """The form over what is recorded."""
        recorded = {name: getattr(review, f"presenter_{name}") for name in ("kind", "name", "nik", "mode")}
        letter = {name: getattr(review, name) for name in ("surat_kuasa_number", "surat_kuasa_date")}
        return cls(data, files, initial={**recorded, **letter}, prefix="kehadiran")


class BlacklistForm(PortalForm):
    """What the national blacklist says on the day it was looked at."""

    result = forms.ChoiceField(label="Hasil", choices=BlacklistResult.choices, widget=forms.RadioSelect)
    source = forms.CharField(label="Sumber daftar", max_length=200)
    snapshot = forms.CharField(
        label="Keadaan daftar per",
        max_length=100,
        help_text="Tanggal yang tertulis pada daftar, atau tanggal Anda membukanya.",
        error_messages={"required": "Isi tanggal keadaan daftar."},
    )
    note = forms.CharField(
        label="Penjelasan",
        required=False,
        widget=_WORDS,
        help_text="Wajib bila tercantum: nama, nomor SK, dan masa sanksi. Bila namanya mirip orang lain, tulis alasannya.",
    )

    @classmethod
    def of(cls, review: Review, data: Any = None) -> "BlacklistForm":
        """The form over what is recorded."""
        recorded = {name: getattr(review, f"blacklist_{name}") for name in ("result", "source", "snapshot", "note")}
        recorded["source"] = recorded["source"] or BLACKLIST
        return cls(data, initial=recorded, prefix="daftar-hitam")


class CheckForm(PortalForm):
    """What was found about one document."""

    copy_received = forms.BooleanField(label="Salinan diterima", required=False)
    original_seen = forms.BooleanField(label="Dokumen asli dilihat", required=False)
    mode = forms.ChoiceField(
        label="Cara menunjukkan asli", choices=Mode.choices, widget=forms.RadioSelect, required=False
    )
    result = forms.ChoiceField(
        label="Hasil", choices=[*CheckResult.choices, ("", "Belum selesai")], widget=forms.RadioSelect, required=False
    )
    reason_code = forms.ChoiceField(
        label="Alasan", required=False, help_text="Hanya bila tidak sesuai atau tidak berlaku; pemohon membacanya."
    )
    note = forms.CharField(label="Catatan untuk pemohon", required=False, widget=_WORDS, max_length=1000)

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(reason.code.value, reason.code.label) for reason in reasons_for(key)]
        self.fields["reason_code"].choices = [("", "Pilih alasan"), *reasons]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, row: DeskItem, review: Review, data: Any = None) -> "CheckForm":
        """The form over what is recorded about this document; the mode is that of the person present until it is."""
        check = row.check
        initial: dict[str, Any] = {"mode": review.presenter_mode, "result": ""}
        if check:
            initial = {
                "copy_received": check.copy_received_at is not None,
                "original_seen": check.original_seen_at is not None,
                "mode": check.original_mode or review.presenter_mode,
                "result": check.result,
                "reason_code": check.reason_code,
                "note": check.note,
            }
        return cls(data, initial=initial, prefix=f"dokumen-{row.item.key}", key=row.item.key)


class TakeOverForm(PortalForm):
    """Why a case leaves a colleague's hands."""

    reason = forms.CharField(
        label="Alasan mengambil alih",
        max_length=300,
        widget=_WORDS,
        help_text="Tercatat di riwayat, misalnya: rekan cuti sampai Senin.",
        error_messages={"required": "Tulis alasan pengambilalihan, misalnya rekan sedang cuti."},
    )


class ReturnForm(PortalForm):
    """Words to the applicant about the whole; the findings stand beside the documents."""

    note = forms.CharField(
        label="Pesan untuk pemohon",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Dikirim melalui surel bersama daftar dokumen yang dikembalikan.",
    )


class ApproveForm(PortalForm):
    """The User ID as SPSE shows it."""

    user_id = forms.CharField(
        label="User ID di SPSE",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "w-chars-24"}),
        help_text="Salin dari SPSE. Hanya huruf A–Z, angka, garis bawah, titik, atau tanda hubung; 3–30 tanda.",
        error_messages={"required": "Isi User ID seperti tertulis di SPSE."},
    )


class RejectForm(PortalForm):
    """The main reason and the officer's words; only reasons that the review bears out are offered first."""

    reason_code = forms.ChoiceField(label="Alasan penolakan", widget=forms.RadioSelect)
    note = forms.CharField(
        label="Penjelasan untuk pemohon",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="Dicetak pada surat penolakan. Jangan menulis kata sandi.",
    )

    def __init__(self, *args: Any, found: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = [(code, ReasonCode(code).label) for code in dict.fromkeys(found)]
        case = [(reason.code.value, reason.code.label) for reason in case_reasons()]
        self.fields["reason_code"].choices = [*about, *case]  # type: ignore[attr-defined]


class ActivationForm(PortalForm):
    """What was done in SPSE by hand: when and by whom."""

    activated_on = IndonesianDateField(label="Tanggal pengaktifan di SPSE", latest=today)
    activated_by_name = forms.CharField(
        label="Diaktifkan oleh",
        max_length=200,
        help_text="Nama orang yang mengaktifkan User ID di SPSE, misalnya Admin PPE; bukan nama Anda bila orang lain.",
        error_messages={"required": "Isi nama yang mengaktifkan User ID di SPSE."},
    )


def approve_initial(application: Application) -> dict[str, str]:
    """The User ID that the applicant told, to be compared with SPSE."""
    return {"user_id": application.spse_user_id}


class OriginalForm(PortalForm):
    """How the original letter was shown."""

    mode = forms.ChoiceField(label="Cara surat asli ditunjukkan", choices=Mode.choices, widget=forms.RadioSelect)


class OfficialReturnForm(PortalForm):
    """Why a request goes back to the official."""

    reason = forms.ChoiceField(label="Alasan", choices=OfficialReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Catatan untuk pemohon",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="Dikirim melalui surel bersama alasannya. Jangan menulis kata sandi.",
    )


class OfficialRejectForm(PortalForm):
    """Why a request is rejected; both stand in the letter."""

    reason = forms.ChoiceField(label="Alasan penolakan", choices=OfficialReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Penjelasan untuk pemohon",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        help_text="Dicetak pada surat penolakan. Jangan menulis kata sandi.",
        error_messages={"required": "Jelaskan alasan penolakan kepada pemohon."},
    )


class ArchiveReasonForm(PortalForm):
    """Why something of the archive is held, released, taken along or refused."""

    reason = forms.CharField(
        label="Alasan",
        max_length=300,
        widget=_WORDS,
        help_text="Tercatat dalam jejak audit, misalnya: permintaan Inspektorat, surat nomor 12/2026.",
        error_messages={"required": "Tulis alasannya."},
    )
