"""What the officer records: who came, what the blacklist said, what was found about each document."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from core.audit import audit_record
from core.clock import today
from core.crypto import keyed_hash
from core.free_text import refuse_password
from core.models import StoredFile, User
from core.refusals import BadInput
from registration.models import Application, DocumentItem
from registration.reasons import reasons_for
from registration.transitions import OBJECT_TYPE
from verification.checklist import fingerprint
from verification.enums import BlacklistResult, CheckResult, PresenterKind
from verification.models import DocumentCheck, Review
from verification.services.holding import CASES
from verification.services.recording import (
    check_write,
    presenter_write,
    require_presenter,
    require_reason,
    require_version,
    shown_by,
)

_NIK_DIGITS = 16


def presenter_record(
    *,
    application: Application,
    actor: User,
    kind: str,
    name: str,
    nik: str,
    mode: str,
    surat_kuasa_number: str = "",
    surat_kuasa_date: date | None = None,
    surat_kuasa_file: StoredFile | None = None,
    version: int | None = None,
) -> Review:
    """Record who showed the originals, by the KTP the officer looked at (domain 2.1 steps 4-5).

    An envoy may be recorded without surat kuasa, because that is what happened; no original then counts as seen.

    Args:
        kind: a `PresenterKind`.
        nik: 16 digits as on the KTP shown; for the signatory it must be the NIK of the application.
        surat_kuasa_file: scan of the letter; None keeps the one on file.
        version: version of the review the form was opened with; None skips the comparison.

    Raises:
        BadInput: something is missing or does not fit, with the field.
        ChangedMeanwhile: somebody else recorded in between.
        Refusal: as `Claims.hold`.
    """
    signs = "".join(sign for sign in nik if not sign.isspace())
    require_presenter(kind=kind, name=name, mode=mode)
    if len(signs) != _NIK_DIGITS or not (signs.isascii() and signs.isdigit()):
        raise BadInput("NIK terdiri atas 16 angka. Periksa lagi KTP yang ditunjukkan.", code="nik", field="nik")
    if surat_kuasa_date and surat_kuasa_date > today():
        raise BadInput("Tanggal surat kuasa belum tiba.", code="surat_kuasa_date", field="surat_kuasa_date")
    is_envoy = kind == PresenterKind.ENVOY
    with transaction.atomic():
        fresh, review = CASES.hold(application, actor)
        require_version(review.version, version)
        nik_hash = keyed_hash(signs)
        if not is_envoy and nik_hash != fresh.signatory_nik_hash:
            raise BadInput(
                "NIK ini bukan NIK penanggung jawab pada pendaftaran. Bila yang hadir orang lain, pilih utusan; "
                "bila isian pemohon yang salah, kembalikan KTP dengan alasan data berbeda.",
                code="nik_differs",
                field="nik",
            )
        if not is_envoy:
            surat_kuasa_number, surat_kuasa_date, file = "", None, None
        else:
            file = surat_kuasa_file or review.surat_kuasa_file
        presenter_write(review, kind=kind, name=name, nik=signs, mode=mode, actor=actor)
        review.presenter_nik_hash = nik_hash
        review.surat_kuasa_number, review.surat_kuasa_date = surat_kuasa_number.strip(), surat_kuasa_date
        review.surat_kuasa_file = file
        if not review.presenter_is_entitled and review.checks.filter(original_seen_at__isnull=False).exists():
            raise BadInput(
                "Dokumen asli sudah dicatat terlihat, jadi utusan harus tercatat dengan nomor, tanggal, dan berkas surat kuasa.",
                code="surat_kuasa",
                field="surat_kuasa_number",
            )
        review.save()
        words = {"kind": kind, "mode": mode, "surat_kuasa": review.surat_kuasa_number}
        CASES.record("presenter_recorded", fresh, actor, words)
    return review


def blacklist_record(
    *,
    application: Application,
    actor: User,
    result: str,
    source: str,
    snapshot: str,
    note: str = "",
    version: int | None = None,
) -> Review:
    """Record the look-up in the national blacklist, which comes first (domain 2.1 step 3). A person decides, never a match.

    Args:
        source: where it was looked up.
        snapshot: the state of the list that was looked at, as the list itself says it.
        note: obligatory when listed: name, SK and period; useful when a namesake was ruled out.

    Raises:
        BadInput: something is missing, with the field.
        ChangedMeanwhile, Refusal: as `presenter_record`.
    """
    if result not in BlacklistResult.values:
        raise BadInput("Pilih hasil pemeriksaan daftar hitam.", code="result", field="result")
    if not source.strip():
        raise BadInput("Tulis sumber daftar yang Anda periksa.", code="source", field="source")
    if not snapshot.strip():
        raise BadInput("Tulis tanggal keadaan daftar yang Anda lihat.", code="snapshot", field="snapshot")
    words = refuse_password(note, field="note")
    if result == BlacklistResult.LISTED and not words:
        raise BadInput("Jelaskan nama, nomor SK, dan masa sanksi yang tercantum.", code="note", field="note")
    with transaction.atomic():
        fresh, review = CASES.hold(application, actor)
        require_version(review.version, version)
        review.blacklist_result, review.blacklist_source = result, source.strip()
        review.blacklist_snapshot, review.blacklist_note = snapshot.strip(), words
        review.blacklist_checked_by, review.blacklist_checked_at = actor, timezone.now()
        review.version += 1
        review.save()
        audit_record(
            action="review.blacklist_recorded",
            object_type=OBJECT_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={"result": result, "source": review.blacklist_source, "snapshot": review.blacklist_snapshot},
        )
    return review


def check_record(
    *,
    item: DocumentItem,
    actor: User,
    copy_received: bool,
    original_seen: bool,
    result: str = "",
    reason_code: str = "",
    note: str = "",
    mode: str = "",
    version: int | None = None,
) -> DocumentCheck:
    """Record what was found about one document: copy, original, comparison.

    Who ticked first and when stays; a tick taken away and set again is a new act.

    Args:
        result: a `CheckResult`, or empty while the document is not finished.
        reason_code: obligatory beside a bad result, from the catalogue, fitting this document.
        mode: how the original was shown; empty: as the person present was met.
        version: version of the check the form was opened with (0: there was none); None skips the comparison.

    Raises:
        BadInput: something is missing or does not fit, with the field.
        ChangedMeanwhile: somebody else recorded in between.
        Refusal: as `Claims.hold`; or the person present may not show originals.
    """
    words = refuse_password(note, field="note")
    fitting = {reason.code for reason in reasons_for(item.key)}
    require_reason(result=result, reason_code=reason_code, fitting=fitting)
    if result == CheckResult.MATCH and not (copy_received and original_seen):
        raise BadInput(
            "“Sesuai” baru dapat dipilih setelah salinan diterima dan dokumen asli dilihat.",
            code="not_compared",
            field="result",
        )
    with transaction.atomic():
        fresh, review = CASES.hold(item.application, actor)
        check = DocumentCheck.objects.select_for_update(of=("self",)).filter(review=review, item=item).first()
        require_version(check.version if check else 0, version)
        check = check or DocumentCheck(review=review, item=item, version=0)
        now = timezone.now()
        check_write(
            check,
            actor=actor,
            is_entitled=review.presenter_is_entitled,
            original_seen=original_seen,
            mode=shown_by(check, review, mode),
            result=result,
            reason_code=reason_code,
            note=words,
            compared=fingerprint(item, fresh),
            now=now,
        )
        if not copy_received:
            check.copy_received_by = check.copy_received_at = None
        elif check.copy_received_at is None:
            check.copy_received_by, check.copy_received_at = actor, now
        check.save()
        audit_record(
            action="check.recorded",
            object_type=OBJECT_TYPE,
            object_number=fresh.number,
            actor=actor,
            data={
                "document": item.key,
                "copy": copy_received,
                "original": original_seen,
                "mode": check.original_mode or "",
                "result": result,
                "reason": reason_code,
            },
        )
    return check
