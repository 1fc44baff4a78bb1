"""The end of a deactivation (Pasal 10(4)): on its given day by itself, or before it by two people; and its beginning."""

from django.db import transaction
from django.utils import timezone

from core import transitions
from core.clock import today
from core.documents import document_issue
from core.models import User
from core.refusals import Forbidden, Refusal
from core.suspension import account_resume
from core.transitions import Transition
from verification import deactivation_emails as emails
from verification.documents import REACTIVATION, reactivation_context
from verification.enums import DeactivationState as S
from verification.enums import ReactivationState
from verification.models import Deactivation, Reactivation
from verification.permissions import can_decide_deactivation, can_propose_reactivation
from verification.services.deactivations import (
    already_settled,
    deactivation_begin,
    deactivation_move,
    deactivation_record,
    required_reason,
    second_person,
)
from verification.transitions import ACCEPT_LIFT, DEACTIVATION_TYPE, END, LIFT, REFUSE_LIFT

_OVERTAKEN = "Masa penonaktifan berakhir pada waktunya sebelum usulan ini diputuskan."


def reactivation_propose(*, deactivation: Deactivation, actor: User, reason: str) -> Reactivation:
    """Propose to end a deactivation before its given end.

    Raises:
        Forbidden: the person may not propose it.
        BadInput: no reason.
        WrongState: the deactivation is not active.
        Refusal: a proposal waits already.
    """
    if not can_propose_reactivation(actor, deactivation):
        raise Forbidden("Pengaktifan kembali diusulkan petugas Unit Registrasi dan Verifikasi.", code="not_officer")
    words = required_reason(reason)
    with transaction.atomic():
        fresh = transitions.lock(deactivation)
        _refuse_unless_active(fresh)
        if fresh.reactivations.filter(state=ReactivationState.PROPOSED).exists():
            raise Refusal(
                "Usulan pengaktifan kembali sudah ada dan menunggu keputusan Kepala atau Wakil Kepala.",
                code="already_proposed",
            )
        row = Reactivation.objects.create(deactivation=fresh, reason=words, proposed_by=actor)
        deactivation_record("reactivation.proposed", fresh, actor, reason=words)
    return row


def reactivation_decide(*, reactivation: Reactivation, accept: bool, actor: User, reason: str = "") -> Deactivation:
    """Agree, and the deactivation is lifted at once; or refuse with a reason, and it runs on.

    Raises:
        Forbidden: not the Kepala or Wakil, or the one who proposed it.
        BadInput: a refusal without a reason.
        WrongState: it was decided already, or the period ended meanwhile.
    """
    words = "" if accept else required_reason(reason)
    with transaction.atomic():
        fresh = transitions.lock(reactivation.deactivation)
        if not can_decide_deactivation(actor, reactivation):
            raise second_person()
        _refuse_unless_active(fresh)
        transitions.apply(
            ACCEPT_LIFT if accept else REFUSE_LIFT,
            reactivation,
            actor=actor,
            number=fresh.number,
            object_type=DEACTIVATION_TYPE,
            data={"reason": words} if words else {},
            refusal="Usulan ini sudah diputuskan. Muat ulang halaman untuk melihat keadaan terbaru.",
            decided_by=actor,
            decided_at=timezone.now(),
            refusal_reason=words,
        )
        return _end(LIFT, fresh, actor) if accept else fresh


def deactivations_keep() -> tuple[int, int]:
    """Suspend accounts whose decided period begins, and end periods whose last given day has passed; twice is harmless.

    Returns:
        How many began and how many ended.
    """
    day = today()
    began = ended = 0
    active = Deactivation.objects.filter(state=S.ACTIVE)
    for row in active.filter(ends_on__lt=day).order_by("ends_on", "pk")[:500]:
        with transaction.atomic():
            fresh = transitions.lock(row)
            if fresh.state == S.ACTIVE and fresh.ends_on < day:
                _end(END, fresh, None)
                ended += 1
    for row in active.filter(began_at__isnull=True, starts_on__lte=day).order_by("starts_on", "pk")[:500]:
        with transaction.atomic():
            fresh = transitions.lock(row)
            if fresh.state == S.ACTIVE:
                began += deactivation_begin(fresh, None)
    return began, ended


def _end(move: Transition, row: Deactivation, actor: User | None) -> Deactivation:
    now = timezone.now()
    letter = document_issue(
        kind=REACTIVATION,
        case_number=row.number,
        context=reactivation_context(
            row=row, ended_at=now, is_early=move is LIFT, letter_number=row.letter.number if row.letter else ""
        ),
        issued_by=actor,
        holder=row.user_id.holder,
    )
    for waiting in row.reactivations.filter(state=ReactivationState.PROPOSED).order_by("pk"):
        transitions.apply(
            REFUSE_LIFT,
            waiting,
            actor=None,
            number=row.number,
            object_type=DEACTIVATION_TYPE,
            decided_at=now,
            refusal_reason=_OVERTAKEN,
        )
    row = deactivation_move(move, row, actor, closed_at=now, end_letter=letter)
    if row.user_id.holder is not None:
        account_resume(user=row.user_id.holder, case_number=row.number, actor=actor)
    emails.reactivated(row)
    return row


def _refuse_unless_active(row: Deactivation) -> None:
    if row.state != S.ACTIVE:
        raise already_settled(row)
