"""The counter: an officer types, the walk-in confirms by mail, and nobody else can hand in."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.models import AuditEvent, OutgoingMail, StoredFile, User
from core.refusals import BadInput, Forbidden, Refusal
from registration.enums import ApplicationState as S
from registration.enums import ItemState, Step
from registration.models import Application, CounterEntry
from registration.services.application import Incomplete, application_step_save, application_submit
from registration.services.counter import (
    MOST_CORRECTIONS,
    MOST_LINKS,
    counter_address_correct,
    counter_confirm,
    counter_find,
    counter_link_send,
    counter_start,
)
from registration.services.deadlines import deadlines_keep
from registration.services.items import item_upload
from registration.services.signup import LinkExpired
from tests.core.samples import pdf
from tests.support.applications import filled
from tests.verification import cases
from verification.services.decisions import decision_approve, decision_reject
from verification.services.holding import review_claim

pytestmark = pytest.mark.django_db
PASSWORD = "empat kata yang mudah diingat"


@pytest.fixture
def officer(sign_in) -> User:
    return sign_in(
        "verifier",
    ).user


@pytest.fixture
def entered(officer: User) -> Application:
    """Typed to the end, with every document."""
    row = counter_start(actor=officer, kind="business_entity", email="Walkin@Contoh.id", full_name="Rahmat Hidayat")
    Application.objects.filter(pk=row.pk).update(**filled())
    row.licences.create(kind="nib", number="1234567890123")
    row.items.update(state=ItemState.HANDED_IN)
    return Application.objects.get(pk=row.pk)


def sent_token() -> str:
    mail = OutgoingMail.objects.filter(kind="application.counter").latest("pk")
    found = re.search(r"/daftar/loket/([\w-]+)/", mail.body)
    assert found
    return found[1]


def test_the_draft_belongs_to_the_walk_in_and_says_who_typed_it(officer) -> None:
    row = counter_start(actor=officer, kind="individual", email=" Walkin@Contoh.id", full_name="  Rahmat   Hidayat ")
    assert (row.state, row.entered_by, row.owner.email) == (S.DRAFT, officer, "walkin@contoh.id")
    assert row.owner.full_name == "Rahmat Hidayat"
    assert not row.owner.has_usable_password()
    assert (row.privacy_version, row.privacy_accepted_at) == ("", None)
    assert row.due_at is not None
    assert CounterEntry.objects.get().officer == officer
    assert not OutgoingMail.objects.exists()
    assert AuditEvent.objects.filter(action="counter.started", actor=officer, object_number=row.number).exists()


@pytest.mark.parametrize("role", ["head", "support", "vendor"])
def test_only_officers_of_the_unit_enter(role: str, officer, make_account) -> None:
    with pytest.raises(Forbidden):
        counter_start(actor=make_account(role), kind="individual", email="a@contoh.id", full_name="A")


@pytest.mark.parametrize(
    ("given", "field"),
    [({"kind": "lain"}, "kind"), ({"email": "bukan surel"}, "email"), ({"full_name": " "}, "full_name")],
)
def test_what_is_malformed_is_refused_beside_its_field(officer, given: dict[str, str], field: str) -> None:
    words = {"kind": "individual", "email": "a@contoh.id", "full_name": "A", **given}
    with pytest.raises(BadInput) as refusal:
        counter_start(actor=officer, **words)
    assert refusal.value.field == field
    assert not Application.objects.exists()


def test_an_address_with_an_account_is_not_taken_over(officer, make_account) -> None:
    known = make_account("vendor", email="ada@contoh.id")
    with pytest.raises(BadInput, match="sudah mempunyai akun"):
        counter_start(actor=officer, kind="individual", email="ADA@contoh.id", full_name="A")
    assert User.objects.filter(email=known.email).count() == 1


def test_the_officer_who_entered_fills_in_and_no_colleague_does(officer, make_account, entered) -> None:
    application_step_save(application=entered, step=Step.IDENTITY, data={"name": "Maju Jaya"}, actor=officer)
    entered.refresh_from_db()
    assert entered.name == "Maju Jaya"
    for other in (make_account("verifier"), make_account("vendor")):
        with pytest.raises(Forbidden):
            application_step_save(application=entered, step=Step.IDENTITY, data={"name": "Lain"}, actor=other)


def test_a_scan_brought_by_the_officer_is_the_vendors_and_the_trail_says_who_brought_it(entered, officer) -> None:
    upload = SimpleUploadedFile("ktp.pdf", pdf(), content_type="application/pdf")
    row = item_upload(application=entered, key="ktp", upload=upload, actor=officer)
    assert row.file.owner == entered.owner
    event = AuditEvent.objects.get(action="file.received", object_number=row.file.public_id)
    assert event.actor == officer
    assert StoredFile.objects.get().state == "quarantined"


def test_the_officer_cannot_hand_in(entered, officer) -> None:
    with pytest.raises(Forbidden):
        application_submit(application=entered, actor=officer, declaration_accepted=True)
    assert Application.objects.get(pk=entered.pk).state == S.DRAFT


def test_the_link_is_sent_only_when_nothing_is_missing(entered, officer) -> None:
    Application.objects.filter(pk=entered.pk).update(signatory_name="")
    with pytest.raises(Incomplete):
        counter_link_send(application=entered, actor=officer)
    assert not OutgoingMail.objects.exists()


def test_the_owner_confirms_and_only_then_it_is_handed_in(entered, officer) -> None:
    counter_link_send(application=entered, actor=officer)
    token = sent_token()
    assert counter_find(token).application == entered
    done = counter_confirm(token=token, password=PASSWORD, declaration_accepted=True)
    assert (done.state, done.privacy_version != "", done.entered_by) == (S.SUBMITTED, True, officer)
    assert User.objects.get(pk=entered.owner_id).check_password(PASSWORD)
    actions = AuditEvent.objects.filter(action="application.submitted", actor_id=entered.owner_id)
    assert actions.count() == 1
    with pytest.raises(LinkExpired):
        counter_confirm(token=token, password=PASSWORD, declaration_accepted=True)
    with pytest.raises(Forbidden):
        application_step_save(application=done, step=Step.IDENTITY, data={"name": "Lain"}, actor=officer)


@pytest.mark.parametrize(
    ("password", "accepted", "field"), [("pendek", True, "password"), (PASSWORD, False, "declaration")]
)
def test_a_refused_confirmation_changes_nothing(entered, officer, password: str, accepted: bool, field: str) -> None:
    counter_link_send(application=entered, actor=officer)
    with pytest.raises(BadInput) as refusal:
        counter_confirm(token=sent_token(), password=password, declaration_accepted=accepted)
    assert refusal.value.field == field
    assert not User.objects.get(pk=entered.owner_id).has_usable_password()
    assert counter_find(sent_token())


def test_something_wrong_is_set_right_first(entered, officer) -> None:
    counter_link_send(application=entered, actor=officer)
    row = counter_confirm(token=sent_token(), password=PASSWORD, declaration_accepted=False, hand_in=False)
    assert row.state == S.DRAFT
    assert CounterEntry.objects.get().confirmed_at is not None
    with pytest.raises(Forbidden):
        counter_link_send(application=row, actor=officer)


def test_a_link_lives_the_profiles_hours_and_the_next_one_replaces_it(entered, officer, lpse) -> None:
    counter_link_send(application=entered, actor=officer)
    first = sent_token()
    counter_link_send(application=entered, actor=officer)
    with pytest.raises(LinkExpired):
        counter_find(first)
    later = timezone.now() + timedelta(hours=lpse.limits.confirmation_hours, minutes=1)
    with time_machine.travel(later, tick=False), pytest.raises(LinkExpired):
        counter_find(sent_token())


def test_a_wrong_address_is_corrected_and_the_old_link_is_dead(entered, officer) -> None:
    counter_link_send(application=entered, actor=officer)
    old = sent_token()
    row = counter_address_correct(application=entered, actor=officer, email="benar@contoh.id")
    assert User.objects.get(pk=row.owner_id).email == "benar@contoh.id"
    with pytest.raises(LinkExpired):
        counter_find(old)
    counter_link_send(application=Application.objects.get(pk=row.pk), actor=officer)
    assert OutgoingMail.objects.latest("pk").to == "benar@contoh.id"


def test_links_and_corrections_have_their_limits(entered, officer) -> None:
    for _ in range(MOST_LINKS):
        counter_link_send(application=entered, actor=officer)
    with pytest.raises(Refusal) as refusal:
        counter_link_send(application=entered, actor=officer)
    assert refusal.value.code == "too_often"
    for number in range(MOST_CORRECTIONS):
        counter_address_correct(application=entered, actor=officer, email=f"a{number}@contoh.id")
    with pytest.raises(Refusal, match="beberapa kali hari ini"):
        counter_address_correct(application=entered, actor=officer, email="lagi@contoh.id")


def test_an_account_in_use_keeps_its_address(entered, officer) -> None:
    entered.owner.set_password(PASSWORD)
    entered.owner.save(update_fields=["password"])
    with pytest.raises(Refusal) as refusal:
        counter_address_correct(application=entered, actor=officer, email="benar@contoh.id")
    assert refusal.value.code == "account_used"


def test_unconfirmed_it_lapses_by_rule_as_any_draft(entered, officer) -> None:
    counter_link_send(application=entered, actor=officer)
    token = sent_token()
    for days in (26, 31, 33):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            deadlines_keep()
            OutgoingMail.objects.update(work_state="done", sent_at=timezone.now())
            deadlines_keep()
    assert Application.objects.get(pk=entered.pk).state == S.EXPIRED
    with pytest.raises(LinkExpired):
        counter_find(token)


def test_whoever_entered_it_cannot_decide_but_a_colleague_can(entered, officer, make_account) -> None:
    counter_link_send(application=entered, actor=officer)
    row = counter_confirm(token=sent_token(), password=PASSWORD, declaration_accepted=True)
    for item in row.items.all():
        cases.hand_in(item)
    row = cases.review_all(row, officer)
    with pytest.raises(Forbidden, match="tidak mengisi pendaftaran"):
        decision_approve(application=row, actor=officer, user_id="CAHAYA01")
    with pytest.raises(Forbidden):
        decision_reject(application=row, actor=officer, reason_code="not_registered_online", note="Belum.")
    colleague = make_account("verifier")
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        review_claim(application=row, actor=colleague)
        assert decision_approve(application=row, actor=colleague, user_id="CAHAYA01").entered_by == officer


@pytest.mark.django_db(transaction=True)
def test_of_two_confirmations_at_once_one_counts(entered, officer) -> None:
    counter_link_send(application=entered, actor=officer)
    token, told = sent_token(), []
    start = threading.Barrier(2)

    def confirm() -> None:
        try:
            start.wait(10)
            counter_confirm(token=token, password=PASSWORD, declaration_accepted=True)
        except LinkExpired as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert told == ["link_expired"]
    assert OutgoingMail.objects.filter(kind="application.submitted").count() == 1


def test_the_page_behind_the_link_shows_all_of_it_and_signs_in(entered, officer) -> None:
    counter_link_send(application=entered, actor=officer)
    visitor = Client()
    response = visitor.get(f"/daftar/loket/{sent_token()}/")
    assert (response.status_code, response.headers["Location"]) == (302, "/daftar/loket/")
    html = visitor.get("/daftar/loket/").content.decode()
    for words in ("Cahaya Sawerigading", "walkin@contoh.id", "Jalan Simpurusiang Nomor 12", "CAHAYA01"):
        assert words in html
    refused = visitor.post("/daftar/loket/", {"password": PASSWORD})
    assert "Centang pernyataan" in refused.content.decode()
    done = visitor.post("/daftar/loket/", {"password": PASSWORD, "declaration": "on"})
    assert done.headers["Location"] == f"/pendaftaran/{entered.number}/diserahkan/"
    assert visitor.get(done.headers["Location"]).status_code == 200
    assert Client().get("/daftar/loket/").status_code == 404
    assert Client().get("/daftar/loket/tautan-yang-salah/").status_code == 404
