"""Answers that name nobody, periods with their dates, figures by the rules, and a report that stays as it is."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.clock import today
from core.models import AuditEvent, OutgoingMail, Person, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from helpdesk.models import SurveyAnswer, SurveyInvitation, SurveyPeriod, Ticket
from helpdesk.selectors.survey import after_tickets, instrument_now, period_open, remarks_of
from helpdesk.selectors.survey_figures import survey_figures
from helpdesk.services.survey import (
    survey_change,
    survey_close,
    survey_finalise,
    survey_open,
    survey_plan,
)
from helpdesk.services.survey_answers import (
    Rating,
    answer_after_ticket,
    answer_by_visitor,
    answer_on_paper,
    invitation_of,
    survey_invite,
)
from helpdesk.services.survey_keep import surveys_keep, surveys_of_person_erase
from helpdesk.services.ticket_user import user_confirm
from helpdesk.services.ticket_work import SOLVE, ticket_reply
from helpdesk.survey_tokens import token_for
from tests.helpdesk.surveys import GOOD, WORSE, answered, invited, period_make, plan

pytestmark = pytest.mark.django_db


def events(action: str) -> Any:
    return AuditEvent.objects.filter(action=action)


def told(period: SurveyPeriod, **changes: Any) -> dict[str, Any]:
    """One answer as a page hands it over."""
    first = period.instrument["services"][0]
    return {
        "period": period,
        "user_group": "ppk",
        "service": first,
        "submission": uuid.uuid4(),
        "rating": Rating(GOOD),
        **changes,
    }


# After a ticket
def test_the_reporter_of_a_closed_ticket_is_asked_once_and_answers_once_without_a_name(
    make_ticket: Callable[..., Ticket], officer: User
) -> None:
    ticket = ticket_reply(ticket=make_ticket(user_group="vendor"), actor=officer, body="Sudah.", outcome=SOLVE)
    assert not SurveyInvitation.objects.exists()
    user_confirm(ticket=ticket, actor=None)
    user_confirm(ticket=ticket, actor=None)
    row = SurveyInvitation.objects.get()
    mail = OutgoingMail.objects.get(kind="survey.invitation")
    assert (mail.to, row.ticket) == ("budi@contoh.id", ticket)
    assert f"/survei/{token_for(row)}/" in mail.body

    found = invitation_of(token_for(row))
    assert found == row
    with pytest.raises(BadInput, match="kesembilan"):
        answer_after_ticket(invitation=row, rating=Rating(GOOD[:8]))
    with pytest.raises(BadInput, match="kata sandi"):
        answer_after_ticket(invitation=row, rating=Rating(GOOD, "password: rahasia1"))
    answer_after_ticket(invitation=row, rating=Rating(GOOD, " Cepat. "))
    with pytest.raises(Refusal, match="sudah kami terima"):
        answer_after_ticket(invitation=row, rating=Rating(WORSE))
    with pytest.raises(Refusal, match="sudah kami terima"):
        invitation_of(token_for(row))
    answer = SurveyAnswer.objects.get()
    kept = (answer.channel, answer.user_group, answer.ticket_category, answer.ticket_channel, answer.remark)
    assert kept == ("ticket", "vendor", "technical", "internet", "Cepat.")
    assert (answer.period, answer.month) == (None, today().replace(day=1))
    # Nothing in the row leads back: no ticket, no account, no moment.
    fields = {field.name for field in SurveyAnswer._meta.concrete_fields}
    assert not fields & {"ticket", "invitation", "user", "created_at", "answered_at"}
    event = events("survey.answered").get()
    assert (event.actor, event.ip, event.object_number, event.data) == (
        None,
        None,
        "di luar masa survei",
        {"channel": "ticket"},
    )


def test_an_answer_after_a_ticket_counts_in_the_period_that_is_open(officer: User) -> None:
    period = period_make(officer, "open")
    answer_after_ticket(invitation=invited(), rating=Rating(GOOD))
    assert period.answers.get().service == period.instrument["services"][0]


@pytest.mark.parametrize(
    "fields",
    [
        {"secrecy": "confidential", "type": "complaint"},
        {"reporter_email": "", "reporter_phone": "081234567890"},
    ],
    ids=["confidential", "without an address"],
)
def test_who_stays_confidential_or_gave_no_address_is_not_asked(
    fields: dict[str, str], make_ticket: Callable[..., Ticket]
) -> None:
    assert survey_invite(make_ticket(**fields)) is None
    assert not SurveyInvitation.objects.exists()
    assert not OutgoingMail.objects.filter(kind="survey.invitation").exists()


def test_a_link_is_over_in_time_forgotten_then_and_none_can_be_guessed(officer: User) -> None:
    row = invited()
    token = token_for(row)
    assert invitation_of(f"{row.pk}-0000000000000000") is None
    assert invitation_of("kosong") is None
    assert surveys_keep() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        for _ in range(2):
            with pytest.raises(Refusal, match="sudah berakhir"):
                invitation_of(token)
            surveys_keep()
        with pytest.raises(Refusal, match="sudah berakhir"):
            answer_after_ticket(invitation=row, rating=Rating(GOOD))
    assert not SurveyInvitation.objects.exists()


def test_erasing_a_person_forgets_the_links(officer: User, make_account: Callable[..., User]) -> None:
    kept, gone, owner = invited(), invited(), make_account("vendor")
    Ticket.objects.filter(pk=gone.ticket_id).update(owner=owner)
    surveys_of_person_erase(owner.person)
    assert list(SurveyInvitation.objects.all()) == [kept]
    assert Person.objects.filter(pk=owner.person_id).exists()


# Periods
def test_a_period_is_planned_changed_opened_and_closed_by_those_who_may(support: User, head: User, ppk: User) -> None:
    with pytest.raises(Forbidden):
        survey_plan(actor=ppk, **plan())
    for wrong, field in (
        ({"ends_on": today() - timedelta(days=1)}, "ends_on"),
        ({"ends_on": today() + timedelta(days=400)}, "ends_on"),
        ({"title": "  "}, "title"),
        ({"method": "password: rahasia1"}, "method"),
    ):
        with pytest.raises(BadInput) as refused:
            survey_plan(actor=support, **plan(**wrong))
        assert refused.value.field == field
    period = survey_plan(actor=support, **plan(title=" Semester  II 2026 "))
    assert (period.title, period.state, period.number[:4]) == ("Semester II 2026", "draft", "SKM-")
    period = survey_change(period=period, actor=head, version=1, **plan(title="Triwulan IV 2026"))
    with pytest.raises(BadInput, match="diubah orang lain"):
        survey_change(period=period, actor=support, version=1, **plan(title="Lain"))
    with pytest.raises(Forbidden):
        survey_open(period=period, actor=ppk)
    period = survey_open(period=period, actor=head)
    assert [one["key"] for one in period.instrument["elements"]] == [f"u{n}" for n in range(1, 10)]
    with pytest.raises(WrongState):
        survey_open(period=period, actor=head)
    other = survey_plan(actor=support, **plan())
    with pytest.raises(Refusal, match="masih dibuka"):
        survey_open(period=other, actor=support)
    with pytest.raises(IntegrityError), transaction.atomic():
        SurveyPeriod.objects.filter(pk=other.pk).update(state="open", opened_at=timezone.now())
    with pytest.raises(BadInput, match="hari pertamanya tetap"):
        survey_change(
            period=period,
            actor=head,
            version=3,
            **plan(title="Triwulan IV 2026", starts_on=today() - timedelta(days=1)),
        )
    period = survey_close(period=period, actor=support)
    assert survey_open(period=other, actor=support).state == "open"
    assert [event.action for event in AuditEvent.objects.filter(object_number=period.number).order_by("pk")] == [
        "survey.planned", "survey.changed", "survey.opened", "survey.closed",
    ]  # fmt: skip


def test_others_change_and_close_no_period_and_what_is_over_stays(support: User, head: User, ppk: User) -> None:
    period = period_make(support, "open")
    with pytest.raises(Forbidden):
        survey_change(period=period, actor=ppk, version=period.version, **plan(title="Lain"))
    with pytest.raises(Forbidden):
        survey_close(period=period, actor=ppk)
    with pytest.raises(WrongState):
        survey_finalise(period=period, actor=head)
    period = survey_close(period=period, actor=support)
    with pytest.raises(WrongState):
        survey_change(period=period, actor=support, version=period.version, **plan(title="Lain"))
    period.refresh_from_db()
    assert (period.state, period.title) == ("closed", plan()["title"])


def test_the_portal_closes_what_is_past_its_last_day_once(support: User) -> None:
    period = period_make(support, "open")
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        assert surveys_keep() == 0
        assert period_open() == period
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
        assert period_open() is None
        with pytest.raises(WrongState):
            answer_by_visitor(**told(period))
        assert (surveys_keep(), surveys_keep()) == (1, 0)
    assert events("survey.closed").get().actor is None


def test_a_visitor_answers_while_it_is_open_and_a_form_sent_twice_is_one_answer(support: User) -> None:
    period = period_make(support, "open")
    for wrong in ({"user_group": "king"}, {"service": "Katering"}, {"rating": Rating((5, *GOOD[1:]))}):
        with pytest.raises(BadInput):
            answer_by_visitor(**told(period, **wrong))
    answer = told(period)
    assert [answer_by_visitor(**answer), answer_by_visitor(**answer)] == [True, False]
    assert (period.answers.get().channel, events("survey.answered").get().object_number) == ("web", period.number)
    early = period_make(support, "draft", starts_on=today() + timedelta(days=20), ends_on=today() + timedelta(days=30))
    early.instrument = period.instrument
    with pytest.raises(WrongState):
        answer_by_visitor(**told(early))
    survey_close(period=period, actor=support)
    with pytest.raises(WrongState):
        answer_by_visitor(**told(period))


def test_paper_is_typed_in_by_who_runs_the_survey_until_the_report_is_final(
    support: User, head: User, ppk: User
) -> None:
    period = period_make(support, "open")
    with pytest.raises(Forbidden):
        answer_on_paper(**told(period), actor=ppk)
    assert answer_on_paper(**told(period), actor=support)
    survey_close(period=period, actor=support)
    assert answer_on_paper(**told(period), actor=head)
    assert [event.actor for event in events("survey.answered").order_by("pk")] == [support, head]
    survey_finalise(period=period, actor=head)
    with pytest.raises(WrongState):
        answer_on_paper(**told(period), actor=support)
    assert period.answers.filter(channel="paper").count() == 2


# Figures
def rows_like(support: User, *values: tuple[int, ...]) -> Any:
    period = period_make(support, "open")
    for one in values:
        answered(period, 1, one)
    return period.answers.all()


@pytest.mark.parametrize(
    ("count", "change", "index", "band"),
    [
        # 6 of 10 answers 4, the rest 3: 90.00; bounds belong to the band above.
        ([4] * 6 + [3] * 4, {}, 90.0, "A"),
        ([3] * 10, {}, 75.0, "C"),
        ([1] * 10, {}, 25.0, "D"),
        ([4] * 10, {"bands": [{"key": "A", "label": "Puas", "least": "100"}, {"key": "B", "label": "Cukup", "least": "25"}]}, 100.0, "A"),
    ],
    ids=["good", "fair", "worst", "other bands"],
)  # fmt: skip
def test_the_index_is_the_mean_of_nine_elements_times_25(
    count: list[int], change: dict[str, Any], index: float, band: str, support: User
) -> None:
    rows = rows_like(support, *[(value,) * 9 for value in count])
    figures = survey_figures(rows, {**instrument_now(), **change})
    assert (figures["respondents"], figures["index"], figures["band"]["key"]) == (10, index, band)


def test_elements_distribution_services_and_weights_are_counted(support: User) -> None:
    period = period_make(support, "open")
    second = period.instrument["services"][1]
    answered(period, 10, GOOD)
    answered(period, 2, WORSE, service=second, user_group="ppk")
    figures = survey_figures(period.answers.all(), period.instrument)
    by_key = {one["key"]: one for one in figures["elements"]}
    # U8: ten twos and two ones; U3: ten threes and two twos.
    assert (by_key["u8"]["mean"], by_key["u8"]["counts"], by_key["u8"]["converted"]) == (1.83, [2, 10, 0, 0], 45.83)
    assert (by_key["u3"]["mean"], by_key["u4"]["mean"]) == (2.83, 4.0)
    assert figures["lowest"] == ["u8", "u3", "u9"]
    assert [(one["respondents"], one["index"]) for one in figures["services"]] == [(10, 83.33), (2, None)]
    assert figures["groups"] == [{"name": "Penyedia", "respondents": 10}, {"name": "PA/KPA/PPK", "respondents": 2}]
    heavy = [{**one, "weight": 91 if one["key"] == "u8" else 1} for one in period.instrument["elements"]]
    weighted = survey_figures(period.answers.all(), {**period.instrument, "elements": heavy})
    assert weighted["index"] < 50 < figures["index"]
    assert weighted["band"]["key"] == "D"


def test_too_few_answers_have_no_figure_and_no_words(support: User) -> None:
    period = period_make(support, "open")
    answered(period, 9, rating=Rating(GOOD, "Baik."))
    survey_close(period=period, actor=None)
    period.refresh_from_db()
    figures = survey_figures(period.answers.all(), period.instrument)
    assert (figures["respondents"], figures["index"], figures["band"], figures["lowest"]) == (9, None, None, [])
    assert {one["mean"] for one in figures["elements"]} == {None}
    assert all(not one["counts"] for one in figures["elements"])
    assert remarks_of(period) == []
    answer_on_paper(**told(period, rating=Rating(GOOD, "Ramah.")), actor=support)
    assert survey_figures(period.answers.all(), period.instrument)["index"] == 83.33
    assert sorted(remarks_of(period)) == ["Baik."] * 9 + ["Ramah."]


def test_nothing_is_told_of_single_answers_while_they_come(support: User, django_assert_num_queries: Any) -> None:
    period = period_make(support, "open")
    answered(period, 12, rating=Rating(GOOD, "Baik."))
    assert remarks_of(period) == []
    answer_after_ticket(invitation=invited(), rating=Rating(GOOD))
    # The present month is left out.
    assert not after_tickets().exists()
    with time_machine.travel(timezone.now() + timedelta(days=32), tick=False):
        assert after_tickets().count() == 1
    with django_assert_num_queries(4):
        survey_figures(period.answers.all(), period.instrument)
