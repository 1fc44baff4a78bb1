"""Receiving, scanning, opening and erasing uploaded files (rule 5)."""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from core import registries, transitions
from core.audit import audit_record
from core.enums import FileState
from core.files import inspection, policy, reasons, storage
from core.files.scanner import ScannerError, scan
from core.files.transitions import CLEAR, CONDEMN, ERASE, RELEASE_UNSCANNED
from core.holds import hold_of
from core.models import AuditEvent, StoredFile, TabularImport, User
from core.refusals import BadInput, Forbidden, NotReady, Refusal
from core.sandbox.report import Report
from core.transitions import Transition
from core.work import Claim, backoff, work_announce, work_claim

logger = logging.getLogger(__name__)

OBJECT_TYPE = "file"
LONGEST_WAIT = timedelta(minutes=5)
SCAN_LEASE = timedelta(minutes=3)
ORPHAN_SECONDS = 3600.0
# Pages and thumbnails of one opened preview are one view.
ONE_VIEW = timedelta(minutes=15)


@dataclass(frozen=True)
class FileContent:
    """What a person may see of a file."""

    content: bytes
    content_type: str
    name: str


@dataclass(frozen=True)
class JudgedFile:
    """A file that the policy accepts, looked into and not stored yet."""

    name: str
    content: bytes
    content_type: str
    sha256: str
    report: Report


class _HoldLost(Exception):
    """The worker slept past its lease; another one has the row."""


def file_judge(*, upload: UploadedFile, case_number: str) -> JudgedFile:
    """Look into an uploaded file and store nothing yet, for those who store it together with other rows.

    Looking takes seconds, so it is done before the transaction begins.

    Raises:
        BadInput: not acceptable; the sentence names file, reason and next step.
        NotReady: too many files are being looked into.
    """
    name = policy.clean_name(upload.name or "")
    try:
        content, digest = _read(upload, name)
        content_type = policy.content_type_of(content[:64], name)
        name = policy.named_as(name, content_type)
        policy.refuse_second_face(content, content_type, name)
        _check_room(case_number, name)
        report = inspection.inspect(content, content_type=content_type, name=name)
    except BadInput as refused:
        logger.info("file refused", extra={"code": refused.code, "case": case_number})
        raise
    return JudgedFile(name, content, content_type, digest, report)


def file_receive(
    *,
    upload: UploadedFile | JudgedFile,
    owner: User | None,
    case_number: str,
    is_identity: bool = True,
    actor: User | None = None,
) -> StoredFile:
    """Take in one uploaded file: judge it, encrypt it, write its row, ask for the virus scan (F1, F3, F5).

    What is refused is kept nowhere. The bytes are on the disk before the row is written; when the row is not
    committed after all, the sweep removes them.

    Args:
        upload: as Django's parser made it, or judged already; its name and type are only believed where the bytes agree.
        owner: who hands it in; may see it. None for a stranger.
        case_number: public number of the case it belongs to; at most the profile's number of files each.
        is_identity: holds personal identity data; every view is then part of the person's access history.
        actor: who brought it, when that is not the owner (an officer at the counter).

    Raises:
        BadInput: not acceptable; the sentence names file, reason and next step.
        NotReady: the disk is full or too many files are being looked into.
    """
    found = upload if isinstance(upload, JudgedFile) else file_judge(upload=upload, case_number=case_number)
    stored = storage.write(found.content)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(7322, hashtext(%s))", [case_number])
            _check_room(case_number, found.name)
            file = StoredFile.objects.create(
                public_id=secrets.token_hex(16),
                owner=owner,
                case_number=case_number,
                original_name=found.name,
                content_type=found.content_type,
                size=len(found.content),
                sha256=found.sha256,
                pages=found.report.pages,
                width=found.report.width,
                height=found.report.height,
                is_identity=is_identity,
                storage_name=stored,
            )
            audit_record(
                action="file.received",
                object_type=OBJECT_TYPE,
                object_number=file.public_id,
                actor=actor or owner,
                data={"case": case_number, "type": found.content_type, "size": file.size, "sha256": found.sha256},
            )
            work_announce()
    except BaseException:
        storage.remove(stored)
        raise
    return file


def file_scan(*, pk: int) -> None:
    """Scan one waiting file and make the copy people see. Called by a worker; safe to run twice.

    Without a verdict the file stays in quarantine and is tried again, at the latest after 5 minutes (F2).
    """
    claim = work_claim(StoredFile, pk, lease=SCAN_LEASE)
    if claim is None:
        return
    file = claim.row
    if file.state != FileState.QUARANTINED:
        claim.finish()
        return
    try:
        content = storage.read(file.storage_name)
    except Exception as error:
        logger.error("stored file unreadable", extra={"file": file.public_id, "why": type(error).__name__})
        claim.fail(f"isi tidak dapat dibaca: {type(error).__name__}")
        return
    move, verdict = RELEASE_UNSCANNED, "belum dipindai"
    if settings.CLAMD_ADDRESS or not settings.DEMO:
        try:
            virus = scan(content).virus
        except ScannerError as error:
            logger.warning("scanner gave no verdict", extra={"file": file.public_id, "why": str(error)})
            claim.retry(str(error), after=min(backoff(claim.token), LONGEST_WAIT))
            return
        if virus:
            _settle(claim, CONDEMN, verdict=virus, storage_name="", view_name="")
            return
        move, verdict = CLEAR, "bersih"
    _settle_with_copy(claim, content, move, verdict)


def file_open(*, file: StoredFile, actor: User, purpose: str) -> FileContent:
    """The copy of a file that a person may see: scanned, upright, without metadata. Each opening is audited (L1).

    Args:
        purpose: why it is opened (``unduh``, ``pratinjau``), kept in the trail.

    Raises:
        Forbidden: the person may not see it.
        NotReady: the scan is not done yet.
        ReasonNeeded: the case is closed and the person has not said why it is opened.
        Refusal: the content is gone, or no safe copy could be made.
    """
    if not can_view_file(actor, file):
        raise Forbidden("Anda tidak berhak melihat berkas ini.", code="file_forbidden")
    file.refresh_from_db()
    if file.state == FileState.QUARANTINED:
        raise NotReady(
            "Berkas ini masih menunggu pemeriksaan virus, biasanya kurang dari satu menit. Muat ulang halaman ini sebentar lagi.",
            code="file_waiting",
        )
    if file.state in (FileState.INFECTED, FileState.ERASED):
        raise Refusal(
            f"Isi berkas ini sudah tidak ada ({file.get_state_display()}). Bila masih diperlukan, minta pemiliknya mengunggah lagi.",
            code="file_gone",
        )
    if file.state == FileState.UNSCANNED and not settings.DEMO:
        raise NotReady("Berkas ini belum dipindai. Hubungi administrator portal.", code="file_unscanned")
    if not file.view_name:
        raise Refusal(
            "Salinan yang aman tidak dapat dibuat dari berkas ini. Minta pemiliknya memindai ulang sebagai PDF atau JPG lalu mengunggah lagi.",
            code="file_no_copy",
        )
    if reasons.is_needed(actor, file):
        raise reasons.ReasonNeeded(
            "Berkas ini sudah diputuskan. Tulis dahulu alasan membukanya, lalu buka lagi.", code="reason_needed"
        )
    content = storage.read(file.view_name)
    view_record(file=file, actor=actor, purpose=purpose)
    is_pdf = file.content_type == "application/pdf"
    return FileContent(
        content=content,
        content_type="application/pdf" if is_pdf else "image/jpeg",
        name=file.original_name if is_pdf else f"{policy.stem(file.original_name)}.jpg",
    )


def view_record(*, file: StoredFile, actor: User, purpose: str) -> None:
    """Write who saw the file. The pages of one preview within 15 minutes are one view; a download is always one."""
    if purpose == "pratinjau":
        seen = AuditEvent.objects.filter(
            object_type=OBJECT_TYPE,
            object_number=file.public_id,
            action="file.viewed",
            actor=actor,
            data__purpose=purpose,
            at__gte=timezone.now() - ONE_VIEW,
        )
        if seen.exists():
            return
    audit_record(
        action="file.viewed",
        object_type=OBJECT_TYPE,
        object_number=file.public_id,
        actor=actor,
        data={"case": file.case_number, "purpose": purpose, "identity": file.is_identity, **_why(file, actor)},
    )


def _why(file: StoredFile, actor: User) -> dict[str, str]:
    reason = "" if file.owner_id == actor.pk else reasons.reason_given(actor, file.case_number)
    return {"reason": reason} if reason else {}


def file_erase(*, file: StoredFile, actor: User | None, reason: str) -> StoredFile:
    """Delete the bytes and keep the record (name, size, hash, who, when). Erasing twice is harmless.

    Raises:
        BadInput: no reason was given.
        Refusal: its case is held; who is told may be its owner, so the reason of the hold is not.
    """
    if not reason.strip():
        raise BadInput("Tulis alasan penghapusan berkas.", code="reason_missing", field="reason")
    with transaction.atomic():
        fresh = transitions.lock(file)
        if fresh.state in (FileState.ERASED, FileState.INFECTED):
            return fresh
        if hold_of(fresh.case_number) is not None:
            raise Refusal(
                "Berkas perkara ini sedang ditahan, jadi belum dapat dihapus. Hubungi LPSE bila perlu.", code="held"
            )
        names = (fresh.storage_name, fresh.view_name)
        fresh = transitions.apply(
            ERASE,
            fresh,
            actor=actor,
            number=fresh.public_id,
            object_type=OBJECT_TYPE,
            data={"case": fresh.case_number, "reason": reason},
            storage_name="",
            view_name="",
        )
        # Only once it is certain that the row says so; a crash in between is the sweep's.
        transaction.on_commit(lambda: storage.remove_all(names))
    return fresh


def can_view_file(user: User, file: StoredFile) -> bool:
    """The owner; and whom an app's rule, with its permission, lets see this case. No rule, no sight."""
    if not user.is_authenticated or not user.is_active:
        return False
    if file.owner_id == user.pk:
        return True
    return any(rule(user, file) for rule in registries.file_rules())


def files_of(case_number: str) -> list[StoredFile]:
    """The files of a case whose content has not been erased, in the order they came."""
    return list(StoredFile.objects.filter(case_number=case_number).exclude(state=FileState.ERASED).order_by("pk"))


def orphans_sweep() -> int:
    """Delete bytes older than an hour that no row names: left by a crash or a transaction that was taken back."""
    removed = 0
    batch: list[str] = []
    for name in [*storage.older_than(ORPHAN_SECONDS), ""]:
        if name:
            batch.append(name)
        if batch and (not name or len(batch) == 500):
            known = [
                *StoredFile.objects.filter(Q(storage_name__in=batch) | Q(view_name__in=batch))
                .order_by()
                .values_list("storage_name", "view_name"),
                *TabularImport.objects.filter(Q(storage_name__in=batch) | Q(report_name__in=batch))
                .order_by()
                .values_list("storage_name", "report_name"),
            ]
            named = {one for pair in known for one in pair}
            for orphan in set(batch) - named:
                storage.remove(orphan)
                removed += 1
            batch = []
    if removed:
        logger.info("orphaned file contents removed", extra={"count": removed})
    return removed


def _read(upload: UploadedFile, name: str) -> tuple[bytes, str]:
    limits = policy.limits()
    if not upload.size:
        raise policy.refusal("empty", name)
    if upload.size > limits.size:
        raise policy.refusal("too_large", name)
    digest = hashlib.sha256()
    content = bytearray()
    for chunk in upload.chunks():
        digest.update(chunk)
        content += chunk
        if len(content) > limits.size:
            raise policy.refusal("too_large", name)
    if not content:
        raise policy.refusal("empty", name)
    return bytes(content), digest.hexdigest()


def _check_room(case_number: str, name: str) -> None:
    held = StoredFile.objects.filter(case_number=case_number).exclude(state=FileState.ERASED).count()
    if held >= policy.limits().files_per_case:
        raise policy.refusal("too_many_files", name)


def _settle_with_copy(claim: Claim[StoredFile], content: bytes, move: Transition, verdict: str) -> None:
    view_name = ""
    try:
        report, copy = inspection.copy(content, content_type=claim.row.content_type)
        if report.code:
            verdict += "; salinan aman tidak dapat dibuat"
        else:
            view_name = storage.write(copy)
    except NotReady as error:
        claim.retry(error.message, after=min(backoff(claim.token), LONGEST_WAIT))
        return
    if not _settle(claim, move, verdict=verdict, view_name=view_name):
        storage.remove(view_name)


def _settle(claim: Claim[StoredFile], move: Transition, *, verdict: str, **fields: str) -> bool:
    file = claim.row
    names = (file.storage_name, file.view_name) if move is CONDEMN else ()
    try:
        with transaction.atomic():
            transitions.apply(
                move,
                file,
                actor=None,
                number=file.public_id,
                object_type=OBJECT_TYPE,
                data={"case": file.case_number, "verdict": verdict, "sha256": file.sha256},
                verdict=verdict,
                scanned_at=None if move is RELEASE_UNSCANNED else timezone.now(),
                **fields,
            )
            if not claim.finish():
                raise _HoldLost
            if names:
                transaction.on_commit(lambda: storage.remove_all(names))
    except (_HoldLost, transitions.WrongState):
        return False
    return True
