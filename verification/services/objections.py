"""The objection of a rejected applicant: written, handed in once, answered by somebody else (Pasal 10(3))."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core import clock, transitions
from core.audit import audit_record
from core.documents import document_issue
from core.files.services import file_erase, file_receive
from core.formats import long_date
from core.free_text import refuse_password
from core.models import User
from core.numbers import number_issue
from core.refusals import BadInput, Forbidden, Refusal
from registration.enums import ApplicationState
from registration.models import Application
from registration.services.application import require_owner
from registration.services.outcomes import application_reopen
from verification import emails
from verification.documents import OBJECTION_ANSWER, objection_context
from verification.enums import ObjectionState, Outcome
from verification.models import Decision, Objection, ObjectionFile, Review
from verification.models.objection import objection_case
from verification.objection_time import objection_until
from verification.permissions import can_answer
from verification.transitions import OBJECTION_GRANT, OBJECTION_SUBMIT, OBJECTION_TYPE, OBJECTION_UPHOLD

NUMBER_SERIES = "objection"
MOST_FILES = 5
LONGEST, SHORTEST = 5000, 20


def objection_save(*, application: Application, actor: User, text: str) -> Objection:
    """Keep what was written so far; nothing is handed in.

    Raises:
        Forbidden: somebody else's application.
        BadInput: the text is too long or tells a password.
        Refusal: there is nothing to object to, it is too late, or it was handed in already.
    """
    words = _judged(text)
    with transaction.atomic():
        objection = _draft(application, actor)
        if objection.text != words:
            objection.text = words
            objection.save(update_fields=["text"])
            _record("objection.saved", objection, actor)
    return objection


def objection_file_add(*, application: Application, actor: User, upload: UploadedFile) -> ObjectionFile:
    """Add one file to the draft.

    Raises:
        Forbidden, Refusal: as `objection_save`.
        BadInput: the file is not acceptable, or there are five already.
        NotReady: files cannot be looked into right now.
    """
    with transaction.atomic():
        _room(_draft(application, actor))
    # Judged and stored before the row is locked: it may take seconds.
    file = file_receive(upload=upload, owner=actor, case_number=objection_case(application.number))
    try:
        with transaction.atomic():
            objection = _draft(application, actor)
            _room(objection)
            row = ObjectionFile.objects.create(objection=objection, file=file)
            _record("objection.file_added", objection, actor)
    except Refusal:
        file_erase(file=file, actor=actor, reason="keberatan tidak lagi terbuka")
        raise
    return row


def objection_file_remove(*, application: Application, actor: User, public_id: str) -> None:
    """Take a file out of the draft; its bytes are deleted. Twice is the same as once.

    Raises:
        Forbidden, Refusal: as `objection_save`.
    """
    with transaction.atomic():
        objection = _draft(application, actor)
        row = objection.files.select_related("file").filter(file__public_id=public_id).first()
        if row is None:
            return
        file = row.file
        row.delete()
        file_erase(file=file, actor=actor, reason="dihapus pemohon sebelum disampaikan")
        _record("objection.file_removed", objection, actor)


def objection_submit(*, application: Application, actor: User, text: str) -> Objection:
    """Hand the objection in: it gets its number and waits for an answer. A second click changes nothing.

    Raises:
        Forbidden: somebody else's application.
        BadInput: the text is missing, too short, too long or tells a password.
        Refusal: there is nothing to object to, or it is too late.
    """
    words = _judged(text)
    require_owner(application, actor)
    with transaction.atomic():
        fresh = transitions.lock(application)
        sent = Objection.objects.filter(application=fresh, text=words, state=ObjectionState.SUBMITTED).first()
        if sent is not None:
            return sent
        objection = _draft(fresh, actor)
        if len(words) < SHORTEST:
            raise BadInput(
                f"Jelaskan keberatan Anda paling sedikit dengan {SHORTEST} huruf: bagian mana yang tidak sesuai, dan mengapa.",
                code="too_short",
                field="text",
            )
        objection = transitions.apply(
            OBJECTION_SUBMIT,
            objection,
            actor=actor,
            number=objection.number,
            object_type=OBJECTION_TYPE,
            data={"application": fresh.number, "files": objection.files.count()},
            text=words,
            submitted_at=timezone.now(),
        )
        emails.objection_received(objection)
    return objection


def objection_answer(*, objection: Objection, actor: User, is_granted: bool, answer: str) -> Objection:
    """Answer: the rejection stands, or the case goes back under review in a new round. The letter says which it answers.

    The rejection and all it rests on stay as they were written; a granted objection only ends their round.

    Args:
        answer: the reasons, printed in the letter.

    Raises:
        Forbidden: not an officer or the Kepala, or the one who rejected, owns or entered the application.
        BadInput: the reasons are missing, too long or tell a password.
        WrongState: it was answered already.
        Refusal: it cannot be granted, because another application of the account runs by now.
    """
    if not can_answer(actor, objection):
        raise Forbidden(
            "Keberatan dijawab petugas Unit Registrasi dan Verifikasi atau Kepala yang tidak menolak dan tidak mengisi "
            "pendaftaran itu. Minta rekan lain menjawabnya.",
            code="may_not_answer",
        )
    words = refuse_password(answer, field="answer")
    if not SHORTEST <= len(words) <= LONGEST:
        raise BadInput(
            f"Tulis alasan jawaban dengan {SHORTEST} sampai {LONGEST} huruf; alasan ini dicetak pada surat.",
            code="answer",
            field="answer",
        )
    with transaction.atomic():
        application = transitions.lock(objection.application)
        fresh = transitions.lock(objection)
        if fresh.state != ObjectionState.SUBMITTED:
            raise already_answered(fresh)
        now = timezone.now()
        letter = document_issue(
            kind=OBJECTION_ANSWER,
            case_number=application.number,
            context=objection_context(objection=fresh, is_granted=is_granted, answer=words, answered_at=now),
            issued_by=actor,
            holder=application.owner,
        )
        fresh = transitions.apply(
            OBJECTION_GRANT if is_granted else OBJECTION_UPHOLD,
            fresh,
            actor=actor,
            number=fresh.number,
            object_type=OBJECTION_TYPE,
            data={"application": application.number, "letter": letter.number},
            answer=words,
            answered_by=actor,
            answered_at=now,
            letter=letter,
        )
        if is_granted:
            Review.objects.filter(current_for=application).update(current_for=None)
            application_reopen(application=application, actor=actor, objection_number=fresh.number)
        emails.objection_answered(fresh, letter)
    return fresh


def already_answered(objection: Objection) -> transitions.WrongState:
    """The refusal that names who answered what, and when."""
    if objection.answered_by is None or objection.answered_at is None:
        return transitions.WrongState("Keberatan ini belum disampaikan pemohon.", code="not_handed_in")
    return transitions.WrongState(
        f"Keberatan {objection.number} sudah dijawab {objection.answered_by.full_name} pada "
        f"{long_date(objection.answered_at)}: {objection.get_state_display()}. Tindakan Anda tidak dicatat.",
        code="already_answered",
    )


def rejection_of(application: Application) -> Decision | None:
    """The rejection that counts and may be objected to; None when the application is not rejected."""
    if application.state != ApplicationState.REJECTED:
        return None
    return (
        Decision.objects.select_related("letter")
        .filter(review__current_for=application, outcome=Outcome.REJECTED)
        .first()
    )


def _draft(application: Application, actor: User) -> Objection:
    """The draft of the application, locked; made when there is none. To be called inside a transaction."""
    require_owner(application, actor)
    fresh = transitions.lock(application)
    found = Objection.objects.select_for_update(of=("self",)).filter(application=fresh).first()
    if found is not None and not found.is_open:
        raise Refusal(
            f"Keberatan atas pendaftaran {fresh.number} sudah disampaikan pada {long_date(found.submitted_at or found.created_at)} dengan "
            f"nomor {found.number}. Keberatan hanya dapat disampaikan satu kali; tunggu surat jawabannya.",
            code="once",
        )
    decision = rejection_of(fresh)
    if decision is None:
        raise Refusal(
            f"Pendaftaran {fresh.number} sekarang “{fresh.get_state_display()}”, jadi tidak ada penolakan yang dapat "
            "diberi keberatan.",
            code="not_rejected",
        )
    until = objection_until(decision.decided_at)
    if timezone.now() > until:
        raise Refusal(
            f"Waktu menyampaikan keberatan berakhir pada {long_date(until)}. Anda tetap boleh mendaftar lagi setelah "
            "yang kurang diperbaiki.",
            code="late",
        )
    if found is not None:
        return found
    return Objection.objects.create(
        number=number_issue(series=NUMBER_SERIES, on=clock.today()),
        application=fresh,
        decision=decision,
        decided_by_id=decision.decided_by_id,
        owner_id=decision.owner_id,
        entered_by_id=decision.entered_by_id,
    )


def _judged(text: str) -> str:
    words = refuse_password(text, field="text")
    if len(words) > LONGEST:
        raise BadInput(
            f"Keberatan paling panjang {LONGEST} huruf; sekarang {len(words)}. Pindahkan rinciannya ke berkas.",
            code="too_long",
            field="text",
        )
    return words


def _room(objection: Objection) -> None:
    if objection.files.count() >= MOST_FILES:
        raise BadInput(
            f"Sudah ada {MOST_FILES} berkas. Gabungkan beberapa halaman menjadi satu PDF, atau hapus satu berkas dahulu.",
            code="too_many_files",
            field="file",
        )


def _record(action: str, objection: Objection, actor: User) -> None:
    audit_record(
        action=action,
        object_type=OBJECTION_TYPE,
        object_number=objection.number,
        actor=actor,
        data={"application": objection.application.number},
    )
