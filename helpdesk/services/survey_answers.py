"""Answers to the survey: by the link after a ticket, by anybody while a period is open, and typed in from paper.

What is kept is what was answered, never who: neither the row nor the trail leads back to a person or a ticket.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import clock, profile
from core.audit import audit_record
from core.free_text import refuse_password
from core.models import User
from core.profile_survey import BEST, ELEMENTS
from core.refusals import BadInput, Forbidden, Refusal
from core.request_context import without_address
from core.transitions import WrongState, lock
from helpdesk.emails import survey as emails
from helpdesk.enums.survey import SurveyChannel, SurveyState
from helpdesk.enums.ticket import TicketSecrecy, TicketUserGroup
from helpdesk.models import SurveyAnswer, SurveyInvitation, SurveyPeriod, Ticket
from helpdesk.permissions.survey import can_run_survey
from helpdesk.selectors.survey import instrument_now, period_open
from helpdesk.survey_tokens import invitation_key
from helpdesk.transitions.survey import ANSWER_TYPE

# Under which the trail notes an answer that belongs to no period.
NO_PERIOD = "di luar masa survei"
OVER = "Tautan survei ini sudah berakhir. Terima kasih atas perhatian Anda."
ANSWERED = "Penilaian lewat tautan ini sudah kami terima. Terima kasih."
CLOSED = "Survei ini sedang tidak dibuka."


@dataclass(frozen=True)
class Rating:
    """What somebody says: 1 to 4 for U1 to U9, and free words."""

    values: Sequence[int]
    remark: str = ""


def survey_invite(ticket: Ticket) -> SurveyInvitation | None:
    """Ask the reporter of a ticket that was closed just now, once; called in the transaction that closes it.

    Nobody is asked without an address, and nobody who wanted to stay confidential: the outbox would name the ticket.

    Returns:
        None when nobody is asked.
    """
    if not ticket.reporter_email or ticket.secrecy != TicketSecrecy.OPEN:
        return None
    expires_at = timezone.now() + timedelta(days=profile.current().survey.link_days)
    row, is_new = SurveyInvitation.objects.get_or_create(ticket=ticket, defaults={"expires_at": expires_at})
    if is_new:
        emails.invitation(row)
    return row


def invitation_of(token: str) -> SurveyInvitation | None:
    """The invitation behind a link; None when the link is none of ours.

    Raises:
        Refusal: it was used, or its time is over.
    """
    key = invitation_key(token)
    if key is None:
        return None
    row = SurveyInvitation.objects.filter(pk=key).first()
    if row is None:
        raise Refusal(OVER, code="over")
    _require_unused(row)
    return row


def answer_after_ticket(*, invitation: SurveyInvitation, rating: Rating) -> None:
    """Keep what the reporter of a ticket says, with the ticket's category, way and user group, without the ticket.

    Raises:
        Refusal: the link was used, or its time is over.
        BadInput: an element is not rated, or the remark tells a password.
    """
    values = _judged(rating)
    with transaction.atomic():
        row = SurveyInvitation.objects.select_for_update(of=("self",)).filter(pk=invitation.pk).first()
        if row is None:
            raise Refusal(OVER, code="over")
        _require_unused(row)
        row.is_answered = True
        row.save(update_fields=["is_answered"])
        ticket = Ticket.objects.only("user_group", "category", "channel").get(pk=row.ticket_id)
        found = period_open()
        period = lock(found) if found else None
        if period is not None and not _takes_answers(period):
            period = None
        _keep(
            period,
            channel=SurveyChannel.TICKET,
            service=(period.instrument if period else instrument_now())["services"][0],
            user_group=ticket.user_group,
            ticket_category=ticket.category,
            ticket_channel=ticket.channel,
            **values,
        )


def answer_by_visitor(
    *, period: SurveyPeriod, user_group: str, service: str, rating: Rating, submission: uuid.UUID
) -> bool:
    """Keep what a visitor of the public page says.

    Args:
        submission: name of the form, so that a form sent twice is one answer.

    Returns:
        False when this form was sent before.

    Raises:
        WrongState: the period takes no answers any more.
        BadInput: an element is not rated, group or service is unknown, or the remark tells a password.
    """
    return _answer(SurveyChannel.WEB, period, user_group, service, rating, submission, None)


def answer_on_paper(
    *, period: SurveyPeriod, user_group: str, service: str, rating: Rating, submission: uuid.UUID, actor: User
) -> bool:
    """Type in one paper form; also after the period was closed, until its report is final.

    Returns:
        False when this form was sent before.

    Raises:
        Forbidden: the person does not run the survey.
        WrongState: the report is final, or the period was never opened.
        BadInput: see `answer_by_visitor`.
    """
    if not can_run_survey(actor):
        raise Forbidden(
            "Formulir kertas dimasukkan Kepala LPSE atau petugas Unit Layanan dan Dukungan.", code="not_runner"
        )
    return _answer(SurveyChannel.PAPER, period, user_group, service, rating, submission, actor)


def _answer(
    channel: SurveyChannel,
    period: SurveyPeriod,
    user_group: str,
    service: str,
    rating: Rating,
    submission: uuid.UUID,
    actor: User | None,
) -> bool:
    values = _judged(rating)
    if user_group not in TicketUserGroup.values:
        raise BadInput("Pilih kelompok pengguna dari daftar.", code="bad_choice", field="user_group")
    with transaction.atomic():
        fresh = lock(period)
        is_paper = channel == SurveyChannel.PAPER
        is_late_paper = is_paper and fresh.state == SurveyState.CLOSED
        if not is_late_paper and not _takes_answers(fresh, by_day=not is_paper):
            raise WrongState(CLOSED, code="not_open")
        if service not in fresh.instrument["services"]:
            raise BadInput("Pilih layanan dari daftar.", code="bad_choice", field="service")
        if SurveyAnswer.objects.filter(pk=submission).exists():
            return False
        _keep(fresh, actor=actor, pk=submission, channel=channel, service=service, user_group=user_group, **values)
    return True


def _keep(period: SurveyPeriod | None, *, actor: User | None = None, **fields: Any) -> None:
    SurveyAnswer.objects.create(period=period, month=clock.today().replace(day=1), **fields)
    # Who answered is not in the trail either; who typed a paper form in is.
    with without_address():
        audit_record(
            action="survey.answered",
            object_type=ANSWER_TYPE,
            object_number=period.number if period else NO_PERIOD,
            actor=actor,
            data={"channel": fields["channel"]},
        )


def _takes_answers(period: SurveyPeriod, *, by_day: bool = True) -> bool:
    """True for a locked period that is open, and today one of its days."""
    return period.state == SurveyState.OPEN and (not by_day or period.starts_on <= clock.today() <= period.ends_on)


def _require_unused(row: SurveyInvitation) -> None:
    if row.is_answered:
        raise Refusal(ANSWERED, code="answered")
    if row.expires_at <= timezone.now():
        raise Refusal(OVER, code="over")


def _judged(rating: Rating) -> dict[str, Any]:
    if len(rating.values) != len(ELEMENTS) or any(not 1 <= value <= BEST for value in rating.values):
        raise BadInput(f"Jawab kesembilan unsur dengan 1 sampai {BEST}.", code="unrated")
    remark = refuse_password(rating.remark.replace("\r\n", "\n").replace("\x00", ""), field="remark")[:1000]
    return {**dict(zip(ELEMENTS, rating.values, strict=True)), "remark": remark}
