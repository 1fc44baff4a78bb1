"""The counter's page on the desk: fill in, take scans, send the link."""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core.models import OutgoingMail, User
from registration.models import Application, CounterEntry, DocumentFile
from registration.services.counter import counter_start
from tests.core.samples import pdf
from verification.scanner import scan_taken, scans

pytestmark = pytest.mark.django_db
DESK = "/admin/verification/loket/"


@pytest.fixture
def desk(sign_in) -> Client:
    return sign_in("verifier")


@pytest.fixture
def entered(desk: Client) -> Application:
    user: User = desk.user  # type: ignore[attr-defined]
    return counter_start(actor=user, kind="business_entity", email="walkin@contoh.id", full_name="Rahmat Hidayat")


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    """The office scanner's."""
    place = tmp_path / "pemindai"
    place.mkdir()
    settings.SCANNER_DIR = place
    return place


def typed(**changes: str) -> dict[str, str]:
    return {
        "version": "99", "business_form": "cv", "name": "Maju Jaya", "npwp": "0012345678901000", "phone": "0473 21234",
        "website": "", "signatory_name": "Rahmat Hidayat", "signatory_position": "Direktur",
        "signatory_nik": "7322014107800001", "signatory_phone": "081234567890", "street": "Jalan Simpurusiang 12",
        "postal_code": "92913", "region_query": "", "deed_number": "12", "deed_date": "27-3-2019",
        "deed_notary": "Andi Tenri", "deed_notary_seat": "Masamba", "deed_ahu_number": "", "deed_ahu_date": "",
        "has_amendment": "tidak", "izin-TOTAL_FORMS": "1", "izin-INITIAL_FORMS": "0", "izin-0-kind": "nib",
        "izin-0-number": "1234567890123", "spse_registered_on": "2-11-2026", "spse_user_id": "MAJU01", "spse_link": "",
        **changes,
    }  # fmt: skip


def test_who_came_is_asked_first_and_leads_to_the_page(desk) -> None:
    response = desk.post(DESK, {"kind": "individual", "email": "a@contoh.id", "full_name": "Siti Aminah"})
    row = Application.objects.get()
    assert response.headers["Location"] == f"{DESK}{row.number}/"
    html = desk.get(DESK).content.decode()
    assert row.number in html
    refused = desk.post(DESK, {"kind": "individual", "email": "a@contoh.id", "full_name": "Siti Lain"})
    assert refused.status_code == 400
    assert "sudah mempunyai akun" in refused.content.decode()
    assert "Siti Lain" in refused.content.decode()


def test_one_press_keeps_the_whole_page(desk, entered) -> None:
    response = desk.post(f"{DESK}{entered.number}/", typed(region_query="masamba"))
    row = Application.objects.get()
    assert (row.name, row.deed_number, row.spse_user_id, row.licences.get().number) == (
        "Maju Jaya", "12", "MAJU01", "1234567890123",
    )  # fmt: skip
    assert str(row.npwp) == "0012345678901000"
    assert response.status_code in {200, 302}
    again = desk.post(f"{DESK}{entered.number}/", typed())
    assert again.status_code == 302
    assert Application.objects.get().version == row.version


def test_a_village_is_found_by_a_part_of_its_name(desk, entered) -> None:
    html = desk.post(f"{DESK}{entered.number}/", typed(region_query="kappuna")).content.decode()
    row = Application.objects.get()
    if not row.region_code:
        assert 'value="73.22.' in html
        desk.post(f"{DESK}{entered.number}/", typed(region_query="kappuna", region_pick="73.22.03.1001"))
        row = Application.objects.get()
    assert row.region_code.startswith("73.22.")


def test_a_wrong_part_is_said_beside_its_field_and_the_rest_is_kept(desk, entered) -> None:
    response = desk.post(f"{DESK}{entered.number}/", typed(npwp="123", spse_registered_on="kemarin"))
    html = response.content.decode()
    assert response.status_code == 400
    assert "kemarin" in html
    assert "Tulis tanggal dengan hari, bulan, lalu tahun" in html
    row = Application.objects.get()
    assert (row.name, row.signatory_name, row.deed_number) == ("", "Rahmat Hidayat", "12")


def test_an_outdated_page_overwrites_nothing_unseen(desk, entered) -> None:
    desk.post(f"{DESK}{entered.number}/", typed())
    response = desk.post(f"{DESK}{entered.number}/", typed(version="1", name="Maju Lama"))
    assert response.status_code == 400
    assert "jendela lain" in response.content.decode()
    assert Application.objects.get().name == "Maju Jaya"


def test_a_colleague_looks_and_changes_nothing(entered, make_account, desk) -> None:
    other = Client()
    other.force_login(make_account("verifier"), backend="core.backends.RoleBackend")
    html = other.get(f"{DESK}{entered.number}/").content.decode()
    assert "hanya petugas itu yang mengubahnya" in html
    assert "Simpan isian" not in html
    for part in ("", "dokumen/", "kirim/", "surel/"):
        assert other.post(f"{DESK}{entered.number}/{part}", typed()).status_code == 403
    assert Application.objects.get().name == ""


@pytest.mark.parametrize(("role", "status"), [("head", 403), ("deputy", 403), ("secretariat", 403), ("vendor", 302)])
def test_other_roles_have_no_counter(sign_in, entered, role: str, status: int) -> None:
    client = sign_in(role)
    assert client.get(DESK).status_code == status
    assert client.get(f"{DESK}{entered.number}/").status_code == status


def test_what_was_confirmed_is_not_at_the_counter_any_more(desk, entered) -> None:
    CounterEntry.objects.update(confirmed_at=timezone.now())
    assert desk.get(f"{DESK}{entered.number}/").status_code == 404
    assert desk.get(f"{DESK}REG-9999/").status_code == 404


def test_the_link_waits_for_the_last_document_and_the_address_can_be_corrected(desk, entered) -> None:
    desk.post(f"{DESK}{entered.number}/", typed(region_query="kappuna", region_pick="73.22.03.1001"))
    told = desk.post(f"{DESK}{entered.number}/kirim/", follow=True).content.decode()
    assert "belum diunggah" in told
    Application.objects.get().items.update(state="handed_in")
    Application.objects.update(region_code="73.22.03.1001")
    desk.post(f"{DESK}{entered.number}/surel/", {"email": "benar@contoh.id"})
    told = desk.post(f"{DESK}{entered.number}/kirim/", follow=True).content.decode()
    assert "Tautan dikirim ke benar@contoh.id" in told
    assert OutgoingMail.objects.get(kind="application.counter").to == "benar@contoh.id"


def test_a_file_from_this_computer(desk, entered) -> None:
    file = SimpleUploadedFile("ktp.pdf", pdf(), content_type="application/pdf")
    response = desk.post(f"{DESK}{entered.number}/dokumen/", {"key": "ktp", "file": file})
    assert response.status_code == 302
    assert DocumentFile.objects.get().item.key == "ktp"
    assert "ktp.pdf" in desk.get(f"{DESK}{entered.number}/").content.decode()
    refused = desk.post(f"{DESK}{entered.number}/dokumen/", {"key": "ktp"})
    assert refused.status_code == 400
    assert "Pilih berkas dari komputer ini" in refused.content.decode()


# The folder of the scanner


def test_a_scan_is_taken_and_leaves_the_folder_only_then(desk, entered, folder) -> None:
    (folder / "scan 001.pdf").write_bytes(pdf())
    assert "scan 001.pdf" in desk.get(f"{DESK}{entered.number}/").content.decode()
    key = scans()[0].key
    response = desk.post(f"{DESK}{entered.number}/dokumen/", {"key": "npwp", "scan": key})
    assert response.status_code == 302
    stored = DocumentFile.objects.get().file
    assert (stored.original_name, stored.state, stored.owner) == ("scan 001.pdf", "quarantined", entered.owner)
    assert list(folder.iterdir()) == []
    assert desk.post(f"{DESK}{entered.number}/dokumen/", {"key": "npwp", "scan": key}).status_code == 400


def test_a_scan_that_is_refused_stays_where_it_was(desk, entered, folder) -> None:
    (folder / "rusak.pdf").write_bytes(b"%PDF-1.7 bukan pdf")
    response = desk.post(f"{DESK}{entered.number}/dokumen/", {"key": "npwp", "scan": scans()[0].key})
    assert response.status_code == 400
    assert [path.name for path in folder.iterdir()] == ["rusak.pdf"]
    assert not DocumentFile.objects.exists()


def test_links_folders_foreign_and_huge_files_are_not_there(folder, tmp_path, lpse) -> None:
    secret = tmp_path / "rahasia.pdf"
    secret.write_bytes(pdf())
    (folder / "tautan.pdf").symlink_to(secret)
    os.link(secret, folder / "keras.pdf")
    (folder / "folder.pdf").mkdir()
    (folder / "surat.docx").write_bytes(b"PK\x03\x04 dokumen")
    (folder / "kosong.pdf").write_bytes(b"")
    os.mkfifo(folder / "pipa.pdf")
    with (folder / "besar.pdf").open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(lpse.limits.file_mib * 1024 * 1024 + 1)
    assert scans() == []
    (folder / "baik.pdf").write_bytes(pdf())
    assert [scan.name for scan in scans()] == ["baik.pdf"]


@pytest.mark.parametrize("key", ["../rahasia.pdf", "/etc/passwd", "", "0" * 32, "baik.pdf"])
def test_what_is_sent_is_never_a_path(desk, entered, folder, key: str) -> None:
    (folder / "baik.pdf").write_bytes(pdf())
    response = desk.post(f"{DESK}{entered.number}/dokumen/", {"key": "npwp", "scan": key})
    assert response.status_code == 400
    assert (folder / "baik.pdf").exists()
    assert not DocumentFile.objects.exists()


def test_newest_first_and_names_made_harmless(folder, lpse) -> None:
    for age, name in ((30, "lama.pdf"), (10, "\u202efdp.baru.pdf")):
        path = folder / name
        path.write_bytes(pdf())
        os.utime(path, (path.stat().st_mtime - age,) * 2)
    assert [scan.name for scan in scans()] == ["fdp.baru.pdf", "lama.pdf"]


def test_a_scan_replaced_while_it_is_taken_is_not_removed(folder, lpse) -> None:
    path = folder / "scan.pdf"
    path.write_bytes(pdf())
    with scan_taken(scans()[0].key) as upload:
        assert upload.name == "scan.pdf"
        path.unlink()
        path.write_bytes(pdf(2))
        os.utime(path, (1, 1))
    assert path.exists()


def test_without_a_folder_nothing_is_offered(desk, entered, settings, tmp_path) -> None:
    settings.SCANNER_DIR = tmp_path / "tidak ada"
    assert scans() == []
    assert "pemindai kantor" not in desk.get(f"{DESK}{entered.number}/").content.decode()
