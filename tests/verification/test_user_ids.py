"""The register of SPSE User IDs: what may stand in it, and the record of their activation in SPSE."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from core.clock import today
from core.models import AuditEvent
from core.refusals import BadInput, Forbidden
from core.transitions import WrongState
from verification.models import UserId
from verification.services.decisions import decision_approve
from verification.services.user_ids import user_id_activation_record, user_id_normalise


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("cahaya1", "CAHAYA1"), ("  PT-CAHAYA.01_x ", "PT-CAHAYA.01_X"), ("abc", "ABC"), ("a" * 30, "A" * 30)],
)
def test_a_user_id_is_kept_in_upper_case_without_blanks_around_it(typed: str, kept: str) -> None:
    assert user_id_normalise(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ab",
        "a" * 31,
        "| |?#BERSAUDARA",
        "PT CAHAYA",
        "САHАYА1",  # Cyrillic letters that look like Latin ones
        "CAHAYA\u200b1",
        "ＣＡＨＡＹＡ",
        "ıstanbul",
        "CAHAYA1\nX",
        "straße1",
        "شركة123",
    ],
)
def test_signs_that_spse_stumbles_over_are_refused_with_the_way_out(typed: str) -> None:
    with pytest.raises(BadInput, match="menggantinya di SPSE") as caught:
        user_id_normalise(typed)
    assert caught.value.field == "user_id"


@pytest.fixture
def entry(reviewed, officer) -> UserId:
    """A User ID as an approval enters it."""
    return decision_approve(application=reviewed, actor=officer, user_id="CAHAYA1").user_id


@pytest.mark.django_db
def test_the_activation_records_who_did_it_in_spse_and_who_wrote_it_down(entry, colleague) -> None:
    row = user_id_activation_record(
        user_id=entry, actor=colleague, activated_on=today(), activated_by_name="  Admin   PPE "
    )
    assert (row.state, row.activated_by_name, row.activation_recorded_by) == ("active", "Admin PPE", colleague)
    event = AuditEvent.objects.get(action="user_id.activated")
    assert (event.object_number, event.data["activated_by"]) == ("CAHAYA1", "Admin PPE")


@pytest.mark.django_db
def test_an_activation_is_recorded_once(entry, officer) -> None:
    user_id_activation_record(user_id=entry, actor=officer, activated_on=today(), activated_by_name="Admin PPE")
    with pytest.raises(WrongState, match="sudah dicatat"):
        user_id_activation_record(user_id=entry, actor=officer, activated_on=today(), activated_by_name="Lain")
    entry.refresh_from_db()
    assert entry.activated_by_name == "Admin PPE"
    assert AuditEvent.objects.filter(action="user_id.activated").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-1, 1])
def test_an_activation_lies_between_the_decision_and_today(entry, officer, days: int) -> None:
    with pytest.raises(BadInput) as caught:
        user_id_activation_record(
            user_id=entry, actor=officer, activated_on=today() + timedelta(days=days), activated_by_name="Admin"
        )
    assert caught.value.field == "activated_on"


@pytest.mark.django_db
def test_an_activation_names_somebody_and_only_the_unit_records_it(entry, officer, make_account) -> None:
    with pytest.raises(BadInput) as caught:
        user_id_activation_record(user_id=entry, actor=officer, activated_on=today(), activated_by_name=" ")
    assert caught.value.field == "activated_by_name"
    with pytest.raises(Forbidden):
        user_id_activation_record(
            user_id=entry, actor=make_account("head"), activated_on=today(), activated_by_name="Admin"
        )
    entry.refresh_from_db()
    assert entry.state == "recorded"


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["cahaya1", "CAHAYA 1", "САHАYА1", "AB"])
def test_the_database_holds_plain_user_ids_only(entry, value: str) -> None:
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        UserId.objects.filter(pk=entry.pk).update(value=value)


@pytest.mark.django_db
def test_an_entry_is_never_deleted(entry) -> None:
    with pytest.raises(InternalError), transaction.atomic():
        entry.delete()
    assert UserId.objects.count() == 1
