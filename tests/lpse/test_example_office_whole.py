"""The example office at all its other work: officials, visits, changes, deactivations, objections, archive, imports."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from core import clock
from core.enums import FileState, ImportState, VisitState
from core.models import (
    AccountSuspension,
    AuditEvent,
    AuditScope,
    LegalHold,
    OfficialDocument,
    Organization,
    OutgoingMail,
    RoleAssignment,
    ServiceAgreement,
    StoredFile,
    TabularImport,
    User,
    Visit,
)
from core.sla import targets_load
from core.visits.selectors import figures, screen_now
from helpdesk.enums.publication import PublicationKind, PublicationOutcome
from helpdesk.enums.suggestion import DecisionState
from helpdesk.enums.ticket import TicketChannel, TicketState
from helpdesk.models import (
    Announcement,
    Escalation,
    OutageReport,
    PublicationRequest,
    PublicSuggestion,
    Room,
    RoomBooking,
    SuggestionDecision,
    SurveyInvitation,
    SurveyPeriod,
    Ticket,
    TrainingCertificate,
    TrainingEnrolment,
    WitnessReport,
)
from helpdesk.services.witness import missing_parts
from lpse.demo.history import history_make
from procurement.models import Package, Schedule, Stage, StageList
from procurement.selectors import stages_between
from registration.enums import ApplicationState, ChangeKind, ChangeState, OfficialState
from registration.models import Application, ChangeRequest, OfficialRequest
from registration.official_figures import letters_ending, officials_by_role
from tests.lpse.test_example_office import PASSWORD, demo, load  # noqa: F401 - `demo` is a fixture
from tests.support.people import use_profile
from verification.blacklist_matches import blacklist_look
from verification.enums import DeactivationState, EntryState, NationalStatus, ObjectionState
from verification.models import (
    BlacklistSnapshot,
    CaseBundle,
    Deactivation,
    Destruction,
    FormerHolder,
    NationalAccountLink,
    Objection,
    UserId,
)

pytestmark = pytest.mark.django_db(transaction=True)
# In Luwu Utara a Wednesday at half past ten; in Temanggung a Sunday evening.
AT_WORK = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 29, 13, 0, tzinfo=UTC)
WHOLE = 24


def states(model: Any) -> set[str]:
    return set(model.objects.order_by().values_list("state", flat=True))


def test_an_office_at_work_has_everything_of_every_state(demo: Any, client: Client) -> None:  # noqa: F811
    use_profile("luwu-utara")
    with time_machine.travel(AT_WORK - timedelta(days=120), tick=False):
        targets_load()
    with time_machine.travel(AT_WORK, tick=False):
        told = load(count=str(WHOLE))
        assert states(Application) == set(ApplicationState.values)
        _officials(client)
        _visits()
        _changes()
        _deactivations(client)
        _objections()
        _archive_and_imports()
        _tickets()
        _packages(client)
        _witnessed(client)
        for kind in ("officials", "changes", "visits", "deactivations", "objections", "agreements", "imports"):
            assert len({row["owner"] for row in told[kind] if row["owner"]}) >= 2, kind
        assert not OfficialDocument.objects.filter(is_example=False).exists()
        assert not OutgoingMail.objects.exclude(to__endswith="@contoh.id").exists()
        assert not StoredFile.objects.filter(state=FileState.QUARANTINED).exists()
        call_command("check_audit")
        moments = list(AuditEvent.objects.order_by("pk").values_list("at", flat=True))
        assert moments == sorted(moments)
        again = load(count=str(WHOLE))
        again.pop("tokens")
        told.pop("tokens")
        assert again == told
        assert AuditEvent.objects.exclude(object_type="api_token").count() == len(moments) - 2


def _officials(client: Client) -> None:
    assert states(OfficialRequest) == set(OfficialState.values)
    held = OfficialRequest.objects.filter(state=OfficialState.APPROVED)
    assert letters_ending(7).get().renewals.get().state == OfficialState.SUBMITTED
    assert letters_ending(30).count() == 2
    renewal = held.get(renews__isnull=False)
    assert renewal.renews is not None
    assert renewal.renews.state == OfficialState.LAPSED
    ended = RoleAssignment.objects.filter(person=renewal.owner.person).order_by("pk").values_list("period", flat=True)
    assert ended[0].upper == ended[1].lower
    assert {row.role for row in officials_by_role() if row.people} >= {
        "pa_kpa", "ppk", "pokja", "procurement_officer", "auditor",
    }  # fmt: skip
    for username in ("pa", "ppk", "pokja", "ppengadaan", "auditor"):
        number = held.get(owner__username=username).number
        role = RoleAssignment.objects.in_force().get(person__user__username=username)
        assert role.period.upper is not None
        client.force_login(User.objects.get(username=username), backend="core.backends.RoleBackend")
        assert number in client.get("/akun/").content.decode()
    assert AuditScope.objects.filter(package_code="").count() == 2
    assert AuditScope.objects.exclude(package_code="").count() == 2
    body, land = ServiceAgreement.objects.order_by("-valid_until")
    assert held.filter(organization=body.organization).count() == 1
    assert land.valid_until - clock.today() == timedelta(days=21)


def _visits() -> None:
    assert states(Visit) == set(VisitState.values)
    screen = screen_now()
    assert len(screen.called) == 1
    assert len(screen.waiting) == 4
    today = Visit.objects.filter(day=clock.today(), state=VisitState.CHECKED_IN)
    assert today.exclude(case_number="").exists()
    found = figures()
    assert found.median_minutes is not None
    assert found.no_show_share is not None
    booked = Visit.objects.filter(state=VisitState.BOOKED)
    assert set(booked.values_list("place", flat=True)) == {"desk", "video"}
    assert not booked.filter(starts_at__lte=AT_WORK).exists()
    for visit in Visit.objects.filter(day__isnull=False):
        assert clock.office_day(visit.day).openings, visit.number


def _changes() -> None:
    assert states(ChangeRequest) == set(ChangeState.values)
    assert set(ChangeRequest.objects.values_list("kind", flat=True)) == set(ChangeKind.values)
    mine = ChangeRequest.objects.filter(owner__username="penyedia2").order_by("pk").values_list("state", flat=True)
    assert list(mine) == ["approved", "approved", "returned"]
    entered = ChangeRequest.objects.exclude(entered_by__username="").get(entered_by__username="verifikator")
    assert entered.state == ChangeState.APPROVED
    assert entered.owner.email.startswith("kantor.")
    assert FormerHolder.objects.count() == 1


def _deactivations(client: Client) -> None:
    assert states(Deactivation) == set(DeactivationState.values)
    row = Deactivation.objects.get(state=DeactivationState.ACTIVE)
    assert row.user_id.holder is not None
    assert row.user_id.holder.username == "penyedia3"
    assert row.user_id.state == "inactive"
    assert row.reply.text
    assert row.files.filter(purpose="evidence").count() == 2
    assert row.spse_off_on is not None
    assert AccountSuspension.objects.get(ended_at__isnull=True).user == row.user_id.holder
    for over in Deactivation.objects.filter(closed_at__isnull=False):
        assert over.user_id.state == "active"
        assert over.spse_on_on is not None
    client.force_login(row.user_id.holder, backend="core.backends.RoleBackend")
    assert row.number in client.get("/akun/", follow=True).content.decode()
    now = BlacklistSnapshot.objects.get(state="current")
    assert set(now.entries.values_list("state", flat=True)) == set(EntryState.values)
    assert BlacklistSnapshot.objects.get(state="replaced").error_count == 1
    assert row.user_id.decision is not None
    (listed,) = blacklist_look(row.user_id.decision.application).matches
    assert listed.score == 100
    alike = [blacklist_look(case).matches for case in Application.objects.filter(state=ApplicationState.SUBMITTED)]
    (match,) = [found for matches in alike for found in matches]
    assert match.score < 50
    assert set(NationalAccountLink.objects.values_list("status", flat=True)) < set(NationalStatus.values)
    assert NationalAccountLink.objects.count() == 8


def _objections() -> None:
    assert states(Objection) == set(ObjectionState.values)
    granted = Objection.objects.get(state=ObjectionState.GRANTED)
    assert granted.application.state == ApplicationState.APPROVED
    assert not Objection.objects.exclude(files__isnull=False).exists()


def _archive_and_imports() -> None:
    assert LegalHold.objects.in_force().count() == 1
    assert CaseBundle.objects.get().work_state == "waiting"
    assert AuditEvent.objects.filter(action="file.viewed").exclude(data__reason="").count() >= 4
    assert not Destruction.objects.exists()
    done = TabularImport.objects.get(state=ImportState.FINISHED, kind="user_id_register")
    assert (done.new_rows, done.bad_rows) == (18, 3)
    assert UserId.objects.filter(imported_in=done).count() == 18
    assert states(TabularImport) == {ImportState.FINISHED, ImportState.PREVIEWED}


def _course() -> list[Any]:
    """What happened to whom, without what is secret or random by purpose."""
    told: list[Callable[[], Any]] = [
        lambda: Application.objects.values_list("number", "state", "name", "owner__email", "submitted_at__date"),
        lambda: OfficialRequest.objects.values_list("number", "state", "full_name", "nip", "letter_number"),
        lambda: Visit.objects.values_list("number", "state", "purpose", "day", "queue_number", "starts_at", "place"),
        lambda: ChangeRequest.objects.values_list("number", "state", "kind", "application__number"),
        lambda: Deactivation.objects.values_list("number", "state", "letter_number", "user_id__value"),
        lambda: BlacklistSnapshot.objects.values_list("taken_on", "rows", "entries__name", "entries__npwp"),
        lambda: Stage.objects.values_list(
            "schedule__package__code", "schedule__is_current", "name", "starts_at", "ends_at"
        ),
    ]
    return [sorted(map(str, rows())) for rows in told]


def _tickets() -> None:
    assert states(Ticket) == set(TicketState.values)
    assert set(PublicationRequest.objects.values_list("kind", flat=True)) == set(PublicationKind.values)
    assert set(PublicationRequest.objects.values_list("outcome", flat=True)) == {"", *PublicationOutcome.values}
    assert states(SuggestionDecision) == set(DecisionState.values)
    assert SuggestionDecision.objects.overdue(AT_WORK.date()).exists()
    assert states(PublicSuggestion) == {"shown"}
    assert set(Ticket.objects.order_by().values_list("channel", flat=True)) == set(TicketChannel.values)
    assert Ticket.objects.filter(secrecy="confidential").exists()
    assert Ticket.objects.filter(is_out_of_scope=True).exists()
    assert Ticket.objects.filter(state="new", response_due_at__lt=AT_WORK).exists()
    assert set(Room.objects.values_list("kind", flat=True)) == {"bidding", "training"}
    assert RoomBooking.objects.live().filter(starts_at__gt=AT_WORK).count() >= 3  # two visitors and the training
    assert Announcement.objects.get().corrections.count() == 1
    assert TrainingEnrolment.objects.live().filter(training__state="open").count() == 3
    (held,) = {row.enrolment.training for row in TrainingCertificate.objects.select_related("enrolment__training")}
    assert (held.state, held.enrolments.filter(state="attended").count()) == ("held", 2)
    assert OfficialDocument.objects.filter(kind="training_attendance", case_number=held.number).count() == 1
    assert OutageReport.objects.get(state="final").tenders.count() == 1
    done, running = SurveyPeriod.objects.order_by("pk")
    assert (done.state, done.figures["respondents"], done.figures["lowest"]) == ("final", 24, ["u3", "u8", "u9"])
    assert (running.state, running.answers.count()) == ("open", 13)
    # A link is forgotten with its time.
    asked = Ticket.objects.filter(state="closed", secrecy="open", closed_at__gt=AT_WORK - timedelta(days=30))
    assert set(SurveyInvitation.objects.values_list("ticket__number", flat=True)) == {one.number for one in asked}


def _witnessed(client: Client) -> None:
    """A report of a month ago is delivered, with the answer of LKPP; its official reads it, and everybody checks it."""
    report = WitnessReport.objects.get(state="delivered")
    assert report.document is not None
    assert report.document.revisions.get().kind == "scan"
    assert (report.forwarded, bool(report.lkpp_answer), report.tender_ended_on is not None) == (True, True, True)
    escalation = Escalation.objects.get()
    assert (escalation.state, escalation.ticket.state) == ("closed", "closed")
    client.force_login(User.objects.get(username="ppk"), backend="core.backends.RoleBackend")
    assert report.number in client.get("/berita-acara/").text
    assert client.get(f"/berita-acara/{report.number}/").status_code == 200
    client.logout()
    assert report.document.number in client.get(f"/periksa/{report.document.code}/").text


def _packages(client: Client) -> None:
    """Tenders of the example agencies, one whose bids are opened right now, with its ticket and its report."""
    assert set(Package.objects.values_list("agency", flat=True)) <= set(
        Organization.objects.values_list("name", flat=True)
    )
    scopes = AuditScope.objects.exclude(package_code="").values_list("package_code", flat=True)
    assert set(scopes) <= set(Package.objects.values_list("code", flat=True))
    (now,) = [stage for stage in stages_between(AT_WORK, AT_WORK) if "Pembukaan" in stage.name]
    report = WitnessReport.objects.get(state="draft")
    assert report.tender_code == now.schedule.package.code
    assert (report.package_name, report.opening_at) == (now.schedule.package.name, now.starts_at)
    assert Ticket.objects.get(number=report.request_number).tender_code == report.tender_code
    assert missing_parts(report) == ["catatan diteruskan kepada LKPP atau tidak"]
    unopened = Ticket.objects.get(state=TicketState.WAITING_LKPP)
    assert Package.objects.filter(code=unopened.tender_code, schedules__is_current=True).exists()
    listed = StageList.objects.get()
    assert (listed.imported_in.state, listed.imported_in.bad_rows) == (ImportState.FINISHED, 1)
    assert listed.schedules.count() == 7
    pasted = Schedule.objects.get(listed_in=None)
    assert (pasted.is_current, pasted.package.schedules.count()) == (True, 2)
    assert not Package.objects.exclude(name__contains="Contoh").exists()
    client.force_login(User.objects.get(username="ppk"), backend="core.backends.RoleBackend")
    assert now.name in client.get(f"/paket/{report.tender_code}/").content.decode()


def test_it_may_be_loaded_on_a_sunday_evening_and_the_same_seed_gives_the_same_office(demo: Any) -> None:  # noqa: F811
    use_profile("temanggung")
    with time_machine.travel(SUNDAY, tick=False):
        call_command("sync_roles", verbosity=0)
        call_command("load_holidays", verbosity=0)
        with transaction.atomic():
            history_make(seed=7, password=PASSWORD, count=WHOLE)
            first = _course()
            transaction.set_rollback(True)
        assert not Application.objects.exists()
        history_make(seed=7, password=PASSWORD, count=WHOLE)
        assert _course() == first
        assert not Visit.objects.filter(day=clock.today()).exists()
        assert screen_now().waiting == []
        assert Visit.objects.filter(state=VisitState.BOOKED).exists()
        assert states(OfficialRequest) == set(OfficialState.values)
        assert states(ChangeRequest) == set(ChangeState.values)
        assert states(Deactivation) == set(DeactivationState.values)


def test_a_small_office_has_applications_alone(demo: Any) -> None:  # noqa: F811
    use_profile("luwu-utara")
    told = load(count="1")
    for model in (OfficialRequest, Visit, ChangeRequest, Deactivation, Objection, TabularImport, LegalHold):
        assert not model.objects.exists()
    assert told["officials"] == told["visits"] == told["imports"] == []
