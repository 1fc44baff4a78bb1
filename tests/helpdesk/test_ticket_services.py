"""Tickets by service call: opening, the log and its clock, answers, states, ties, secrecy."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from core.models import AuditEvent, OutgoingMail, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from helpdesk.models import Ticket, TicketEvent, TicketMessage
from helpdesk.permissions.ticket import can_see_reporter, can_work
from helpdesk.personal.ticket import tickets_of_person_erase
from helpdesk.services.ticket import ticket_open
from helpdesk.services.ticket_ties import ticket_hand_over, ticket_link, ticket_merge, ticket_watch
from helpdesk.services.ticket_user import user_attach, user_confirm, user_write
from helpdesk.services.ticket_work import (
    ASK,
    SOLVE,
    ticket_claim,
    ticket_classify,
    ticket_note,
    ticket_refer,
    ticket_reopen,
    ticket_reply,
    ticket_resume,
    ticket_wait_lkpp,
)
from helpdesk.ticket_clock import badge, clock_lines, clocks_read
from tests.core import samples
from tests.helpdesk import reports

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 08.00 in Masamba
Maker = Callable[..., Ticket]


def kinds(ticket: Ticket) -> list[str]:
    return list(ticket.events.order_by("pk").values_list("kind", flat=True))


def mails(kind: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("pk"))


@pytest.fixture
def monday() -> object:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def test_a_ticket_gets_a_number_a_clock_a_receipt_and_a_trace(monday, make_ticket: Maker) -> None:
    ticket = make_ticket()
    assert ticket.number == "TKT-2026-00001"
    assert (ticket.state, ticket.priority, kinds(ticket)) == ("new", "low", ["opened"])
    assert ticket.response_due_at == MONDAY + timedelta(hours=4)
    assert ticket.attention_at == ticket.response_due_at
    (mail,) = mails("ticket.received")
    assert "TKT-2026-00001" in mail.body
    assert "Kode rahasia" in mail.body
    assert "12.00 WITA" in mail.body
    assert AuditEvent.objects.get(action="ticket.opened").data["priority"] == "low"


def test_the_owner_gets_no_code_because_the_account_opens_it(make_ticket: Maker, make_account) -> None:
    ticket = make_ticket(make_account("vendor"))
    assert ticket.owner is not None
    (mail,) = mails("ticket.received")
    assert "Kode rahasia" not in mail.body
    assert f"/bantuan/tiket/{ticket.number}/" in mail.body


def test_the_same_form_twice_is_one_ticket(make_ticket: Maker) -> None:
    assert make_ticket(submission="abc").pk == make_ticket(submission="abc").pk
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"subject": "  "}, "no_subject"),
        ({"reporter_name": ""}, "no_reporter"),
        ({"reporter_email": ""}, "no_contact"),
        ({"description": "password SPSE: rahasia1"}, "tells_password"),
        ({"description": "x" * 10_001}, "too_long"),
        ({"secrecy": "anonymous"}, "anonymous_only_complaint"),
    ],
)
def test_what_cannot_be_worked_with_is_refused_in_words(make_ticket: Maker, fields: dict[str, str], code: str) -> None:
    with pytest.raises(BadInput) as refused:
        make_ticket(**fields)
    assert refused.value.code == code
    assert not Ticket.objects.exists()


# Every act of the desk, as a call with ticket and actor.
ACTS: dict[str, Callable[..., object]] = {
    "claim": ticket_claim,
    "classify": partial(ticket_classify, version=1, urgency="urgent", impact="large"),
    "reply": partial(ticket_reply, body="Jawaban."),
    "note": partial(ticket_note, body="Catatan."),
    "wait": partial(ticket_wait_lkpp, note="Tiket LKPP."),
    "resume": ticket_resume,
    "refer": ticket_refer,
    "reopen": partial(ticket_reopen, reason="Belum selesai."),
    "merge": partial(ticket_merge, number="TKT-2026-00001"),
    "link": partial(ticket_link, number="TKT-2026-00001"),
    "hand over": partial(ticket_hand_over, unit="verifier", note="Mohon dicek."),
    "watch": partial(ticket_watch, is_on=True),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_nobody_else_works_on_a_ticket(act: Callable[..., object], make_ticket: Maker, make_account) -> None:
    ticket = make_ticket()
    for role in ("vendor", "verifier", "auditor"):
        with pytest.raises(Forbidden):
            act(ticket=ticket, actor=make_account(role))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.urgency, ticket.messages.count()) == ("new", "not_urgent", 0)


def test_a_message_needs_words_and_files_come_from_the_owner_of_a_running_ticket(
    make_ticket: Maker, make_account, officer: User
) -> None:
    owner = make_account("vendor")
    ticket = make_ticket(owner)
    with pytest.raises(BadInput, match="Tulis pesan Anda"):
        user_write(ticket=ticket, actor=owner, body=" \n")
    for other in (make_account("vendor"), None):
        with pytest.raises(Forbidden):
            user_attach(ticket=ticket, actor=other, upload=reports.upload(samples.jpeg(), "a.jpg", "image/jpeg"))
    ticket = ticket_reply(ticket=ticket, actor=officer, body="Selesai.", outcome=SOLVE)
    user_confirm(ticket=ticket, actor=owner)
    with pytest.raises(WrongState):
        user_attach(
            ticket=Ticket.objects.get(), actor=owner, upload=reports.upload(samples.jpeg(), "a.jpg", "image/jpeg")
        )
    assert not ticket.files.exists()


def test_a_hand_over_needs_a_word_and_a_running_ticket_and_a_note_its_text(make_ticket: Maker, officer: User) -> None:
    ticket = make_ticket()
    with pytest.raises(BadInput, match="apa yang diharapkan"):
        ticket_hand_over(ticket=ticket, actor=officer, unit="verifier", note=" ")
    with pytest.raises(BadInput, match="Tulis isinya"):
        ticket_note(ticket=ticket, actor=officer, body="  ")
    ticket = ticket_refer(ticket=ticket, actor=officer)
    with pytest.raises(Refusal):
        ticket_hand_over(ticket=ticket, actor=officer, unit="verifier", note="Terlambat.")
    ticket.refresh_from_db()
    assert ticket.unit != "verifier"


def test_only_the_office_writes_down_telephone_calls(make_ticket: Maker, make_account, officer: User) -> None:
    with pytest.raises(Forbidden):
        make_ticket(make_account("vendor"), channel="phone")
    ticket = make_ticket(officer, channel="phone", reporter_email="")
    assert (ticket.owner, ticket.entered_by) == (None, officer)


def test_an_anonymous_complaint_keeps_nobody_and_no_address(make_ticket: Maker, make_account) -> None:
    ticket = make_ticket(make_account("vendor"), secrecy="anonymous", type="complaint")
    assert (ticket.owner, ticket.reporter_name, ticket.reporter_email) == (None, "", "")
    event = AuditEvent.objects.get(action="ticket.opened")
    assert (event.actor, event.ip) == (None, None)
    assert not OutgoingMail.objects.exists()
    with pytest.raises(IntegrityError, match="ticket_anonymous_names_nobody"), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(reporter_name="Budi")


def test_a_confidential_reporter_is_seen_by_heads_and_the_officer_who_handles_it(
    make_ticket: Maker, officer: User, make_account
) -> None:
    ticket = make_ticket(secrecy="confidential", type="complaint")
    other = make_account("support")
    ticket = ticket_claim(ticket=ticket, actor=officer)
    assert can_see_reporter(officer, ticket)
    assert can_see_reporter(make_account("head"), ticket)
    assert not can_see_reporter(other, ticket)
    assert can_see_reporter(other, make_ticket())


def test_the_first_answer_ends_the_response_clock(monday, make_ticket: Maker, officer: User) -> None:
    ticket = make_ticket()
    monday.shift(timedelta(minutes=30))
    fresh = ticket_reply(ticket=ticket, actor=officer, body="Coba lagi dengan tautan baru.")
    assert (fresh.state, fresh.officer) == ("in_progress", officer)
    reading = clocks_read(fresh).response
    assert (reading.used_minutes, reading.breached_at) == (30, None)
    assert fresh.attention_at == fresh.resolution_due_at
    assert "Coba lagi" in mails("ticket.replied")[0].body
    assert kinds(fresh) == ["opened", "responded"]


def test_a_question_stops_the_clock_until_the_user_writes(monday, make_ticket: Maker, officer: User) -> None:
    ticket = ticket_reply(ticket=make_ticket(), actor=officer, body="Apa pesan galatnya?", outcome=ASK)
    due = ticket.resolution_due_at
    assert (ticket.state, ticket.warn_at, badge(ticket).tone) == ("waiting_user", None, "wait")
    monday.shift(timedelta(hours=2))
    ticket = user_write(ticket=ticket, actor=None, body="Galat 500.")
    assert ticket.state == "in_progress"
    assert ticket.resolution_due_at > due
    assert clocks_read(ticket).resolution.used_minutes == 0
    assert mails("ticket.user_wrote")[0].to == officer.email


def test_another_priority_changes_the_due_time_at_once(monday, make_ticket: Maker, officer: User) -> None:
    ticket = ticket_claim(ticket=make_ticket(), actor=officer)
    fresh = ticket_classify(
        ticket=ticket, actor=officer, version=ticket.version, urgency="urgent", impact="large", type="disturbance"
    )
    assert (fresh.priority, fresh.type) == ("high", "disturbance")
    assert fresh.response_due_at == MONDAY + timedelta(minutes=30)
    assert kinds(fresh) == ["opened", "priority"]
    assert AuditEvent.objects.get(action="ticket.classified").data["priority"] == ["low", "high"]
    with pytest.raises(Refusal, match="sudah diubah"):
        ticket_classify(ticket=ticket, actor=officer, version=ticket.version, urgency="not_urgent")


def test_solved_confirmed_and_closed(monday, make_ticket: Maker, officer: User) -> None:
    ticket = ticket_reply(ticket=make_ticket(), actor=officer, body="Tautan baru sudah dikirim.", outcome=SOLVE)
    assert (ticket.state, ticket.solution, ticket.confirmation) == (
        "resolved",
        "Tautan baru sudah dikirim.",
        "informed",
    )
    assert ticket.confirm_until.date().isoformat() == "2026-11-28"
    assert "28 November 2026" in mails("ticket.resolved")[0].body
    ticket = user_confirm(ticket=ticket, actor=None)
    assert (ticket.state, ticket.confirmation) == ("closed", "confirmed")
    assert user_confirm(ticket=ticket, actor=None).pk == ticket.pk
    assert len(mails("ticket.closed")) == 1
    with pytest.raises(WrongState, match="Buat tiket baru"):
        user_write(ticket=ticket, actor=None, body="Belum.")


def test_what_is_not_solved_goes_on_with_the_time_it_had(monday, make_ticket: Maker, officer: User) -> None:
    ticket = make_ticket()
    monday.shift(timedelta(hours=1))
    ticket = ticket_reply(ticket=ticket, actor=officer, body="Sudah.", outcome=SOLVE)
    monday.shift(timedelta(days=1))
    ticket = user_write(ticket=ticket, actor=None, body="Belum bisa.")
    assert (ticket.state, ticket.resolved_at, ticket.confirmation) == ("in_progress", None, "not_informed")
    assert clocks_read(ticket).resolution.used_minutes == 60
    assert "Jatuh tempo" in clock_lines(ticket)[1].sentence


def test_the_office_may_open_a_solved_ticket_again(make_ticket: Maker, officer: User) -> None:
    ticket = ticket_reply(ticket=make_ticket(), actor=officer, body="Sudah.", outcome=SOLVE)
    assert ticket_reopen(ticket=ticket, actor=officer, reason="Salah tiket.").state == "in_progress"
    with pytest.raises(WrongState):
        ticket_reopen(ticket=ticket, actor=officer, reason="Lagi.")


def test_waiting_for_lkpp_stops_the_clock_and_going_on_starts_it(monday, make_ticket: Maker, officer: User) -> None:
    ticket = ticket_wait_lkpp(ticket=make_ticket(), actor=officer, note="Diteruskan ke LPSE Support.")
    assert ticket.state == "waiting_lkpp"
    assert ticket_wait_lkpp(ticket=ticket, actor=officer, note="Lagi.").state == "waiting_lkpp"
    monday.shift(timedelta(days=2))
    assert ticket_resume(ticket=ticket, actor=officer).state == "in_progress"
    assert ticket_resume(ticket=ticket, actor=officer).state == "in_progress"
    assert kinds(ticket) == ["opened", "paused", "resumed"]
    assert clocks_read(ticket).resolution.used_minutes == 0


def test_what_is_not_ours_is_answered_with_the_profiles_referral(make_ticket: Maker, officer: User) -> None:
    ticket = ticket_refer(ticket=make_ticket(subject="Ubah jadwal tender"), actor=officer)
    assert (ticket.state, ticket.is_out_of_scope) == ("resolved", True)
    assert "bukan kewenangan LPSE" in ticket.solution
    assert "Pasal 3 ayat (3)" in ticket.solution
    assert AuditEvent.objects.filter(action="ticket.referred").count() == 1


def test_the_button_pressed_twice_answers_once(make_ticket: Maker, officer: User) -> None:
    ticket = make_ticket()
    for _ in range(2):
        ticket = ticket_reply(ticket=ticket, actor=officer, body="Sudah.", outcome=SOLVE)
        ticket_note(ticket=ticket, actor=officer, body="Catatan")
        ticket_note(ticket=ticket, actor=officer, body="Catatan")
        if ticket.messages.filter(kind="note").count() == 1:
            TicketMessage.objects.filter(kind="note").delete()
    assert ticket.messages.filter(kind="reply").count() == 1
    assert len(mails("ticket.resolved")) == 1
    assert ticket.state == "resolved"


def test_a_colleagues_ticket_is_taken_over_before_it_is_answered(
    make_ticket: Maker, officer: User, make_account
) -> None:
    ticket = ticket_claim(ticket=make_ticket(), actor=officer)
    other = make_account("support")
    with pytest.raises(Refusal, match="Sari Layanan"):
        ticket_reply(ticket=ticket, actor=other, body="Saya jawab.")
    with pytest.raises(Refusal, match="Sari Layanan"):
        ticket_claim(ticket=ticket, actor=other)
    assert ticket_claim(ticket=ticket, actor=other, take_over=True).officer == other
    assert mails("ticket.taken_over")[0].to == officer.email
    assert ticket_reply(ticket=ticket, actor=other, body="Saya jawab.").responded_at


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_one_takes_it_and_the_other_is_told(
    make_ticket: Maker, officer: User, make_account
) -> None:
    ticket, other, start = make_ticket(), make_account("support"), Barrier(2)
    told: list[str] = []

    def take(user: User) -> None:
        try:
            start.wait()
            ticket_claim(ticket=ticket, actor=User.objects.get(pk=user.pk))
            told.append("ok")
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=take, args=[user]) for user in (officer, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["held", "ok"]
    assert AuditEvent.objects.filter(action="ticket.started").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_at_the_same_moment_is_one_ticket(make_ticket: Maker) -> None:
    start = Barrier(2)
    numbers: list[str] = []

    def send() -> None:
        try:
            start.wait()
            numbers.append(make_ticket(submission="sekejap").number)
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 2
    assert len(set(numbers)) == 1
    assert Ticket.objects.count() == 1


def test_no_mail_ties_a_confidential_reporter_to_the_ticket(make_ticket: Maker, officer: User) -> None:
    ticket = make_ticket(secrecy="confidential", type="complaint", subject="Petugas meminta uang")
    ticket_reply(ticket=ticket, actor=officer, body="Kami periksa pengaduannya.", outcome=SOLVE)
    rows = list(OutgoingMail.objects.filter(to="budi@contoh.id"))
    assert len(rows) == 2
    for row in rows:
        assert row.case_number == ""
        assert "Kabar tentang tiket Anda" in row.subject
        for told in (ticket.number, "uang", "periksa", "Kode rahasia:"):
            assert told not in row.subject + row.body


def test_nobody_works_on_a_ticket_of_the_own(make_ticket: Maker, officer: User) -> None:
    ticket = make_ticket(officer)
    assert not can_work(officer, ticket)
    with pytest.raises(Forbidden):
        ticket_reply(ticket=ticket, actor=officer, body="Untuk saya sendiri.")


def test_a_unit_sees_what_was_handed_to_it_and_is_told(make_ticket: Maker, officer: User, make_account) -> None:
    ticket, verifier = make_ticket(), make_account("verifier")
    assert not Ticket.objects.visible_to(verifier).exists()
    with pytest.raises(Forbidden):
        ticket_claim(ticket=ticket, actor=verifier)
    ticket = ticket_hand_over(ticket=ticket, actor=officer, unit="verifier", note="Mohon dicek akunnya.")
    assert list(Ticket.objects.visible_to(verifier)) == [ticket]
    assert [mail.to for mail in mails("ticket.handed_over")] == [verifier.email]
    assert ticket_claim(ticket=ticket, actor=verifier).officer == verifier
    with pytest.raises(Refusal, match="sudah ada pada unit itu"):
        ticket_hand_over(ticket=ticket, actor=officer, unit="verifier", note="Lagi.")
    with pytest.raises(BadInput):
        ticket_hand_over(ticket=ticket, actor=officer, unit="vendor", note="Ke luar.")


def test_a_merged_ticket_ends_and_its_user_hears_of_the_solution(make_ticket: Maker, officer: User) -> None:
    one, two = make_ticket(), make_ticket(reporter_email="ani@contoh.id")
    merged = ticket_merge(ticket=two, actor=officer, number=one.number.lower())
    assert (merged.state, merged.merged_into) == ("merged", one)
    assert ticket_merge(ticket=two, actor=officer, number=one.number).pk == two.pk
    assert one.messages.get().body.startswith(f"Tiket {two.number} digabung")
    ticket_reply(ticket=one, actor=officer, body="Server surel sudah pulih.", outcome=SOLVE)
    assert "pulih" in next(mail for mail in mails("ticket.merged_solved") if mail.to == "ani@contoh.id").body
    for wrong, code in ((two.number, "other_over"), ("TKT-2026-99999", "no_ticket")):
        with pytest.raises(BadInput) as refused:
            ticket_merge(ticket=make_ticket(), actor=officer, number=wrong)
        assert refused.value.code == code
    with pytest.raises(BadInput):
        ticket_link(ticket=one, actor=officer, number=one.number)
    ticket_link(ticket=one, actor=officer, number=two.number)
    ticket_link(ticket=one, actor=officer, number=two.number)
    assert list(two.related.all()) == [one]


def test_watchers_are_told_what_others_do(make_ticket: Maker, officer: User, make_account) -> None:
    ticket, head = make_ticket(), make_account("head")
    for _ in range(2):
        ticket_watch(ticket=ticket, actor=head, is_on=True)
    ticket_reply(ticket=ticket, actor=officer, body="Sedang dicek.")
    assert [mail.to for mail in mails("ticket.watched")] == [head.email]
    ticket_watch(ticket=ticket, actor=head, is_on=False)
    ticket_note(ticket=ticket, actor=officer, body="Selesai dicek.")
    assert len(mails("ticket.watched")) == 1


def test_the_log_of_the_clock_is_never_altered(make_ticket: Maker) -> None:
    event = make_ticket().events.get()
    for change in (lambda: TicketEvent.objects.filter(pk=event.pk).update(kind="closed"), event.delete):
        with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
            change()


def test_erasing_a_person_empties_the_closed_tickets_and_waits_for_open_ones(
    make_ticket: Maker, officer: User, make_account
) -> None:
    owner = make_account("vendor")
    ticket = make_ticket(owner)
    with pytest.raises(Refusal, match="belum ditutup"):
        tickets_of_person_erase(owner.person)
    ticket = ticket_reply(ticket=ticket, actor=officer, body="Sudah.", outcome=SOLVE)
    user_confirm(ticket=ticket, actor=owner)
    tickets_of_person_erase(owner.person)
    ticket.refresh_from_db()
    assert "Budi" not in ticket.reporter_name
    assert ticket.reporter_email == ""
    assert ticket.solution == "Sudah."


def test_two_tickets_at_once_get_two_numbers(make_ticket: Maker) -> None:
    assert [make_ticket().number, make_ticket().number] == [
        "TKT-" + f"{make_ticket().number[4:8]}-0000{n}" for n in (1, 2)
    ]


def test_a_telephone_ticket_says_who_and_what(officer: User, office: None) -> None:
    ticket = ticket_open(channel="visit", subject="Lupa kata sandi", actor=officer, reporter_name="Ani")
    assert (ticket.get_channel_display(), ticket.reporter_name, ticket.user_group) == ("Kunjungan", "Ani", "public")
