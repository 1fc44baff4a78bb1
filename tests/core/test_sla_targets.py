"""The table of targets: first values, new ones that end the old, no overlap, no rewriting; and its admin page."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from core.models import AuditEvent, Holiday, SlaTarget, User
from core.profile import shipped
from core.refusals import BadInput, Forbidden
from core.sla import target_save, targets_in_table, targets_load, targets_stamp
from tests.support.people import use_profile

pytestmark = pytest.mark.django_db
ADD = "/admin/core/slatarget/add/"


def fields(**changes: object) -> dict[str, object]:
    return {"priority": "high", "kind": "response", "minutes": 20, "valid_from": clock.today(), **changes}


def day(at: date) -> str:
    return f"{at:%d-%m-%Y}"


def posted(**changes: object) -> dict[str, object]:
    return {**fields(), "valid_from": day(clock.today()), "valid_until": "", **changes}


@pytest.mark.parametrize("slug", ["luwu-utara", "temanggung"])
def test_the_first_values_are_those_of_the_profile_once(slug: str, db: None) -> None:
    use_profile(slug)
    call_command("load_profile")
    assert {f"{row.priority}_{row.kind}": row.minutes for row in SlaTarget.objects.all()} == shipped(slug).sla
    assert targets_load() == 0
    assert AuditEvent.objects.filter(action="sla_target.loaded").count() == 1


def test_a_new_target_ends_the_one_before_it(sign_in: Callable[..., Client]) -> None:
    client = sign_in("head")
    targets_load()
    tomorrow = clock.today() + timedelta(days=1)
    response = client.post(ADD, posted(valid_from=day(tomorrow)))
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert response.status_code == 302, response.content.decode()
    old, new = SlaTarget.objects.filter(priority="high", kind="response").order_by("valid_from")
    assert (old.minutes, old.valid_until) == (30, clock.today())
    assert (new.minutes, new.valid_from, new.valid_until) == (20, tomorrow, None)
    assert set(AuditEvent.objects.filter(object_type="sla_target").values_list("action", flat=True)) == {
        "sla_target.loaded",
        "sla_target.ended",
        "sla_target.added",
    }
    assert "Target layanan ditetapkan" in client.get(f"/admin/core/slatarget/{new.pk}/history/").content.decode()
    assert "20" in client.get("/admin/core/slatarget/").content.decode()


def test_what_is_in_force_is_ended_and_not_rewritten(sign_in: Callable[..., Client]) -> None:
    client = sign_in("head")
    targets_load()
    row = SlaTarget.objects.get(priority="low", kind="resolution")
    page = f"/admin/core/slatarget/{row.pk}/change/"
    assert 'name="minutes"' not in client.get(page).content.decode()
    assert client.post(page, {"minutes": 5, "valid_until": day(clock.today())}).status_code == 302
    row.refresh_from_db()
    assert (row.minutes, row.valid_until) == (2250, clock.today())
    row.minutes = 5
    with pytest.raises(BadInput, match="tidak ditulis ulang"):
        target_save(target=row, actor=client.user)  # type: ignore[attr-defined]


def test_a_mistake_is_named_beside_its_field_and_what_was_typed_stays(sign_in: Callable[..., Client]) -> None:
    client = sign_in("head")
    targets_load()
    html = client.post(ADD, posted(minutes=0)).content.decode()
    assert "paling sedikit 1" in html
    html = client.post(ADD, posted(minutes=45, valid_from="01-01-2020")).content.decode()
    assert "Target baru mulai hari ini" in html
    assert 'value="45"' in html
    assert SlaTarget.objects.count() == 6


def test_twice_is_refused_in_words(sign_in: Callable[..., Client]) -> None:
    client = sign_in("head")
    targets_load()
    assert client.post(ADD, posted()).status_code == 302
    assert "Pilih tanggal yang lebih akhir" in client.post(ADD, posted()).content.decode()
    assert SlaTarget.objects.count() == 7


def test_a_future_target_may_be_corrected(sign_in: Callable[..., Client]) -> None:
    client = sign_in("head")
    user: User = client.user  # type: ignore[attr-defined]
    row = target_save(target=SlaTarget(**fields(valid_from=clock.today() + timedelta(days=9))), actor=user)
    row.minutes = 25
    target_save(target=row, actor=user)
    assert AuditEvent.objects.filter(action="sla_target.changed").get().data["before"]["minutes"] == "20"


def test_only_the_head_sets_targets(sign_in: Callable[..., Client]) -> None:
    client = sign_in("deputy")
    assert client.get("/admin/core/slatarget/").status_code == 200
    assert client.get(ADD).status_code == 403
    with pytest.raises(Forbidden):
        target_save(target=SlaTarget(**fields()), actor=client.user)  # type: ignore[attr-defined]


def test_the_database_refuses_two_targets_at_once(lpse: object) -> None:
    SlaTarget.objects.create(**fields(valid_from=date(2026, 1, 1), valid_until=date(2026, 6, 30)))
    SlaTarget.objects.create(**fields(valid_from=date(2026, 7, 1)))
    SlaTarget.objects.create(**fields(valid_from=date(2026, 7, 1), kind="resolution"))
    with pytest.raises(IntegrityError, match="slatarget_one_at_a_time"), transaction.atomic():
        SlaTarget.objects.create(**fields(valid_from=date(2026, 6, 30), valid_until=date(2026, 6, 30)))
    assert len(targets_in_table()) == 3


def test_the_fingerprint_changes_with_holidays_and_targets(lpse: object, make_account: Callable[..., User]) -> None:
    first = targets_stamp()
    assert targets_stamp() == first
    with time_machine.travel(timedelta(seconds=10)):
        Holiday.objects.create(date=date(2027, 3, 3), name="Libur uji", kind="local")
        clock.forget()
        assert targets_stamp() != first
