"""The queue of the desk: oldest first, who holds what, what is complete; flat whatever its length."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.enums import FileState
from registration.models import Application
from tests.verification import cases
from verification.selectors import queue
from verification.services.holding import review_claim

pytestmark = pytest.mark.django_db
QUEUE = "/admin/verification/antrean/"


@pytest.fixture
def three(vendor, make_account) -> list[Application]:
    """Three waiting applications, the last one waiting longest."""
    now = timezone.now()
    return [
        cases.application(make_account("vendor"), submitted_at=now - timedelta(days=days), name=name)
        for days, name in ((1, "Muda"), (2, "Tengah"), (3, "Tua"))
    ]


def names(page: str) -> list[str]:
    return sorted(
        (name for name in ("Muda", "Tengah", "Tua") if f"PT {name}" in page), key=lambda n: page.index(f"PT {n}")
    )


def test_what_waits_longest_stands_first(three, sign_in) -> None:
    page = sign_in("verifier").get(QUEUE).content.decode()
    assert names(page) == ["Tua", "Tengah", "Muda"]
    assert "3 hari lalu" in page
    assert "6 dari 6" in page


@pytest.mark.parametrize("role", ["verifier", "head", "deputy"])
def test_the_desk_and_the_heads_see_it(three, sign_in, role: str) -> None:
    assert sign_in(role).get(QUEUE).status_code == 200


@pytest.mark.parametrize("role", ["secretariat", "system_admin", "support"])
def test_other_staff_do_not(three, sign_in, role: str) -> None:
    assert sign_in(role).get(QUEUE).status_code == 403


@pytest.mark.parametrize("role", ["vendor", "ppk", ""])
def test_others_are_led_to_the_sign_in_page(three, sign_in, client, settings, role: str) -> None:
    settings.LOGIN_URL = "/akun/masuk/"
    asking = sign_in(role) if role else client
    answer = asking.get(QUEUE)
    assert answer.status_code in {302, 403, 404}
    assert b"Tua" not in answer.content


def test_the_queue_takes_no_post(three, sign_in) -> None:
    assert sign_in("verifier").post(QUEUE).status_code == 405


def test_filters_show_ones_own_the_free_and_the_returned(three, sign_in, colleague) -> None:
    client = sign_in("verifier")
    young, middle, old = three
    review_claim(application=young, actor=client.user)
    review_claim(application=middle, actor=colleague)
    Application.objects.filter(pk=old.pk).update(returned_at=timezone.now())
    for show, expected in (
        ("milik-saya", ["Muda"]),
        ("bebas", ["Tua"]),
        ("kembali", ["Tua"]),
        ("", ["Tua", "Tengah", "Muda"]),
    ):
        page = client.get(QUEUE, {"tampil": show}).content.decode()
        assert names(page) == expected, show
    page = client.get(QUEUE).content.decode()
    assert "Andi Rekan" in page
    assert "<strong>Anda</strong>" in page
    assert "diserahkan lagi" in page


def test_drafts_and_decided_files_are_not_in_the_queue(lpse, make_account, sign_in) -> None:
    for state in ("draft", "returned"):
        cases.application(make_account("vendor"), state=state, name="Tua")
    page = sign_in("verifier").get(QUEUE).content.decode()
    assert names(page) == []
    assert "Antrean kosong" in page


def test_a_file_that_is_being_scanned_and_a_missing_one_are_told(lpse, make_account, sign_in) -> None:
    scanning = cases.application(make_account("vendor"), without=("npwp",))
    page = sign_in("verifier").get(QUEUE).content.decode()
    assert "belum lengkap" in page
    assert "5 dari 6" in page
    item = scanning.items.get(key="ktp")
    cases.hand_in(item, state=FileState.QUARANTINED)
    assert "dipindai virus" in sign_in("verifier").get(QUEUE).content.decode()


def test_a_number_or_an_npwp_opens_its_case(three, sign_in) -> None:
    client, row = sign_in("verifier"), three[0]
    for words in (row.number, f" {row.number.lower()} ", str(row.npwp), str(row.npwp)[1:]):
        answer = client.get(QUEUE, {"q": words})
        assert answer.status_code == 302
        assert answer.headers["Location"] == reverse("desk:case", args=[row.number])
    page = client.get(QUEUE, {"q": "REG-1999-00001"}).content.decode()
    assert "Tidak ada berkas" in page
    assert "REG-1999-00001" in page


def test_25_a_page_and_the_next_page_goes_on(lpse, make_account, sign_in) -> None:
    now = timezone.now()
    for number in range(27):
        cases.application(make_account("vendor"), submitted_at=now - timedelta(hours=number))
    client = sign_in("verifier")
    page = client.get(QUEUE)
    assert len(page.context["rows"]) == 25
    rest = client.get(QUEUE + page.context["pages"].next_url)
    assert len(rest.context["rows"]) == 2


def test_the_page_costs_the_same_whatever_the_number_of_rows(lpse, make_account, sign_in, query_budget) -> None:
    client = sign_in("verifier")
    client.get(QUEUE)
    for _ in range(25):
        row = cases.application(make_account("vendor"))
        review_claim(application=row, actor=client.user)
    with query_budget(8):
        assert len(client.get(QUEUE).context["rows"]) == 25


def test_the_queue_is_read_by_its_index(three, sign_in) -> None:
    """Flat at 100,000: there is an index in the queue's order, whatever else the table holds (web-1)."""
    user = sign_in("verifier").user
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    plan = queue(user).order_by("first_submitted_at", "pk")[:26].explain()
    assert "Index Scan using application_queue" in plan
    assert "Sort" not in plan
