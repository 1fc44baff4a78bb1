"""Periods of the survey: planned, opened, closed, and their report made final (SOP 15)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import clock, transitions
from core.audit import audit_record
from core.documents import document_issue
from core.formats import long_date
from core.free_text import refuse_password
from core.models import User
from core.numbers import number_issue
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import Transition, WrongState
from helpdesk.documents.survey import SURVEY_REPORT, report_context
from helpdesk.enums.survey import SurveyState
from helpdesk.models import SurveyImprovement, SurveyPeriod
from helpdesk.permissions.survey import can_finalise_survey, can_run_survey
from helpdesk.selectors.survey import instrument_now, period_before
from helpdesk.selectors.survey_figures import survey_figures
from helpdesk.transitions.survey import CLOSE, FINALISE, OPEN, SURVEY_TYPE

SERIES = "survey"
FIELDS = ("title", "starts_on", "ends_on", "method")
LONGEST_DAYS = 366
_LONGEST_ACTION = 500


def survey_plan(*, actor: User, **values: Any) -> SurveyPeriod:
    """Write a period down as a draft.

    Args:
        values: every name of `FIELDS`.

    Raises:
        Forbidden: the person does not run the survey.
        BadInput: an answer cannot be taken; its field says which.
    """
    _require_runner(actor)
    values = _judged(values)
    with transaction.atomic():
        number = number_issue(series=SERIES, on=clock.today())
        period = SurveyPeriod.objects.create(number=number, created_by=actor, **values)
        _record("survey.planned", period, actor, title=period.title)
    return period


def survey_change(*, period: SurveyPeriod, actor: User, version: int, **values: Any) -> SurveyPeriod:
    """Change a draft, or the last day of a period that is open.

    Args:
        version: of the period as the form showed it; an older one is refused, so that nobody overwrites a colleague.

    Raises:
        Forbidden: the person does not run the survey.
        BadInput: an answer cannot be taken, or somebody changed the period meanwhile.
        WrongState: it is closed.
    """
    _require_runner(actor)
    values = _judged(values)
    with transaction.atomic():
        fresh = transitions.lock(period)
        if fresh.state not in {SurveyState.DRAFT, SurveyState.OPEN}:
            raise _moved_on(fresh)
        if fresh.version != version:
            raise BadInput(
                f"Survei {fresh.number} diubah orang lain sementara Anda mengisi. Isian Anda belum disimpan: "
                "lihat yang baru di tab lain, lalu simpan lagi.",
                code="changed_meanwhile",
            )
        changed = [name for name in FIELDS if getattr(fresh, name) != values[name]]
        if not changed:
            return fresh
        if fresh.state == SurveyState.OPEN:
            if "starts_on" in changed:
                raise BadInput(
                    "Survei sudah dibuka, jadi hari pertamanya tetap.", code="already_open", field="starts_on"
                )
            _refuse_past(values["ends_on"])
        for name in changed:
            setattr(fresh, name, values[name])
        fresh.version += 1
        fresh.save(update_fields=[*changed, "version"])
        _record("survey.changed", fresh, actor, fields=changed)
    return fresh


def survey_open(*, period: SurveyPeriod, actor: User) -> SurveyPeriod:
    """Take answers from the first day to the last; what is asked is fixed from now on.

    Raises:
        Forbidden: the person does not run the survey.
        Refusal: its last day is over, or another period is open.
        WrongState: it is no draft.
    """
    _require_runner(actor)
    with transaction.atomic():
        fresh = transitions.lock(period)
        if fresh.state == SurveyState.DRAFT:
            _refuse_past(fresh.ends_on)
            other = SurveyPeriod.objects.filter(state=SurveyState.OPEN).first()
            if other is not None:
                raise Refusal(f"Survei {other.number} masih dibuka. Tutup dahulu yang itu.", code="other_open")
        return _move(
            OPEN, fresh, actor, opened_at=timezone.now(), instrument=instrument_now(), version=fresh.version + 1
        )


def survey_close(*, period: SurveyPeriod, actor: User | None) -> SurveyPeriod:
    """Take no more answers but paper forms; nobody (None) when the portal does it after the last day.

    Raises:
        Forbidden: the person does not run the survey.
        WrongState: it is not open.
    """
    if actor is not None:
        _require_runner(actor)
    return _move(CLOSE, period, actor, closed_at=timezone.now())


def improvements_write(
    *, period: SurveyPeriod, actor: User, actions: Mapping[str, tuple[str, date]]
) -> list[SurveyImprovement]:
    """Write what is improved in the lowest elements, and until when.

    Args:
        actions: key of the element → words and last day.

    Raises:
        Forbidden: only Kepala and Wakil decide it.
        BadInput: words are missing or tell a password, or a day lies in the past.
        Refusal: the period is not closed, its report is final, or the element is not among the lowest.
    """
    _require_head(actor)
    judged = {key: (_action(key, words), _due(key, day)) for key, (words, day) in actions.items()}
    with transaction.atomic():
        fresh = transitions.lock(period)
        if fresh.state != SurveyState.CLOSED:
            raise _moved_on(fresh)
        lowest = survey_figures(fresh.answers.all(), fresh.instrument)["lowest"]
        if strange := sorted(set(judged) - set(lowest)):
            raise Refusal(
                f"Unsur {strange[0].upper()} tidak termasuk yang terendah lagi. Muat ulang halaman ini.",
                code="not_lowest",
            )
        # A paper form that came later may have changed which are the lowest.
        fresh.improvements.exclude(element__in=lowest).delete()
        rows = [
            SurveyImprovement.objects.update_or_create(
                period=fresh, element=key, defaults={"action": words, "due_on": day}
            )[0]
            for key, (words, day) in sorted(judged.items())
        ]
        _record("survey.improved", fresh, actor, elements=sorted(judged))
    return rows


def survey_finalise(*, period: SurveyPeriod, actor: User) -> SurveyPeriod:
    """Freeze the figures, give the report its number and publish it. Workers make the PDF.

    Raises:
        Forbidden: only Kepala and Wakil make it final.
        Refusal: one of the lowest elements has no improvement, or a deadline is over.
        WrongState: the period is not closed, or the report is final already.
    """
    _require_head(actor)
    with transaction.atomic():
        fresh = transitions.lock(period)
        if fresh.state != SurveyState.CLOSED:
            raise _moved_on(fresh)
        figures = survey_figures(fresh.answers.all(), fresh.instrument)
        improvements = list(fresh.improvements.filter(element__in=figures["lowest"]).order_by("element"))
        missing = sorted(set(figures["lowest"]) - {row.element for row in improvements})
        if missing:
            names = fresh.element_names
            raise Refusal(
                f"Tulis dahulu perbaikan untuk unsur {', '.join(f'{key.upper()} {names[key]}' for key in missing)}.",
                code="no_improvement",
            )
        for row in improvements:
            _due(row.element, row.due_on)
        # The report names the lowest only; what was written for another element before a late paper form is gone.
        fresh.improvements.exclude(element__in=figures["lowest"]).delete()
        document = document_issue(
            kind=SURVEY_REPORT,
            case_number=fresh.number,
            context=report_context(fresh, figures, period_before(fresh), improvements),
            issued_by=actor,
            holder=None,
        )
        return _move(FINALISE, fresh, actor, figures=figures, document=document, final_at=timezone.now())


def _require_runner(actor: User) -> None:
    if not can_run_survey(actor):
        raise Forbidden("Survei diurus Kepala LPSE serta petugas Unit Layanan dan Dukungan.", code="not_runner")


def _require_head(actor: User) -> None:
    if not can_finalise_survey(actor):
        raise Forbidden(
            "Perbaikan ditetapkan dan laporan diterbitkan oleh Kepala atau Wakil Kepala LPSE.", code="not_head"
        )


def _judged(values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, trimmed; what contradicts itself is refused beside its field."""
    found = dict(values)
    found["title"] = refuse_password(" ".join(values["title"].split()), field="title")
    found["method"] = refuse_password(values["method"].replace("\r\n", "\n"), field="method")
    for name in ("title", "method"):
        if not found[name]:
            raise BadInput("Isian ini tidak boleh kosong.", code="empty", field=name)
    if found["ends_on"] < found["starts_on"]:
        raise BadInput("Hari terakhir tidak boleh sebelum hari pertama.", code="backwards", field="ends_on")
    if (found["ends_on"] - found["starts_on"]).days >= LONGEST_DAYS:
        raise BadInput("Masa survei paling lama satu tahun. Periksa tahunnya.", code="too_long", field="ends_on")
    return found


def _refuse_past(ends_on: date) -> None:
    if ends_on < clock.today():
        raise BadInput(
            f"Hari terakhirnya {long_date(ends_on)} sudah lewat. Ubah dahulu tanggalnya.", code="over", field="ends_on"
        )


def _action(key: str, text: str) -> str:
    words = refuse_password(" ".join(text.split()), field=f"action_{key}")[:_LONGEST_ACTION]
    if not words:
        raise BadInput("Tulis apa yang diperbaiki.", code="empty", field=f"action_{key}")
    return words


def _due(key: str, day: date) -> date:
    if day < clock.today():
        raise BadInput(
            f"Batas waktu perbaikan {key.upper()} sudah lewat. Tulis tanggal yang akan datang.",
            code="past",
            field=f"due_{key}",
        )
    return day


def _moved_on(period: SurveyPeriod) -> WrongState:
    return WrongState(
        f"Survei {period.number} sekarang “{period.get_state_display()}”. Tindakan Anda tidak dicatat; "
        "lihat keadaan terbarunya.",
        code="wrong_state",
    )


def _move(move: Transition, period: SurveyPeriod, actor: User | None, **fields: Any) -> SurveyPeriod:
    return transitions.apply(
        move,
        period,
        actor=actor,
        number=period.number,
        object_type=SURVEY_TYPE,
        refusal=f"Survei {period.number} sudah berpindah keadaan. Muat ulang halaman untuk melihat keadaan terbarunya.",
        **fields,
    )


def _record(action: str, period: SurveyPeriod, actor: User, **data: Any) -> None:
    audit_record(action=action, object_type=SURVEY_TYPE, object_number=period.number, actor=actor, data=data)
