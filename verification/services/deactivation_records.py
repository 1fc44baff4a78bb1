"""What is written down beside a deactivation: the switching in SPSE, and what the vendor replies."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from core import transitions
from core.audit import audit_record
from core.clock import today
from core.formats import local_date, short_date
from core.free_text import refuse_password
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import Transition, WrongState
from verification.enums import DeactivationState as S
from verification.enums import FilePurpose, UserIdState
from verification.models import Deactivation, DeactivationReply
from verification.permissions import can_record_in_spse
from verification.services.deactivations import file_add
from verification.transitions import DEACTIVATION_TYPE, SWITCH_OFF, SWITCH_ON, USER_ID_TYPE

MOST_REPLY_FILES = 5


def spse_off_record(*, deactivation: Deactivation, actor: User, done_on: date, done_by_name: str) -> Deactivation:
    """Record that the User ID was made inactive in SPSE: by whom there and when, and who writes it down now.

    Raises:
        Forbidden: not an officer of the unit.
        BadInput: no name, or a day before the decision or in the future.
        WrongState: it is recorded already, the deactivation is not active, or the User ID never was active in SPSE.
    """
    with transaction.atomic():
        fresh = _locked(deactivation, actor)
        if fresh.state != S.ACTIVE or fresh.decided_at is None:
            raise WrongState(
                f"Penonaktifan {fresh.number} sekarang “{fresh.get_state_display()}”, jadi tidak ada yang dinonaktifkan di SPSE.",
                code="wrong_state",
            )
        if fresh.user_id.state == UserIdState.RECORDED:
            raise WrongState(
                "User ID ini belum pernah diaktifkan di SPSE, jadi tidak ada yang dinonaktifkan di sana.",
                code="never_active",
            )
        name = _check(done_on, done_by_name, local_date(fresh.decided_at), "tanggal keputusan")
        _switch(SWITCH_OFF, fresh, actor, done_on, name)
        fresh.spse_off_on, fresh.spse_off_by_name, fresh.spse_off_recorded_by = done_on, name, actor
        fresh.save(update_fields=["spse_off_on", "spse_off_by_name", "spse_off_recorded_by"])
    return fresh


def spse_on_record(*, deactivation: Deactivation, actor: User, done_on: date, done_by_name: str) -> Deactivation:
    """Record that the User ID was made active again in SPSE, after the deactivation ended.

    Raises:
        Forbidden, BadInput: as `spse_off_record`.
        WrongState: it is recorded already, the deactivation still runs, or nothing was switched off.
    """
    with transaction.atomic():
        fresh = _locked(deactivation, actor)
        if fresh.closed_at is None:
            raise WrongState(
                f"Penonaktifan {fresh.number} belum selesai. User ID baru diaktifkan kembali di SPSE setelahnya.",
                code="wrong_state",
            )
        if fresh.spse_off_on is None:
            raise WrongState(
                "Untuk penonaktifan ini tidak dicatat penonaktifan di SPSE, jadi tidak ada yang diaktifkan kembali.",
                code="never_off",
            )
        least = max(local_date(fresh.closed_at), fresh.spse_off_on)
        name = _check(done_on, done_by_name, least, "akhir penonaktifan")
        _switch(SWITCH_ON, fresh, actor, done_on, name)
        fresh.spse_on_on, fresh.spse_on_by_name, fresh.spse_on_recorded_by = done_on, name, actor
        fresh.save(update_fields=["spse_on_on", "spse_on_by_name", "spse_on_recorded_by"])
    return fresh


def deactivation_reply(
    *, deactivation: Deactivation, actor: User, text: str, upload: UploadedFile | None = None
) -> DeactivationReply:
    """Keep what the vendor answers; once, while the deactivation runs.

    Args:
        upload: the first attachment; more follow by `reply_file_add`, because one request carries one file.

    Raises:
        Forbidden: the case is about somebody else.
        BadInput: no words, or the file is not acceptable.
        WrongState: the deactivation is over.
        Refusal: the answer is there already.
    """
    _require_holder(deactivation, actor)
    words = refuse_password(text, field="text")
    if not words:
        raise BadInput("Tulis tanggapan Anda.", code="text", field="text")
    try:
        with transaction.atomic():
            fresh = _running(deactivation)
            row = DeactivationReply.objects.create(deactivation=fresh, text=words, written_by=actor)
            if upload:
                file_add(fresh, upload, FilePurpose.REPLY, actor, field="attachment")
            audit_record(
                action="deactivation.replied",
                object_type=DEACTIVATION_TYPE,
                object_number=fresh.number,
                actor=actor,
                data={"with_file": bool(upload)},
            )
    except IntegrityError as error:
        if not DeactivationReply.objects.filter(deactivation=deactivation).exists():
            raise
        raise Refusal("Tanggapan Anda sudah kami terima; tidak perlu dikirim lagi.", code="already") from error
    return row


def reply_file_add(*, deactivation: Deactivation, actor: User, upload: UploadedFile) -> None:
    """Add one more attachment to the answer.

    Raises:
        Forbidden: the case is about somebody else.
        BadInput: there are enough attachments, or the file is not acceptable.
        WrongState: the deactivation is over.
        Refusal: there is no answer yet.
    """
    _require_holder(deactivation, actor)
    with transaction.atomic():
        fresh = _running(deactivation)
        if not DeactivationReply.objects.filter(deactivation=fresh).exists():
            raise Refusal("Tulis tanggapan Anda dahulu, lalu tambahkan lampiran.", code="no_reply")
        if fresh.files.filter(purpose=FilePurpose.REPLY).count() >= MOST_REPLY_FILES:
            raise BadInput(
                f"Lampiran paling banyak {MOST_REPLY_FILES}. Gabungkan beberapa halaman menjadi satu PDF.",
                code="too_many",
                field="file",
            )
        row = file_add(fresh, upload, FilePurpose.REPLY, actor, field="file")
        audit_record(
            action="deactivation.reply_file_added",
            object_type=DEACTIVATION_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"file": row.file.public_id},
        )


def _require_holder(row: Deactivation, actor: User) -> None:
    if row.user_id.holder_id != actor.pk:
        raise Forbidden("Tanggapan ditulis pemegang User ID.", code="not_holder")


def _running(row: Deactivation) -> Deactivation:
    fresh = transitions.lock(row)
    if fresh.state != S.ACTIVE:
        raise WrongState("Penonaktifan ini sudah selesai, jadi tanggapan tidak diperlukan lagi.", code="wrong_state")
    return fresh


def _locked(row: Deactivation, actor: User) -> Deactivation:
    if not can_record_in_spse(actor):
        raise Forbidden("Hanya petugas Unit Registrasi dan Verifikasi yang mencatatnya.", code="not_officer")
    return transitions.lock(row)


def _check(done_on: date, done_by_name: str, least: date, what: str) -> str:
    name = " ".join(done_by_name.split())
    if not name:
        raise BadInput("Isi nama yang melakukannya di SPSE.", code="done_by_name", field="done_by_name")
    if not least <= done_on <= today():
        raise BadInput(
            f"Tanggalnya harus antara {what} ({short_date(least)}) dan hari ini.", code="done_on", field="done_on"
        )
    return name


def _switch(move: Transition, row: Deactivation, actor: User, done_on: date, name: str) -> None:
    transitions.apply(
        move,
        row.user_id,
        actor=actor,
        number=row.user_id.value,
        object_type=USER_ID_TYPE,
        data={"deactivation": row.number, "on": done_on.isoformat(), "by": name},
        refusal=f"Perubahan User ID {row.user_id.value} di SPSE sudah dicatat. Muat ulang halaman untuk melihatnya.",
    )
