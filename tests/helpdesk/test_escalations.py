"""Escalations to LKPP: letter by two people, the ticket waits meanwhile, answers, reminders, the bundle with hashes."""

import io
import subprocess
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.clock import today
from core.files.services import file_scan
from core.models import AuditEvent, OutgoingMail, User
from core.refusals import BadInput, Forbidden, Refusal
from core.rendering import document_render
from core.transitions import WrongState
from helpdesk.enums.escalation import EscalationState as S
from helpdesk.models import Escalation, EscalationNote, Ticket
from helpdesk.services import escalation as services
from helpdesk.services.witness import witness_report_discard
from helpdesk.transitions.escalation import MOVES
from tests.core import samples
from tests.helpdesk import escalations, reports
from tests.support import pdfs

pytestmark = pytest.mark.django_db
SENT = {"sent_on": "26-11-2026", "route": "support", "lkpp_reference": "LS-2026-00417", "follow_up_on": ""}


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to("2026-11-26T03:00:00Z", tick=True)


@pytest.fixture
def draft(support: User) -> Escalation:
    return services.escalation_open(actor=support, **escalations.LETTER)


@pytest.fixture
def waiting(draft: Escalation, support: User, head: User) -> Escalation:
    """Sent yesterday, nothing heard yet."""
    fresh = services.escalation_issue(escalation=draft, actor=head)
    return services.escalation_sent(
        escalation=fresh, actor=support, sent_on=today(), route="support", lkpp_reference="LS-1", follow_up_on=None
    )


def at(name: str, *parts: Any) -> str:
    return reverse(f"escalations:{name}", args=parts)


def test_nothing_goes_to_lkpp_from_a_report_that_was_given_up(support: User, client: Client) -> None:
    report = reports.complete(support)
    client.force_login(support)
    page, register = reverse("witness_desk:report", args=[report.number]), reverse("witness_desk:list")
    assert f"?berita-acara={report.number}" in client.get(page).text
    assert "dibatasi selama tender" in client.get(register).text
    gone = witness_report_discard(report=report, actor=support, reason="Kode tender keliru.")
    assert f"?berita-acara={report.number}" not in client.get(page).text
    assert "dibatasi selama tender" not in client.get(register).text
    assert client.get(at("new"), {"berita-acara": report.number}).context["source"].report is None
    with pytest.raises(Refusal, match="dibatalkan"):
        services.escalation_open(actor=support, report=gone, **escalations.LETTER)
    assert not Escalation.objects.exists()


def test_from_the_ticket_to_the_answer_and_back(
    support: User, head: User, make_ticket: Callable[..., Ticket], client: Client
) -> None:
    ticket = make_ticket(subject="Dua berkas tidak terbuka", tender_code="10011868000", error_code="Error 0x2F")
    client.force_login(support)
    start = client.get(reverse("ticket_desk:case", args=[ticket.number])).content.decode()
    assert f"{at('new')}?tiket={ticket.number}" in start
    form = client.get(at("new"), {"tiket": ticket.number}).context["form"]
    assert (form.initial["tender_code"], form.initial["kind"]) == ("10011868000", "problem")
    client.post(f"{at('new')}?tiket={ticket.number}", {**escalations.LETTER, "subject": "Dua berkas tidak terbuka"})
    row = Escalation.objects.get()
    assert (row.ticket, row.state) == (ticket, S.DRAFT)
    file = reports.upload(samples.jpeg(), "galat.jpg", "image/jpeg")
    client.post(at("act", row.number, "bukti"), {"label": "Tangkapan layar galat", "file": file})
    client.force_login(head)
    client.post(at("act", row.number, "terbitkan"))
    client.force_login(support)
    client.post(at("act", row.number, "kirim"), SENT)
    row.refresh_from_db()
    ticket.refresh_from_db()
    assert (row.state, row.follow_up_on - today()) == (S.SENT, timedelta(days=7))
    assert ticket.state == "waiting_lkpp"
    assert row.document.context["attachments"] == ["Tangkapan layar galat"]
    shown = client.get(at("list"), {"tampil": "menunggu"}).content.decode()
    assert "LS-2026-00417" in shown
    assert "0 hari" in shown
    answer = {"kind": "answer", "on": "26-11-2026", "body": "Kunci paket sudah dipulihkan.", "follow_up_on": ""}
    client.post(at("act", row.number, "catat"), answer)
    row.refresh_from_db()
    ticket.refresh_from_db()
    assert (row.state, ticket.state) == (S.ANSWERED, "in_progress")
    assert ticket.messages.filter(body__contains="Kunci paket sudah dipulihkan.", kind="note").exists()
    client.post(at("act", row.number, "tutup"), {"outcome": "solved", "closing_note": "Berkas dapat dibuka."})
    row.refresh_from_db()
    assert (row.state, row.outcome) == (S.CLOSED, "solved")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ground": ""}, "ground"),
        ({"kind": "proposal", "ground": "uncovered"}, "ground"),
        ({"ground": "unsolved", "efforts": ""}, "efforts"),
        ({"description": "password: Rahasia123!"}, "description"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_kept(
    support: User, client: Client, changes: dict[str, str], field: str
) -> None:
    client.force_login(support)
    response = client.post(at("new"), {**escalations.LETTER, **changes})
    assert response.status_code == 400
    assert field in response.context["form"].errors
    assert "Pemeriksaan kunci paket." in response.content.decode()
    assert not Escalation.objects.exists()


def test_the_database_holds_the_grounds_and_the_second_person(draft: Escalation, support: User) -> None:
    for changes in ({"ground": ""}, {"kind": "proposal"}, {"efforts": ""}, {"issued_by": support}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Escalation.objects.filter(pk=draft.pk).update(**changes)


def test_who_wrote_it_does_not_issue_it_and_support_never_does(head: User, support: User, draft: Escalation) -> None:
    with pytest.raises(Forbidden):
        services.escalation_issue(escalation=draft, actor=support)
    Escalation.objects.filter(pk=draft.pk).update(created_by=head)
    with pytest.raises(Forbidden):
        services.escalation_issue(escalation=draft, actor=head)
    draft.refresh_from_db()
    assert draft.state == S.DRAFT


def test_an_issued_letter_keeps_its_words(waiting: Escalation, support: User) -> None:
    with pytest.raises(WrongState):
        services.escalation_change(escalation=waiting, actor=support, version=1, **escalations.LETTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.filter(pk=waiting.pk).update(subject="lain")
    with pytest.raises(Exception, match=r"(?i)cannot delete"), transaction.atomic():
        Escalation.objects.filter(pk=waiting.pk).delete()


def test_two_officers_at_one_draft_the_second_is_told(draft: Escalation, support: User, client: Client) -> None:
    client.force_login(support)
    sent = {**escalations.LETTER, "subject": "Yang pertama", "version": "1"}
    assert client.post(at("change", draft.number), sent).status_code == 302
    response = client.post(at("change", draft.number), {**sent, "subject": "Yang kedua"})
    assert response.status_code == 400
    assert "diubah orang lain" in response.content.decode()
    assert "Yang kedua" in response.content.decode()


def test_one_ticket_has_one_running_escalation(support: User, make_ticket: Callable[..., Ticket]) -> None:
    ticket = make_ticket()
    first = services.escalation_open(actor=support, ticket=ticket, **escalations.LETTER)
    with pytest.raises(Refusal, match=first.number):
        services.escalation_open(actor=support, ticket=ticket, **escalations.LETTER)
    services.escalation_cancel(escalation=first, actor=support, reason="Sudah terselesaikan.")
    services.escalation_open(actor=support, ticket=ticket, **escalations.LETTER)


def test_every_state_answers_every_move(support: User, head: User) -> None:
    """The table of the states: what a move allows, and the refusal of all else."""
    runs: dict[str, Callable[[Escalation], Any]] = {
        "issue": lambda row: services.escalation_issue(escalation=row, actor=head),
        "send": lambda row: services.escalation_sent(
            escalation=row, actor=support, sent_on=today(), route="post", lkpp_reference="", follow_up_on=None
        ),
        "answer": lambda row: services.escalation_note(
            escalation=row, actor=support, kind="answer", on=today(), body="Jawaban"
        ),
        "reopen": lambda row: services.escalation_ask_again(
            escalation=row, actor=support, follow_up_on=today() + timedelta(days=1)
        ),
        "close": lambda row: services.escalation_close(
            escalation=row, actor=support, outcome="solved", closing_note=""
        ),
        "cancel": lambda row: services.escalation_cancel(escalation=row, actor=support, reason="tidak perlu"),
    }
    path: dict[str, list[str]] = {
        S.DRAFT: [], S.ISSUED: ["issue"], S.SENT: ["issue", "send"], S.ANSWERED: ["issue", "send", "answer"],
        S.CLOSED: ["issue", "send", "close"], S.CANCELLED: ["cancel"],
    }  # fmt: skip
    assert {move.name for move in MOVES} == set(runs)
    for state, steps in path.items():
        for move in MOVES:
            row = services.escalation_open(actor=support, **escalations.LETTER)
            for step in steps:
                runs[step](row)
            row.refresh_from_db()
            assert row.state == state
            # A further answer is one more entry of the log, not a move.
            if move.name == "answer" and state == S.ANSWERED:
                continue
            if move.allows(state):
                runs[move.name](row)
                row.refresh_from_db()
                assert row.state == move.target
            else:
                with pytest.raises(WrongState):
                    runs[move.name](row)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"sent_on": "27-11-2026"}, "sent_on"), ({"sent_on": "25-11-2026"}, "sent_on"), ({"follow_up_on": "26-11-2026"}, "follow_up_on")],
)  # fmt: skip
def test_days_that_cannot_be_are_refused_on_the_page_with_what_was_typed(
    draft: Escalation, support: User, head: User, client: Client, changes: dict[str, str], field: str
) -> None:
    services.escalation_issue(escalation=draft, actor=head)
    client.force_login(support)
    response = client.post(at("act", draft.number, "kirim"), {**SENT, **changes})
    assert response.status_code == 400
    assert field in response.context["typed"].errors
    assert "LS-2026-00417" in response.content.decode()


def test_what_was_typed_for_a_letter_that_went_on_meanwhile_is_not_lost(
    waiting: Escalation, support: User, client: Client
) -> None:
    client.force_login(support)
    response = client.post(at("act", waiting.number, "kirim"), SENT)
    assert response.status_code == 400
    assert "lihat keadaan terbarunya" in response.text
    assert 'value="LS-2026-00417"' in response.text
    waiting.refresh_from_db()
    assert waiting.lkpp_reference == "LS-1"


def test_a_note_sent_twice_is_written_once(waiting: Escalation, support: User) -> None:
    for _ in range(2):
        services.escalation_note(escalation=waiting, actor=support, kind="reminder", on=today(), body="Ditelepon.")
    assert EscalationNote.objects.count() == 1
    with pytest.raises(BadInput):
        services.escalation_note(escalation=waiting, actor=support, kind="note", on=today(), body="  ")


def test_the_writer_is_reminded_once_for_each_day_that_was_set(
    waiting: Escalation, support: User, time_machine: Any
) -> None:
    def mails() -> int:
        return OutgoingMail.objects.filter(kind="escalation.follow_up").count()

    assert services.escalations_remind() == 0
    time_machine.move_to(timezone.now() + timedelta(days=9))
    assert (services.escalations_remind(), services.escalations_remind(), mails()) == (1, 0, 1)
    services.escalation_note(
        escalation=waiting, actor=support, kind="reminder", on=today(), body="Diingatkan.",
        follow_up_on=today() + timedelta(days=3),
    )  # fmt: skip
    assert services.escalations_remind() == 0
    time_machine.move_to(timezone.now() + timedelta(days=4))
    assert (services.escalations_remind(), mails()) == (1, 2)


def test_the_bundle_opens_and_its_hashes_hold(
    draft: Escalation, support: User, head: User, client: Client, tmp_path: Path
) -> None:
    client.force_login(support)
    assert client.get(at("bundle", draft.number)).status_code == 302  # no letter yet
    file = reports.upload(samples.jpeg(), "galat.jpg", "image/jpeg")
    row = services.escalation_evidence_add(escalation=draft, actor=support, label="Layar", upload=file)
    file_scan(pk=row.file.pk)
    fresh = services.escalation_issue(escalation=draft, actor=head)
    document_render(pk=fresh.document.pk)
    letter = client.get(at("letter", draft.number))
    assert letter["Content-Type"] == "application/pdf"
    words = pdfs.words(letter.content)
    assert "Pasal 24 ayat (3)" in words
    assert "dengan dasar huruf a. permasalahan pada SPSE yang tidak dapat diselesaikan LPSE" in words
    assert "Permasalahan SPSE: Dokumen penawaran tidak dapat dibuka" in words
    answer = client.get(at("bundle", draft.number))
    content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
        assert any(name.startswith("bukti/") for name in archive.namelist())
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(tmp_path.glob("escalation-letter-*.pdf"))) == 1
    assert AuditEvent.objects.filter(action="escalation.bundled", object_number=draft.number).exists()


def test_evidence_comes_and_goes_only_in_a_draft(draft: Escalation, support: User, head: User, client: Client) -> None:
    file = reports.upload(samples.jpeg(), "galat.jpg", "image/jpeg")
    row = services.escalation_evidence_add(escalation=draft, actor=support, label="Layar", upload=file)
    client.force_login(support)
    for _ in range(2):
        assert client.post(at("evidence_remove", draft.number, row.pk)).status_code == 302
    row.file.refresh_from_db()
    assert (draft.evidence.count(), row.file.state) == (0, "erased")
    services.escalation_issue(escalation=draft, actor=head)
    with pytest.raises(WrongState):
        services.escalation_evidence_add(
            escalation=draft, actor=support, label="Layar", upload=reports.upload(samples.jpeg(), "b.jpg", "image/jpeg")
        )


def test_people_without_the_permission_act_on_nothing(
    draft: Escalation, support: User, head: User, ppk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = services.escalation_evidence_add(
        escalation=draft, actor=support, label="Layar", upload=reports.upload(samples.jpeg(), "a.jpg", "image/jpeg")
    )
    upload = reports.upload(samples.jpeg(), "b.jpg", "image/jpeg")
    tomorrow = today() + timedelta(days=1)
    acts: dict[str, Callable[[User], object]] = {
        "open": lambda who: services.escalation_open(actor=who, **escalations.LETTER),
        "change": lambda who: services.escalation_change(escalation=draft, actor=who, version=1, **escalations.LETTER),
        "add": lambda who: services.escalation_evidence_add(escalation=draft, actor=who, label="x", upload=upload),
        "remove": lambda who: services.escalation_evidence_remove(evidence=row, actor=who),
        "send": lambda who: services.escalation_sent(
            escalation=draft, actor=who, sent_on=today(), route="support", lkpp_reference="", follow_up_on=None
        ),
        "note": lambda who: services.escalation_note(escalation=draft, actor=who, kind="note", on=today(), body="x"),
        "again": lambda who: services.escalation_ask_again(escalation=draft, actor=who, follow_up_on=tomorrow),
        "close": lambda who: services.escalation_close(escalation=draft, actor=who, outcome="solved", closing_note=""),
        "cancel": lambda who: services.escalation_cancel(escalation=draft, actor=who, reason="x"),
    }
    for act in acts.values():
        with pytest.raises(Forbidden):
            act(ppk)
    assert not Escalation.objects.visible_to(ppk).exists()
    assert (Escalation.objects.get().state, draft.evidence.count()) == (S.DRAFT, 1)
    monkeypatch.setattr(services, "MOST_EVIDENCE", 1)
    with pytest.raises(BadInput, match="Paling banyak 1 berkas bukti"):
        acts["add"](support)


def test_words_and_days_that_cannot_be_are_refused_by_the_service(
    draft: Escalation, waiting: Escalation, support: User
) -> None:
    tomorrow, yesterday = today() + timedelta(days=1), today() - timedelta(days=1)

    def note(**changes: Any) -> Callable[[], object]:
        values = {"kind": "answer", "on": today(), "body": "Sudah diperbaiki.", **changes}
        return lambda: services.escalation_note(escalation=waiting, actor=support, **values)

    for field, act in (
        ("body", note(body=" ")),
        ("on", note(on=tomorrow)),
        ("on", note(on=yesterday)),
        ("follow_up_on", note(kind="reminder", follow_up_on=today())),
        ("follow_up_on", lambda: services.escalation_ask_again(escalation=waiting, actor=support, follow_up_on=today())),
        ("reason", lambda: services.escalation_cancel(escalation=draft, actor=support, reason=" ")),
        ("sent_on", lambda: services.escalation_sent(
            escalation=draft, actor=support, sent_on=tomorrow, route="support", lkpp_reference="", follow_up_on=None
        )),
    ):  # fmt: skip
        with pytest.raises(BadInput) as refused:
            act()
        assert refused.value.field == field
    assert not waiting.notes.exists()
