"""Suggestions: an officer recommends, a leader decides, the suggester is answered, promises, the register, the public page."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from core.clock import today
from core.models import AuditEvent, OutgoingMail, User
from core.refusals import BadInput, Forbidden, Refusal
from core.transitions import WrongState
from helpdesk.models import PublicSuggestion, SuggestionDecision, Ticket
from helpdesk.selectors.escalation import source_of
from helpdesk.selectors.suggestion import due, register, rows_of
from helpdesk.services.suggestion import (
    suggestion_decide,
    suggestion_fulfil,
    suggestion_recommend,
    suggestions_remind,
)
from helpdesk.services.suggestion_public import public_hide, public_show
from helpdesk.services.ticket_work import SOLVE, ticket_classify, ticket_refer, ticket_reply
from tests.helpdesk import requests

pytestmark = pytest.mark.django_db
REGISTER, PUBLIC = "/admin/helpdesk/saran/", "/bantuan/saran/"
NO = {"outcome": "declined", "reasons": "Di luar kewenangan kami."}


def yes(**changes: Any) -> dict[str, Any]:
    return {
        "outcome": "accepted", "reasons": "Antrean memang panjang.", "action": "Loket dibuka bergantian",
        "responsible": "Layanan dan Dukungan", "promised_on": today() + timedelta(days=7), **changes,
    }  # fmt: skip


def to(whom: str) -> dict[str, Any]:
    return {"outcome": "forwarded", "reasons": "Lebih tepat di sana.", "forwarded_to": whom}


@pytest.fixture
def ticket(office: None) -> Ticket:
    return requests.suggestion()


@pytest.fixture
def advised(ticket: Ticket, officer: User) -> Ticket:
    suggestion_recommend(ticket=ticket, actor=officer, outcome="accepted", advice="Layak dicoba.")
    return ticket


def test_the_head_decides_what_an_officer_recommended_and_the_suggester_is_answered(
    advised: Ticket, head: User, officer: User
) -> None:
    row = suggestion_decide(ticket=advised, actor=head, **yes())
    fresh = Ticket.objects.get(pk=advised.pk)
    assert (row.state, row.decided_by, row.recommended_by, fresh.state) == ("decided", head, officer, "resolved")
    assert "Keputusan atas saran Anda: diterima." in fresh.solution
    (mail,) = OutgoingMail.objects.filter(kind="ticket.resolved")
    assert (mail.to, "Loket dibuka bergantian" in mail.body) == ("budi@contoh.id", True)
    assert AuditEvent.objects.get(action="suggestion.decided").data["agreed"] is True
    with pytest.raises(WrongState, match="sudah diputuskan"):
        suggestion_decide(ticket=advised, actor=head, **yes())


def test_nobody_decides_alone(ticket: Ticket, head: User, officer: User, make_account: Callable[..., User]) -> None:
    with pytest.raises(WrongState, match="Belum ada usul"):
        suggestion_decide(ticket=ticket, actor=head, **NO)
    suggestion_recommend(ticket=ticket, actor=head, outcome="declined", advice="Tidak perlu.")
    for person in (head, officer):
        with pytest.raises(Forbidden):
            suggestion_decide(ticket=ticket, actor=person, **NO)
    with pytest.raises(IntegrityError, match="suggestion_decided_by_another"), transaction.atomic():
        SuggestionDecision.objects.update(
            state="decided", outcome="declined", reasons="x", decided_by=head, decided_at=timezone.now()
        )
    deputy = make_account("deputy")
    assert suggestion_decide(ticket=ticket, actor=deputy, **NO).decided_by == deputy


def test_who_brought_it_in_does_not_decide_it_nor_work_on_the_own(
    office: None, head: User, officer: User, make_account: Callable[..., User]
) -> None:
    own = requests.suggestion(officer)
    with pytest.raises(Forbidden):
        suggestion_recommend(ticket=own, actor=officer, outcome="accepted", advice="Bagus.")
    Ticket.objects.filter(pk=own.pk).update(entered_by=head)
    suggestion_recommend(ticket=own, actor=make_account("support"), outcome="accepted", advice="Bagus.")
    with pytest.raises(Forbidden):
        suggestion_decide(ticket=own, actor=head, **NO)
    assert suggestion_decide(ticket=own, actor=make_account("deputy"), **NO).state == "decided"


def test_only_the_desk_recommends_keeps_promises_and_edits_the_public_page(
    advised: Ticket, head: User, officer: User, make_account: Callable[..., User]
) -> None:
    suggestion_decide(ticket=advised, actor=head, **yes())
    words = {"suggestion": "Buka loket pada jam istirahat.", "answer": "Loket dibuka bergantian."}
    public_show(ticket=advised, actor=officer, **words)
    for stranger in (make_account("ppk"), make_account("vendor")):
        for act in (
            lambda who: suggestion_recommend(ticket=advised, actor=who, outcome="accepted", advice="Bagus."),
            lambda who: suggestion_fulfil(ticket=advised, actor=who, done_on=today(), note="Sudah."),
            lambda who: public_show(ticket=advised, actor=who, **{**words, "answer": "Lain."}),
            lambda who: public_hide(ticket=advised, actor=who),
        ):
            with pytest.raises(Forbidden):
                act(stranger)
    assert PublicSuggestion.objects.get().answer == words["answer"]
    with pytest.raises(BadInput, match="Pilih usul"):
        suggestion_recommend(ticket=advised, actor=officer, outcome="entah", advice="Bagus.")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"reasons": " "}, "reasons"),
        ({"action": ""}, "action"),
        ({"responsible": ""}, "responsible"),
        ({"promised_on": None}, "promised_on"),
        ({"outcome": "forwarded"}, "forwarded_to"),
        ({"reasons": "password SPSE: rahasia1"}, "reasons"),
    ],
)
def test_half_a_decision_is_refused(wrong: dict[str, Any], field: str, advised: Ticket, head: User) -> None:
    with pytest.raises(BadInput) as refused:
        suggestion_decide(ticket=advised, actor=head, **yes(**wrong))
    assert refused.value.field == field
    assert SuggestionDecision.objects.get().state == "recommended"


def test_a_suggestion_ends_with_a_decision_or_as_what_it_is(ticket: Ticket, officer: User) -> None:
    with pytest.raises(BadInput, match="keputusan pimpinan"):
        ticket_reply(ticket=ticket, actor=officer, body="Terima kasih.", outcome=SOLVE)
    assert ticket_refer(ticket=requests.suggestion(subject="Ganti pemenang"), actor=officer).state == "resolved"
    assert list(register(officer, decision="belum")) == [ticket]
    suggestion_recommend(ticket=ticket, actor=officer, outcome="partly", advice="Sebagian.")
    version = Ticket.objects.get(pk=ticket.pk).version
    with pytest.raises(BadInput, match="tipenya tetap"):
        ticket_classify(ticket=ticket, actor=officer, version=version, type="service")
    plain = requests.suggestion(subject="Bagaimana mendaftar?")
    assert ticket_classify(ticket=plain, actor=officer, version=plain.version, type="service").type == "service"
    with pytest.raises(Refusal, match="bertipe saran"):
        suggestion_recommend(ticket=plain, actor=officer, outcome="accepted", advice="Bagus.")


def test_a_new_decision_supersedes_and_the_old_one_stays_frozen_and_readable(
    advised: Ticket, head: User, officer: User
) -> None:
    first = suggestion_decide(ticket=advised, actor=head, **yes())
    public_show(ticket=advised, actor=officer, suggestion="Loket siang", answer="Ya.")
    suggestion_recommend(ticket=advised, actor=officer, outcome="declined", advice="Petugas kurang.")
    second = suggestion_decide(ticket=advised, actor=head, **NO)
    assert list(SuggestionDecision.objects.order_by("pk").values_list("state", "outcome")) == [
        ("superseded", "accepted"), ("decided", "declined"),
    ]  # fmt: skip
    assert PublicSuggestion.objects.get().state == "hidden"
    assert "tidak diterima" in OutgoingMail.objects.get(kind="ticket.replied").body
    stays = "tidak berubah lagi"
    for change, frozen in (
        ({"reasons": "lain"}, stays),
        ({"promised_on": today()}, stays),
        ({"advice": "lain"}, "update"),
    ):
        with pytest.raises(Exception, match=frozen), transaction.atomic():
            SuggestionDecision.objects.filter(pk=first.pk).update(**change)
    with pytest.raises(Exception, match="delete"), transaction.atomic():
        SuggestionDecision.objects.filter(pk=second.pk).delete()


def test_an_undecided_recommendation_is_replaced_and_the_same_twice_is_one(advised: Ticket, officer: User) -> None:
    again = {"ticket": advised, "actor": officer, "outcome": "accepted", "advice": "Layak dicoba."}
    suggestion_recommend(**again)
    assert SuggestionDecision.objects.count() == 1
    suggestion_recommend(**{**again, "outcome": "declined"})
    assert list(SuggestionDecision.objects.order_by("pk").values_list("state", flat=True)) == [
        "superseded",
        "recommended",
    ]


def test_what_is_forwarded_goes_to_the_unit_or_waits_for_a_letter_to_lkpp(
    advised: Ticket, head: User, officer: User
) -> None:
    suggestion_decide(ticket=advised, actor=head, **to("system_admin"))
    fresh = Ticket.objects.get(pk=advised.pk)
    assert (fresh.unit, fresh.is_open) == ("system_admin", True)
    assert AuditEvent.objects.filter(action="ticket.handed_over", object_number=advised.number).exists()
    other = requests.suggestion(subject="Tombol cetak di SPSE")
    suggestion_recommend(ticket=other, actor=officer, outcome="forwarded", advice="Usul ke LKPP.")
    suggestion_decide(ticket=other, actor=head, **to("lkpp"))
    assert Ticket.objects.get(pk=other.pk).is_open
    assert "Diteruskan ke LKPP" in OutgoingMail.objects.filter(kind="ticket.replied").latest("pk").body
    assert source_of(officer, ticket=other.number, report="").values["kind"] == "proposal"


def test_a_kept_promise_is_told_once(advised: Ticket, head: User, officer: User) -> None:
    with pytest.raises(WrongState, match="Tidak ada janji"):
        suggestion_fulfil(ticket=advised, actor=officer, done_on=today(), note="Sudah.")
    suggestion_decide(ticket=advised, actor=head, **yes())
    with pytest.raises(BadInput):
        suggestion_fulfil(ticket=advised, actor=officer, done_on=today() + timedelta(days=1), note="Sudah.")
    for _ in range(2):
        row = suggestion_fulfil(ticket=advised, actor=officer, done_on=today(), note="Loket buka.")
    assert (row.state, row.done_on) == ("done", today())
    assert OutgoingMail.objects.filter(kind="ticket.replied", body__contains="Loket buka.").count() == 1


def test_overdue_promises_are_reminded_of_every_week_until_done(advised: Ticket, head: User, officer: User) -> None:
    suggestion_decide(ticket=advised, actor=head, **yes())
    day = today()
    late = [suggestions_remind(day + timedelta(days=days)) for days in (7, 8, 8, 14, 15)]
    assert late == [0, 1, 0, 0, 1]
    mails = OutgoingMail.objects.filter(kind="suggestion.promise_late")
    assert {mail.to for mail in mails} == {head.email, officer.email}
    assert (mails.count(), "Loket dibuka bergantian" in mails[0].body) == (4, True)
    assert AuditEvent.objects.filter(action="suggestion.reminded").count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
        assert (due(head) or {})["late"] == "1"
        suggestion_fulfil(ticket=advised, actor=officer, done_on=today(), note="Loket buka.")
        assert suggestions_remind(today() + timedelta(days=60)) == 0


def test_the_register_filters_by_decision_and_age(office: None, head: User, officer: User) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=40), tick=False):
        old = requests.suggestion(subject="Lama")
    done, late = requests.suggestion(subject="Jadi"), requests.suggestion(subject="Lewat")
    requests.decided(done, officer, head)
    requests.decided(late, officer, head, outcome="partly", promised_on=today() - timedelta(days=1))
    requests.suggestion(subject="Bukan saran").__class__.objects.filter(subject="Bukan saran").update(type="service")
    wanted = {
        "belum": {old}, "menunggu": set(), "diterima": {done}, "sebagian": {late}, "tidak-diterima": set(),
        "diteruskan": set(), "janji-lewat": {late}, "": {old, done, late},
    }  # fmt: skip
    assert {key: set(register(officer, decision=key)) for key in wanted} == wanted
    assert [set(register(officer, age=age)) for age in ("7", "30", "90")] == [{old}, {old}, set()]
    ages = {row.ticket: (row.age, row.is_late) for row in rows_of(register(officer), today())}
    assert ages == {old: (40, False), done: (0, False), late: (0, True)}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"suggestion": "Kata Budi  Contoh, buka loket"}, "names_somebody"),
        ({"answer": "Hubungi budi@contoh.id"}, "names_somebody"),
        ({"answer": "Hubungi 0812 3456 7890"}, "names_somebody"),
        ({"answer": " "}, "missing"),
    ],
)
def test_the_public_page_names_nobody(
    words: dict[str, str], code: str, ticket: Ticket, head: User, officer: User, client: Client
) -> None:
    good = {"suggestion": "Buka loket pada jam istirahat.", "answer": "Loket dibuka bergantian."}
    with pytest.raises(Refusal, match="sesudah diputuskan"):
        public_show(ticket=ticket, actor=officer, **good)
    requests.decided(ticket, officer, head)
    with pytest.raises(BadInput) as refused:
        public_show(ticket=ticket, actor=officer, **{**good, **words})
    assert refused.value.code == code
    assert "Belum ada saran" in client.get(PUBLIC).text
    for _ in range(2):
        public_show(ticket=ticket, actor=officer, **good)
    page = client.get(PUBLIC).text
    assert good["answer"] in page
    assert "Budi" not in page
    assert ticket.number not in page
    public_show(ticket=ticket, actor=officer, **{**good, "answer": "Mulai Senin."})
    public_hide(ticket=ticket, actor=officer)
    public_hide(ticket=ticket, actor=officer)
    assert list(
        AuditEvent.objects.filter(action__contains="suggestion.").order_by("pk").values_list("action", flat=True)
    ) == ["suggestion.shown", "suggestion.public_edited", "suggestion.hidden"]


def test_a_confidential_suggester_is_not_named_and_the_suggestion_never_public(
    office: None, head: User, officer: User
) -> None:
    secret = requests.suggestion(secrecy="confidential")
    requests.decided(secret, officer, head)
    assert [row.reporter for row in rows_of(register(head))] == ["dirahasiakan"]
    with pytest.raises(Refusal, match="dirahasiakan"):
        public_show(ticket=secret, actor=officer, suggestion="Loket.", answer="Ya.")


def test_what_was_typed_for_a_suggestion_that_was_decided_meanwhile_is_not_lost(
    advised: Ticket, head: User, sign_in: Callable[..., Client]
) -> None:
    suggestion_decide(ticket=advised, actor=head, **yes())
    refused = sign_in("head").post(f"{REGISTER}{advised.number}/putuskan/", {**NO, "reasons": "Kata pimpinan kedua."})
    assert refused.status_code == 400
    assert "Kata pimpinan kedua." in refused.text
    assert SuggestionDecision.objects.get().reasons == yes()["reasons"]


def test_the_desk_works_from_the_recommendation_to_the_public_page(
    sign_in: Callable[..., Client], make_account: Callable[..., User], office: None
) -> None:
    owner = make_account("vendor")
    ticket = requests.suggestion(owner)
    case = f"{REGISTER}{ticket.number}/"
    client = sign_in("support")
    assert ticket.number in client.get(f"{REGISTER}?keputusan=belum").text
    assert client.post(f"{case}usul/", {"outcome": "accepted", "advice": "Rahasia petugas."}).status_code == 302
    assert client.post(f"{case}putuskan/", {"outcome": "declined", "reasons": "x"}).status_code == 403
    assert "Putuskan dan kirim jawaban" not in client.post(f"{case}putuskan/", {"outcome": "declined"}).text
    client = sign_in("head")
    refused = client.post(f"{case}putuskan/", {"outcome": "accepted", "reasons": "Tetap tertulis."})
    assert refused.status_code == 400
    assert "Tetap tertulis." in refused.text
    day = today() + timedelta(days=9)
    assert client.post(
        f"{case}putuskan/", yes(promised_on=f"{day:%d-%m-%Y}", forwarded_to="")
    ).status_code == 302  # fmt: skip
    assert "Loket dibuka bergantian" in client.get(case).text
    assert client.post(f"{case}entah/").status_code == 404
    client.post(f"{case}tampilkan/", {"suggestion": "Loket siang.", "answer": "Ya, bergantian."})
    assert "Ya, bergantian." in client.get(PUBLIC).text
    sheet = load_workbook(BytesIO(b"".join(client.post(f"{REGISTER}unduh/").streaming_content))).active
    assert [sheet.cell(2, column).value for column in (1, 8, 11)] == [
        ticket.number, "diterima", "Layanan dan Dukungan",
    ]  # fmt: skip
    assert AuditEvent.objects.filter(action="export.made", object_type="suggestiondecision").exists()
    client.force_login(owner)
    own = client.get(f"/bantuan/tiket/{ticket.number}/").text
    assert "Keputusan atas saran Anda" in own
    assert "Rahasia petugas." not in own
