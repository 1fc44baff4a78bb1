"""The official's own pages: from the address to the number, renewal, and what strangers see."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from core import clock
from core.models import OutgoingMail, RoleAssignment
from registration.models import EmailConfirmation, OfficialRequest
from tests.registration.filling import upload
from tests.support import officials

pytestmark = pytest.mark.django_db
ACCOUNT = {"full_name": "Andi Pejabat", "password": "kuda poni biru laut"}


def typed_date(days: int) -> str:
    day = clock.today() + timedelta(days=days)
    return f"{day.day}-{day.month}-{day.year}"


def path(row: OfficialRequest, part: str = "") -> str:
    return f"/pejabat/{row.number}/{part}"


@pytest.fixture
def signed_up(client: Client, lpse: object) -> Client:
    """A client that came over the link of the mail; `client.row` is its draft."""
    assert client.post("/daftar/pejabat/", {"email": "andi@dinas.go.id"}).status_code == 302
    mail = OutgoingMail.objects.latest("pk")
    assert "sebagai pejabat pengguna SPSE" in mail.body
    found = re.search(r"https?://\S+/daftar/konfirmasi/\S+/", mail.body)
    assert found
    client.get(urlsplit(found.group()).path)
    response = client.post("/daftar/konfirmasi/", ACCOUNT)
    client.row = OfficialRequest.objects.get()  # type: ignore[attr-defined]
    assert response.headers["Location"] == path(client.row)  # type: ignore[attr-defined]
    return client


def test_from_the_link_to_the_number(signed_up: Client) -> None:
    row, place = signed_up.row, officials.agency("Dinas Contoh")  # type: ignore[attr-defined]
    assert "0 dari 3 bagian lengkap" in signed_up.get(path(row)).content.decode()
    response = signed_up.post(
        path(row, "data-diri/"),
        {
            "version": 1, "role": "ppk", "full_name": "Andi Pejabat", "nip": "19800314 200604 1 003",
            "position": "Kepala Bidang", "rank": "", "organization": place.pk,
        },
    )  # fmt: skip
    assert response.headers["Location"] == path(row, "surat/")
    response = signed_up.post(
        path(row, "surat/"),
        {
            "version": 2, "letter_kind": "sk", "letter_number": "800/1/2026", "letter_date": typed_date(-2),
            "valid_until": typed_date(100),
        },
    )  # fmt: skip
    assert response.headers["Location"] == path(row, "pindaian/")
    assert signed_up.post(path(row, "pindaian/"), {"file": upload("sk.pdf")}).status_code == 302
    html = signed_up.get(path(row, "periksa/")).content.decode()
    for text in ("PPK", "198003142006041003", "800/1/2026", "sk.pdf", "Lanjut ke pernyataan"):
        assert text in html
    refused = signed_up.post(path(row, "serahkan/"), {})
    assert "Centang pernyataan" in refused.content.decode()
    for _ in range(2):
        response = signed_up.post(path(row, "serahkan/"), {"declaration": "on"})
        assert response.headers["Location"] == path(row, "diserahkan/")
    html = signed_up.get(path(row, "diserahkan/")).content.decode()
    assert row.number in html
    assert OutgoingMail.objects.filter(kind="official.submitted").count() == 1
    row.refresh_from_db()
    assert (row.state, row.owner.full_name) == ("submitted", "Andi Pejabat")


@pytest.mark.parametrize(
    ("step", "changes", "sentence"),
    [
        ("data-diri", {"nip": "123"}, "NIP terdiri atas 18 angka."),
        ("data-diri", {"organization": "999999"}, "Pilih instansi dari daftar."),
        ("surat", {"valid_until": "1-1-2020"}, "Masa berlaku surat ini sudah lewat."),
        ("surat", {"letter_date": "1-1-2999"}, "Tanggal ini belum terjadi."),
        ("surat", {"valid_until": "31-2-2027"}, "Tulis tanggal dengan hari, bulan, lalu tahun"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(signed_up, step, changes, sentence) -> None:
    row = signed_up.row
    typed = {"version": 1, "position": "Kepala Bidang Uji", "letter_number": "800/UJI", **changes}
    response = signed_up.post(path(row, f"{step}/"), typed)
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count(sentence) == 2, "in the summary and beside the field"
    assert ("Kepala Bidang Uji" if step == "data-diri" else "800/UJI") in html
    row.refresh_from_db()
    assert row.version == 1


def test_two_windows_do_not_overwrite_each_other_unseen(signed_up) -> None:
    row = signed_up.row
    signed_up.post(path(row, "data-diri/"), {"version": 1, "position": "Camat"})
    html = signed_up.post(path(row, "data-diri/"), {"version": 1, "position": "Lurah"}).content.decode()
    assert "sudah disimpan di jendela lain" in html
    assert "Lurah" in html
    assert 'name="version" value="2"' in html
    row.refresh_from_db()
    assert row.position == "Camat"


def test_an_auditor_names_packages_or_agencies(signed_up) -> None:
    row, place = signed_up.row, officials.agency("Dinas Diperiksa")
    assert signed_up.get(path(row, "lingkup/")).status_code == 404
    OfficialRequest.objects.filter(pk=row.pk).update(role="auditor")
    assert "Dinas Diperiksa" in signed_up.get(path(row, "lingkup/")).content.decode()
    html = signed_up.post(path(row, "lingkup/"), {"version": 1, "audit_packages": "12a"}).content.decode()
    assert "bukan kode tender" in html
    signed_up.post(path(row, "lingkup/"), {"version": 1, "audit_packages": "1001\n1002", "audit_agencies": [place.pk]})
    row.refresh_from_db()
    assert (row.package_codes, list(row.audit_agencies.all())) == (["1001", "1002"], [place])
    assert "1001" in signed_up.get(path(row, "periksa/")).content.decode()


def test_a_known_address_gets_the_same_answer_and_no_second_account(client, lpse, make_account) -> None:
    make_account(email="andi@dinas.go.id")
    response = client.post("/daftar/pejabat/", {"email": "andi@dinas.go.id"})
    assert response.headers["Location"] == "/daftar/terkirim/"
    assert not EmailConfirmation.objects.exists()


def test_who_is_signed_in_begins_at_once_and_goes_on_with_the_draft(sign_in) -> None:
    client = sign_in()
    assert "Mulai permohonan" in client.get("/daftar/pejabat/").content.decode()
    first = client.post("/daftar/pejabat/").headers["Location"]
    assert client.post("/daftar/pejabat/").headers["Location"] == first
    row = OfficialRequest.objects.get()
    assert f"Lanjutkan permohonan {row.number}" in client.get("/daftar/pejabat/").content.decode()


def test_a_role_is_renewed_from_the_own_page(sign_in, make_account) -> None:
    client = sign_in()
    row = officials.approved(client.user, make_account("verifier"))
    html = client.get("/akun/").content.decode()
    assert path(row, "perpanjang/") in html
    assert "sampai dengan" in html
    assert "Mulai perpanjangan" in client.get(path(row, "perpanjang/")).content.decode()
    first = client.post(path(row, "perpanjang/")).headers["Location"]
    assert client.post(path(row, "perpanjang/")).headers["Location"] == first
    draft = OfficialRequest.objects.get(renews=row)
    assert (draft.role, draft.organization, draft.valid_until) == (row.role, row.organization, None)
    assert f'memperpanjang <a href="{path(row)}"' in client.get(path(draft)).content.decode()


def test_staff_read_on_the_page_which_role_stands_in_the_way(sign_in) -> None:
    client = sign_in("support")
    row = officials.official(client.user)
    html = client.post(path(row, "serahkan/"), {"declaration": "on"}).content.decode()
    assert "memegang peran Unit Layanan dan Dukungan" in html
    assert "Pasal 13 ayat (3)" in html
    row.refresh_from_db()
    assert row.state == "draft"


@pytest.mark.parametrize("part", ["", "data-diri/", "pindaian/", "periksa/", "serahkan/", "diserahkan/", "tarik/"])
def test_strangers_officers_and_the_anonymous_see_nothing(sign_in, client, make_account, part, settings) -> None:
    settings.LOGIN_URL = "/akun/masuk/"
    row = officials.official(make_account(), state="submitted")
    assert Client().get(path(row, part)).status_code == 302
    for role in ((), ("verifier",), ("ppk",)):
        assert sign_in(*role).get(path(row, part)).status_code == 404


def test_taking_back_asks_once_more_and_twice_is_the_same(sign_in) -> None:
    client = sign_in()
    row = officials.official(client.user, state="submitted")
    assert "Ya, tarik permohonan" in client.get(path(row, "tarik/")).content.decode()
    for _ in range(2):
        assert client.post(path(row, "tarik/")).headers["Location"] == path(row)
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert OutgoingMail.objects.filter(kind="official.withdrawn").count() == 1


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("draft", "3 dari 3 bagian lengkap"),
        ("submitted", "menunggu diperiksa"),
        ("returned", "Data yang diisi berbeda dengan surat"),
        ("approved", "Anda tercatat sebagai PPK"),
        ("rejected", "Permohonan ditolak"),
        ("lapsed", "sudah berakhir"),
        ("expired", "Batas waktu permohonan ini sudah lewat"),
        ("withdrawn", "Anda menarik permohonan ini"),
    ],
)
def test_every_state_says_where_it_stands(sign_in, state, text) -> None:
    client = sign_in()
    row = officials.official(client.user, state=state)
    assert text in client.get(path(row)).content.decode()
    assert client.get(path(row, "periksa/")).status_code == 200


def test_a_profile_calls_the_roles_its_own_way(sign_in, lpse) -> None:
    client = sign_in()
    row = officials.official(client.user, role="pokja")
    assert row.role_label == "ULP/Pokja"
    assert "Pejabat Penerima Hasil Pekerjaan" in client.get(path(row, "data-diri/")).content.decode()
    assert not RoleAssignment.objects.filter(role="pokja").exists()
