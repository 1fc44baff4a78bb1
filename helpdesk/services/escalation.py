"""Handing a matter to LKPP: letter, sending, answer, end; the ticket it came from waits meanwhile (Pasal 24(3), 9(2)c, 19(2))."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import numbers, profile, transitions
from core.audit import audit_record
from core.clock import today
from core.documents import document_issue
from core.files import file_erase, file_receive
from core.formats import local_date, long_date
from core.free_text import refuse_password
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import Transition, WrongState
from helpdesk.documents.escalation import ESCALATION_LETTER, letter_context
from helpdesk.emails import escalation as emails
from helpdesk.enums.escalation import EscalationGround, EscalationKind, EscalationNoteKind
from helpdesk.enums.escalation import EscalationState as S
from helpdesk.models import Escalation, EscalationEvidence, EscalationNote, Ticket, WitnessReport
from helpdesk.models.berita_acara import DISCARDED
from helpdesk.permissions.escalation import can_issue, can_write
from helpdesk.services.ticket_work import ticket_answered_by_lkpp, ticket_handed_to_lkpp
from helpdesk.transitions.escalation import ANSWER, CANCEL, CLOSE, ISSUE, OBJECT_TYPE, REOPEN, SEND

SERIES = "escalation"
MOST_EVIDENCE = 20


def escalation_open(
    *, actor: User, ticket: Ticket | None = None, report: WitnessReport | None = None, **values: Any
) -> Escalation:
    """Write the draft of a letter to LKPP.

    Args:
        ticket, report: what it comes from; the person was found to see it.
        values: fields of the letter, as `Escalation` names them.

    Raises:
        Forbidden: the person does not write escalations.
        BadInput: a ground is missing or does not belong, the efforts are missing, or a text tells a password.
        Refusal: an escalation of this ticket is running, or the report is a draft that was given up.
    """
    _require_writer(actor)
    wanted = _checked(values)
    if report is not None and report.state == DISCARDED:
        raise Refusal(
            f"Rancangan {report.number} dibatalkan. Teruskan dari tiketnya atau dari berita acara lain.",
            code="discarded",
        )
    running = ticket.escalations.filter(state__in=[S.DRAFT, S.ISSUED, S.SENT]).first() if ticket else None
    if running:
        raise Refusal(
            f"Tiket ini sudah diteruskan dengan eskalasi {running.number}. Lanjutkan berkas itu.", code="running"
        )
    try:
        with transaction.atomic():
            escalation = Escalation.objects.create(
                number=numbers.number_issue(series=SERIES, on=today()),
                created_by=actor,
                ticket=ticket,
                report=report,
                **wanted,
            )
            _record("escalation.opened", escalation, actor, ticket=ticket.number if ticket else "")
    except IntegrityError as error:
        raise Refusal("Tiket ini baru saja diteruskan rekan. Muat ulang halamannya.", code="running") from error
    return escalation


def escalation_change(*, escalation: Escalation, actor: User, version: int, **values: Any) -> Escalation:
    """Change the draft.

    Args:
        version: of the escalation as the form showed it.

    Raises:
        Forbidden: the person does not write escalations.
        BadInput: as `escalation_open`, or a colleague changed it meanwhile.
        WrongState: it is no draft any more.
    """
    _require_writer(actor)
    wanted = _checked(values)
    with transaction.atomic():
        fresh = _draft(escalation)
        if fresh.version != version:
            raise BadInput(
                f"Eskalasi {fresh.number} diubah orang lain sementara Anda mengisi. Isian Anda belum disimpan: buka "
                "berkasnya di tab lain untuk melihat yang baru, lalu simpan lagi.",
                code="changed_meanwhile",
            )
        changed = [name for name, value in wanted.items() if getattr(fresh, name) != value]
        for name in changed:
            setattr(fresh, name, wanted[name])
        fresh.version += 1
        fresh.save(update_fields=[*changed, "version"])
        _record("escalation.changed", fresh, actor, fields=", ".join(sorted(changed)))
    return fresh


def escalation_evidence_add(
    *, escalation: Escalation, actor: User, label: str, upload: UploadedFile
) -> EscalationEvidence:
    """Put a file to the letter, while it is a draft. A bid file is no evidence and never reaches the portal.

    Raises:
        Forbidden, WrongState: as `escalation_change`.
        BadInput: the file is not acceptable, or there are too many.
    """
    _require_writer(actor)
    words = refuse_password(label, field="label")
    with transaction.atomic():
        fresh = _draft(escalation)
        if fresh.evidence.count() >= MOST_EVIDENCE:
            raise BadInput(f"Paling banyak {MOST_EVIDENCE} berkas bukti.", code="too_many", field="file")
        stored = file_receive(upload=upload, owner=actor, case_number=fresh.number, is_identity=False)
        row = EscalationEvidence.objects.create(escalation=fresh, label=words, file=stored, added_by=actor)
        _record("escalation.evidence_added", fresh, actor, file=stored.public_id)
    return row


def escalation_evidence_remove(*, evidence: EscalationEvidence, actor: User) -> None:
    """Take a file from the draft again; its content is erased. Twice is harmless.

    Raises:
        Forbidden, WrongState: as `escalation_change`.
    """
    _require_writer(actor)
    with transaction.atomic():
        fresh = _draft(evidence.escalation)
        row = fresh.evidence.select_related("file").filter(pk=evidence.pk).first()
        if row is None:
            return
        row.delete()
        file_erase(file=row.file, actor=actor, reason="bukti dihapus dari rancangan eskalasi")
        _record("escalation.evidence_removed", fresh, actor, file=row.file.public_id)


def escalation_issue(*, escalation: Escalation, actor: User) -> Escalation:
    """Issue the letter: number and words are fixed, the PDF follows in a worker.

    Raises:
        Forbidden: no leader, or the one who wrote it.
        WrongState: it is no draft any more.
    """
    with transaction.atomic():
        fresh = _draft(escalation)
        if not can_issue(actor, fresh):
            raise Forbidden(
                "Surat kepada LKPP diterbitkan Kepala atau Wakil Kepala LPSE yang tidak menulisnya.",
                code="second_person",
            )
        document = document_issue(
            kind=ESCALATION_LETTER,
            case_number=fresh.number,
            context=letter_context(fresh),
            issued_by=actor,
            holder=None,
        )
        return _move(ISSUE, fresh, actor, {"document": document.number}, issued_by=actor, document=document)


def escalation_sent(
    *, escalation: Escalation, actor: User, sent_on: date, route: str, lkpp_reference: str, follow_up_on: date | None
) -> Escalation:
    """Note that the letter left, and until when an answer is waited for; the ticket waits for LKPP from now on.

    Args:
        follow_up_on: when LKPP is reminded; None: after the days of the profile.

    Raises:
        Forbidden: the person does not write escalations.
        BadInput: a day that cannot be.
        WrongState: it was sent already, or its letter is not issued.
    """
    _require_writer(actor)
    reference = refuse_password(lkpp_reference, field="lkpp_reference")
    with transaction.atomic():
        fresh = transitions.lock(escalation)
        _require_past(sent_on, "sent_on")
        if fresh.document and sent_on < local_date(fresh.document.issued_at):
            raise BadInput("Surat tidak dapat dikirim sebelum terbit.", code="too_early", field="sent_on")
        day = follow_up_on or sent_on + timedelta(days=profile.current().limits.lkpp_follow_up_days)
        if follow_up_on and follow_up_on <= sent_on:
            raise BadInput("Isi hari sesudah pengiriman.", code="too_early", field="follow_up_on")
        fresh = _move(
            SEND, fresh, actor, {"reference": reference}, sent_on=sent_on, route=route, lkpp_reference=reference,
            follow_up_on=day,
        )  # fmt: skip
        if fresh.ticket:
            ticket_handed_to_lkpp(
                ticket=fresh.ticket, actor=actor, note=f"Diteruskan ke LKPP dengan eskalasi {fresh.number}."
            )
    return fresh


def escalation_note(
    *, escalation: Escalation, actor: User, kind: str, on: date, body: str, follow_up_on: date | None = None
) -> EscalationNote:
    """Write into the log. An answer ends the waiting, and the ticket goes on; the same note twice is written once.

    Args:
        follow_up_on: the next day on which LKPP is reminded.

    Raises:
        Forbidden: the person does not write escalations.
        BadInput: no text, a password in it, a day that cannot be.
        WrongState: it is over, or LKPP was not asked yet.
    """
    _require_writer(actor)
    words = refuse_password(body, field="body")
    if not words:
        raise BadInput("Tulis isinya.", code="missing", field="body")
    _require_past(on, "on")
    if follow_up_on and follow_up_on <= today():
        raise BadInput("Isi hari sesudah hari ini.", code="too_early", field="follow_up_on")
    with transaction.atomic():
        fresh = transitions.lock(escalation)
        if not fresh.is_open or (kind != EscalationNoteKind.NOTE and fresh.sent_on is None):
            raise _moved_on(fresh)
        same = fresh.notes.filter(kind=kind, on=on, body=words, author=actor).first()
        if same:
            return same
        if kind == EscalationNoteKind.ANSWER and fresh.sent_on and on < fresh.sent_on:
            raise BadInput("Jawaban tidak dapat mendahului pengiriman.", code="too_early", field="on")
        row = EscalationNote.objects.create(escalation=fresh, kind=kind, on=on, body=words, author=actor)
        if kind == EscalationNoteKind.ANSWER and fresh.state == S.SENT:
            fresh = _move(ANSWER, fresh, actor, answered_on=on)
            if fresh.ticket:
                ticket_answered_by_lkpp(
                    ticket=fresh.ticket, actor=actor, note=f"LKPP menjawab eskalasi {fresh.number}:\n{words}"
                )
        else:
            _record("escalation.noted", fresh, actor, kind=kind)
        if follow_up_on and fresh.state == S.SENT:
            fresh.follow_up_on = follow_up_on
            fresh.save(update_fields=["follow_up_on"])
    return row


def escalation_ask_again(*, escalation: Escalation, actor: User, follow_up_on: date) -> Escalation:
    """LKPP's answer left the matter open: wait for another one.

    Raises:
        Forbidden: the person does not write escalations.
        BadInput: the day is past.
        WrongState: it was not answered, or is over.
    """
    _require_writer(actor)
    if follow_up_on <= today():
        raise BadInput("Isi hari sesudah hari ini.", code="too_early", field="follow_up_on")
    with transaction.atomic():
        fresh = _move(
            REOPEN, transitions.lock(escalation), actor, answered_on=None, follow_up_on=follow_up_on, reminded_on=None
        )
        if fresh.ticket:
            ticket_handed_to_lkpp(
                ticket=fresh.ticket, actor=actor, note=f"Ditanyakan lagi ke LKPP dengan eskalasi {fresh.number}."
            )
    return fresh


def escalation_close(*, escalation: Escalation, actor: User, outcome: str, closing_note: str) -> Escalation:
    """End it, with what came of it; a ticket that still waits goes on.

    Raises:
        Forbidden: the person does not write escalations.
        BadInput: a password in the text.
        WrongState: it was not sent, or is over.
    """
    _require_writer(actor)
    words = refuse_password(closing_note, field="closing_note")
    with transaction.atomic():
        fresh = _move(
            CLOSE, transitions.lock(escalation), actor, {"outcome": outcome}, outcome=outcome, closing_note=words,
            closed_at=timezone.now(),
        )  # fmt: skip
        if fresh.ticket:
            ticket_answered_by_lkpp(
                ticket=fresh.ticket,
                actor=actor,
                note=f"Eskalasi {fresh.number} ditutup: {fresh.get_outcome_display()}.",
            )
    return fresh


def escalation_cancel(*, escalation: Escalation, actor: User, reason: str) -> Escalation:
    """Drop it before it was sent; an issued letter stays in the register.

    Raises:
        Forbidden: the person does not write escalations.
        BadInput: no reason, or a password in it.
        WrongState: it was sent already, or is over.
    """
    _require_writer(actor)
    words = refuse_password(reason, field="reason")
    if not words:
        raise BadInput("Tulis alasannya.", code="missing", field="reason")
    with transaction.atomic():
        return _move(
            CANCEL, transitions.lock(escalation), actor, {"reason": words}, closing_note=words, closed_at=timezone.now()
        )


def escalations_remind(on: date | None = None) -> int:
    """Remind the writer on the day on which LKPP is to be reminded; a run that comes late does what was missed.

    Returns:
        How many were reminded; a second run finds none.
    """
    day, done = on or today(), 0
    due = Escalation.objects.filter(state=S.SENT, follow_up_on__lte=day)
    for pk in list(due.order_by("follow_up_on", "pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = Escalation.objects.select_for_update(of=("self",)).select_related("created_by__person").get(pk=pk)
            if row.state != S.SENT or row.follow_up_on is None or row.follow_up_on > day:
                continue
            if row.reminded_on is not None and row.reminded_on >= row.follow_up_on:
                continue
            row.reminded_on = day
            row.save(update_fields=["reminded_on"])
            emails.follow_up(row, row.created_by)
            _record("escalation.reminded", row, None, due=row.follow_up_on.isoformat())
        done += 1
    return done


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    wanted = {
        name: refuse_password(value, field=name) if isinstance(value, str) else value for name, value in values.items()
    }
    kind, ground = wanted["kind"], wanted.get("ground", "")
    if kind == EscalationKind.PROBLEM and not ground:
        raise BadInput("Pilih dasar huruf a atau b.", code="missing", field="ground")
    if kind != EscalationKind.PROBLEM and ground:
        raise BadInput("Dasar huruf a atau b hanya untuk permasalahan SPSE. Kosongkan.", code="ground", field="ground")
    if ground == EscalationGround.UNSOLVED and not wanted.get("efforts"):
        raise BadInput(
            "Tulis apa yang sudah dilakukan LPSE; dasar huruf a menyatakan LPSE tidak dapat menyelesaikannya.",
            code="missing",
            field="efforts",
        )
    return wanted


def _require_writer(actor: User) -> None:
    if not can_write(actor):
        raise Forbidden(
            "Eskalasi ditulis petugas Layanan dan Dukungan atau Administrasi Sistem Elektronik.", code="not_officer"
        )


def _require_past(day: date, field: str) -> None:
    if day > today():
        raise BadInput("Tanggal ini belum terjadi. Periksa tahunnya.", code="future", field=field)


def _draft(escalation: Escalation) -> Escalation:
    fresh = transitions.lock(escalation)
    if fresh.state != S.DRAFT:
        raise _moved_on(fresh)
    return fresh


def _moved_on(escalation: Escalation) -> WrongState:
    words = f"Eskalasi {escalation.number} sekarang “{escalation.get_state_display()}”"
    if escalation.sent_on:
        words += f", dikirim {long_date(escalation.sent_on)}"
    return WrongState(f"{words}. Tindakan Anda tidak dicatat; lihat keadaan terbarunya.", code="wrong_state")


def _record(action: str, escalation: Escalation, actor: User | None, **data: Any) -> None:
    audit_record(action=action, object_type=OBJECT_TYPE, object_number=escalation.number, actor=actor, data=data)


def _move(
    move: Transition, escalation: Escalation, actor: User, data: dict[str, Any] | None = None, **fields: Any
) -> Escalation:
    if not move.allows(str(escalation.state)):
        raise _moved_on(escalation)
    return transitions.apply(
        move, escalation, actor=actor, number=escalation.number, object_type=OBJECT_TYPE, data=data, **fields
    )
