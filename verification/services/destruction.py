"""Destruction of what is past its retention: proposed, approved by a second person, reported, carried out by a worker."""

import logging
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from core import clock, numbers, profile, transitions
from core.audit import audit_record
from core.cases import case_numbers
from core.documents import document_issue
from core.enums import WorkState
from core.free_text import refuse_password
from core.holds import cases_lock, hold_of
from core.models import CaseBelonging, ErasureOrder, LegalHold, StoredFile, User
from core.refusals import BadInput, Forbidden, Refusal
from core.work import backoff, work_announce, work_claim
from registration.archive import case_retention
from registration.models import Application
from verification.archive import Standing, archived, standing, standings
from verification.destruction_report import DESTRUCTION_REPORT, report_context
from verification.enums import DestructionState
from verification.models import Destruction, DestructionItem
from verification.permissions import can_decide_destruction, can_propose_destruction
from verification.services.erasure import case_erase
from verification.transitions import APPROVE_DESTRUCTION, COMPLETE_DESTRUCTION, DESTRUCTION_TYPE, REFUSE_DESTRUCTION

log = logging.getLogger(__name__)
SERIES = "destruction_proposal"
# One proposal, one berita acara: more than this nobody reads through before signing.
MOST_CASES = 500
ATTEMPTS = 8
_OPEN = (DestructionState.PROPOSED, DestructionState.APPROVED)


def proposable(user: User) -> list[Application]:
    """Cases that a proposal made now would list: past retention, not held, in no open proposal; oldest first."""
    open_items = DestructionItem.objects.filter(destruction__state__in=_OPEN, kept_reason="")
    rows = archived(user, show="lewat").exclude(pk__in=open_items.values("application"))
    return list(rows.select_related("review__decision__letter").order_by("decided_at", "pk")[:MOST_CASES])


def destruction_propose(*, actor: User, note: str = "") -> Destruction:
    """Propose to destroy everything that is due now.

    Raises:
        Forbidden: `actor` may not propose.
        BadInput: the note is too long, or tells a password.
        Refusal: nothing is due.
    """
    if not can_propose_destruction(actor):
        raise Forbidden("Pemusnahan diusulkan oleh pimpinan atau Unit Registrasi dan Verifikasi.", code="forbidden")
    words = " ".join(refuse_password(note, field="note").split())
    if len(words) > 300:
        raise BadInput("Keterangan paling panjang 300 huruf.", code="note", field="note")
    lpse = profile.current()
    with transaction.atomic():
        number = numbers.number_issue(series=SERIES, on=clock.today())  # its counter row lets proposals come one by one
        rows = proposable(actor)
        if not rows:
            raise Refusal(
                "Tidak ada berkas yang melewati masa retensi dan dapat diusulkan sekarang.", code="nothing_due"
            )
        destruction = Destruction.objects.create(number=number, note=words, proposed_by=actor)
        counts, found = _file_counts(row.number for row in rows), standings(rows)
        items = []
        for row in rows:
            kept = case_retention(row, lpse, latest=found.get(row.pk, Standing()).latest)
            if kept is None or row.decided_at is None:
                continue
            letter = row.review.decision.letter
            items.append(
                DestructionItem(
                    destruction=destruction, application=row, class_key=kept.key, class_label=kept.rule.label,
                    outcome=row.review.decision.outcome, decided_at=row.decided_at, due_from=kept.due_from,
                    files=counts.get(row.number, 0), letter_number=letter.number, letter_sha256=letter.sha256,
                    work_state=WorkState.DONE,
                )
            )  # fmt: skip
        DestructionItem.objects.bulk_create(items)
        _record("destruction.proposed", destruction, actor, cases=len(items))
    return destruction


def destruction_approve(*, destruction: Destruction, actor: User) -> Destruction:
    """Approve: number the berita acara, order the erasure, let workers carry it out; held cases stay, with the reason.

    Raises:
        Forbidden: `actor` may not decide, or proposed it.
        WrongState: it was decided already.
        Refusal: no case of it can be destroyed any more.
    """
    lpse, today = profile.current(), clock.today()
    with transaction.atomic():
        fresh = _to_decide(destruction, actor)
        items = list(
            fresh.items.select_for_update(of=("self",)).select_related("application").order_by("decided_at", "pk")
        )
        cases_lock(item.application.number for item in items)
        numbers_ = [item.application.number for item in items]
        holds = {hold.case_number: hold for hold in LegalHold.objects.in_force().filter(case_number__in=numbers_)}
        going: list[DestructionItem] = []
        found = standings([item.application for item in items])
        for item in items:
            now = found.get(item.application.pk, Standing())
            kept = case_retention(item.application, lpse, latest=now.latest)
            hold = holds.get(item.application.number)
            if hold is not None:
                item.kept_reason = f"Ditahan: {hold.reason}"
            elif item.application.erased_at is not None:
                item.kept_reason = "Isinya sudah dihapus sebelumnya"
            elif now.open_number:
                item.kept_reason = f"{now.open_number} tentang berkas ini belum selesai"
            elif kept is None or not kept.is_to_be_destroyed(today):
                item.kept_reason = "Menurut aturan retensi sekarang belum boleh dimusnahkan"
            else:
                item.work_state, item.run_after = WorkState.WAITING, timezone.now()
                going.append(item)
        if not going:
            raise Refusal(
                "Semua berkas pada usul ini ditahan atau belum boleh dimusnahkan lagi. Tolak usul ini dengan alasannya.",
                code="nothing_left",
            )
        report = document_issue(
            kind=DESTRUCTION_REPORT,
            case_number=fresh.number,
            context=report_context(
                destruction=fresh, going=going, kept=[i for i in items if i.kept_reason], actor=actor
            ),
            issued_by=actor,
            holder=None,
        )
        # A case that was kept after an earlier order has its order already.
        ErasureOrder.objects.bulk_create(
            (
                ErasureOrder(
                    case_number=number,
                    basis=f"Berita acara {report.number}",
                    proposed_by=fresh.proposed_by,
                    approved_by=actor,
                )
                for number in _whose(item.application.number for item in going)
            ),
            ignore_conflicts=True,
        )
        DestructionItem.objects.bulk_update(items, ["kept_reason", "work_state", "run_after"])
        fresh = transitions.apply(
            APPROVE_DESTRUCTION, fresh, actor=actor, number=fresh.number, object_type=DESTRUCTION_TYPE,
            data={"report": report.number, "cases": len(going), "kept": len(items) - len(going)},
            decided_by=actor, decided_at=timezone.now(), report=report,
        )  # fmt: skip
        work_announce()
    return fresh


def destruction_refuse(*, destruction: Destruction, reason: str, actor: User) -> Destruction:
    """Refuse with a reason; nothing is erased and the cases may be proposed again.

    Raises:
        Forbidden: `actor` may not decide, or proposed it.
        WrongState: it was decided already.
        BadInput: no reason.
    """
    words = " ".join(refuse_password(reason, field="reason").split())
    with transaction.atomic():
        fresh = _to_decide(destruction, actor)
        if not words or len(words) > 300:
            raise BadInput("Tulis alasan penolakan, paling panjang 300 huruf.", code="reason_missing", field="reason")
        return transitions.apply(
            REFUSE_DESTRUCTION, fresh, actor=actor, number=fresh.number, object_type=DESTRUCTION_TYPE,
            data={"reason": words}, decided_by=actor, decided_at=timezone.now(), refused_because=words,
        )  # fmt: skip


def item_destroy(pk: int) -> bool:
    """Erase the content of one approved case. Called by a worker; safe to run twice. Returns True when this call did it."""
    claim = work_claim(DestructionItem, pk)
    if claim is None:
        return False
    item = DestructionItem.objects.select_related("destruction__report", "application").get(pk=pk)
    destruction, number = item.destruction, item.application.number
    if destruction.report is None:
        raise ValueError(f"{destruction.number} was not approved")
    try:
        with transaction.atomic():
            cases_lock([number])
            hold, late = hold_of(number), _not_ordered(number)
            if hold is not None:
                done = claim.finish(kept_reason=f"Ditahan sesudah disetujui: {hold.reason}")
            elif late:
                done = claim.finish(kept_reason=f"Sesudah disetujui masih ada {late}; usulkan lagi bila sudah selesai")
            else:
                case_erase(
                    application=item.application,
                    actor=None,
                    reason=f"isi dihapus menurut retensi, berita acara {destruction.report.number}",
                )
                done = claim.finish(erased_at=timezone.now())
            if not done:
                raise _HoldLost
            _complete(destruction)
    except _HoldLost:
        return False
    except Exception as error:
        log.exception("case cannot be destroyed", extra={"case": number})
        words = f"{type(error).__name__}: {error}"
        if claim.token < ATTEMPTS:
            claim.retry(words, after=backoff(claim.token))
        else:
            claim.fail(words)
        return False
    return True


class _HoldLost(Exception):
    """The worker slept past its lease; another one has the row."""


def _complete(destruction: Destruction) -> None:
    """The last case of a proposal ends it; the lock on the proposal lets two last ones come one after the other."""
    fresh = transitions.lock(destruction)
    left = fresh.items.exclude(work_state=WorkState.DONE)
    if fresh.state == DestructionState.APPROVED and not left.exists():
        transitions.apply(
            COMPLETE_DESTRUCTION, fresh, actor=None, number=fresh.number, object_type=DESTRUCTION_TYPE,
            data={"erased": fresh.items.filter(erased_at__isnull=False).count()},
        )  # fmt: skip


def _to_decide(destruction: Destruction, actor: User) -> Destruction:
    fresh = transitions.lock(destruction)
    if fresh.state != DestructionState.PROPOSED:
        who = fresh.decided_by.full_name if fresh.decided_by else ""
        raise transitions.WrongState(
            f"Usul {fresh.number} sudah diputuskan oleh {who}. Muat ulang halaman.", code="wrong_state"
        )
    if not can_decide_destruction(actor, fresh):
        raise Forbidden(
            "Pemusnahan diputuskan oleh Kepala atau Wakil, dan bukan oleh yang mengusulkannya.", code="second_person"
        )
    return fresh


def _whose(numbers_: Iterable[str]) -> dict[str, str]:
    """Every number of the cases, with the case it is of; one query."""
    whose = {number: number for number in numbers_}
    rows = CaseBelonging.objects.filter(belongs_to__in=list(whose)).order_by("pk")
    return whose | dict(rows.values_list("number", "belongs_to"))


def _not_ordered(number: str) -> str:
    """A number of the case that came after the order, or one that is open again; empty when all of it may go."""
    ordered = set(
        ErasureOrder.objects.filter(case_number__in=case_numbers(number)).values_list("case_number", flat=True)
    )
    late = [name for name in case_numbers(number) if name not in ordered]
    return late[0] if late else standing(Application.objects.get(number=number)).open_number


def _file_counts(numbers_: Iterable[str]) -> dict[str, int]:
    """Of each case with the files of what belongs to it."""
    whose = _whose(numbers_)
    found: dict[str, int] = {}
    for name in StoredFile.objects.filter(case_number__in=list(whose)).values_list("case_number", flat=True):
        found[whose[name]] = found.get(whose[name], 0) + 1
    return found


def _record(action: str, destruction: Destruction, actor: User, **data: int) -> None:
    audit_record(
        action=action, object_type=DESTRUCTION_TYPE, object_number=destruction.number, actor=actor, data=dict(data)
    )
