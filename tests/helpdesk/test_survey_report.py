"""The report of a survey: improvements of the head, frozen figures, the PDF."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from core.clock import today
from core.models import AuditEvent, OfficialDocument, User
from core.refusals import BadInput, Forbidden, Refusal
from core.registries import document_kind
from core.rendering import letter
from core.transitions import WrongState
from helpdesk.documents.survey import SURVEY_REPORT, report_context
from helpdesk.models import SurveyAnswer, SurveyPeriod
from helpdesk.selectors.survey import period_before
from helpdesk.selectors.survey_figures import compared, survey_figures
from helpdesk.services.survey import (
    improvements_write,
    survey_close,
    survey_finalise,
)
from helpdesk.services.survey_answers import (
    Rating,
)
from helpdesk.services.survey_keep import surveys_keep
from tests.helpdesk.surveys import GOOD, answered, closed, final, period_make
from tests.support import letters as samples
from tests.support import pdfs

pytestmark = pytest.mark.django_db


def events(action: str) -> Any:
    return AuditEvent.objects.filter(action=action)


def test_a_report_needs_improvements_of_the_head_and_is_frozen_with_its_figures(
    support: User, head: User, ppk: User
) -> None:
    before = final(support, head, 10, starts_on=today() - timedelta(days=1), ends_on=today())
    period = closed(support, 10, starts_on=today() + timedelta(days=0), title="Sesudahnya")
    soon = today() + timedelta(days=30)
    with pytest.raises(Refusal, match="Tulis dahulu perbaikan untuk unsur U3"):
        survey_finalise(period=period, actor=head)
    every = dict.fromkeys(("u3", "u5", "u8"), ("Menambah petugas.", soon))
    with pytest.raises(Forbidden):
        improvements_write(period=period, actor=support, actions=every)
    with pytest.raises(BadInput) as refused:
        improvements_write(period=period, actor=head, actions={"u3": ("Menambah.", today() - timedelta(days=1))})
    assert refused.value.field == "due_u3"
    with pytest.raises(Refusal, match="tidak termasuk yang terendah"):
        improvements_write(period=period, actor=head, actions={"u1": ("Menambah.", soon)})
    with pytest.raises(BadInput, match="Tulis apa yang diperbaiki"):
        improvements_write(period=period, actor=head, actions=dict.fromkeys(every, (" ", soon)))
    improvements_write(period=period, actor=head, actions=every)
    improvements_write(period=period, actor=head, actions=every)
    assert period.improvements.count() == 3
    for wrong in (support, ppk):
        with pytest.raises(Forbidden):
            survey_finalise(period=period, actor=wrong)
    period = survey_finalise(period=period, actor=head)
    document = OfficialDocument.objects.get(case_number=period.number)
    assert (period.state, period.figures["index"], period.document) == ("final", 83.33, document)
    assert (document.kind, document.work_state, document.issued_by) == (SURVEY_REPORT, "waiting", head)
    assert events("survey.finalised").filter(object_number=period.number, actor=head).exists()
    with pytest.raises(WrongState):
        survey_finalise(period=period, actor=head)
    with pytest.raises(WrongState):
        improvements_write(period=period, actor=head, actions=every)
    assert OfficialDocument.objects.filter(case_number=period.number).count() == 1
    assert before.figures["respondents"] == 10


@pytest.mark.parametrize(
    "act",
    [
        lambda period: SurveyPeriod.objects.filter(pk=period.pk).update(title="Lain"),
        lambda period: SurveyPeriod.objects.filter(pk=period.pk).delete(),
        lambda period: period.improvements.update(action="Lain"),
        lambda period: period.improvements.all().delete(),
        lambda period: period.improvements.create(element="u1", action="Lain", due_on=date(2027, 1, 1)),
        lambda period: period.answers.update(u1=1),
        lambda period: period.answers.update(remark="Lain"),
        lambda period: period.answers.all().delete(),
        lambda period: SurveyAnswer.objects.create(
            period=period, month=date(2026, 11, 1), channel="paper", service="x", user_group="ppk",
            **{f"u{n}": 4 for n in range(1, 10)},
        ),
    ],
    ids=["title", "period", "words", "improvements", "improvement", "value", "remark", "answers", "answer"],
)  # fmt: skip
def test_the_database_itself_keeps_a_final_period_as_it_is(
    act: Callable[[SurveyPeriod], Any], support: User, head: User
) -> None:
    period = final(support, head, 10)
    before = (SurveyAnswer.objects.count(), period.improvements.count())
    with pytest.raises(DatabaseError), transaction.atomic():
        act(period)
    assert (SurveyAnswer.objects.count(), period.improvements.count()) == before


def test_free_words_are_emptied_in_time_also_after_the_report(support: User, head: User) -> None:
    period = period_make(support, "open")
    answered(period, 10, rating=Rating(GOOD, "Baik."))
    survey_close(period=period, actor=None)
    assert surveys_keep() == 0
    with time_machine.travel(timezone.now() + timedelta(days=1825 + 31), tick=False):
        assert (surveys_keep(), surveys_keep()) == (10, 0)
    assert set(period.answers.values_list("remark", "u1")) == {("", 4)}


def test_the_period_before_stands_beside(support: User, head: User) -> None:
    first = final(support, head, 10, starts_on=date(2026, 1, 1), ends_on=today())
    period = period_make(support, "draft", starts_on=today() + timedelta(days=1), ends_on=today() + timedelta(days=9))
    overlapping = period_make(support, "draft")
    assert (period_before(period), period_before(overlapping)) == (first, None)
    figures = {**first.figures, "lowest": []}
    assert {one["before"] for one in compared(figures, first.figures)} == {2.0, 3.0, 4.0}
    assert {one["before"] for one in compared(figures, None)} == {None}


@pytest.mark.parametrize("slug", ["luwu-utara", "temanggung"])
def test_the_report_is_archival_and_says_all_that_it_must(slug: str, support: User, head: User) -> None:
    before = final(support, head, 10, title="Semester I 2026", starts_on=date(2026, 1, 1), ends_on=today())
    period = closed(support, 12, title="Semester II 2026")
    figures = survey_figures(period.answers.all(), period.instrument)
    for key in figures["lowest"]:
        period.improvements.create(element=key, action="Menambah satu petugas loket.", due_on=date(2027, 3, 31))
    period.starts_on, period.ends_on = date(2026, 11, 1), date(2026, 11, 30)
    context = report_context(period, figures, before, period.improvements.order_by("element"))
    context["survey_number"] = "SKM-2026-02"
    content = made(slug, context)
    text = pdfs.words(content)
    for part in (
        "LAPORAN SURVEI KEPUASAN MASYARAKAT", "Nomor: 027/7/SKM/", "Peraturan Menteri PANRB Nomor 14 Tahun 2017",
        "12 (dua belas) jawaban", "83,33", "B (baik)", "Semester I 2026: 83,33", "U8 Penanganan pengaduan",
        "Menambah satu petugas loket.", "31 Maret 2027", "(SKM-2026-02)",
    ):  # fmt: skip
        assert part.lower() in text.lower(), part
    assert pdfs.is_archival(content)
    pdfs.assert_looks_as_approved(content, f"survey-report-{slug}")


def test_a_report_of_too_few_answers_says_so_instead_of_an_index(support: User, head: User) -> None:
    period = final(support, head, 0)
    assert period.document is not None
    text = pdfs.words(made("luwu-utara", period.document.context))
    assert "terlalu sedikit untuk sebuah indeks: 0 (nol), paling sedikit 10 (sepuluh)" in text
    assert "Grafik" not in text
    assert "mutu" not in text.replace("mutu pelayanan.", "")


def made(slug: str, context: dict[str, Any]) -> bytes:
    document = samples.unsaved(slug, kind=document_kind(SURVEY_REPORT))
    document.context, document.number = context, "027/7/SKM/LPSE/XI/2026"
    return letter(document).content
