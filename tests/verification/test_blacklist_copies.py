"""Copies of the national blacklist: read from foreign files, used all at once or not at all. All names are invented."""

import hashlib
import io
import json
import threading
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from core.clock import today
from core.models import AuditEvent
from core.refusals import BadInput, Forbidden, Refusal
from tests.verification import deactivations
from verification.blacklist_matches import blacklist_look
from verification.blacklist_names import npwp_key, npwp_pattern, same_regency, split_name, visible_digits
from verification.blacklist_reader import read_table
from verification.models import BlacklistEntry, BlacklistSnapshot
from verification.services.blacklist import (
    Busy,
    blacklist_discard,
    blacklist_draft,
    blacklist_import,
    blacklist_map,
    blacklist_publish,
)

HEADERS = [
    "penyedia", "status", "npwp_penyedia", "nib_penyedia", "alamat_penyedia", "provinci", "kota/kabupaten", "nomor_sk",
    "jenis_pelanggaran", "tanggal_berlaku", "tanggal_selesai",
]  # fmt: skip
ROW = [
    "CV. Rimba <b>Contoh</b>", "PUBLISHED", "**.***.874.*-*11.***", "**********123", "Jalan Contoh 1", "Papua",
    "Kab. Luwu Utara", "013/PPK/KEP/II/DKP", "g. Kontrak tidak diselesaikan", "2026-01-05", "2027-01-04",
]  # fmt: skip


def xlsx(*rows: list[Any], headers: list[str] | None = None) -> bytes:
    """A sheet as the public list is saved."""
    book = openpyxl.Workbook()
    book.active.append(headers or HEADERS)
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(name: str = ROW[0], status: str = "PUBLISHED") -> list[str]:
    return [name, status, *ROW[2:]]


def draft(content: bytes, actor: Any = None, **fields: Any) -> BlacklistSnapshot:
    return blacklist_draft(
        content=content, file_name="daftar.xlsx", taken_on=fields.pop("taken_on", today()), actor=actor
    )


def use(content: bytes, **fields: Any) -> BlacklistSnapshot:
    draft(content, **fields)
    return blacklist_publish(actor=None)


# Names and numbers


@pytest.mark.parametrize(
    ("given", "form", "plain"),
    [
        ("CV. Maju Jaya", "CV", "MAJU JAYA"),
        ("MAJU JAYA, CV", "CV", "MAJU JAYA"),
        ("C.V. Maju-Jaya", "CV", "MAJU JAYA"),
        ("P.T Maju Jaya Tbk", "PT", "MAJU JAYA"),
        ("PT PT. Maju", "PT", "MAJU"),
        ("Perseroan Terbatas Maju", "PT", "MAJU"),
        ("U.D. Tani", "UD", "TANI"),
        ("Andi Contoh", "", "ANDI CONTOH"),
        ("CV", "", "CV"),
    ],
)
def test_the_form_of_business_is_split_off(given: str, form: str, plain: str) -> None:
    assert split_name(given) == (form, plain)


@pytest.mark.parametrize(
    ("masked", "pattern", "key"),
    [
        ("**.***.874.*-*11.***", "_____874__11___", "87411"),
        ("01.234.874.5-611.000", "012348745611000", "87411"),
        ("0*.***.874.*-*11.***", "0____874__11___", "87411"),
        ("**.***.8*4.*-*11.***", "_____8_4__11___", ""),
        ("***************", "", ""),
        ("12345", "", ""),
        ("", "", ""),
    ],
)
def test_visible_digits_of_a_masked_npwp_are_kept_by_position(masked: str, pattern: str, key: str) -> None:
    assert npwp_pattern(masked) == pattern
    assert npwp_key(pattern) == key


def test_digits_are_compared_where_they_are_visible_only() -> None:
    assert visible_digits("_____874__11___", "0012348745611000") == ([6, 7, 8, 11, 12], True)
    assert visible_digits("_____874__11___", "0012348755611000") == ([6, 7, 8, 11, 12], False)
    assert visible_digits("_____874__11___", "7322014107800001") == ([], False)


def test_a_town_is_not_the_regency_of_the_same_name() -> None:
    assert same_regency("KAB. LUWU UTARA", "Kabupaten Luwu Utara")
    assert same_regency("Luwu Utara", "Kabupaten Luwu Utara")
    assert not same_regency("Kota Contoh", "Kabupaten Contoh")
    assert not same_regency("", "")


# Reading


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"  \n", "kosong"),
        (zipped(catatan_dot_txt="halo"), "arsip ZIP, bukan lembar kerja"),
        (b"PK\x03\x04 terpotong", "rusak atau terpotong"),
        (b"%PDF-1.7", "bukan XLSX atau JSON"),
        (b'{"data": [{"a": 1}', "bukan JSON yang utuh"),
        (b"[" * 100_000, "bukan JSON yang utuh"),
        (b'{"data": []}', "tidak memuat satu baris pun"),
        (xlsx(), "tidak memuat satu baris pun"),
        (xlsx(headers=["satu"]), "tidak memuat baris judul"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_plain_words(content: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        read_table(content, "daftar.xlsx")
    assert caught.value.field == "file"


def test_a_workbook_that_unpacks_to_too_much_is_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, "<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (210 * 1024 * 1024))
    with pytest.raises(BadInput, match="terlalu besar bila dibuka"):
        read_table(out.getvalue(), "bom.xlsx")


def test_more_rows_than_a_list_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verification.blacklist_reader.MOST_ROWS", 2)
    with pytest.raises(BadInput, match="lebih dari 2 baris"):
        read_table(xlsx(row(), row(), row()), "daftar.xlsx")


# Importing


@pytest.mark.django_db
def test_a_row_is_kept_as_given_without_markup_and_nothing_is_computed(lpse) -> None:
    use(xlsx(ROW))
    entry = BlacklistEntry.objects.get()
    assert (entry.name, entry.business_form, entry.plain_name) == ("CV. Rimba Contoh", "CV", "RIMBA CONTOH")
    assert (entry.npwp, entry.npwp_pattern) == ("**.***.874.*-*11.***", "_____874__11___")
    assert (entry.province, entry.regency, entry.sk_number) == ("Papua", "Kab. Luwu Utara", "013/PPK/KEP/II/DKP")
    assert (entry.starts, entry.ends, entry.ends_on) == ("2026-01-05", "2027-01-04", date(2027, 1, 4))
    assert entry.row == 2


@pytest.mark.django_db
def test_the_four_states_are_known_and_others_are_listed_as_errors(lpse) -> None:
    states = ["PUBLISHED", "EXPIRED", "CANCELED", "CANCELED_TEMPORARY", "TAYANG", ""]
    made = draft(xlsx(*[row(status=state) for state in states], row(name="")))
    found = sorted(made.entries.values_list("state", flat=True))
    assert found == ["canceled", "canceled_temporary", "expired", "published"]
    assert made.errors == [
        {"row": 6, "why": "status “TAYANG” tidak dikenal"},
        {"row": 7, "why": "status kosong"},
        {"row": 8, "why": "nama penyedia kosong"},
    ]


@pytest.mark.django_db
def test_an_end_that_is_no_date_stays_as_it_is_written(lpse) -> None:
    use(xlsx([*ROW[:-1], "s.d. dicabut"]))
    entry = BlacklistEntry.objects.get()
    assert (entry.ends, entry.ends_on) == ("s.d. dicabut", None)


@pytest.mark.django_db
def test_the_json_of_the_service_is_read_where_it_is_nested(lpse) -> None:
    record = {
        "id": "1",
        "skNumber": "12/SK/2026",
        "status": "PUBLISHED",
        "startDate": "2026-01-05T00:00:00Z",
        "expiredDate": "2027-01-04T00:00:00Z",
        "provider": {"name": "PT Contoh Sungai", "npwp": "**.***.874.*-*11.***", "regency": {"name": "Luwu Utara"}},
        "violation": {"name": "g"},
    }
    use(json.dumps({"data": {"blacklists": {"pagination": {"totalPage": 1}, "blacklists": [record]}}}).encode())
    entry = BlacklistEntry.objects.get()
    assert (entry.plain_name, entry.sk_number, entry.regency) == ("CONTOH SUNGAI", "12/SK/2026", "Luwu Utara")
    assert entry.ends_on == date(2027, 1, 4)


@pytest.mark.django_db
def test_other_columns_wait_for_a_person_to_choose_them(lpse, officer, officials) -> None:
    headers = ["nama badan", "keadaan", *HEADERS[2:]]
    made = draft(xlsx(ROW, headers=headers), actor=officer)
    assert (made.rows, made.error_count) == (0, 0)
    with pytest.raises(Refusal, match="Pilih kolom yang benar"):
        blacklist_publish(actor=officer)
    with pytest.raises(BadInput) as caught:
        blacklist_map(actor=officer, columns={"name": "nama badan", "state": "bukan kolom"})
    assert caught.value.field == "state"
    made = blacklist_map(actor=officer, columns={"name": "nama badan", "state": "keadaan"})
    assert made.rows == 1
    assert blacklist_publish(actor=officer).content is None


@pytest.mark.django_db
def test_a_newer_list_takes_the_place_of_the_older_which_stays_by_date(lpse) -> None:
    old = use(xlsx(row("PT Lama Contoh")), taken_on=today() - timedelta(days=30))
    new = use(xlsx(row("PT Baru Contoh")))
    old.refresh_from_db()
    assert (old.state, new.state, old.entries.count()) == ("replaced", "current", 1)
    with pytest.raises(Refusal, match="sudah dipakai"):
        draft(xlsx_of(new))
    with pytest.raises(Refusal, match="lebih baru"):
        draft(xlsx(row("PT Lain Contoh")), taken_on=today() - timedelta(days=1))
    assert AuditEvent.objects.filter(action="blacklist.published").count() == 2


def xlsx_of(used: BlacklistSnapshot) -> bytes:
    """A file whose sum is that of the list in use."""
    content = xlsx(row("PT Sama Contoh"))
    BlacklistSnapshot.objects.filter(pk=used.pk).update(sha256=hashlib.sha256(content).hexdigest())
    return content


@pytest.mark.django_db
def test_a_second_import_is_told_to_wait_for_the_first(lpse, officer, officials) -> None:
    draft(xlsx(ROW), actor=officer)
    with pytest.raises(Busy, match="rancangan dari Sitti Petugas"):
        draft(xlsx(row("PT Lain Contoh")))
    blacklist_discard(actor=officer)
    blacklist_discard(actor=officer)
    assert not BlacklistSnapshot.objects.exists()
    assert draft(xlsx(row("PT Lain Contoh"))).rows == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_at_once_one_is_refused_in_words(lpse) -> None:
    said: list[str] = []

    def other() -> None:
        try:
            draft(xlsx(row("PT Lain Contoh")))
        except Busy as refusal:
            said.append(refusal.message)
        finally:
            connection.close()

    with transaction.atomic():
        draft(xlsx(ROW))
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert said == ["Impor daftar hitam lain sedang berjalan. Tunggu sebentar, lalu ulangi."]
    assert BlacklistSnapshot.objects.count() == 1


@pytest.mark.django_db
def test_only_the_unit_imports(lpse, officials) -> None:
    for act in (
        lambda: draft(xlsx(ROW), actor=officials[0]),
        lambda: blacklist_publish(actor=officials[0]),
        lambda: blacklist_discard(actor=officials[0]),
        lambda: blacklist_map(actor=officials[0], columns={}),
    ):
        with pytest.raises(Forbidden):
            act()


@pytest.mark.django_db
def test_the_command_uses_all_or_nothing(lpse, tmp_path: Path) -> None:
    good, bad = tmp_path / "baik.xlsx", tmp_path / "salah.xlsx"
    good.write_bytes(xlsx(ROW))
    bad.write_bytes(xlsx(row("PT Lain Contoh"), row(status="?")))
    call_command("import_blacklist", str(good), "--snapshot-date", today().isoformat(), stdout=io.StringIO())
    with pytest.raises(CommandError, match="1 baris tidak terbaca"):
        call_command("import_blacklist", str(bad), "--snapshot-date", today().isoformat())
    with pytest.raises(CommandError, match="tidak dapat dibaca"):
        call_command("import_blacklist", str(tmp_path / "tidak-ada"), "--snapshot-date", today().isoformat())
    assert BlacklistSnapshot.objects.count() == 1
    out, err = io.StringIO(), io.StringIO()
    given = [str(bad), "--snapshot-date", today().isoformat(), "--skip-bad-rows"]
    call_command("import_blacklist", *given, stdout=out, stderr=err)
    assert "1 baris dipakai, 1 dilewati" in out.getvalue()
    assert "baris 3 dilewati" in err.getvalue()


@pytest.mark.django_db
def test_the_command_says_that_columns_are_missing(lpse) -> None:
    with pytest.raises(BadInput, match="Nama penyedia"):
        blacklist_import(
            content=xlsx(ROW, headers=["a", *HEADERS[1:]]), file_name="a.xlsx", taken_on=today(), skip_bad_rows=False
        )
    assert not BlacklistSnapshot.objects.exists()


# Matches


@pytest.mark.django_db
def test_what_looks_alike_is_shown_with_reasons_and_decides_nothing(waiting) -> None:
    waiting.name, waiting.npwp = "Cahaya Sawerigading", "0012348745611000"
    waiting.save(update_fields=["name", "npwp"])
    used = deactivations.snapshot()
    deactivations.entry(
        used, "CV. Cahaya Sawerigading", npwp="**.***.874.*-*11.***", regency="Kab. Luwu Utara", province="Papua"
    )
    deactivations.entry(used, "PT Cahaya Sawerigadin", npwp="**.***.111.*-*22.***")
    deactivations.entry(used, "CV Cahaya Gunung Jauh", npwp="**.***.999.*-*99.***")
    deactivations.entry(used, "UD Lain Sama Sekali")
    deactivations.entry(deactivations.snapshot("replaced"), "CV Cahaya Sawerigading")
    look = blacklist_look(waiting)
    assert look.snapshot == used
    best, second = look.matches
    assert (best.score, best.entry.name) == (100, "CV. Cahaya Sawerigading")
    assert best.reasons == (
        "Nama sama",
        "Angka NPWP yang terlihat (urutan 6, 7, 8, 11, 12) sama",
        "Kabupaten/kota sama menurut daftar",
    )
    assert second.score < 40
    assert "berbeda" in " ".join(second.reasons)
    assert getattr(waiting, "review", None) is None


@pytest.mark.django_db
def test_without_a_copy_there_is_nothing_to_show(waiting) -> None:
    assert blacklist_look(waiting).snapshot is None


# The pages


@pytest.mark.django_db
def test_an_officer_uploads_looks_and_uses(sign_in) -> None:
    client = sign_in("verifier")
    page = "/admin/verification/salinan-daftar-hitam/"
    empty = client.post(page, {"taken_on": "1-1-2026"})
    assert empty.status_code == 400
    assert 'value="1-1-2026"' in empty.content.decode()
    upload = SimpleUploadedFile("daftar.xlsx", xlsx(ROW, row(status="?")))
    sent = client.post(page, {"file": upload, "taken_on": "1-1-2026"})
    assert sent.headers["Location"] == page + "rancangan/"
    shown = client.get(page + "rancangan/").content.decode()
    assert "CV. Rimba Contoh" in shown
    assert "Baris 3: status “?” tidak dikenal" in shown
    again = client.post(page + "rancangan/", {"tindakan": "kolom", "name": "penyedia", "state": ""})
    assert again.status_code == 400
    assert "Pilih kolom status." in again.content.decode()
    assert client.post(page + "rancangan/", {"tindakan": "pakai"}).headers["Location"] == page
    assert BlacklistSnapshot.objects.get().state == "current"
    assert client.post(page + "rancangan/", {"tindakan": "pakai"}).headers["Location"] == page
    assert "1 Januari 2026" in client.get(page).content.decode()
    assert client.get(page + "rancangan/").status_code == 404
