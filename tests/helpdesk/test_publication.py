"""Publication support: who asks, what the mirror fills in, the clock, the outcome, the register and its XLSX."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
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
from core.refusals import BadInput, Forbidden
from core.transitions import WrongState
from helpdesk.models import PublicationRequest, Ticket
from helpdesk.selectors.publication import figures, publications, rows_of
from helpdesk.services.publication import publication_ask, publication_finish
from helpdesk.services.ticket_work import SOLVE, ticket_refer, ticket_reopen, ticket_reply
from procurement.models import Package
from tests.procurement.packages import package_make

pytestmark = pytest.mark.django_db
ASK, REGISTER = "/bantuan/dukungan-penayangan/", "/admin/helpdesk/penayangan/"
MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)  # 08.00 in Masamba
TYPED = {"package_name": "Pengadaan Komputer", "agency": "Dinas Contoh", "tender_code": "1234567"}


@pytest.fixture
def monday() -> Iterator[time_machine.Traveller]:
    """Before the people, whose roles begin now."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def ask(actor: User, **changes: Any) -> Ticket:
    values = {
        "kind": "notice", "needed_by": today() + timedelta(days=10), "description": "Tombol umumkan tidak tampak.",
        "submission": "", **TYPED, **changes,
    }  # fmt: skip
    return publication_ask(actor=actor, **values)


@pytest.mark.parametrize(
    ("role", "group"), [("pa_kpa", "ppk"), ("ppk", "ppk"), ("pokja", "committee"), ("procurement_officer", "committee")]
)
def test_every_official_who_publishes_asks_and_gets_a_ticket_on_the_clock(
    role: str, group: str, monday: object, office: None, make_account: Callable[..., User]
) -> None:
    official = make_account(role)
    ticket = ask(official, submission="satu")
    assert ask(official, submission="satu") == ticket
    row = PublicationRequest.objects.get()
    assert (row.ticket, row.agency, row.is_from_mirror, row.outcome) == (ticket, "Dinas Contoh", False, "")
    assert (ticket.owner, ticket.user_group, ticket.priority) == (official, group, "medium")
    assert ticket.resolution_due_at is not None
    assert AuditEvent.objects.filter(action="publication.asked", object_number=ticket.number).count() == 1
    assert OutgoingMail.objects.filter(kind="ticket.received", to=official.email).count() == 1
    assert ask(official, needed_by=today() + timedelta(days=3), description="Lain.").priority == "high"


@pytest.mark.parametrize("role", ["vendor", "auditor", "support", "head"])
def test_others_are_led_to_the_ordinary_ticket_and_write_nothing(role: str, sign_in: Callable[..., Client]) -> None:
    client = sign_in(role)
    page = client.get(ASK)
    assert page.status_code == 200
    assert "/bantuan/tiket/baru/" in page.text
    assert "tidak memegang salah satu peran" in page.text
    assert client.post(ASK, {"kind": "rup"}).status_code == 403
    with pytest.raises(Forbidden):
        ask(client.user)  # type: ignore[attr-defined]
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"tender_code": "12a4"}, "tender_code"),
        ({"tender_code": ""}, "tender_code"),
        ({"kind": "rup"}, "rup_code"),
        ({"package_name": " "}, "package_name"),
        ({"agency": ""}, "agency"),
        ({"description": " "}, "description"),
        ({"needed_by": datetime(2020, 1, 1).date()}, "needed_by"),
        ({"description": "password SPSE: rahasia1"}, "description"),
    ],
)
def test_what_cannot_be_served_is_refused_beside_its_field(changes: dict[str, Any], field: str, ppk: User) -> None:
    with pytest.raises(BadInput) as refused:
        ask(ppk, **changes)
    assert refused.value.field == field
    assert not Ticket.objects.exists()


def test_a_consultation_needs_no_code(office: None, ppk: User) -> None:
    ticket = ask(ppk, kind="consultation", tender_code="", package_name="")
    assert ticket.subject == "Konsultasi teknis: Tombol umumkan tidak tampak."


def test_what_the_mirror_knows_is_not_typed_and_the_package_stays(office: None, ppk: User) -> None:
    package = package_make(ppk, agency="Pemerintah Contoh", stage="Pengumuman Pascakualifikasi")
    before = Package.objects.values().get(pk=package.pk)
    ticket = ask(ppk, tender_code=package.code, package_name="Nama lain", agency="Instansi lain")
    row = ticket.publication  # type: ignore[attr-defined]
    assert (row.package_name, row.agency, row.stage) == (package.name, "Pemerintah Contoh", package.stage)
    assert (row.is_from_mirror, ticket.tender_code) == (True, package.code)
    assert Package.objects.values().get(pk=package.pk) == before


def test_the_form_shows_the_mirror_keeps_its_input_and_leads_to_the_ticket(sign_in: Callable[..., Client]) -> None:
    client = sign_in("ppk")
    user: User = client.user  # type: ignore[attr-defined]
    package = package_make(user)
    assert "Yang kami bantu adalah aplikasinya" in client.get(ASK).text
    looked = client.post(ASK, {"tender_code": package.code, "description": "Tetap.", "periksa-kode": "ya"})
    assert package.agency in looked.text
    assert "Tetap." in looked.text
    assert 'name="package_name"' not in looked.text
    refused = client.post(ASK, {"kind": "notice", "tender_code": "9999", "description": "Tetap."})
    assert refused.status_code == 400
    assert "Tetap." in refused.text
    assert not Ticket.objects.exists()
    sent = client.post(
        ASK, {"kind": "notice", "tender_code": package.code, "needed_by": f"{today():%d-%m-%Y}", "description": "Uji."}
    )
    ticket = Ticket.objects.get()
    assert sent.headers["Location"] == f"/bantuan/tiket/{ticket.number}/diterima/"
    shown = client.get(f"/bantuan/tiket/{ticket.number}/").text
    assert package.name in shown
    assert "disalin dari daftar SPSE" in shown


@pytest.fixture
def asked(office: None, ppk: User) -> Ticket:
    return ask(ppk)


def test_it_is_not_solved_without_its_outcome(asked: Ticket, officer: User) -> None:
    with pytest.raises(BadInput, match="Catat hasil"):
        ticket_reply(ticket=asked, actor=officer, body="Sudah.", outcome=SOLVE)
    assert ticket_reply(ticket=asked, actor=officer, body="Kami periksa.").state == "in_progress"
    with pytest.raises(IntegrityError, match="selesai dengan hasilnya"), transaction.atomic():
        Ticket.objects.filter(pk=asked.pk).update(
            state="resolved", resolved_at=timezone.now(), confirm_until=timezone.now()
        )


def test_the_outcome_solves_it_once_and_the_official_reads_it(asked: Ticket, officer: User) -> None:
    at = timezone.now() - timedelta(hours=1)
    outcome = {
        "outcome": "published",
        "published_at": at,
        "link": "https://spse.contoh.id/1",
        "body": "Silakan periksa.",
    }
    fresh = publication_finish(ticket=asked, actor=officer, **outcome)  # type: ignore[arg-type]
    assert fresh.state == "resolved"
    assert "ditayangkan sendiri oleh pejabat di SPSE" in fresh.solution
    (mail,) = OutgoingMail.objects.filter(kind="ticket.resolved")
    assert "https://spse.contoh.id/1" in mail.body
    assert AuditEvent.objects.get(action="publication.finished").data["outcome"] == "published"
    publication_finish(ticket=asked, actor=officer, **outcome)  # type: ignore[arg-type]
    assert OutgoingMail.objects.filter(kind="ticket.resolved").count() == 1
    with pytest.raises(WrongState, match="sudah dicatat"):
        publication_finish(ticket=asked, actor=officer, outcome="answered")
    reopened = ticket_reopen(ticket=asked, actor=officer, reason="Belum tayang.")
    assert reopened.publication.outcome == ""  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("outcome", "field"),
    [
        ({"outcome": "published"}, "published_at"),
        ({"outcome": "published", "published_at": datetime(2099, 1, 1, tzinfo=UTC)}, "published_at"),
        ({"outcome": "not_published"}, "reason"),
        ({"outcome": "referred"}, "outcome"),
    ],
)
def test_half_an_outcome_is_refused(outcome: dict[str, Any], field: str, asked: Ticket, officer: User) -> None:
    with pytest.raises(BadInput) as refused:
        publication_finish(ticket=asked, actor=officer, **outcome)
    assert refused.value.field == field
    assert PublicationRequest.objects.get().outcome == ""


def test_only_the_desk_records_the_outcome(asked: Ticket, ppk: User, make_account: Callable[..., User]) -> None:
    for person in (ppk, make_account("vendor"), make_account("auditor")):
        with pytest.raises(Forbidden):
            publication_finish(ticket=asked, actor=person, outcome="answered")
    assert PublicationRequest.objects.get().outcome == ""


def test_a_change_of_contents_is_answered_by_the_referral(asked: Ticket, officer: User, ppk: User) -> None:
    with pytest.raises(Forbidden):
        publication_finish(ticket=asked, actor=ppk, outcome="answered")
    fresh = ticket_refer(ticket=asked, actor=officer)
    row = PublicationRequest.objects.get()
    assert (fresh.is_out_of_scope, row.outcome, row.outcome_by) == (True, "referred", officer)


def test_the_register_says_what_was_served_on_time(
    monday: time_machine.Traveller, office: None, ppk: User, officer: User
) -> None:
    in_time, late, running = (ask(ppk, agency=name, description=name) for name in ("Dinas A", "Dinas B", "Dinas B"))
    publication_finish(ticket=in_time, actor=officer, outcome="answered")
    monday.shift(timedelta(days=30))
    publication_finish(ticket=late, actor=officer, outcome="not_published", reason="Pagu belum ada.")
    words = {row.request.ticket: (row.served, row.age) for row in rows_of(publications(officer))}
    assert words == {
        in_time: ("tepat waktu", 0), late: ("terlambat dilayani", 30), running: ("lewat jatuh tempo", 30)
    }  # fmt: skip
    shown = {key: {row.ticket for row in publications(officer, show=key)} for key in ("tepat", "lewat", "berjalan")}
    assert shown == {"tepat": {in_time}, "lewat": {late, running}, "berjalan": {running}}
    assert {row.ticket for row in publications(officer, agency="dinas b", kind="notice")} == {late, running}
    assert not publications(officer, kind="rup")
    assert not publications(ppk)
    kinds, agencies = figures(officer, MONDAY - timedelta(days=1))
    assert [(one.asked, one.served, one.in_time, one.late) for one in kinds] == [(3, 2, 1, 2)]
    assert [(one.label, one.asked, one.late) for one in agencies] == [("Dinas B", 2, 2), ("Dinas A", 1, 0)]


def test_the_desk_filters_opens_and_takes_the_register_along(
    asked: Ticket, make_ticket: Callable[..., Ticket], sign_in: Callable[..., Client]
) -> None:
    other = make_ticket()
    client = sign_in("support")
    queue = client.get("/admin/helpdesk/tiket/?tampil=penayangan").text
    assert (asked.number in queue, other.number in queue) == (True, False)
    assert asked.number in client.get(REGISTER).text
    assert asked.number not in client.get(f"{REGISTER}?jenis=rup").text
    sheet = load_workbook(BytesIO(b"".join(client.post(f"{REGISTER}unduh/?tampil=berjalan").streaming_content))).active
    assert [sheet.cell(2, column).value for column in (1, 3, 7)] == [
        asked.number, "Tayangkan pengumuman pemilihan", "Dinas Contoh",
    ]  # fmt: skip
    assert AuditEvent.objects.filter(action="export.made", object_type="publicationrequest").exists()
    act = f"/admin/helpdesk/tiket/{asked.number}/hasil-penayangan/"
    refused = client.post(act, {"outcome": "published", "body": "Tetap."})
    assert refused.status_code == 400
    assert "Tulis kapan ditayangkan" in refused.text
    assert "Tetap." in refused.text
    assert client.post(act, {"outcome": "not_published", "reason": "Ditunda."}).status_code == 302
    assert PublicationRequest.objects.get().reason == "Ditunda."
    plain = client.post(f"/admin/helpdesk/tiket/{other.number}/hasil-penayangan/", {"outcome": "answered"})
    assert plain.status_code == 400
    assert Ticket.objects.get(pk=other.pk).state == "new"


def test_the_database_ties_the_outcome_to_its_facts(asked: Ticket, officer: User) -> None:
    rows = PublicationRequest.objects.filter(ticket=asked)
    whole = {"outcome_at": timezone.now(), "outcome_by": officer}
    for broken in ({"outcome": "published", **whole}, {"outcome": "not_published", **whole}, {"outcome": "answered"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**broken)
    assert rows.update(outcome="answered", **whole) == 1
