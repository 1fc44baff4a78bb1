"""/persyaratan/kinerja/ computes its figures by month, and keeps silent where a figure would point at one applicant."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from core.models import User
from registration.enums import ApplicationState as S
from registration.models import Application
from registration.monthly import MONTHS, bars, months
from registration.selectors import FEWEST_DECISIONS, figures

pytestmark = pytest.mark.django_db
ADDRESS = "/persyaratan/kinerja/"
NOW = "2026-11-25 10:00+08:00"


@pytest.fixture
def decided(make_account: Callable[..., User], lpse) -> Callable[..., None]:
    owner = make_account("vendor")

    def make(at: datetime, *minutes: int, returned: int = 0, state: str = S.APPROVED) -> None:
        start = Application.objects.count()
        Application.objects.bulk_create(
            Application(
                number=f"REG-T-{start + index}", owner=owner, entered_by=owner, kind="individual", state=state,
                confirmed_at=at, submitted_at=at, first_submitted_at=at, decided_at=at, office_minutes=taken,
                returned_at=at if index < returned else None,
            )
            for index, taken in enumerate(minutes)
        )  # fmt: skip

    return make


@time_machine.travel(NOW, tick=False)
def test_right_first_time_is_the_share_that_was_never_returned(decided) -> None:
    decided(timezone.now() - timedelta(days=2), 30, 60, 90, 120, 600, returned=1)
    decided(timezone.now() - timedelta(days=1), 60, 60, 60, state=S.REJECTED)
    assert figures().first_time_percent == 88
    assert figures().decided == 8


@time_machine.travel(NOW, tick=False)
def test_fewer_than_five_decisions_give_no_share(decided) -> None:
    decided(timezone.now(), *[60] * (FEWEST_DECISIONS - 1))
    assert figures().first_time_percent is None


@time_machine.travel(NOW, tick=False)
def test_twelve_months_end_with_this_one_and_a_month_follows_the_local_calendar(decided, lpse) -> None:
    # 23:30 UTC of 31 October is already November in Masamba.
    decided(datetime.fromisoformat("2026-10-31T23:30+00:00"), 60, 120, 180, 240, 300, returned=2)
    decided(datetime.fromisoformat("2025-11-30T10:00+08:00"), *[60] * 9)
    found = months()
    assert len(found) == MONTHS
    assert (found[0].label, found[-1].label) == ("Desember 2025", "November 2026")
    last = found[-1]
    assert (last.decided, last.median_minutes, last.first_time_percent, last.median_words) == (5, 180, 60, "3 jam")
    assert all(month.decided == 0 for month in found[:-1])


@time_machine.travel(NOW, tick=False)
def test_a_month_with_too_few_decisions_says_only_that(client, decided, lpse) -> None:
    caches["local"].clear()
    decided(datetime.fromisoformat("2026-09-10T10:00+08:00"), *[777] * (FEWEST_DECISIONS - 1))
    month = months()[-3]
    assert month.is_hidden
    assert (month.decided, month.median_minutes, month.first_time_percent) == (None, None, None)
    html = client.get(ADDRESS).content.decode()
    assert "kurang dari 5, tidak ditampilkan" in html
    assert "12 jam 57 menit" not in html
    assert bars(months()) == []


@time_machine.travel(NOW, tick=False)
def test_the_page_has_a_drawing_its_table_and_the_meaning_of_each_figure(client, decided, lpse) -> None:
    caches["local"].clear()
    decided(datetime.fromisoformat("2026-10-10T10:00+08:00"), *[60] * 5)
    decided(datetime.fromisoformat("2026-11-10T10:00+08:00"), *[120] * 5, returned=1)
    drawn = bars(months())
    assert [bar.height for bar in drawn if bar.height] == [40, 80]
    assert [bar.word for bar in drawn][-2:] == ["1,0", "2,0"]
    response = client.get(ADDRESS)
    html = response.content.decode()
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert html.count('<rect class="chart-bar"') == MONTHS
    assert '<th scope="row">November 2026</th>' in html
    for words in ("Menunggu kami", "Waktu sampai keputusan", "Langsung lengkap", "Diputuskan"):
        assert f"<dt>{words}</dt>" in html


def test_it_costs_three_reads_for_the_first_stranger_and_none_for_the_next(
    client, lpse, django_assert_num_queries
) -> None:
    caches["local"].clear()
    client.get("/persyaratan/")
    with django_assert_num_queries(3):
        assert client.get(ADDRESS).status_code == 200
    with django_assert_num_queries(0):
        assert client.get(ADDRESS).status_code == 200
    assert client.post(ADDRESS).status_code == 405


def test_front_page_and_requirements_lead_to_it(client, make_application) -> None:
    caches["local"].clear()
    make_application(state=S.SUBMITTED)
    assert f'href="{ADDRESS}"' in client.get("/").content.decode()
    assert f'href="{ADDRESS}"' in client.get("/persyaratan/").content.decode()
