"""Writing a berita acara kesaksian and moving it on: draft, checked by another, final with number, delivered (Pasal 24(2))."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import numbers, transitions
from core.audit import audit_record
from core.cases import case_of
from core.clock import today
from core.documents import document_issue
from core.free_text import refuse_password
from core.models import CaseBelonging, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import Transition, WrongState
from helpdesk.documents.witness import WITNESS_REPORT, report_context
from helpdesk.emails import witness as emails
from helpdesk.enums.witness import WitnessSide
from helpdesk.enums.witness import WitnessState as S
from helpdesk.models import WitnessRecipient, WitnessReport, WitnessWriter
from helpdesk.permissions.witness import can_check, can_correct, can_finalise, can_write
from helpdesk.services.berita_acara import cleaned, draft_discard, fields_write, moved, newer_of, require_version
from helpdesk.transitions.witness import CHECK, DELIVER, DISCARD, FINALISE, RETURN, WITNESS_TYPE

SERIES = "witness_case"
# What a correction takes over from the report that it names.
_COPIED = (
    "request_kind", "request_number", "request_date", "requester_name", "requester_position", "held_at", "place",
    "tender_code", "rup_code", "package_name", "agency", "organization", "work_unit", "method", "ceiling",
    "own_estimate", "budget_year", "stage", "opening_at", "spse_host", "spse_version", "forwarded", "lkpp_reference",
    "lkpp_on", "lkpp_answer", "lkpp_answered_on", "copies",
)  # fmt: skip
_ROWS: dict[str, tuple[str, ...]] = {
    "people": ("position", "side", "name", "nip", "role"),
    "participants": ("position", "name", "npwp", "submitted"),
}


def witness_report_open(*, actor: User, **values: Any) -> WitnessReport:
    """Begin a report on the request of the committee or the Pejabat Pengadaan.

    Args:
        values: request, time, place and package, as `WitnessReport` names them; the package is typed as SPSE shows it.

    Raises:
        Forbidden: the person does not write reports.
        BadInput: a text tells a password.
    """
    _require_writer(actor)
    with transaction.atomic():
        report = WitnessReport.objects.create(
            number=numbers.number_issue(series=SERIES, on=today()), created_by=actor, **cleaned(values)
        )
        WitnessWriter.objects.create(report=report, user=actor)
        record("witness_report.opened", report, actor, tender=report.tender_code)
    return report


def witness_report_change(*, report: WitnessReport, actor: User, version: int, **values: Any) -> WitnessReport:
    """Change what stands in the report itself, while it is a draft.

    Args:
        version: of the report as the form showed it; an older one is refused, so that nobody overwrites a colleague.

    Raises:
        Forbidden: the person does not write reports.
        BadInput: a text tells a password, or what belongs together is not whole.
        WrongState: it is no draft any more, or somebody changed it meanwhile.
    """
    with transaction.atomic():
        fresh = draft_of(report, actor)
        require_version(fresh, version)
        record("witness_report.changed", fresh, actor, part="report", fields=fields_write(fresh, cleaned(values)))
    return fresh


def draft_of(report: WitnessReport, actor: User) -> WitnessReport:
    """The report locked as a draft that the person writes into, who is a writer from now on.

    Raises:
        Forbidden: the person does not write reports.
        WrongState: it is no draft any more.
    """
    _require_writer(actor)
    fresh = transitions.lock(report)
    if fresh.state != S.DRAFT:
        raise moved_on(fresh)
    WitnessWriter.objects.get_or_create(report=fresh, user=actor)
    return fresh


def witness_report_check(*, report: WitnessReport, actor: User) -> WitnessReport:
    """Confirm that the draft says what was seen; a second person, who wrote nothing of it.

    Raises:
        Forbidden: the person may not check, or wrote in it.
        Refusal: something is still missing; the sentence names it.
        WrongState: it is no draft any more.
    """
    with transaction.atomic():
        fresh = transitions.lock(report)
        if fresh.state != S.DRAFT:
            raise moved_on(fresh)
        if not can_check(actor, fresh):
            raise Forbidden(
                "Berita acara diperiksa orang kedua yang tidak menulis isinya. Minta rekan atau Kepala memeriksanya.",
                code="second_person",
            )
        if missing := missing_parts(fresh):
            raise Refusal(f"Belum dapat diperiksa; yang masih kurang: {'; '.join(missing)}.", code="incomplete")
        return _move(CHECK, fresh, actor, checked_by=actor, checked_at=timezone.now(), returned_reason="")


def witness_report_return(*, report: WitnessReport, actor: User, reason: str) -> WitnessReport:
    """Send a checked report back to its writers, with what is to be mended.

    Raises:
        Forbidden: the person neither checks nor finalises.
        BadInput: no reason.
        WrongState: it does not wait to be made final.
    """
    words = refuse_password(reason, field="reason")
    if not words:
        raise BadInput("Tulis apa yang perlu diperbaiki.", code="reason", field="reason")
    with transaction.atomic():
        fresh = transitions.lock(report)
        if fresh.state != S.CHECKED:
            raise moved_on(fresh)
        if not can_finalise(actor, fresh) and not can_check(actor, fresh):
            raise Forbidden("Berita acara dikembalikan pemeriksa, Kepala, atau Wakil.", code="second_person")
        return _move(RETURN, fresh, actor, {"reason": words}, returned_reason=words, checked_by=None, checked_at=None)


def witness_report_finalise(*, report: WitnessReport, actor: User) -> WitnessReport:
    """Make it final: the number is issued, the words are frozen, the PDF follows in a worker.

    Raises:
        Forbidden: not the Kepala or Wakil, or one who wrote in it.
        WrongState: it was not checked, or somebody was faster.
    """
    with transaction.atomic():
        fresh = transitions.lock(report)
        if fresh.state != S.CHECKED:
            raise moved_on(fresh)
        if not can_finalise(actor, fresh):
            raise Forbidden(
                "Berita acara ditetapkan Kepala atau Wakil Kepala LPSE yang tidak menulis isinya.", code="second_person"
            )
        old = fresh.corrects.document if fresh.corrects else None
        document = document_issue(
            kind=WITNESS_REPORT,
            case_number=fresh.number,
            context=report_context(fresh),
            issued_by=actor,
            holder=None,
            replaces=old,
        )
        return _move(
            FINALISE,
            fresh,
            actor,
            {"document": document.number},
            finalised_by=actor,
            finalised_at=document.issued_at,
            document=document,
        )


def witness_report_deliver(*, report: WitnessReport, actor: User) -> WitnessReport:
    """Hand it over: the named officials may download it from now on and are told by mail.

    Raises:
        Forbidden: the person does not deliver.
        Refusal: nobody is named yet.
        WrongState: it is not signed, or was delivered already.
    """
    _require_writer(actor)
    with transaction.atomic():
        fresh = transitions.lock(report)
        if fresh.state != S.SIGNED:
            raise moved_on(fresh)
        recipients = list(fresh.recipients.select_related("user__person"))
        if not recipients:
            raise Refusal("Sebut dahulu pejabat yang menerima berita acara ini.", code="no_recipient")
        fresh = _move(
            DELIVER,
            fresh,
            actor,
            {"recipients": [one.user.username for one in recipients]},
            delivered_by=actor,
            delivered_at=timezone.now(),
        )
        for one in recipients:
            emails.delivered(fresh, one.user)
    return fresh


def witness_recipient_add(*, report: WitnessReport, actor: User, user: User) -> WitnessRecipient:
    """Name an official who receives the report; after the delivery that one is told at once.

    Raises:
        Forbidden: the person does not deliver.
        BadInput: the official is named already.
    """
    _require_writer(actor)
    try:
        with transaction.atomic():
            fresh = transitions.lock(report)
            row = WitnessRecipient.objects.create(report=fresh, user=user, named_by=actor)
            record("witness_report.recipient_added", fresh, actor, recipient=user.username)
            if fresh.state == S.DELIVERED:
                emails.delivered(fresh, user)
    except IntegrityError as error:
        raise BadInput("Pejabat ini sudah disebut sebagai penerima.", code="named", field="account") from error
    return row


def witness_recipient_remove(*, report: WitnessReport, actor: User, user: User) -> None:
    """Take a name from the list again; what that official already downloaded stays in the trail. Twice is harmless."""
    _require_writer(actor)
    with transaction.atomic():
        fresh = transitions.lock(report)
        gone, _ = WitnessRecipient.objects.filter(report=fresh, user=user).delete()
        if gone:
            record("witness_report.recipient_removed", fresh, actor, recipient=user.username)


def witness_tender_end(*, report: WitnessReport, actor: User, ended_on: date) -> WitnessReport:
    """Note that the tender is over: the report is no longer restricted, auditors see it within their scope.

    Raises:
        Forbidden: the person does not write reports.
        BadInput: the day lies ahead.
        WrongState: it was noted already, or the report is not final yet.
    """
    _require_writer(actor)
    if ended_on > today():
        raise BadInput("Tanggal ini belum terjadi. Periksa tahunnya.", code="future", field="ended_on")
    with transaction.atomic():
        fresh = transitions.lock(report)
        if not fresh.is_issued or fresh.tender_ended_on is not None:
            raise moved_on(fresh)
        fresh.tender_ended_on = ended_on
        fresh.save(update_fields=["tender_ended_on"])
        record("witness_report.tender_ended", fresh, actor, on=ended_on.isoformat())
    return fresh


def witness_report_discard(*, report: WitnessReport, actor: User, reason: str) -> WitnessReport:
    """Give a draft up; another correction of the same report may be begun.

    Raises:
        Forbidden: the person does not write reports.
        BadInput: see `draft_discard`.
        WrongState: it is no draft any more; a checked one is sent back first.
    """
    with transaction.atomic():
        fresh = draft_of(report, actor)
        return draft_discard(DISCARD, WITNESS_TYPE, fresh=fresh, actor=actor, reason=reason)


def witness_report_correct(*, report: WitnessReport, actor: User) -> WitnessReport:
    """Begin a new report that names the old; what is right in the old is copied, files and attempts are seen anew.

    Raises:
        Forbidden: the person does not write reports.
        WrongState: the old one is not issued yet, or is being corrected already.
    """
    _require_writer(actor)
    with transaction.atomic():
        old = transitions.lock(report)
        if (newer := newer_of(old)) is not None:
            raise WrongState(
                f"Berita acara {old.number} sudah dikoreksi dengan {newer.number}. Lanjutkan berkas itu.",
                code="corrected",
            )
        if not can_correct(actor, old):
            raise moved_on(old)
        new = WitnessReport.objects.create(
            number=numbers.number_issue(series=SERIES, on=today()),
            created_by=actor,
            corrects=old,
            **{name: getattr(old, name) for name in _COPIED},
        )
        CaseBelonging.objects.create(number=new.number, belongs_to=case_of(old.number))
        WitnessWriter.objects.create(report=new, user=actor)
        for relation, names in _ROWS.items():
            rows = getattr(old, relation)
            rows.model.objects.bulk_create(
                [rows.model(report=new, **{name: getattr(row, name) for name in names}) for row in rows.all()]
            )
        record("witness_report.opened", new, actor, tender=new.tender_code, corrects=old.number)
    return new


def missing_parts(report: WitnessReport) -> list[str]:
    """What a report still lacks before it may be checked, in the words of the desk."""
    sides = set(report.people.values_list("side", flat=True))
    wanted = (
        (WitnessSide.COMMITTEE in sides, "hadirin dari ULP/Pokja/Panitia atau Pejabat Pengadaan"),
        (WitnessSide.LPSE in sides, "saksi dari LPSE"),
        (report.participants.exists(), "peserta tender"),
        (report.files.exists(), "berkas yang disaksikan"),
        (report.attempts.exists(), "percobaan membuka berkas"),
        (report.forwarded is not None, "catatan diteruskan kepada LKPP atau tidak"),
    )
    return [words for is_there, words in wanted if not is_there]


def moved_on(report: WitnessReport) -> WrongState:
    """The refusal that says where the report stands now, and through whom."""
    return moved(report, report.finalised_by or report.checked_by, report.finalised_at or report.checked_at)


def record(action: str, report: WitnessReport, actor: User, **data: Any) -> None:
    """Write an event of the report into the trail."""
    audit_record(action=action, object_type=WITNESS_TYPE, object_number=report.number, actor=actor, data=data)


def _require_writer(actor: User) -> None:
    if not can_write(actor):
        raise Forbidden("Berita acara ditulis petugas Unit Layanan dan Dukungan.", code="not_officer")


def _move(
    move: Transition, report: WitnessReport, actor: User, data: dict[str, Any] | None = None, **fields: Any
) -> WitnessReport:
    return transitions.apply(
        move,
        report,
        actor=actor,
        number=report.number,
        object_type=WITNESS_TYPE,
        data={"tender": report.tender_code, **(data or {})},
        **fields,
    )
