"""What ended without a decision leaves no personal data behind; the record of it stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from core import erasure as core_erasure
from core import profile
from core.enums import FileState
from core.files.services import file_receive
from core.models import AuditEvent, ErasureOrder, LegalHold, ProfileVersion, StoredFile, User
from core.refusals import Refusal
from core.registries import erasers
from registration.enums import ApplicationState as S
from registration.enums import FormKind
from registration.models import Application, DocumentFile, EmailConfirmation, Licence, PreparedForm
from registration.services.erasure import (
    ERASED_AFTER,
    application_erase,
    closed_erase,
    erased_values,
    person_erase,
    unconfirmed_forget,
)
from registration.services.prepared_forms import form_prepare
from registration.tasks import erase_by_rule
from tests.core.samples import pdf
from tests.support.applications import NIK, NPWP

pytestmark = pytest.mark.django_db(transaction=True)
LATER = ERASED_AFTER + timedelta(hours=1)


@pytest.fixture
def closed(make_application, settings) -> Application:
    """A withdrawn application with a file and a printed form."""
    application = make_application(state=S.WITHDRAWN)
    file = file_receive(
        upload=SimpleUploadedFile("KTP Rahmat Hidayat.pdf", pdf(), "application/pdf"),
        owner=application.owner,
        case_number=application.number,
    )
    DocumentFile.objects.create(item=application.items.get(key="ktp"), file=file)
    form_prepare(kind=FormKind.REGISTRATION, application=application)
    return application


def stored_bytes(settings) -> list[Path]:
    return [path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()]


def test_everything_typed_and_every_file_goes_and_the_record_stays(closed, settings) -> None:
    assert len(stored_bytes(settings)) == 1
    with time_machine.travel(timezone.now() + LATER, tick=False):
        assert closed_erase() == 1
    fresh = Application.objects.get(pk=closed.pk)
    assert fresh.erased_at is not None
    assert (fresh.number, fresh.state, fresh.kind, fresh.closed_at) == (
        closed.number,
        S.WITHDRAWN,
        closed.kind,
        closed.closed_at,
    )
    for name, value in erased_values().items():
        assert getattr(fresh, name) == value, name
    assert not Licence.objects.exists()
    assert not PreparedForm.objects.exists()
    assert stored_bytes(settings) == []
    file = StoredFile.objects.get()
    assert (file.state, file.original_name) == (FileState.ERASED, "dihapus")
    event = AuditEvent.objects.get(action="application.erased")
    assert event.data == {"reason": "berakhir tanpa keputusan", "files": 1}


def test_no_planted_value_is_found_in_any_table_of_registration(closed) -> None:
    application_erase(application=closed, actor=None, reason="uji")
    planted = ("Sawerigading", "Rahmat", "Simpurusiang", "AHU-0012345", "1234567890123", "CAHAYA01", NIK, NPWP)
    with connection.cursor() as cursor:
        for table in ("application", "licence", "documentitem", "documentfile", "preparedform"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM registration_{table} t")  # noqa: S608
            text = cursor.fetchone()[0]
            for value in planted:
                assert value not in text, (table, value)


def test_a_new_column_is_erased_unless_it_is_named_as_kept() -> None:
    values = erased_values()
    assert {"name", "npwp", "npwp_hash", "signatory_nik", "signatory_nik_hash", "street", "deed_notary"} <= set(values)
    assert not {"number", "state", "owner", "closed_at", "office_minutes"} & set(values)


def test_it_waits_a_week_and_running_twice_is_harmless(closed) -> None:
    assert closed_erase() == 0
    with time_machine.travel(timezone.now() + LATER, tick=False):
        assert closed_erase() == 1
        assert closed_erase() == 0
        erase_by_rule()
    assert AuditEvent.objects.filter(action="application.erased").count() == 1


@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED, S.UNDER_REVIEW, S.RETURNED, S.APPROVED, S.REJECTED])
def test_what_runs_or_was_decided_is_not_touched(make_application, state: str) -> None:
    application = make_application(state=state)
    with time_machine.travel(timezone.now() + timedelta(days=400), tick=False):
        assert closed_erase() == 0
    with pytest.raises(ValueError, match=application.number):
        application_erase(application=application, actor=None, reason="uji")
    application.refresh_from_db()
    assert application.name == "Cahaya Sawerigading"


# Requests that were never confirmed


def test_a_request_whose_link_was_not_used_vanishes_after_the_hours_of_the_profile(lpse) -> None:
    now = timezone.now()
    EmailConfirmation.objects.create(
        email="a@contoh.id", kind="individual", token_hash="1" * 64, privacy_version="1", expires_at=now
    )
    with time_machine.travel(now + timedelta(hours=47), tick=False):
        assert unconfirmed_forget() == 0
    with time_machine.travel(now + timedelta(hours=49), tick=False):
        assert unconfirmed_forget() == 1
        assert unconfirmed_forget() == 0


# A person asks for it


def test_a_person_who_asks_loses_what_was_not_decided(make_application) -> None:
    draft, other = make_application(), make_application()
    withdrawn = make_application(state=S.WITHDRAWN, owner=draft.owner)
    person_erase(draft.owner.person)
    for application in (draft, withdrawn, other):
        application.refresh_from_db()
    assert (draft.state, bool(draft.erased_at), draft.name) == (S.WITHDRAWN, True, "")
    assert (bool(withdrawn.erased_at), withdrawn.name) == (True, "")
    assert (other.state, other.name) == (S.DRAFT, "Cahaya Sawerigading")
    person_erase(draft.owner.person)


def test_what_an_officer_holds_is_refused_with_the_reason(make_application) -> None:
    application = make_application(state=S.UNDER_REVIEW)
    with pytest.raises(Refusal, match="sedang diperiksa"):
        person_erase(application.owner.person)
    application.refresh_from_db()
    assert (application.state, application.name) == (S.UNDER_REVIEW, "Cahaya Sawerigading")


# The archive: a person's decided cases follow their retention


@pytest.fixture
def leaders(make_account) -> tuple[User, User]:
    return make_account("head"), make_account("deputy")


def erase(application: Application, leaders: tuple[User, User]) -> None:
    core_erasure.person_erase(
        person=application.owner.person, actor=leaders[0], asked_by=leaders[1], reason="permintaan tertulis"
    )


@pytest.mark.parametrize("state", [S.APPROVED, S.REJECTED])
def test_a_decided_case_is_kept_until_its_day_and_then_goes_with_the_person(make_application, leaders, state) -> None:
    application = make_application(state=state, decided_at=datetime(2024, 2, 29, 3, 0, tzinfo=UTC))
    day = datetime(2026, 3, 1, tzinfo=UTC) if state == S.REJECTED else datetime(2029, 12, 31, tzinfo=UTC)
    with time_machine.travel(day - timedelta(days=1), tick=False), pytest.raises(Refusal, match="wajib disimpan") as no:
        erase(application, leaders)
    assert "Pasal 27" in no.value.message
    assert not ErasureOrder.objects.exists()
    with time_machine.travel(day, tick=False):
        erase(application, leaders)
    application.refresh_from_db()
    assert (application.name, bool(application.erased_at), application.state) == ("", True, state)
    order = ErasureOrder.objects.get()
    assert (order.approved_by, order.proposed_by, order.case_number) == (*leaders, application.number)
    assert "permintaan tertulis" in order.basis


@pytest.mark.parametrize("fate", ["keep", "review"])
def test_a_class_that_does_not_destroy_keeps_the_person(make_application, leaders, fate: str) -> None:
    application = make_application(state=S.REJECTED, decided_at=datetime(2014, 2, 28, 3, 0, tzinfo=UTC))
    data = profile.dump(profile.current())
    data["retention"]["registration_rejected"]["fate"] = fate
    ProfileVersion.objects.create(slug="luwu-utara", data=data, reason="uji")
    profile.forget()
    with pytest.raises(Refusal, match="nasib akhir"):
        erase(application, leaders)


@pytest.mark.parametrize("state", [S.DRAFT, S.WITHDRAWN, S.REJECTED])
def test_a_hold_keeps_the_person_and_its_reason_is_told(make_application, leaders, state: str) -> None:
    at = {"decided_at": datetime(2014, 2, 28, 3, 0, tzinfo=UTC)} if state == S.REJECTED else {}
    application = make_application(state=state, **at)
    LegalHold.objects.create(case_number=application.number, reason="Audit BPK", set_by=leaders[0])
    with pytest.raises(Refusal, match="Audit BPK"):
        erase(application, leaders)
    with time_machine.travel(timezone.now() + LATER, tick=False):
        assert closed_erase() == 0
    application.refresh_from_db()
    assert (application.erased_at, application.name) == (None, "Cahaya Sawerigading")


def test_erasing_a_person_asks_registration() -> None:
    assert person_erase in erasers()
