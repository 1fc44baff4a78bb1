"""The table of holidays: seeding by decree, estimates, edits that stay, the admin list."""

from datetime import date

import pytest
from django.core.management import call_command
from lokal import holidays as decrees

from core import clock
from core.holidays import holidays_load, seed_days
from core.models import AuditEvent, Holiday

pytestmark = pytest.mark.django_db
LIST = "/admin/core/holiday/"


def form(**changes: object) -> dict[str, object]:
    return {
        "date": "2026-08-11",
        "name": "Hari jadi kabupaten",
        "kind": "local",
        "decree": "Keputusan Bupati Nomor 12 Tahun 2026",
        "source": "",
        "is_observed": "on",
        **changes,
    }


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_decree_gives_every_day_with_its_number(lpse, year: int) -> None:
    holidays_load(years=range(year, year + 1))
    table = decrees.get_holidays(year)
    assert Holiday.objects.count() == len(table.holidays)
    assert set(Holiday.objects.values_list("decree", "is_estimate")) == {(table.decree, False)}
    assert Holiday.objects.filter(kind="collective_leave").count() == 8


def test_a_year_without_a_decree_is_marked_as_an_estimate(lpse) -> None:
    holidays_load(years=range(2028, 2029))
    assert Holiday.objects.filter(date=date(2028, 12, 25), is_estimate=True, decree="").exists()
    assert not Holiday.objects.filter(is_estimate=False).exists()
    assert not Holiday.objects.filter(name__contains="perkiraan").exists()


def test_loading_twice_adds_nothing(lpse, capsys) -> None:
    call_command("load_holidays")
    count = Holiday.objects.count()
    assert count > 60
    call_command("load_holidays")
    assert Holiday.objects.count() == count
    assert "0 holidays added" in capsys.readouterr().out


def test_an_edited_day_is_never_overwritten_or_added_again(sign_in) -> None:
    holidays_load(years=range(2026, 2027))
    day = Holiday.objects.get(date=date(2026, 8, 25))
    client = sign_in("secretariat")
    response = client.post(
        f"{LIST}{day.pk}/change/",
        form(date="2026-08-26", name="Maulid Nabi (digeser)", kind="public", decree="SKB perubahan"),
    )
    assert response.status_code == 302
    assert holidays_load(years=range(2026, 2027)) == 0
    day.refresh_from_db()
    assert (day.date, day.name, day.decree) == (date(2026, 8, 26), "Maulid Nabi (digeser)", "SKB perubahan")
    assert not Holiday.objects.filter(date=date(2026, 8, 25)).exists()
    event = AuditEvent.objects.get(action="holiday.changed")
    assert event.actor == client.user
    assert (event.data["before"]["date"], event.data["after"]["date"]) == ("2026-08-25", "2026-08-26")


def test_estimates_give_way_to_the_decree_and_edited_ones_stay(lpse, monkeypatch) -> None:
    official = list(seed_days(2027))
    monkeypatch.setattr(decrees, "HOLIDAY_YEARS", (2026,))
    holidays_load(years=range(2027, 2028))
    assert Holiday.objects.filter(is_estimate=True).exists()
    kept = Holiday.objects.filter(kind="public").first()
    assert kept is not None
    Holiday.objects.filter(pk=kept.pk).update(edited_at="2026-11-01T00:00Z", name="Sudah disunting")
    monkeypatch.undo()
    holidays_load(years=range(2027, 2028))
    assert Holiday.objects.filter(is_estimate=True).count() == 1
    assert Holiday.objects.filter(is_estimate=False).count() == len(official)


def test_a_local_holiday_closes_the_office_at_once(sign_in) -> None:
    client = sign_in("head")
    assert clock.office_day(date(2026, 8, 11)).openings
    response = client.post(f"{LIST}add/", form())
    assert response.status_code == 302
    clock.forget()
    assert clock.office_day(date(2026, 8, 11)) == clock.OfficeDay((), "Hari jadi kabupaten")
    assert AuditEvent.objects.get(action="holiday.added").actor == client.user


def test_a_local_holiday_without_a_decree_is_refused_beside_its_field_and_nothing_is_lost(sign_in) -> None:
    response = sign_in("head").post(f"{LIST}add/", form(decree=""))
    assert response.status_code == 200
    page = response.content.decode()
    assert "Tulis dasar penetapannya" in page
    assert "Hari jadi kabupaten" in page
    assert not Holiday.objects.exists()


def test_a_day_that_people_added_can_be_removed_and_a_seeded_one_cannot(sign_in) -> None:
    client = sign_in("head")
    holidays_load(years=range(2026, 2027))
    seeded = Holiday.objects.get(date=date(2026, 12, 25))
    local = Holiday.objects.create(date=date(2026, 8, 11), name="Hari jadi", kind="local")
    assert client.post(f"{LIST}{seeded.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{LIST}{local.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Holiday.objects.filter(pk=seeded.pk).exists()
    assert not Holiday.objects.filter(pk=local.pk).exists()
    assert AuditEvent.objects.get(action="holiday.removed").data["name"] == "Hari jadi"


@pytest.mark.parametrize(("role", "status"), [("secretariat", 200), ("deputy", 403), ("verifier", 403)])
def test_only_head_and_secretariat_change_the_calendar(sign_in, role: str, status: int) -> None:
    assert sign_in(role).get(f"{LIST}add/").status_code == status


def test_the_list_shows_twenty_five_days_with_the_same_queries_for_more(sign_in, query_budget) -> None:
    client = sign_in("head")
    holidays_load(years=range(2025, 2031))
    client.get(LIST)
    with query_budget(10):
        response = client.get(LIST)
    assert response.status_code == 200
    assert len(response.context["cl"].result_list) == 25
