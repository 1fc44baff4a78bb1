"""Thirty days, reminders, the end: each once, late runs included, and nobody ends without the last reminder."""

import itertools
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from core import profile
from core.enums import WorkState
from core.models import AuditEvent, OutgoingMail, ProfileVersion
from core.work import duties
from registration.clock import first_deadline
from registration.enums import ApplicationState as S
from registration.models import Application
from registration.services.deadlines import Kept, deadlines_keep
from registration.services.outcomes import application_return, application_start_review
from registration.tasks import keep_deadlines
from tests.support.applications import application_make

pytestmark = pytest.mark.django_db

# 10.00 WITA on a Monday.
START = datetime.fromisoformat("2026-05-04T02:00:00+00:00")


@pytest.fixture
def clock() -> Iterator[Callable[..., None]]:
    """`clock(days=3)` moves to that long after the confirmation."""
    with time_machine.travel(START, tick=False) as traveller:
        yield lambda **span: traveller.move_to(START + timedelta(**span))


@pytest.fixture
def draft(clock: Callable[..., None], make_application: Callable[..., Application]) -> Application:
    return make_application(confirmed_at=START)


def reminders(application: Application) -> list[int]:
    mails = OutgoingMail.objects.filter(kind="application.reminder", case_number=application.number).order_by("pk")
    return [int(str(mail.dedup_key).rsplit(":", 1)[1]) for mail in mails]


def sent() -> None:
    OutgoingMail.objects.filter(work_state=WorkState.WAITING).update(work_state=WorkState.DONE, sent_at=timezone.now())


def state(application: Application) -> str:
    application.refresh_from_db()
    return application.state


def test_a_month_of_daily_runs_reminds_on_the_days_of_the_profile_and_then_ends(draft, clock) -> None:
    seen = []
    for day in range(33):
        clock(days=day)
        before = len(reminders(draft))
        deadlines_keep()
        sent()
        if len(reminders(draft)) > before:
            seen.append(day)
        if state(draft) == S.EXPIRED:
            break
    assert reminders(draft) == [14, 7, 3, 1]
    assert seen == [17, 24, 28, 30]
    assert day == 31
    assert (draft.due_at, draft.closed_at) == (None, START + timedelta(days=31))
    assert list(
        AuditEvent.objects.filter(object_number=draft.number).order_by("pk").values_list("action", flat=True)
    ) == [
        *["application.reminded"] * 4,
        "application.expired",
    ]
    assert OutgoingMail.objects.filter(kind="application.expired").count() == 1


def test_the_deadline_is_the_end_of_the_thirtieth_day_at_the_lpse(draft, lpse) -> None:
    assert draft.due_at == first_deadline(START, lpse)
    assert draft.due_at.astimezone(lpse.zone).isoformat() == "2026-06-03T23:59:59+08:00"


def test_running_twice_changes_nothing(draft, clock) -> None:
    clock(days=17)
    assert deadlines_keep() == Kept(reminded=1)
    assert deadlines_keep() == Kept()
    keep_deadlines()
    assert reminders(draft) == [14]


def test_a_run_that_comes_late_sends_only_the_reminder_that_still_matters(draft, clock) -> None:
    clock(days=28)
    deadlines_keep()
    assert reminders(draft) == [3]


def test_nobody_ends_without_the_last_reminder_and_its_full_time(draft, clock) -> None:
    clock(days=60)
    assert deadlines_keep() == Kept(reminded=1)
    assert reminders(draft) == [1]
    assert "sudah lewat" in OutgoingMail.objects.get(kind="application.reminder").body
    sent()
    clock(days=60, hours=23)
    assert deadlines_keep() == Kept()
    assert state(draft) == S.DRAFT
    clock(days=61)
    assert deadlines_keep() == Kept(expired=1)
    assert state(draft) == S.EXPIRED


def test_while_the_last_reminder_waits_for_a_mail_server_nobody_ends(draft, clock) -> None:
    clock(days=30)
    deadlines_keep()
    clock(days=40)
    assert deadlines_keep() == Kept()
    assert state(draft) == S.DRAFT
    sent()
    assert deadlines_keep() == Kept(expired=1)


def test_a_clock_that_goes_back_neither_silences_nor_doubles(draft, clock) -> None:
    clock(days=24)
    deadlines_keep()
    clock(days=23)
    assert deadlines_keep() == Kept()
    clock(days=28)
    assert deadlines_keep() == Kept(reminded=1)
    assert reminders(draft) == [7, 3]


@pytest.mark.parametrize("over", [S.SUBMITTED, S.UNDER_REVIEW, S.APPROVED, S.REJECTED, S.WITHDRAWN])
def test_outside_the_applicants_turn_no_clock_runs(clock, make_application, over: str) -> None:
    application = make_application(state=over, confirmed_at=START)
    for days in (17, 30, 31, 400):
        clock(days=days)
        assert deadlines_keep() == Kept()
    assert state(application) == over


def test_what_the_office_takes_costs_the_applicant_nothing(clock, make_application, make_account) -> None:
    application = make_application(
        state=S.SUBMITTED,
        confirmed_at=START,
        submitted_at=START,
        first_submitted_at=START,
        remaining=timedelta(days=20),
    )
    officer = make_account("verifier")
    clock(days=90)
    deadlines_keep()
    application_start_review(application=application, actor=officer)
    fresh = application_return(application=application, actor=officer, items={"npwp": ("illegible", "")})
    assert fresh.due_at > timezone.now() + timedelta(days=20)
    assert deadlines_keep() == Kept()
    clock(days=90 + 7)
    assert deadlines_keep() == Kept(reminded=1)
    assert reminders(application) == [14]


def test_a_short_time_back_is_not_followed_by_reminders_that_were_due_before(
    clock, make_application, make_account
) -> None:
    application = make_application(
        state=S.SUBMITTED,
        confirmed_at=START,
        submitted_at=START,
        first_submitted_at=START,
        remaining=timedelta(hours=1),
    )
    officer = make_account("verifier")
    application_start_review(application=application, actor=officer)
    application_return(application=application, actor=officer, items={"npwp": ("illegible", "")})
    assert deadlines_keep() == Kept()
    clock(days=3)
    deadlines_keep()
    clock(days=5)
    deadlines_keep()
    sent()
    assert reminders(application) == [3, 1]
    clock(days=7)
    assert deadlines_keep() == Kept(expired=1)
    assert state(application) == S.EXPIRED


def test_the_days_come_from_the_profile(draft, clock, lpse) -> None:
    data = ProfileVersion.objects.latest("pk").data
    data["limits"]["registration_reminder_days"] = [10, 2]
    ProfileVersion.objects.create(slug=lpse.slug, data=data, reason="uji")
    profile.forget()
    for day in (17, 21, 29, 31, 33):
        clock(days=day)
        deadlines_keep()
        sent()
    assert reminders(draft) == [10, 2]
    assert state(draft) == S.EXPIRED


def test_many_are_kept_in_few_queries_when_nothing_is_due(clock, make_account, lpse, query_budget: Any) -> None:
    for number in range(20):
        application_make(owner=make_account("vendor"), number=f"REG-M-{number}", confirmed_at=START)
    clock(days=17)
    assert deadlines_keep() == Kept(reminded=20)
    with query_budget(5):
        assert deadlines_keep() == Kept()


def test_one_that_is_handed_in_meanwhile_is_left_alone(draft, clock, monkeypatch) -> None:
    clock(days=30)
    deadlines_keep()
    sent()
    clock(days=40)
    stale = list(Application.objects.all())
    Application.objects.filter(pk=draft.pk).update(
        state=S.SUBMITTED,
        due_at=None,
        remaining=timedelta(),
        submitted_at=timezone.now(),
        first_submitted_at=timezone.now(),
    )
    monkeypatch.setattr("registration.services.deadlines.Application.objects.running", lambda: _Stale(stale))
    assert deadlines_keep() == Kept()
    assert state(draft) == S.SUBMITTED


class _Stale:
    """Rows as they were read a moment too early."""

    def __init__(self, rows: list[Application]) -> None:
        self.rows = rows

    def filter(self, **_: Any) -> "_Stale":
        return self

    def only(self, *_: Any) -> "_Stale":
        return self

    def order_by(self, *_: Any) -> "_Stale":
        return self

    def iterator(self, chunk_size: int) -> Iterator[Application]:
        return itertools.chain(self.rows)


@pytest.mark.django_db(transaction=True)
def test_two_keepers_at_once_remind_once_and_end_once(clock, make_application) -> None:
    application = make_application(confirmed_at=START)

    def both() -> Kept:
        done: list[Kept] = []

        def run() -> None:
            try:
                done.append(deadlines_keep())
            finally:
                connection.close()

        keepers = [threading.Thread(target=run) for _ in range(2)]
        for keeper in keepers:
            keeper.start()
        for keeper in keepers:
            keeper.join(timeout=60)
        return Kept(sum(kept.reminded for kept in done), sum(kept.expired for kept in done))

    clock(days=30)
    assert both() == Kept(reminded=1)
    sent()
    clock(days=32)
    assert both() == Kept(expired=1)
    assert reminders(application) == [1]
    assert OutgoingMail.objects.filter(kind="application.expired").count() == 1


def test_the_duties_are_registered() -> None:
    assert {"registration.keep_deadlines", "registration.erase_by_rule", "registration.reconcile_forms"} <= {
        duty.task for duty in duties()
    }
