"""What every admin list shares: bounded counts, exports that open as text, an audit event for each."""

import csv
import io
import zipfile
from datetime import date

import pytest

from core import exports
from core.admin import base, spreadsheet
from core.admin.base import BoundedPaginator
from core.models import AuditEvent, Holiday

pytestmark = pytest.mark.django_db
LIST = "/admin/core/holiday/"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "  =1+1"]


def download(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_csv_cell_that_looks_like_a_formula_opens_as_text(lpse, text: str) -> None:
    content = b"".join(exports.csv_lines(["nama"], [[text]])).decode("utf-8-sig")
    [[_], [cell]] = csv.reader(io.StringIO(content), delimiter=";")
    assert cell.startswith("'")
    assert cell.removeprefix("'").strip("\r\n\t ") == text.strip("\r\n\t ")


@pytest.mark.parametrize("text", [*FORMULAS, "https://contoh.id", "mailto:a@b.id"])
def test_an_xlsx_cell_is_a_string_and_never_a_formula_or_a_link(lpse, text: str) -> None:
    with exports.xlsx_file(["nama"], [[text]]) as file, zipfile.ZipFile(file) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert 't="inlineStr"' in sheet
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


@pytest.mark.parametrize("text", ["PT Maju", "", " x", "1-2", "08123"])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert exports.inert(text) == text


def test_numbers_dates_and_control_characters_come_out_right(lpse) -> None:
    content = b"".join(exports.csv_lines(["a"], [[3, date(2026, 5, 4), None, True, "x\x00\x1by"]])).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content), delimiter=";"))[1] == ["3", "04/05/2026", "", "ya", "xy"]


@pytest.fixture
def days(lpse) -> None:
    Holiday.objects.bulk_create(
        Holiday(date=date(2026, 1 + number // 28, 1 + number % 28), name=f"=libur {number}", kind="local")
        for number in range(40)
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_holds_what_the_filters_show_and_leaves_a_trace(sign_in, days, ending: str) -> None:
    client = sign_in("head")
    client.post(f"{LIST}?kind__exact=local&q=rahasia", {"action": "export_csv"})
    response = client.post(f"{LIST}?kind__exact=local", {"action": f"export_{ending}"})
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment;")
    content = download(response)
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        assert len(rows) == 41
        assert rows[1][1].startswith("'=libur")
        assert rows[1][2] == "libur setempat"
    else:
        assert content[:2] == b"PK"
    events = AuditEvent.objects.filter(action="export.made").order_by("pk")
    assert [(event.actor, event.data["format"]) for event in events] == [(client.user, "csv"), (client.user, ending)]
    assert events[0].data["filter"] == {"kind__exact": ["local"]}
    assert "rahasia" not in str([event.data for event in events])


def test_ticked_rows_only_are_exported(sign_in, days) -> None:
    client = sign_in("head")
    chosen = list(Holiday.objects.values_list("pk", flat=True)[:3])
    response = client.post(LIST, {"action": "export_csv", "_selected_action": chosen})
    assert len(download(response).decode("utf-8-sig").strip().splitlines()) == 4


def test_too_many_rows_for_xlsx_are_refused_with_the_way_out_and_no_trace(sign_in, days, monkeypatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_XLSX_ROWS", 39)
    response = sign_in("head").post(LIST, {"action": "export_xlsx"}, follow=True)
    assert "unduh sebagai CSV" in response.content.decode()
    assert not AuditEvent.objects.filter(action="export.made").exists()


def test_a_role_without_the_list_gets_no_export(sign_in, days) -> None:
    assert sign_in("verifier").post(LIST, {"action": "export_csv"}).status_code == 403
    assert not AuditEvent.objects.exists()


def test_reading_a_list_exports_nothing(sign_in, days) -> None:
    assert sign_in("head").get(f"{LIST}?action=export_csv").status_code in (200, 302)
    assert not AuditEvent.objects.exists()


def test_counting_stops_at_the_bound(days, monkeypatch, query_budget) -> None:
    monkeypatch.setattr(base, "MOST_COUNTED", 30)
    paginator = BoundedPaginator(Holiday.objects.all(), 25)
    with query_budget(1) as queries:
        assert (paginator.count, paginator.is_capped, paginator.num_pages) == (30, True, 2)
    assert "LIMIT 31" in queries.captured_queries[0]["sql"]
    monkeypatch.setattr(base, "MOST_COUNTED", 40)
    paginator = BoundedPaginator(Holiday.objects.all(), 25)
    assert (paginator.count, paginator.is_capped) == (40, False)


def test_the_page_says_that_there_are_more(sign_in, days, monkeypatch) -> None:
    monkeypatch.setattr(base, "MOST_COUNTED", 30)
    assert "lebih dari 30 hari libur" in " ".join(sign_in("head").get(LIST).content.decode().split())
