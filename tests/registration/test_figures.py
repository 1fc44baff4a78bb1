"""The figures of the office are computed from the rows, and cost the same over a thousand and a hundred thousand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from core.models import User
from registration.admin import ApplicationAdmin
from registration.bringing import figures_panel
from registration.clock import first_deadline
from registration.enums import ApplicationState as S
from registration.models import Application
from registration.selectors import FEWEST_DECISIONS, figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(make_account: Callable[..., User], lpse) -> Callable[..., None]:
    owner = make_account("vendor")

    def make(*minutes: int, days_ago: int = 1) -> None:
        now = timezone.now() - timedelta(days=days_ago)
        start = Application.objects.count()
        Application.objects.bulk_create(
            Application(
                number=f"REG-T-{start + index}", owner=owner, entered_by=owner, kind="individual", state=S.APPROVED,
                confirmed_at=now, submitted_at=now, first_submitted_at=now, decided_at=now, office_minutes=taken,
            )
            for index, taken in enumerate(minutes)
        )  # fmt: skip

    return make


def test_the_median_of_the_last_decisions_in_working_time(decided) -> None:
    decided(30, 60, 90, 600, 4000)
    now = figures()
    assert (now.waiting, now.median_minutes, now.decided) == (0, 90, 5)
    assert now.median_words == "1 jam 30 menit"


def test_too_few_decisions_say_nothing(decided) -> None:
    decided(*[60] * (FEWEST_DECISIONS - 1))
    assert figures().median_minutes is None
    assert figures().median_words == ""


def test_old_decisions_do_not_count(decided) -> None:
    decided(*[60] * 10, days_ago=91)
    assert figures().decided == 0


def test_those_with_the_office_wait_and_nobody_else(make_application) -> None:
    for state in S:
        make_application(state=state)
    assert figures().waiting == 2


def test_the_front_page_shows_the_figures_once_there_are_any(client, lpse, decided, make_application) -> None:
    assert figures_panel() is None
    assert "Menunggu kami" not in client.get("/").content.decode()
    decided(*[90] * 5)
    make_application(state=S.SUBMITTED)
    panel = figures_panel()
    assert panel is not None
    assert (panel["figures"].waiting, panel["figures"].median_words) == (1, "1 jam 30 menit")


def test_both_reads_use_their_index_over_a_hundred_thousand_rows(make_account, lpse) -> None:
    owner = make_account("vendor")
    first = Application.objects.create(
        number="REG-0", owner=owner, entered_by=owner, kind="individual", confirmed_at=timezone.now(),
        due_at=first_deadline(timezone.now(), lpse),
    )  # fmt: skip
    fields = Application._meta.local_concrete_fields
    columns = [field.column for field in fields if field.column != "id" and not field.generated]
    vendors = ",".join(str(make_account("vendor").pk) for _ in range(20))
    changed = {
        "owner_id": f"CASE WHEN n %% 5000 = 0 THEN (ARRAY[{vendors}])[n / 5000] ELSE owner_id END",
        "number": "'REG-' || n",
        "state": "CASE WHEN n %% 5000 = 0 THEN 'submitted' ELSE 'approved' END",
        "due_at": "NULL::timestamptz",
        "submitted_at": "now() - n * interval '5 minutes'",
        "first_submitted_at": "now() - n * interval '5 minutes'",
        "decided_at": "CASE WHEN n %% 5000 = 0 THEN NULL ELSE now() - n * interval '1 minute' END",
        "office_minutes": "n %% 1000",
        "name": "CASE WHEN n = 77 THEN 'Cahaya Sawerigading' ELSE 'Usaha ' || md5(n::text) END",
        "npwp_hash": "md5(n::text)",
    }
    values = ", ".join(changed.get(column, column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO registration_application ({', '.join(columns)}) SELECT {values} "  # noqa: S608 - own column names
            "FROM registration_application, generate_series(1, 100000) n WHERE registration_application.id = %s",
            [first.pk],
        )
        cursor.execute("ANALYZE registration_application")
    register, request = ApplicationAdmin(Application, admin.site), RequestFactory().get("/")
    last = Application.objects.filter(decided_at__isnull=False, decided_at__gte=timezone.now() - timedelta(days=90))
    for rows in (
        last.order_by("-decided_at").values_list("office_minutes", flat=True)[:200],
        Application.objects.waiting_for_office(),
        Application.objects.filter(number="REG-77777"),
        # The register: its first page, a search by name, by number, by NPWP.
        Application.objects.order_by("-pk")[:25],
        register.get_search_results(request, Application.objects.order_by("-pk"), "sawerigading")[0],
        register.get_search_results(request, Application.objects.order_by("-pk"), "REG-777")[0],
        register.get_search_results(request, Application.objects.order_by("-pk"), "0012345678901000")[0],
    ):
        plan = rows.explain()
        assert "Seq Scan" not in plan, plan
    assert figures().waiting == 20
    assert figures().decided == 200
