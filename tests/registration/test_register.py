"""The register in the browser admin: found by number, name or NPWP, masked, exported, never changed here."""

import csv
import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from core.models import AuditEvent
from registration.admin import ApplicationAdmin
from registration.enums import ApplicationState as S
from registration.models import Application
from tests.support.applications import NIK, NPWP, application_make

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/application/"


@pytest.fixture
def register(make_application: Callable[..., Application]) -> dict[str, Application]:
    """Three applications that differ."""
    return {
        "entity": make_application(state=S.SUBMITTED),
        "sole": make_application(
            kind="sole_proprietorship", name="Toko O'Malley & محمد", state=S.APPROVED, npwp="0099999999901000",
            npwp_hash="x",
        ),
        "person": make_application(kind="individual", npwp="", npwp_hash=""),
    }  # fmt: skip


def found(client: Client, query: str) -> set[str]:
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return {row.number for row in response.context_data["cl"].result_list}


@pytest.mark.parametrize("role", ["head", "deputy", "verifier"])
def test_those_who_may_see_it_look_it_up(sign_in, register, role: str) -> None:
    client = sign_in(role)
    html = client.get(LIST).content.decode()
    for application in register.values():
        assert application.number in html
    assert NPWP not in html
    assert "0012**********00" in html


@pytest.mark.parametrize("role", ["secretariat", "system_admin", "support", "vendor", "ppk"])
def test_nobody_else_sees_it(sign_in, register, role: str) -> None:
    assert sign_in(role).get(LIST).status_code in {302, 403}


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("q=REG-2026-00001", {"entity"}),
        ("q=reg-2026-0000", {"entity", "sole", "person"}),
        ("q=sawerigading", {"entity"}),
        ("q=cahaya+saw", {"entity"}),
        ("q=O%27Malley", {"sole"}),
        ("q=%D9%85%D8%AD%D9%85%D8%AF", {"sole"}),
        (f"q={NPWP}", {"entity"}),
        ("q=01.234.567.8-901.000", {"entity"}),
        ("q=1234567890123456", set()),
        ("q=%27+OR+1%3D1+--", set()),
        ("q=%26+%7C+%21", set()),
        ("state__exact=approved", {"sole"}),
        ("kind__exact=individual", {"person"}),
    ],
)
def test_it_is_found_by_number_name_npwp_and_filter(sign_in, register, query: str, keys: set[str]) -> None:
    assert found(sign_in("verifier"), query) == {register[key].number for key in keys}


def test_the_page_masks_identity_numbers_and_that_it_was_opened_is_written_down(sign_in, register) -> None:
    client = sign_in("head")
    application = register["entity"]
    html = client.get(f"{LIST}{application.pk}/change/").content.decode()
    assert "CV Cahaya Sawerigading" in html
    assert "Kappuna, Masamba" in html
    assert NIK not in html
    assert NPWP not in html
    event = AuditEvent.objects.get(action="application.viewed")
    assert (event.actor, event.object_number) == (client.user, application.number)


def test_nothing_is_added_changed_or_deleted_here(sign_in, register) -> None:
    client = sign_in("head")
    application = register["entity"]
    assert client.get(f"{LIST}add/").status_code in {403, 404}
    assert client.get(f"{LIST}{application.pk}/delete/").status_code in {403, 404}
    before = Application.objects.values().get(pk=application.pk)
    client.post(f"{LIST}{application.pk}/change/", {"name": "Lain", "state": "approved"})
    assert Application.objects.values().get(pk=application.pk) == before


def test_exports_open_as_text_with_masked_numbers(sign_in, make_application) -> None:
    make_application(name='=HYPERLINK("http://x")', business_form="")
    client = sign_in("head")
    answer = client.post(LIST, {"action": "export_csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[1][0].startswith("REG-2026-")
    assert rows[1][1] == '\'=HYPERLINK("http://x")'
    assert NPWP not in text
    answer = client.post(LIST, {"action": "export_xlsx"})
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as book:
        sheet = b"".join(book.read(name) for name in book.namelist()).decode()
    assert "HYPERLINK" in sheet
    assert "<f>" not in sheet
    assert NPWP not in sheet
    assert AuditEvent.objects.filter(action="export.made").count() == 2


def test_the_list_costs_the_same_for_two_and_for_twenty(sign_in, make_account, lpse, query_budget) -> None:
    client = sign_in("head")
    costs = []
    for more in (2, 18):
        for _ in range(more):
            number = Application.objects.count()
            application_make(owner=make_account("vendor"), number=f"REG-N-{number}")
        client.get(LIST)
        with query_budget(10) as queries:
            client.get(LIST)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_25_rows_a_page_without_an_exact_count(sign_in, make_account, lpse) -> None:
    for number in range(27):
        application_make(owner=make_account("vendor"), number=f"REG-N-{number}")
    response = sign_in("head").get(LIST)
    assert len(response.context_data["cl"].result_list) == 25
    assert ApplicationAdmin.show_full_result_count is False


def test_an_erased_application_shows_that_its_data_is_gone(sign_in, make_application) -> None:
    make_application(state=S.WITHDRAWN, name="", business_form="", erased_at=timezone.now())
    assert "data dihapus" in sign_in("head").get(LIST).content.decode()
