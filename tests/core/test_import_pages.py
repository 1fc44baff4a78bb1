"""The pages of an import: hand in, pair, confirm, watch, download the wrong rows; by the HTTP client."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.models import AuditEvent, TabularImport
from core.tabular.running import import_work
from tests.verification.importing import GOOD, HEADER, csv_of
from verification.models import UserId

pytestmark = pytest.mark.django_db
LIST = "/admin/core/impor/"
NEW = LIST + "baru/user_id_register/"


@pytest.fixture
def desk(sign_in) -> Client:
    """An officer who may import."""
    return sign_in("verifier")


def upload(desk: Client, content: bytes, name: str = "register.csv"):
    return desk.post(NEW, {"file": SimpleUploadedFile(name, content)})


def previewed(desk: Client, content: bytes) -> TabularImport:
    upload(desk, content)
    row = TabularImport.objects.latest("pk")
    import_work(row.pk)
    row.refresh_from_db()
    return row


def at(row: TabularImport, name: str = "import", *more: str) -> str:
    return reverse(f"imports:{name}", args=[row.number, *more])


def text(response) -> str:
    return response.content.decode()


def test_an_upload_leads_to_a_page_that_asks_again_by_itself_until_the_preview_is_there(desk) -> None:
    answer = upload(desk, csv_of(GOOD, ["?", "x"]))
    row = TabularImport.objects.get()
    assert answer.url == at(row)
    page = text(desk.get(answer.url))
    assert "sedang dibaca" in page
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    import_work(row.pk)
    page = text(desk.get(answer.url))
    assert "Masukkan 1 baris" in page
    assert "Hapus" not in page
    assert "huruf A–Z" in page
    assert "Jalan Contoh 1" in page
    assert "hx-trigger" not in page.split('id="impor"')[1].split(">")[0]


def test_the_whole_way_by_pages(desk) -> None:
    row = previewed(desk, csv_of(GOOD, ["?", "=x"]))
    assert desk.post(at(row, "run"), {"version": row.version}).status_code == 302
    assert "baris sudah diperiksa" in text(desk.get(at(row)))
    import_work(row.pk)
    page = text(desk.get(at(row)))
    assert "Data sudah masuk." in page
    assert UserId.objects.get().value == "CAHAYA1"
    assert row.number in text(desk.get(LIST))
    # A second confirmation, from an older tab, changes nothing and is told.
    answer = desk.post(at(row, "run"), {"version": row.version}, follow=True)
    assert "tidak menunggu persetujuan" in text(answer)
    assert UserId.objects.count() == 1
    # The same file once more: nothing would change, and that is said before anybody presses the button.
    assert "tidak ada yang akan berubah" not in page
    assert "tidak ada yang akan berubah" in text(desk.get(at(previewed(desk, csv_of(GOOD)))))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_wrong_rows_are_a_safe_file_that_can_be_put_right_and_handed_in_again(desk, ending: str) -> None:
    row = previewed(desk, csv_of(GOOD, ["?", "=HYPERLINK(1)", *GOOD[2:]]))
    answer = desk.get(at(row, "bad_rows", ending))
    assert f'attachment; filename="baris-salah-{row.number.lower()}.{ending}"' == answer["Content-Disposition"]
    if ending == "csv":
        header, bad = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert bad[3] == "'=HYPERLINK(1)"
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert {cell.data_type for cell in sheet[2]} <= {"s", "n"}
        header, bad = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert header[:2] == ["Baris pada berkas asal", "Yang perlu diperbaiki"]
    assert header[2:] == HEADER
    assert "huruf A–Z" in bad[1]
    assert AuditEvent.objects.filter(action="import.report_downloaded", object_number=row.number).exists()
    again = previewed(desk, answer.content.replace(b'"?"', b'"BENAR1"') if ending == "csv" else answer.content)
    assert again.mapping["value"] == 2
    assert (again.new_rows, again.bad_rows) == ((1, 0) if ending == "csv" else (0, 1))


def test_pairs_are_changed_and_a_wrong_choice_keeps_what_was_chosen(desk) -> None:
    row = previewed(desk, csv_of(["A1X", "Satu", "Dua"], header=["User ID", "Nama", "Nama lain"]))
    twice = desk.post(at(row, "map"), {"version": row.version, "value": "0", "holder_name": "0"})
    assert twice.status_code == 400
    assert "sudah dipasangkan dengan User ID" in text(twice)
    empty = desk.post(at(row, "map"), {"version": row.version, "value": "0", "address": "2"})
    assert empty.status_code == 400
    assert "Pilih kolom berkas yang memuat Nama pemegang." in text(empty)
    assert '<option value="2" selected>Kolom 3: Nama lain' in text(empty)
    assert desk.post(at(row, "map"), {"version": row.version, "value": "0", "holder_name": "2"}).status_code == 302
    assert "jendela lain" in text(desk.post(at(row, "run"), {"version": row.version}, follow=True))
    import_work(row.pk)
    row.refresh_from_db()
    assert (row.state, row.version, row.mapping) == ("previewed", 2, {"value": 0, "holder_name": 2})


def test_a_file_that_is_no_table_is_refused_beside_its_field(desk) -> None:
    answer = upload(desk, b"PK\x03\x04bukan", "register.xlsx")
    assert answer.status_code == 400
    assert "rusak atau tidak lengkap" in text(answer)
    assert "Pilih dahulu berkas" in text(desk.post(NEW, {}))
    large = upload(desk, b"x;y\r\n" * 2_100_000)
    assert "MiB" in text(large)
    assert not TabularImport.objects.exists()


def test_a_table_with_other_columns_offers_no_way_in(desk) -> None:
    row = previewed(desk, csv_of(["SK/1", "Umum"], header=["Nomor SK", "Uraian"]))
    page = text(desk.get(at(row)))
    assert "Kolom wajib belum ditemukan dalam berkas: User ID, Nama pemegang" in page
    assert at(row, "run") not in page
    assert "Kolom wajib belum dipasangkan" in text(desk.post(at(row, "run"), {"version": 1}, follow=True))


def test_discarding_is_told_and_final(desk) -> None:
    row = previewed(desk, csv_of(GOOD))
    assert "tidak ada data yang masuk" in text(desk.post(at(row, "discard"), follow=True))
    assert "sudah tidak menunggu persetujuan" in text(desk.post(at(row, "discard"), follow=True))


def test_the_template_has_the_headings_that_are_recognised(desk) -> None:
    row = previewed(desk, desk.get(NEW + "contoh.xlsx").content)
    assert (row.state, row.new_rows, row.bad_rows, len(row.mapping)) == ("previewed", 1, 0, 9)


def test_strangers_see_nothing_of_imports(desk, sign_in, client) -> None:
    row = previewed(desk, csv_of(GOOD))
    assert desk.get(LIST + "IMP-0000-00000/").status_code == 404
    assert desk.get(LIST + "baru/lain/").status_code == 404
    other = sign_in("secretariat")
    for address in (LIST, NEW, at(row)):
        assert other.get(address).status_code == 403
    assert other.post(at(row, "run"), {"version": 1}).status_code == 403
    other.logout()
    assert "/akun/masuk/" in other.get(at(row)).url
