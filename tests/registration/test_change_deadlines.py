"""Until when a change request is handed in: reminders, the end, erasure; the clock stands while the office has it."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from core import profile
from core.enums import WorkState
from core.models import AuditEvent, LegalHold, OutgoingMail, ProfileVersion, StoredFile, User
from registration.clock import change_deadline, end_of_day
from registration.enums import ChangeState as S
from registration.models import Application, ChangeRequest
from registration.services.change_erasure import change_erase, changes_erase
from registration.services.change_items import change_item_upload
from registration.services.change_outcomes import change_return, change_start_review
from registration.services.changes import change_save, change_start, change_submit
from registration.services.deadlines import Kept, change_deadlines_keep
from registration.tasks import erase_by_rule, keep_deadlines
from tests.registration.filling import upload
from tests.support.changes import NEW_NPWP

pytestmark = pytest.mark.django_db

# 10.00 WITA on a Monday.
START = datetime.fromisoformat("2026-05-04T02:00:00+00:00")


@pytest.fixture
def clock() -> Iterator[Callable[..., None]]:
    """`clock(days=3)` moves to that long after the start."""
    with time_machine.travel(START, tick=False) as traveller:
        yield lambda **span: traveller.move_to(START + timedelta(**span))


@pytest.fixture
def approved(make_application) -> Application:
    return make_application(state="approved")


@pytest.fixture
def draft(clock: Callable[..., None], approved: Application) -> ChangeRequest:
    """Begun at the start, with the new number and one file."""
    row = change_start(application=approved, kind="npwp", actor=approved.owner)
    row = change_save(change=row, actor=approved.owner, data={"npwp": NEW_NPWP}, reason="Kartu baru.")
    change_item_upload(change=row, key="npwp", upload=upload(), actor=approved.owner)
    return row


@pytest.fixture
def officer(make_account) -> User:
    return make_account("verifier")


@pytest.fixture
def signed_in(lpse, client) -> Callable[[Application], Client]:
    """`signed_in(application)` is a client of its owner."""

    def enter(application: Application) -> Client:
        client.force_login(application.owner)
        return client

    return enter


def reminders(row: ChangeRequest) -> list[int]:
    mails = OutgoingMail.objects.filter(kind="registration.change_reminder", case_number=row.number).order_by("pk")
    return [int(str(mail.dedup_key).rsplit(":", 1)[1]) for mail in mails]


def sent() -> None:
    OutgoingMail.objects.filter(work_state=WorkState.WAITING).update(work_state=WorkState.DONE, sent_at=timezone.now())


def fresh(row: ChangeRequest) -> ChangeRequest:
    return ChangeRequest.objects.get(pk=row.pk)


def hand_in(row: ChangeRequest) -> ChangeRequest:
    row.items.exclude(key="surat_kuasa").update(state="handed_in", reason_code="")
    return change_submit(change=row, actor=row.owner, declaration_accepted=True)


def test_a_year_of_days_reminds_ends_and_erases_once(draft, clock, lpse) -> None:
    assert draft.due_at == change_deadline(START, lpse)
    assert draft.due_at.astimezone(lpse.zone).isoformat() == "2026-06-03T23:59:59+08:00"
    told: list[tuple[int, str]] = []
    seen = 0
    for day in range(366):
        clock(days=day)
        for _ in range(2):
            keep_deadlines()
            erase_by_rule()
        sent()
        events = AuditEvent.objects.filter(object_number=draft.number, actor=None).order_by("pk")[seen:]
        told += [(day, event.action) for event in events]
        seen += len(events)
    assert told == [
        (24, "change.reminded"),
        (28, "change.reminded"),
        (30, "change.reminded"),
        (31, "change.expired"),
        (38, "change.erased"),
    ]
    assert reminders(draft) == [7, 3, 1]
    assert OutgoingMail.objects.filter(kind="registration.change_expired").count() == 1
    row = fresh(draft)
    assert (row.state, row.due_at, row.closed_at) == (S.EXPIRED, None, START + timedelta(days=31))
    assert (row.proposed, row.reason) == ("", "")
    assert set(StoredFile.objects.filter(case_number=row.number).values_list("state", "original_name")) == {
        ("erased", "dihapus")
    }


def test_running_twice_changes_nothing(draft, clock) -> None:
    clock(days=24)
    assert change_deadlines_keep() == Kept(reminded=1)
    assert change_deadlines_keep() == Kept()
    clock(days=60)
    assert change_deadlines_keep() == Kept(reminded=1)
    assert reminders(draft) == [7, 1]
    assert "sudah lewat" in OutgoingMail.objects.filter(kind="registration.change_reminder").latest("pk").body
    sent()
    clock(days=61)
    assert change_deadlines_keep() == Kept(expired=1)
    assert change_deadlines_keep() == Kept()


def test_while_the_last_reminder_waits_for_a_mail_server_nothing_ends(draft, clock) -> None:
    clock(days=30)
    change_deadlines_keep()
    clock(days=40)
    assert change_deadlines_keep() == Kept()
    sent()
    assert change_deadlines_keep() == Kept(expired=1)


def test_what_the_office_takes_costs_nothing_and_a_return_goes_on_with_what_was_left(
    draft, clock, lpse, officer
) -> None:
    clock(days=10)
    row = hand_in(draft)
    assert row.due_at is None
    assert row.remaining == draft.due_at - timezone.now()
    for day in (31, 100, 200):
        clock(days=day)
        assert change_deadlines_keep() == Kept()
    row = change_start_review(change=row, actor=officer)
    row = change_return(change=row, actor=officer, items={"npwp": ("illegible", "")})
    left = draft.due_at - (START + timedelta(days=10))
    assert row.due_at == end_of_day(timezone.now() + left, lpse)
    assert row.remaining is None
    mail = OutgoingMail.objects.get(kind="registration.change_returned")
    assert "paling lambat" in mail.body
    clock(days=214)
    change_deadlines_keep()
    assert reminders(row) == [7]
    clock(days=223)
    change_deadlines_keep()
    sent()
    clock(days=225)
    assert change_deadlines_keep() == Kept(expired=1)
    assert fresh(row).state == S.EXPIRED


def test_a_short_time_back_is_never_less_than_the_profile_s_days(draft, clock, lpse, officer) -> None:
    clock(days=30, hours=10)
    row = change_start_review(change=hand_in(draft), actor=officer)
    clock(days=40)
    row = change_return(change=row, actor=officer, items={"npwp": ("illegible", "")})
    assert row.due_at == end_of_day(timezone.now() + timedelta(days=lpse.limits.registration_return_days), lpse)
    assert change_deadlines_keep() == Kept()


def test_the_days_come_from_the_profile(clock, approved, lpse) -> None:
    data = ProfileVersion.objects.latest("pk").data
    data["limits"] |= {"change_days": 10, "change_reminder_days": [2]}
    ProfileVersion.objects.create(slug=lpse.slug, data=data, reason="uji")
    profile.forget()
    row = change_start(application=approved, kind="npwp", actor=approved.owner)
    assert row.due_at.date() == (START + timedelta(days=10)).date()
    for day in (7, 9, 11, 13):
        clock(days=day)
        change_deadlines_keep()
        sent()
    assert reminders(row) == [2]
    assert fresh(row).state == S.EXPIRED


def test_what_ended_opens_the_way_to_a_new_one(draft, clock, approved, signed_in) -> None:
    clock(days=30)
    change_deadlines_keep()
    sent()
    clock(days=32)
    change_deadlines_keep()
    client = signed_in(approved)
    html = client.get(f"/pendaftaran/{approved.number}/perubahan/{draft.number}/").content.decode()
    assert "Batas waktu permohonan ini sudah lewat" in html
    assert NEW_NPWP not in html
    again = change_start(application=approved, kind="npwp", actor=approved.owner)
    assert again.number != draft.number


def test_the_page_says_until_when(draft, approved, signed_in) -> None:
    client = signed_in(approved)
    html = client.get(f"/pendaftaran/{approved.number}/perubahan/{draft.number}/").content.decode()
    assert "Serahkan paling lambat <strong>Rabu, 3 Juni 2026" in html
    assert "serahkan sampai" in client.get(f"/pendaftaran/{approved.number}/perubahan/").content.decode()


def test_a_legal_hold_keeps_what_ended(make_change, make_account) -> None:
    long_ago = timezone.now() - timedelta(days=20)
    row, other = make_change(state=S.EXPIRED, closed_at=long_ago), make_change(state=S.EXPIRED, closed_at=long_ago)
    LegalHold.objects.create(case_number=row.application.number, reason="Sengketa.", set_by=make_account("head"))
    assert changes_erase() == 1
    assert (fresh(row).erased_at, fresh(other).proposed) == (None, "")


def test_nothing_that_runs_or_was_decided_is_erased(make_change) -> None:
    for state in (S.DRAFT, S.SUBMITTED, S.UNDER_REVIEW, S.RETURNED, S.APPROVED, S.REJECTED):
        row = make_change(state=state)
        with pytest.raises(ValueError, match=row.number):
            change_erase(change=row, actor=None, reason="uji")
        with pytest.raises(DatabaseError), transaction.atomic():
            ChangeRequest.objects.filter(pk=row.pk).update(erased_at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_keepers_at_once_remind_once_and_end_once(draft, clock) -> None:
    def both() -> Kept:
        done: list[Kept] = []

        def run() -> None:
            try:
                done.append(change_deadlines_keep())
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
    assert OutgoingMail.objects.filter(kind="registration.change_expired").count() == 1
