"""Suggestions: an officer recommends, the head decides and the suggester is answered; promises are kept or reminded of."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import transitions
from core.audit import audit_record
from core.clock import today
from core.formats import long_date
from core.models import User
from core.refusals import BadInput, Forbidden, Refusal
from core.roles import ROLES
from core.transitions import WrongState
from helpdesk.emails import suggestion as emails
from helpdesk.enums.suggestion import DecisionState as S
from helpdesk.enums.suggestion import SuggestionOutcome
from helpdesk.enums.ticket import TicketState, TicketType
from helpdesk.models import SuggestionDecision, Ticket
from helpdesk.models.suggestion import PROMISING, TO_LKPP
from helpdesk.models.ticket import unit_choices
from helpdesk.permissions.suggestion import can_decide
from helpdesk.services.suggestion_public import public_withdraw, require_desk
from helpdesk.services.ticket import text_checked, ticket_lock
from helpdesk.services.ticket_ties import ticket_hand_over
from helpdesk.services.ticket_work import ticket_answered_by_head
from helpdesk.transitions.suggestion import DECIDE, FULFIL, SUPERSEDE
from helpdesk.transitions.ticket import OBJECT_TYPE

REMIND_AGAIN_DAYS = 7


def suggestion_recommend(*, ticket: Ticket, actor: User, outcome: str, advice: str) -> SuggestionDecision:
    """Recommend a decision; an earlier recommendation that nobody decided on is superseded and stays readable.

    Raises:
        Forbidden: no officer of the desk, or the own suggestion.
        BadInput: no outcome, no reasons, or a password in them.
        Refusal: the ticket is no suggestion, or merged into another one.
    """
    require_desk(actor, ticket)
    if outcome not in SuggestionOutcome.values:
        raise BadInput("Pilih usul Anda.", code="missing", field="outcome")
    words = _needed(advice, "advice", "Tulis pertimbangan Anda.")
    with transaction.atomic():
        fresh = ticket_lock(ticket)
        if fresh.type != TicketType.SUGGESTION or fresh.state == TicketState.MERGED:
            raise Refusal("Hanya tiket bertipe saran yang diputuskan di sini.", code="no_suggestion")
        waiting = fresh.decisions.filter(state=S.RECOMMENDED).first()
        if waiting is not None:
            if (waiting.recommended_by_id, waiting.recommendation, waiting.advice) == (actor.pk, outcome, words):
                return waiting  # the button was pressed twice
            _move(SUPERSEDE, waiting, fresh, actor)
        row = SuggestionDecision.objects.create(
            ticket=fresh, recommendation=outcome, advice=words, recommended_by=actor
        )
        _record("suggestion.recommended", fresh, actor, outcome=outcome)
    return row


def suggestion_decide(
    *,
    ticket: Ticket,
    actor: User,
    outcome: str,
    reasons: str,
    action: str = "",
    responsible: str = "",
    promised_on: date | None = None,
    forwarded_to: str = "",
) -> SuggestionDecision:
    """Decide on what the officer recommended, and answer the suggester with it. A former decision is superseded.

    The ticket is solved with the answer; one that is handed on stays open at the other unit, or until an escalation
    took it to LKPP.

    Args:
        action, responsible, promised_on: what will be done, by whom and until when; for what is accepted.
        forwarded_to: LKPP or a unit; for what is forwarded.

    Raises:
        Forbidden: no leader, or the person wrote the recommendation or brought the suggestion in.
        BadInput: the reasons or what belongs to the outcome is missing.
        WrongState: nobody recommended anything, or a colleague just decided.
    """
    wanted = _decision_checked(outcome, reasons, action, responsible, promised_on, forwarded_to)
    with transaction.atomic():
        fresh = ticket_lock(ticket)
        waiting = fresh.decisions.filter(state=S.RECOMMENDED).first()
        former = fresh.decisions.in_force().first()
        if waiting is None:
            raise WrongState(_none_waits(former), code="wrong_state")
        if not can_decide(actor, fresh, waiting):
            raise Forbidden(
                "Saran diputuskan Kepala atau Wakil yang tidak menulis usulnya dan tidak mencatat sarannya.",
                code="forbidden",
            )
        if former is not None:
            _move(SUPERSEDE, former, fresh, actor)
            public_withdraw(fresh, actor)
        row = _move(
            DECIDE, waiting, fresh, actor, {"outcome": outcome, "agreed": outcome == waiting.recommendation},
            decided_by=actor, decided_at=timezone.now(), **wanted,
        )  # fmt: skip
        is_forwarded = outcome == SuggestionOutcome.FORWARDED
        fresh = ticket_answered_by_head(ticket=fresh, actor=actor, body=decision_words(row), solves=not is_forwarded)
        if is_forwarded and forwarded_to != TO_LKPP and fresh.is_open and fresh.unit != forwarded_to:
            ticket_hand_over(ticket=fresh, actor=actor, unit=forwarded_to, note=f"Saran diteruskan: {row.reasons}")
    return row


def suggestion_fulfil(*, ticket: Ticket, actor: User, done_on: date, note: str) -> SuggestionDecision:
    """Note that what was promised is done; the suggester is told.

    Raises:
        Forbidden: no officer of the desk, or the own suggestion.
        BadInput: the day is still to come or before the decision, or no word about what was done.
        WrongState: nothing was promised, or it is done already.
    """
    require_desk(actor, ticket)
    words = _needed(note, "note", "Tulis apa yang sudah dilakukan.")
    if done_on > today():
        raise BadInput("Tanggal ini belum terjadi.", code="future", field="done_on")
    with transaction.atomic():
        fresh = ticket_lock(ticket)
        row = fresh.decisions.in_force().first()
        if row is None or row.promised_on is None:
            raise WrongState("Tidak ada janji pada saran ini.", code="wrong_state")
        if (row.done_on, row.done_note) == (done_on, words):
            return row
        done = _move(FULFIL, row, fresh, actor, {"done_on": done_on.isoformat()}, done_on=done_on, done_note=words)
        ticket_answered_by_head(
            ticket=fresh, actor=actor, body=f"Saran Anda sudah dilaksanakan pada {long_date(done_on)}: {words}",
            solves=False,
        )  # fmt: skip
    return done


def suggestions_remind(on: date | None = None) -> int:
    """Tell who decided and who recommended that a promised day is over; again every week until it is done.

    Returns:
        How many promises were reminded of; a second run of the day finds none.
    """
    day, done = on or today(), 0
    for pk in list(SuggestionDecision.objects.overdue(day).order_by("promised_on", "pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = SuggestionDecision.objects.select_for_update(of=("self",)).select_related("ticket").get(pk=pk)
            if not row.is_late(day) or (
                row.reminded_on is not None and day < row.reminded_on + timedelta(days=REMIND_AGAIN_DAYS)
            ):
                continue
            row.reminded_on = day
            row.save(update_fields=["reminded_on"])
            people = emails.promise_late(row)
            _record("suggestion.reminded", row.ticket, None, promised_on=str(row.promised_on), people=people)
        done += 1
    return done


def decision_words(row: SuggestionDecision) -> str:
    """The decision as the suggester reads it, in the mail and in the conversation."""
    lines = [f"Keputusan atas saran Anda: {row.get_outcome_display()}.", f"Alasan: {row.reasons}"]
    if row.promised_on:
        lines.append(
            f"Yang akan dilakukan: {row.action}, oleh {row.responsible}, paling lambat {long_date(row.promised_on)}."
        )
    if row.forwarded_to:
        lines.append(f"Diteruskan ke {ROLES[row.forwarded_to].label}.")
    return "\n\n".join(lines)


def _decision_checked(
    outcome: str, reasons: str, action: str, responsible: str, promised_on: date | None, forwarded_to: str
) -> dict[str, Any]:
    if outcome not in SuggestionOutcome.values:
        raise BadInput("Pilih keputusannya.", code="missing", field="outcome")
    wanted: dict[str, Any] = {"outcome": outcome, "reasons": _needed(reasons, "reasons", "Tulis alasannya.")}
    if outcome in PROMISING:
        if promised_on is None or promised_on < today():
            raise BadInput("Tulis sampai kapan: hari ini atau sesudahnya.", code="too_early", field="promised_on")
        wanted |= {
            "action": _needed(action, "action", "Tulis apa yang akan dilakukan."),
            "responsible": _needed(responsible, "responsible", "Tulis siapa yang melakukannya."),
            "promised_on": promised_on,
        }
    if outcome == SuggestionOutcome.FORWARDED:
        if forwarded_to != TO_LKPP and forwarded_to not in dict(unit_choices()):
            raise BadInput("Pilih ke mana saran diteruskan.", code="missing", field="forwarded_to")
        wanted["forwarded_to"] = forwarded_to
    return wanted


def _needed(text: str, field: str, refusal: str) -> str:
    clean = text_checked(text, field=field)
    if not clean:
        raise BadInput(refusal, code="missing", field=field)
    return clean


def _none_waits(former: SuggestionDecision | None) -> str:
    if former is None:
        return "Belum ada usul petugas atas saran ini. Minta petugas meja layanan menulisnya dahulu."
    return f"Saran ini sudah diputuskan: {former.get_outcome_display()}. Keputusan baru memerlukan usul baru."


def _move(
    move: transitions.Transition,
    row: SuggestionDecision,
    ticket: Ticket,
    actor: User,
    data: dict[str, Any] | None = None,
    **fields: Any,
) -> SuggestionDecision:
    return transitions.apply(move, row, actor=actor, number=ticket.number, object_type=OBJECT_TYPE, data=data, **fields)


def _record(action: str, ticket: Ticket, actor: User | None, **data: Any) -> None:
    audit_record(action=action, object_type=OBJECT_TYPE, object_number=ticket.number, actor=actor, data=data)
