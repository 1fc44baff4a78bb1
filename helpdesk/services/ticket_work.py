"""What an officer does with a ticket: take it, classify it, answer, wait, solve, refer."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core import profile
from core.audit import audit_record
from core.enums import SlaEvent, SlaWaiting
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from helpdesk.emails import ticket as emails
from helpdesk.enums.ticket import MessageKind, TicketChannel, TicketConfirmation, TicketState, TicketType
from helpdesk.models import Ticket, TicketEvent
from helpdesk.models.ticket import PRIORITIES
from helpdesk.permissions.ticket import can_work
from helpdesk.services.publication_outcome import outcome_clear, outcome_referred, outcome_require
from helpdesk.services.ticket import confirm_deadline, message_add, text_checked, ticket_lock, ticket_move
from helpdesk.ticket_clock import clock_keep
from helpdesk.transitions.ticket import OBJECT_TYPE, REOPEN, RESOLVE, RESUME, START, WAIT_LKPP, WAIT_USER

ANSWER, ASK, SOLVE = "answer", "ask", "solve"
CLASSES = ("type", "category", "user_group", "kind", "urgency", "impact")
_TOLD_AT_ONCE = (TicketChannel.PHONE, TicketChannel.VISIT)


def require_work(user: User, ticket: Ticket) -> None:
    """Refuse who may not work on a ticket.

    Raises:
        Forbidden: no officer of it, or it is the person's own.
    """
    if not can_work(user, ticket):
        raise Forbidden("Tiket ini tidak dapat Anda kerjakan. Tiket milik sendiri ditangani rekan.", code="forbidden")


def _held(ticket: Ticket, actor: User) -> Ticket:
    """The ticket, locked, worked on by this officer: one that nobody holds is taken.

    Raises:
        Refusal: it is over, or a colleague holds it.
    """
    fresh = ticket_lock(ticket)
    if not fresh.is_open:
        raise WrongState(
            f"Tiket ini {fresh.get_state_display()}. Muat ulang halaman untuk melihat keadaannya.", code="wrong_state"
        )
    if fresh.officer_id is None:
        return _take(fresh, actor)
    if fresh.officer_id != actor.pk:
        raise Refusal(
            f"Tiket ini sedang dipegang {fresh.officer.full_name if fresh.officer else 'rekan'}. Ambil alih dahulu bila memang Anda yang melanjutkan.",
            code="held",
        )
    return fresh


def _take(ticket: Ticket, actor: User) -> Ticket:
    if ticket.state == TicketState.NEW:
        return ticket_move(START, ticket, actor=actor, events={}, officer=actor)
    ticket.officer = actor
    ticket.version += 1
    ticket.save(update_fields=["officer", "version"])
    _record("ticket.claimed", ticket, actor)
    return ticket


def ticket_claim(*, ticket: Ticket, actor: User, take_over: bool = False) -> Ticket:
    """Take a ticket. One's own is taken already, which is no fault.

    Args:
        take_over: also out of a colleague's hands, who is told.

    Raises:
        Forbidden: see `require_work`.
        Refusal: it is over, or a colleague holds it.
    """
    require_work(actor, ticket)
    with transaction.atomic():
        fresh = ticket_lock(ticket)
        former = fresh.officer
        if take_over and former is not None and former != actor and fresh.is_open:
            fresh = _take(fresh, actor)
            emails.taken_over(fresh, former, actor)
            return fresh
        return _held(fresh, actor)


def ticket_classify(*, ticket: Ticket, actor: User, version: int, **classes: str) -> Ticket:
    """Set the columns of the official log; urgency and impact give the priority, which the clock hears of.

    Args:
        version: of the ticket that the form was opened over.

    Raises:
        Forbidden: see `require_work`.
        Refusal: a colleague changed it meanwhile, or holds it, or it is over.
    """
    require_work(actor, ticket)
    with transaction.atomic():
        fresh = ticket_lock(ticket)
        if fresh.version != version:
            raise Refusal(
                "Tiket ini sudah diubah sesudah Anda membukanya. Periksa isinya yang baru, lalu simpan lagi.",
                code="changed_meanwhile",
            )
        fresh = _held(fresh, actor)
        if fresh.decisions.exists() and classes.get("type", fresh.type) != fresh.type:
            raise BadInput(
                "Saran ini sudah mempunyai usul atau keputusan; tipenya tetap.", code="decided", field="type"
            )
        before = {name: getattr(fresh, name) for name in (*CLASSES, "priority")}
        for name in CLASSES:
            setattr(fresh, name, classes.get(name, getattr(fresh, name)))
        fresh.priority = PRIORITIES[fresh.urgency, fresh.impact]  # type: ignore[index]
        changed = {name: [old, getattr(fresh, name)] for name, old in before.items() if old != getattr(fresh, name)}
        if not changed:
            return fresh
        fresh.version += 1
        fresh.save(update_fields=[*changed, "version"])
        if "priority" in changed:
            TicketEvent.objects.create(ticket=fresh, kind=SlaEvent.PRIORITY, at=timezone.now(), priority=fresh.priority)
        _record("ticket.classified", fresh, actor, **changed)
        return clock_keep(fresh)


def ticket_reply(*, ticket: Ticket, actor: User, body: str, outcome: str = ANSWER) -> Ticket:
    """Answer the user; the first answer ends the response clock.

    Args:
        outcome: `ANSWER` goes on working, `ASK` waits for the user, `SOLVE` declares it solved with this text.

    Raises:
        Forbidden: see `require_work`.
        BadInput: no text, or a password in it.
        Refusal: a colleague holds it, or it is over.
    """
    require_work(actor, ticket)
    text = _needed(body)
    with transaction.atomic():
        last = ticket_lock(ticket).messages.order_by("-pk").first()
        if last is not None and (last.kind, last.author_id, last.body) == (MessageKind.REPLY, actor.pk, text):
            return ticket_lock(ticket)  # the button was pressed twice
        fresh = _held(ticket, actor)
        message_add(fresh, kind=MessageKind.REPLY, body=text, author=actor)
        fresh = _responded(fresh)
        if outcome == SOLVE:
            return _solve(fresh, actor, text)
        if outcome == ASK and fresh.state != TicketState.WAITING_USER:
            fresh = ticket_move(WAIT_USER, fresh, actor=actor, events={SlaEvent.PAUSED: SlaWaiting.USER})
        elif outcome == ANSWER and fresh.waits_for == SlaWaiting.USER:
            fresh = ticket_move(RESUME, fresh, actor=actor, events={SlaEvent.RESUMED: ""})
        emails.replied(fresh, text, is_question=outcome == ASK)
        emails.watchers_told(fresh, "dibalas petugas", actor)
    return fresh


def _responded(ticket: Ticket) -> Ticket:
    """The first answer: from now on the resolution clock is what is looked at."""
    if ticket.responded_at is not None:
        return ticket
    ticket.responded_at = timezone.now()
    ticket.save(update_fields=["responded_at"])
    TicketEvent.objects.create(ticket=ticket, kind=SlaEvent.RESPONDED, at=ticket.responded_at)
    return clock_keep(ticket)


def _solve(ticket: Ticket, actor: User, solution: str, **fields: Any) -> Ticket:
    outcome_require(ticket)
    _require_decision(ticket, is_referred=fields.get("is_out_of_scope", False))
    now = timezone.now()
    informed = bool(ticket.reporter_email) or ticket.channel in _TOLD_AT_ONCE
    fresh = ticket_move(
        RESOLVE,
        ticket,
        actor=actor,
        events={SlaEvent.RESOLVED: ""},
        solution=solution,
        resolved_at=now,
        responded_at=ticket.responded_at or now,
        confirm_until=confirm_deadline(now),
        confirmation=TicketConfirmation.INFORMED if informed else TicketConfirmation.NOT_INFORMED,
        **fields,
    )
    emails.resolved(fresh)
    emails.watchers_told(fresh, "dinyatakan selesai", actor)
    return fresh


def _require_decision(ticket: Ticket, *, is_referred: bool) -> None:
    """A suggestion ends with the word of the head; what is no suggestion is classified as what it is."""
    if ticket.type == TicketType.SUGGESTION and not is_referred and not ticket.decisions.in_force().exists():
        raise BadInput(
            "Saran selesai dengan keputusan pimpinan. Tulis usulnya pada register saran, atau ubah tipe tiket bila bukan saran.",
            code="undecided", field="body",
        )  # fmt: skip


def ticket_note(*, ticket: Ticket, actor: User, body: str) -> Ticket:
    """Write something down for the office only; anybody who works on tickets may, whoever holds it.

    Raises:
        Forbidden: see `require_work`.
        BadInput: no text, or a password in it.
    """
    require_work(actor, ticket)
    with transaction.atomic():
        fresh = ticket_lock(ticket)
        _, is_new = message_add(fresh, kind=MessageKind.NOTE, body=_needed(body), author=actor)
        if is_new:
            emails.watchers_told(fresh, "diberi catatan", actor)
    return fresh


def ticket_wait_lkpp(*, ticket: Ticket, actor: User, note: str) -> Ticket:
    """Wait for LKPP, on the record: the clock stands still.

    Raises:
        Forbidden: see `require_work`.
        BadInput: no note about what was asked of LKPP.
        Refusal: a colleague holds it, or it is over.
    """
    require_work(actor, ticket)
    text = _needed(note)
    with transaction.atomic():
        fresh = _held(ticket, actor)
        if fresh.state == TicketState.WAITING_LKPP:
            return fresh
        message_add(fresh, kind=MessageKind.NOTE, body=text, author=actor)
        return ticket_move(WAIT_LKPP, fresh, actor=actor, events={SlaEvent.PAUSED: SlaWaiting.LKPP})


def ticket_answered_by_head(*, ticket: Ticket, actor: User, body: str, solves: bool) -> Ticket:
    """The office's word on a suggestion, whoever holds its ticket; who decided was judged by the caller.

    Args:
        solves: a ticket that is still open is solved with it.
    """
    with transaction.atomic():
        fresh = ticket_lock(ticket)
        message_add(fresh, kind=MessageKind.REPLY, body=body, author=actor)
        if fresh.is_open:
            fresh = _responded(fresh)
            if solves:
                return _solve(fresh, actor, body)
        emails.replied(fresh, body, is_question=False)
        emails.watchers_told(fresh, "dibalas petugas", actor)
    return fresh


def ticket_handed_to_lkpp(*, ticket: Ticket, actor: User, note: str) -> None:
    """An escalation of this ticket left for LKPP: it waits, whoever holds it. One that is over stays as it is.

    Args:
        note: written for the office only.
    """
    _by_escalation(ticket, actor, note, waits=True)


def ticket_answered_by_lkpp(*, ticket: Ticket, actor: User, note: str) -> None:
    """The escalation of this ticket was answered or ended: it goes on if it waited for LKPP.

    Args:
        note: written for the office only.
    """
    _by_escalation(ticket, actor, note, waits=False)


def _by_escalation(ticket: Ticket, actor: User, note: str, *, waits: bool) -> None:
    with transaction.atomic():
        fresh = ticket_lock(ticket)
        if not fresh.is_open:
            return
        message_add(fresh, kind=MessageKind.NOTE, body=note, author=actor)
        if waits and fresh.state != TicketState.WAITING_LKPP:
            ticket_move(WAIT_LKPP, fresh, actor=actor, events={SlaEvent.PAUSED: SlaWaiting.LKPP})
        elif not waits and fresh.state == TicketState.WAITING_LKPP:
            ticket_move(RESUME, fresh, actor=actor, events={SlaEvent.RESUMED: ""})


def ticket_resume(*, ticket: Ticket, actor: User) -> Ticket:
    """Go on: the clock runs again. One that runs already stays as it is.

    Raises:
        Forbidden: see `require_work`.
        Refusal: a colleague holds it, or it is over.
    """
    require_work(actor, ticket)
    with transaction.atomic():
        fresh = _held(ticket, actor)
        if not fresh.waits_for:
            return fresh
        return ticket_move(RESUME, fresh, actor=actor, events={SlaEvent.RESUMED: ""})


def ticket_refer(*, ticket: Ticket, actor: User) -> Ticket:
    """Answer what is not the LPSE's to decide: the profile's referral with its article, and the ticket is solved.

    Raises:
        Forbidden: see `require_work`.
        Refusal: a colleague holds it, or it is over.
    """
    require_work(actor, ticket)
    text = referral_text()
    with transaction.atomic():
        fresh = _held(ticket, actor)
        message_add(fresh, kind=MessageKind.REPLY, body=text, author=actor)
        _record("ticket.referred", fresh, actor)
        outcome_referred(fresh, actor)
        return _solve(_responded(fresh), actor, text, is_out_of_scope=True)


def referral_text() -> str:
    """The profile's answer with the article that it stands on."""
    lpse = profile.current()
    article = lpse.article("limits")
    basis = f"\n\nDasar: {article} {lpse.regulation.short_title}." if article else ""
    return f"{lpse.unit.referral}{basis}"


def ticket_reopen(*, ticket: Ticket, actor: User, reason: str) -> Ticket:
    """Open a solved ticket again, by the office.

    Raises:
        Forbidden: see `require_work`.
        BadInput: no reason.
        WrongState: it is not waiting for its user's word.
    """
    require_work(actor, ticket)
    text = _needed(reason)
    with transaction.atomic():
        fresh = reopened(ticket_lock(ticket), actor)
        message_add(fresh, kind=MessageKind.NOTE, body=text, author=actor)
    return fresh


def reopened(ticket: Ticket, actor: User | None) -> Ticket:
    """The move itself; the clock goes on with what was used."""
    outcome_clear(ticket)
    return ticket_move(
        REOPEN,
        ticket,
        actor=actor,
        events={SlaEvent.REOPENED: ""},
        refusal="Tiket ini sudah ditutup. Buat tiket baru dan sebut nomor ini.",
        resolved_at=None,
        confirm_until=None,
        confirmation=TicketConfirmation.NOT_INFORMED,
    )


def _needed(text: str, field: str = "body") -> str:
    clean = text_checked(text, field=field)
    if not clean:
        raise BadInput("Tulis isinya.", code="no_text", field=field)
    return clean


def _record(action: str, ticket: Ticket, actor: User, **data: Any) -> None:
    audit_record(action=action, object_type=OBJECT_TYPE, object_number=ticket.number, actor=actor, data=data)
