"""Writes around a failure of protection: recorded, worded, issued, told, cancelled."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import clock, transitions
from core.audit import audit_record
from core.breach.letters import AUTHORITY_LETTER, SUBJECTS_LETTER, breach_context
from core.breach.permissions import can_decide_breach, can_record_breach
from core.breach.transitions import (
    CANCEL,
    ISSUE,
    OBJECT_TYPE,
    TELL_AUTHORITY,
    TELL_AUTHORITY_LAST,
    TELL_SUBJECTS,
    TELL_SUBJECTS_LAST,
)
from core.documents import document_issue
from core.enums import BreachState, WorkState
from core.free_text import refuse_password
from core.models import BreachNotice, StoredFile, User
from core.numbers import number_issue
from core.personal.registry import personal_table
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import Transition
from core.work import work_announce

SERIES = "breach_notice"


@dataclass(frozen=True)
class Scope:
    """What was laid open: a period, and at least one of the others.

    Args:
        account: an account that was taken over; all that hangs on its person.
        officer: an account whose looks at other people's data count, by the trail.
        files: codes of uploaded files.
        tables: keys of declared tables, all rows of each.
    """

    period_from: datetime
    period_until: datetime
    account: User | None = None
    officer: User | None = None
    case_number: str = ""
    files: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)


def breach_record(*, scope: Scope, found_at: datetime, summary: str, handling: str, actor: User) -> BreachNotice:
    """Record a failure; a worker lists the people and draws up the letters.

    Raises:
        Forbidden: `actor` may not.
        BadInput: no scope, unknown files or tables, times out of order, or no words.
    """
    if not can_record_breach(actor):
        raise Forbidden("Kegagalan pelindungan data dicatat oleh pimpinan atau administrasi sistem.", code="forbidden")
    _check(scope, found_at)
    words = {"summary": _words(summary, "summary"), "handling": _words(handling, "handling")}
    with transaction.atomic():
        notice = BreachNotice.objects.create(
            number=number_issue(series=SERIES, on=clock.today()),
            found_at=found_at,
            recorded_by=actor,
            period_from=scope.period_from,
            period_until=scope.period_until,
            account=scope.account,
            officer=scope.officer,
            case_number=scope.case_number,
            files=scope.files,
            tables=scope.tables,
            **words,
        )
        _record("breach.recorded", notice, actor, tables=scope.tables, files=len(scope.files), case=scope.case_number)
        work_announce()
    return notice


def _check(scope: Scope, found_at: datetime) -> None:
    now = timezone.now()
    if scope.period_until < scope.period_from:
        raise BadInput("Waktu akhir harus sesudah waktu mulai.", code="period", field="period_until")
    if found_at > now:
        raise BadInput("Waktu diketahui belum tiba. Periksa tanggal dan jamnya.", code="found", field="found_at")
    if found_at < scope.period_from:
        raise BadInput("Kejadian diketahui sesudah dimulai. Periksa kedua waktunya.", code="found", field="found_at")
    if not (scope.account or scope.officer or scope.case_number or scope.files or scope.tables):
        raise BadInput(
            "Sebut sedikitnya satu lingkup: akun, petugas, nomor berkas, kode berkas, atau golongan data.",
            code="scope",
            field="account",
        )
    known = set(StoredFile.objects.filter(public_id__in=scope.files).order_by().values_list("public_id", flat=True))
    missing = [code for code in scope.files if code not in known]
    if missing:
        raise BadInput(f"Kode berkas tidak ditemukan: {', '.join(missing[:5])}.", code="files", field="file_codes")
    if any(personal_table(key) is None for key in scope.tables):
        raise BadInput("Golongan data tidak dikenal. Pilih dari daftar.", code="tables", field="tables")


def breach_word(*, notice: BreachNotice, summary: str, handling: str, actor: User) -> BreachNotice:
    """Change the words of a draft; both drafts are drawn up anew.

    Raises:
        Forbidden: `actor` may not.
        BadInput: a text is missing.
        WrongState: the letters are issued, or it was cancelled.
    """
    words = {"summary": _words(summary, "summary"), "handling": _words(handling, "handling")}
    with transaction.atomic():
        fresh = _draft(notice, actor)
        old = {name: getattr(fresh, name) for name in words}
        for name, value in words.items():
            setattr(fresh, name, value)
        _again(fresh)
        fresh.save(update_fields=[*words, *_WORK])
        _record("breach.worded", fresh, actor, old=old, new=words)
        work_announce()
    return fresh


def breach_retry(*, notice: BreachNotice, actor: User) -> BreachNotice:
    """Let a worker try once more what was given up.

    Raises:
        Forbidden: `actor` may not.
        Refusal: nothing was given up.
    """
    if not can_record_breach(actor):
        raise Forbidden("Mengulang hanya untuk pimpinan atau administrasi sistem.", code="forbidden")
    with transaction.atomic():
        fresh = transitions.lock(notice)
        if fresh.work_state != WorkState.FAILED:
            raise Refusal("Tidak ada yang perlu diulang. Muat ulang halaman.", code="wrong_state")
        _again(fresh)
        fresh.save(update_fields=_WORK)
        _record("breach.retried", fresh, actor)
        work_announce()
    return fresh


def breach_issue(*, notice: BreachNotice, actor: User) -> BreachNotice:
    """Give both letters their numbers; from now on their words stay.

    Raises:
        Forbidden: `actor` may not.
        WrongState: they are issued, or it was cancelled.
        Refusal: the list is still being made, or nobody is on it.
    """
    with transaction.atomic():
        fresh = _draft(notice, actor)
        if fresh.listed_at is None or fresh.work_state != WorkState.DONE:
            raise Refusal("Daftar dan rancangan surat masih disusun. Tunggu sebentar.", code="preparing")
        if not fresh.subject_count:
            raise Refusal(
                "Tidak ada orang yang terdampak menurut lingkup ini. Batalkan, atau catat lingkup lain.", code="nobody"
            )
        letters = {
            name: document_issue(
                kind=kind, case_number=fresh.number, context=breach_context(fresh), issued_by=actor, holder=None
            )
            for name, kind in (("letter_subjects", SUBJECTS_LETTER), ("letter_authority", AUTHORITY_LETTER))
        }
        return _apply(ISSUE, fresh, actor, issued_by=actor, issued_at=timezone.now(), **letters)


def breach_tell_subjects(*, notice: BreachNotice, actor: User) -> BreachNotice:
    """Tell everybody on the list: a worker queues a mail with the letter for each who has an address.

    Raises:
        Forbidden: `actor` may not.
        WrongState: the letters are not issued, or people were told.
    """
    with transaction.atomic():
        fresh = _need(notice, actor)
        move = TELL_SUBJECTS_LAST if fresh.state == BreachState.AUTHORITY_TOLD else TELL_SUBJECTS
        told = _apply(move, fresh, actor, subjects_told_by=actor, subjects_told_at=timezone.now())
        _again(told)
        told.save(update_fields=_WORK)
        work_announce()
    return told


def breach_tell_authority(*, notice: BreachNotice, at: datetime, way: str, actor: User) -> BreachNotice:
    """Note when and how the authority was told; that happens outside the portal.

    Raises:
        Forbidden: `actor` may not.
        BadInput: the time has not come or lies before the letters, or the way is missing.
        WrongState: the letters are not issued, or it was noted.
    """
    words = " ".join(refuse_password(way, field="way").split())
    if not words or len(words) > 300:
        raise BadInput("Tulis cara dan buktinya, paling panjang 300 huruf.", code="way", field="way")
    with transaction.atomic():
        fresh = _need(notice, actor)
        if at > timezone.now() or at < fresh.found_at:
            raise BadInput("Isi waktu antara kejadian diketahui dan sekarang.", code="at", field="at")
        move = TELL_AUTHORITY_LAST if fresh.state == BreachState.SUBJECTS_TOLD else TELL_AUTHORITY
        return _apply(move, fresh, actor, authority_told_by=actor, authority_told_at=at, authority_way=words)


def breach_cancel(*, notice: BreachNotice, reason: str, actor: User) -> BreachNotice:
    """Give a draft up: a wrong scope, or no failure after all; it stays on record.

    Raises:
        Forbidden: `actor` may not.
        BadInput: no reason.
        WrongState: the letters are issued, or it was cancelled already.
    """
    words = " ".join(refuse_password(reason, field="reason").split())
    if not words or len(words) > 300:
        raise BadInput("Tulis alasan pembatalan, paling panjang 300 huruf.", code="reason_missing", field="reason")
    with transaction.atomic():
        fresh = _need(notice, actor)
        return _apply(
            CANCEL,
            fresh,
            actor,
            cancelled_by=actor,
            cancelled_at=timezone.now(),
            cancel_reason=words,
            work_state=WorkState.DONE,
            claimed_until=None,
        )


_WORK = ["work_state", "run_after", "attempts", "claimed_until"]


def _again(notice: BreachNotice) -> None:
    notice.work_state, notice.run_after = WorkState.WAITING, timezone.now()
    notice.attempts, notice.claimed_until = 0, None


def _need(notice: BreachNotice, actor: User) -> BreachNotice:
    fresh = transitions.lock(notice)
    if not can_decide_breach(actor, fresh):
        raise Forbidden(
            "Pemberitahuan diputuskan oleh Kepala atau Wakil, dan bukan oleh pemilik akun dalam lingkupnya.",
            code="forbidden",
        )
    return fresh


def _draft(notice: BreachNotice, actor: User) -> BreachNotice:
    fresh = _need(notice, actor)
    if fresh.state != BreachState.DRAFT:
        raise transitions.WrongState(
            f"Pemberitahuan ini sudah {fresh.get_state_display()}. Muat ulang halaman.", code="wrong_state"
        )
    return fresh


def _apply(move: Transition, notice: BreachNotice, actor: User, **fields: Any) -> BreachNotice:
    return transitions.apply(
        move,
        notice,
        actor=actor,
        number=notice.number,
        object_type=OBJECT_TYPE,
        data={"people": notice.subject_count},
        **fields,
    )


def _words(text: str, name: str) -> str:
    words = refuse_password(text, field=name).strip()
    if not words or len(words) > 4000:
        raise BadInput("Tulis isian ini, paling panjang 4.000 huruf.", code=f"{name}_missing", field=name)
    return words


def _record(action: str, notice: BreachNotice, actor: User, **data: Any) -> None:
    audit_record(action=action, object_type=OBJECT_TYPE, object_number=notice.number, actor=actor, data=data)
