"""Deactivation of a User ID (Pasal 10(4)): proposed by one, decided by another."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core import numbers, transitions
from core.audit import audit_record
from core.clock import today
from core.documents import document_issue
from core.files import file_receive
from core.formats import long_datetime, short_date
from core.free_text import refuse_password
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from core.suspension import account_suspend
from core.transitions import Transition, WrongState
from verification import deactivation_emails as emails
from verification.documents import DEACTIVATION, deactivation_context
from verification.enums import DeactivationState as S
from verification.enums import FilePurpose, Ground, Requester
from verification.models import Deactivation, DeactivationFile, UserId
from verification.models.deactivation import OPEN_STATES
from verification.permissions import can_decide_deactivation, can_propose_deactivation
from verification.transitions import DEACTIVATION_TYPE, DECIDE, REFUSE

SERIES = "deactivation"
_TEXTS = {
    "requester_name": "Isi nama yang meminta penonaktifan.",
    "requester_position": "Isi jabatan yang meminta.",
    "requester_organization": "Isi instansi yang meminta.",
    "letter_number": "Isi nomor surat permintaan.",
    "explanation": "Uraikan pelanggaran atau alasan permintaan.",
}


class AlreadyOpen(Refusal):
    """The User ID has a deactivation that is proposed or active; `number` names it."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"User ID ini sudah mempunyai penonaktifan {number} yang diusulkan atau berlaku. Lanjutkan berkas itu.",
            code="already_open",
        )
        self.number = number


def deactivation_propose(
    *,
    user_id: UserId,
    actor: User,
    ground: str,
    requester_kind: str,
    requester_name: str,
    requester_position: str,
    requester_organization: str,
    letter_number: str,
    letter_date: date,
    explanation: str,
    starts_on: date,
    ends_on: date,
    letter: UploadedFile | None,
) -> Deactivation:
    """Propose that a User ID is made inactive for a given period; nothing happens to the vendor until it is decided.

    Args:
        ground: a `Ground`; the two of Pasal 10(4), there is no third.
        letter: scan of the letter that asks for it.
        ends_on: as the letter gives it; the last day of the period.

    Raises:
        Forbidden: the person may not propose it.
        BadInput: something is missing or does not fit, with the field.
        AlreadyOpen: the User ID has an open deactivation.
    """
    if not can_propose_deactivation(actor, user_id):
        raise Forbidden(
            "Penonaktifan diusulkan petugas Unit Registrasi dan Verifikasi, bukan untuk User ID sendiri.",
            code="not_officer",
        )
    texts = {
        "requester_name": requester_name,
        "requester_position": requester_position,
        "requester_organization": requester_organization,
        "letter_number": letter_number,
        "explanation": explanation,
    }
    values = {name: refuse_password(text, field=name) for name, text in texts.items()}
    for name, words in _TEXTS.items():
        if not values[name]:
            raise BadInput(words, code="missing", field=name)
    _check_choices(ground, requester_kind)
    _check_dates(letter_date, starts_on, ends_on)
    if letter is None:
        raise BadInput("Unggah pindaian surat permintaannya.", code="missing", field="letter")
    try:
        with transaction.atomic():
            row = Deactivation.objects.create(
                number=numbers.number_issue(series=SERIES, on=today()),
                user_id=user_id,
                ground=ground,
                requester_kind=requester_kind,
                letter_date=letter_date,
                starts_on=starts_on,
                ends_on=ends_on,
                proposed_by=actor,
                **values,
            )
            file_add(row, letter, FilePurpose.LETTER, actor, field="letter")
            audit_record(
                action="deactivation.proposed",
                object_type=DEACTIVATION_TYPE,
                object_number=row.number,
                actor=actor,
                data={
                    "user_id": user_id.value,
                    "ground": ground,
                    "letter": row.letter_number,
                    "from": starts_on.isoformat(),
                    "until": ends_on.isoformat(),
                },
            )
    except IntegrityError as error:
        present = Deactivation.objects.filter(user_id=user_id, state__in=OPEN_STATES).first()
        if present is None:
            raise
        raise AlreadyOpen(present.number) from error
    return row


def evidence_add(*, deactivation: Deactivation, actor: User, upload: UploadedFile) -> DeactivationFile:
    """Add one piece of evidence while the proposal waits; what was decided on stays as it was.

    Raises:
        Forbidden: the person may not propose.
        BadInput: the file is not acceptable.
        WrongState: the proposal was decided.
    """
    if not can_propose_deactivation(actor, deactivation.user_id):
        raise Forbidden("Bukti ditambahkan petugas Unit Registrasi dan Verifikasi.", code="not_officer")
    with transaction.atomic():
        fresh = transitions.lock(deactivation)
        if fresh.state != S.PROPOSED:
            raise already_settled(fresh)
        row = file_add(fresh, upload, FilePurpose.EVIDENCE, actor, field="file")
        deactivation_record("deactivation.evidence_added", fresh, actor, file=row.file.public_id)
    return row


def file_add(
    row: Deactivation, upload: UploadedFile, purpose: FilePurpose, actor: User, *, field: str
) -> DeactivationFile:
    """Take in a file of a case, in the caller's transaction.

    Raises:
        BadInput: it is not acceptable, with the field it came by.
    """
    try:
        stored = file_receive(upload=upload, owner=actor, case_number=row.number, is_identity=False)
    except BadInput as refusal:
        raise BadInput(refusal.message, code=refusal.code, field=field) from refusal
    return DeactivationFile.objects.create(deactivation=row, purpose=purpose, file=stored)


def deactivation_decide(*, deactivation: Deactivation, actor: User) -> Deactivation:
    """Agree: letter and mail at once; the account is suspended now, or on the first day of a period that lies ahead.

    Raises:
        Forbidden: not the Kepala or Wakil, or the one who proposed it.
        Refusal: the period is over already.
        WrongState: it was decided by somebody else.
    """
    with transaction.atomic():
        fresh = _to_decide(deactivation, actor)
        if fresh.ends_on < today():
            raise Refusal(
                f"Masa yang diminta berakhir {short_date(fresh.ends_on)}, jadi tidak dapat diberlakukan lagi. "
                "Tolak usulan ini; bila masih perlu, usulkan lagi dengan surat yang baru.",
                code="period_over",
            )
        now = timezone.now()
        letter = document_issue(
            kind=DEACTIVATION,
            case_number=fresh.number,
            context=deactivation_context(row=fresh, decided_at=now, reply_address=reply_address(fresh)),
            issued_by=actor,
            holder=fresh.user_id.holder,
        )
        fresh = deactivation_move(DECIDE, fresh, actor, decided_by=actor, decided_at=now, letter=letter)
        deactivation_begin(fresh, actor)
        emails.deactivated(fresh)
    return fresh


def deactivation_refuse(*, deactivation: Deactivation, actor: User, reason: str) -> Deactivation:
    """Say no to a proposal; the vendor never hears of it.

    Raises:
        Forbidden, WrongState: as `deactivation_decide`.
        BadInput: no reason.
    """
    words = required_reason(reason)
    with transaction.atomic():
        fresh = _to_decide(deactivation, actor)
        return deactivation_move(
            REFUSE, fresh, actor, {"reason": words}, decided_by=actor, decided_at=timezone.now(), refusal_reason=words
        )


def reply_address(row: Deactivation) -> str:
    """Full address of the page where the vendor answers."""
    return settings.BASE_URL + reverse("verification:deactivation_reply", args=[row.number])


def deactivation_begin(row: Deactivation, actor: User | None) -> bool:
    """Suspend the account when the period has begun; True when that happened now."""
    if row.began_at is not None or row.starts_on > today():
        return False
    if row.user_id.holder is not None:
        account_suspend(user=row.user_id.holder, case_number=row.number, actor=actor)
    row.began_at = timezone.now()
    row.save(update_fields=["began_at"])
    deactivation_record("deactivation.began", row, actor)
    return True


def _to_decide(row: Deactivation, actor: User) -> Deactivation:
    fresh = transitions.lock(row)
    if fresh.state != S.PROPOSED:
        raise already_settled(fresh)
    if not can_decide_deactivation(actor, fresh):
        raise second_person()
    return fresh


def already_settled(row: Deactivation) -> WrongState:
    """The refusal that names where it stands, who decided it and when."""
    words = f"Penonaktifan {row.number} sekarang “{row.get_state_display()}”"
    if row.decided_by and row.decided_at:
        words += f", diputuskan {row.decided_by.full_name} pada {long_datetime(row.decided_at)}"
    return WrongState(f"{words}. Tindakan Anda tidak dicatat; lihat keadaan terbarunya.", code="wrong_state")


def second_person() -> Forbidden:
    """The refusal for whoever may not decide, or proposed it."""
    return Forbidden(
        "Keputusan diambil Kepala atau Wakil Kepala LPSE yang tidak mengusulkannya. Minta pejabat yang lain memutuskan.",
        code="second_person",
    )


def deactivation_move(
    move: Transition, row: Deactivation, actor: User | None, data: dict[str, Any] | None = None, **fields: Any
) -> Deactivation:
    """Make a declared move of the case, with its User ID in the trail."""
    return transitions.apply(
        move,
        row,
        actor=actor,
        number=row.number,
        object_type=DEACTIVATION_TYPE,
        data={"user_id": row.user_id.value, **(data or {})},
        **fields,
    )


def deactivation_record(action: str, row: Deactivation, actor: User | None, **data: str) -> None:
    """Write an event of the case into the trail."""
    audit_record(action=action, object_type=DEACTIVATION_TYPE, object_number=row.number, actor=actor, data=dict(data))


def required_reason(text: str) -> str:
    """The reason a person gave.

    Raises:
        BadInput: there is none, or it tells a password.
    """
    words = refuse_password(text, field="reason")
    if not words:
        raise BadInput("Tulis alasannya.", code="reason", field="reason")
    return words


def _check_choices(ground: str, requester_kind: str) -> None:
    if ground not in Ground.values:
        raise BadInput("Pilih salah satu dari dua dasar penonaktifan.", code="ground", field="ground")
    if requester_kind not in Requester.values:
        raise BadInput("Pilih kedudukan yang meminta.", code="requester_kind", field="requester_kind")
    if ground == Ground.BLACKLIST_REQUEST and requester_kind == Requester.OTHER:
        raise BadInput(
            "Permintaan karena daftar hitam datang dari PA/KPA, PPK, ULP/Pokja/Panitia, atau Pejabat Pengadaan. "
            "Pilih kedudukannya, atau pilih dasar pelanggaran.",
            code="requester_kind",
            field="requester_kind",
        )


def _check_dates(letter_date: date, starts_on: date, ends_on: date) -> None:
    if letter_date > today():
        raise BadInput("Tanggal surat permintaan belum tiba. Periksa tahunnya.", code="future", field="letter_date")
    if ends_on < starts_on:
        raise BadInput(
            "Tanggal akhir tidak boleh sebelum tanggal mulai. Salin kedua tanggal dari suratnya.",
            code="period",
            field="ends_on",
        )
    if ends_on < today():
        raise BadInput(
            "Masa ini sudah lewat, jadi tidak ada lagi yang dinonaktifkan. Periksa tahunnya.",
            code="period_over",
            field="ends_on",
        )
