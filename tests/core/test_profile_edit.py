"""The Kepala changes the LPSE profile: checked, looked at, stored as a new version with its reason (rule 10)."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.test import Client
from PIL import Image

from core import profile
from core.admin.profile_form import ProfileForm
from core.models import AuditEvent, ProfileVersion
from core.profile_check import check
from core.profile_edit import arms_store, changes, profile_change
from core.profile_words import flat, label_of, sections
from core.refusals import BadInput, Forbidden, Refusal
from tests.core import samples

pytestmark = pytest.mark.django_db
ADD = "/admin/core/profileversion/add/"


def filled(base: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """What a browser sends when the form is left as it came, but for `changed` (dashes as underscores twice)."""
    form = ProfileForm(base=base)
    data = {name: form[name].value() for name in form.fields if name not in {"arms", "no_arms"}}
    data = {name: "" if value is None else value for name, value in data.items()}
    return {**data, **{name.replace("__", "-"): value for name, value in changed.items()}}


def draft_of(html: str) -> str:
    found = re.search(r'name="naskah" value="([^"]+)"', html)
    assert found
    return found[1]


@pytest.fixture
def head(sign_in: Callable[..., Client]) -> Client:
    return sign_in("head")


@pytest.fixture
def base(lpse: object) -> dict[str, Any]:
    return dict(ProfileVersion.objects.latest().data)


def test_a_change_is_looked_at_and_then_in_force(head: Client, base: dict[str, Any]) -> None:
    old = ProfileVersion.objects.latest()
    review = head.post(ADD, filled(base, signatory__name="Ir. Sitti Aminah", hours__0__sat="08.00 - 12.00"))
    html = review.content.decode()
    assert review.status_code == 200
    assert "Nama Kepala (contoh)" in html
    assert "Ir. Sitti Aminah" in html
    assert "Sabtu: 08:00-12:00" in html
    assert ProfileVersion.objects.count() == 1

    answer = head.post(ADD, {"langkah": "simpan", "naskah": draft_of(html), "reason": " Pergantian  Kepala "})
    version = ProfileVersion.objects.latest()
    assert answer.headers["Location"] == f"/admin/core/profileversion/{version.pk}/change/"
    assert (version.reason, version.created_by) == ("Pergantian Kepala", head.user)  # type: ignore[attr-defined]
    assert version.data["hours"][0]["days"]["sat"] == ["08:00-12:00"]
    event = AuditEvent.objects.get(action="profile.changed")
    assert event.data == {"reason": "Pergantian Kepala", "from": old.pk, "fields": ["hours.0", "signatory.name"]}
    profile.forget()
    assert profile.current().signatory.name == "Ir. Sitti Aminah"
    page = head.get(answer.headers["Location"]).content.decode()
    assert "Penanda tangan: Nama" in page
    assert "Nama Kepala (contoh)" in page


def test_the_form_left_alone_gives_the_same_profile(head: Client, base: dict[str, Any]) -> None:
    answer = head.post(ADD, filled(base))
    assert answer.status_code == 400
    assert "Tidak ada yang berubah" in answer.content.decode()


@pytest.mark.parametrize("slug", ["luwu-utara", "temanggung"])
def test_both_shipped_profiles_pass_and_every_value_has_a_name(slug: str, db: None) -> None:
    data = profile.dump(profile.shipped(slug))
    assert check(data)[1] == {}
    form = ProfileForm(data=filled(data), base=data)
    assert form.is_valid(), form.errors
    assert changes(data, profile.dump(profile.parse(form.plain))) == []
    questions = {question.path for section in sections(data) for question in section.questions}
    known = {"slug", "hours", "letterhead.coat_of_arms", "region.zone_label"}
    places = {path for path, _ in flat(data) if not path.startswith("hours.")}
    assert places - known - questions == set()
    assert all(label_of(place, data) for place in places)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("region-code", "7322", "Tulis kode kabupaten/kota seperti 73.22."),
        ("regulation-promulgated", "31-12-2010", "Tulis tanggal sebagai tahun-bulan-hari"),
        ("regulation-year", "dua ribu", "Tulis dengan angka saja."),
        ("contact-email", "lpse", "Tulis alamat surel yang lengkap"),
        ("signatory-nip", "123", "NIP terdiri atas 18 angka"),
        ("signatory-name", "", "Isi nama."),
        ("letterhead-color", "hijau", "Tulis warna sebagai #"),
        ("letterhead-paper", "A3", "Pilih kertas dari daftar"),
        ("limits-file_mib", "11", "Ukuran berkas (MiB): isi antara 1 dan 10."),
        ("visits-slot_minutes", "5", "Lama satu jadwal (menit): isi antara 10 dan 240."),
        ("visits-counters", "Loket 1\nLoket 1", "masing-masing dengan nama sendiri"),
        ("visits-counters", "Loket yang namanya terlalu panjang", "paling panjang 20 huruf"),
        ("limits-registration_reminder_days", "14, tujuh", "Tulis bilangan yang dipisah koma"),
        ("limits-registration_reminder_days", "31", "Setiap pengingat antara 1 dan 29"),
        ("hours-0-mon", "13:00-07:00", "Jam selesai harus sesudah jam mulai"),
        ("hours-0-valid_from", "kapan-kapan", "Tulis tanggal sebagai tahun-bulan-hari"),
        ("hours-1-valid_from", "besok", "Tulis tanggal sebagai tahun-bulan-hari"),
        ("number_patterns-approval_letter", "{urut}", "Pola nomor harus memuat {tahun}"),
        ("number_patterns-approval_letter", "{urut}/{asal}/{tahun}", "isian “asal” yang tidak dikenal"),
        ("number_values-unit", " ", "Isi kode unit."),
        ("survey-least_answers", "2", "Indeks tampil mulai (jawaban): isi antara 3 dan 400."),
        ("survey-services", "Bantuan\nBantuan", "masing-masing satu kali"),
        ("survey_elements-u3-answers", "Lambat\nCepat", "tulis 4 jawaban"),
        ("survey_elements-u3-weight", "0", "isi bobot antara 1 dan 100"),
        ("survey_bands-b-least", "90,00", "di bawah batas mutu sebelumnya"),
        ("survey_bands-d-least", "banyak", "tulis nilai antara 25 dan 100"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_nothing_typed_is_lost(
    head: Client, base: dict[str, Any], field: str, value: str, sentence: str
) -> None:
    answer = head.post(ADD, {**filled(base, unit__aims="Tujuan yang baru"), field: value})
    html = answer.content.decode()
    assert answer.status_code == 400
    place = html[html.index(f'id="id_{field}_error"') :][:400]
    assert sentence.lower() in place.lower()
    assert "Tujuan yang baru" in html
    assert ProfileVersion.objects.count() == 1


def test_a_period_can_be_added_and_taken_away(head: Client, base: dict[str, Any]) -> None:
    ramadan = {"hours__1__label": "Bulan Ramadan", "hours__1__valid_from": "2027-02-08", "hours__1__valid_until": "2027-03-09",
               "hours__1__mon": "08:00-15:00"}  # fmt: skip
    draft = draft_of(head.post(ADD, filled(base, **ramadan)).content.decode())
    head.post(ADD, {"langkah": "simpan", "naskah": draft, "reason": "Ramadan"})
    data = ProfileVersion.objects.latest().data
    assert [week["label"] for week in data["hours"]] == ["Jam layanan", "Bulan Ramadan"]
    gone = {f"hours-1-{key}": "" for key in ("label", "valid_from", "valid_until", "mon")}
    draft = draft_of(head.post(ADD, {**filled(data), **gone}).content.decode())
    head.post(ADD, {"langkah": "simpan", "naskah": draft, "reason": "Ramadan usai"})
    assert len(ProfileVersion.objects.latest().data["hours"]) == 1


def test_without_a_reason_nothing_is_stored_and_the_change_is_kept(head: Client, base: dict[str, Any]) -> None:
    draft = draft_of(head.post(ADD, filled(base, unit__aims="Baru")).content.decode())
    answer = head.post(ADD, {"langkah": "simpan", "naskah": draft, "reason": " "})
    assert answer.status_code == 400
    assert "Tulis alasan perubahan." in answer.content.decode()
    again = head.post(ADD, {"langkah": "simpan", "naskah": draft_of(answer.content.decode()), "reason": "Sebab"})
    assert again.status_code == 302


def test_going_back_loses_nothing(head: Client, base: dict[str, Any]) -> None:
    draft = draft_of(head.post(ADD, filled(base, unit__aims="Tujuan yang baru")).content.decode())
    html = head.post(ADD, {"langkah": "kembali", "naskah": draft}).content.decode()
    assert "Tujuan yang baru" in html
    assert "Lanjut: periksa perubahan" in html


@pytest.mark.parametrize("draft", ["", "x:y:z", "eyJ4IjoxfQ:1abc:defgh"])
def test_an_altered_or_old_draft_starts_anew(head: Client, base: dict[str, Any], draft: str) -> None:
    answer = head.post(ADD, {"langkah": "simpan", "naskah": draft, "reason": "Sebab"})
    assert answer.headers["Location"] == ADD
    assert ProfileVersion.objects.count() == 1


def test_two_changes_at_once_do_not_overwrite_each_other(head: Client, base: dict[str, Any]) -> None:
    first = draft_of(head.post(ADD, filled(base, unit__aims="Pertama")).content.decode())
    second = draft_of(head.post(ADD, filled(base, unit__aims="Kedua")).content.decode())
    head.post(ADD, {"langkah": "simpan", "naskah": first, "reason": "Satu"})
    answer = head.post(ADD, {"langkah": "simpan", "naskah": second, "reason": "Dua"})
    assert answer.status_code == 409
    assert "Profil sudah diubah oleh" in answer.content.decode()
    assert ProfileVersion.objects.latest().data["unit"]["aims"] == "Pertama"


@pytest.mark.parametrize("role", ["deputy", "secretariat", "system_admin"])
def test_others_read_the_versions_and_change_nothing(sign_in: Callable[..., Client], role: str) -> None:
    client = sign_in(role)
    version = ProfileVersion.objects.latest()
    page = client.get(f"/admin/core/profileversion/{version.pk}/change/")
    assert page.status_code == 200
    assert "Ubah profil" not in page.content.decode()
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, filled(version.data, unit__aims="Baru")).status_code == 403
    with pytest.raises(Forbidden):
        profile_change(data=version.data, reason="x", base=version.pk, actor=client.user)  # type: ignore[attr-defined]
    assert ProfileVersion.objects.count() == 1


def test_the_service_asks_again_for_what_the_form_asked(head: Client, base: dict[str, Any]) -> None:
    version, actor = ProfileVersion.objects.latest(), head.user  # type: ignore[attr-defined]
    broken = {**base, "limits": {**base["limits"], "file_mib": 500}}
    for data, reason, error in (
        (broken, "Sebab", BadInput),
        ({**base, "slug": 5}, "Sebab", BadInput),
        (base, "", BadInput),
        (base, "Sebab", BadInput),
    ):
        with pytest.raises(error):
            profile_change(data=data, reason=reason, base=version.pk, actor=actor)
    with pytest.raises(Refusal, match="sesudah Anda membukanya"):
        profile_change(data=base, reason="Sebab", base=version.pk - 1, actor=actor)


def test_a_stored_version_never_changes(head: Client, base: dict[str, Any]) -> None:
    version = ProfileVersion.objects.latest()
    assert head.post(f"/admin/core/profileversion/{version.pk}/change/", {"reason": "x"}).status_code == 405
    with pytest.raises(InternalError), transaction.atomic():
        ProfileVersion.objects.update(reason="lain")


def picture(size: tuple[int, int] = (900, 1000), mode: str = "RGBA", **info: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, (10, 120, 80, 0) if mode == "RGBA" else (10, 120, 80)).save(out, "PNG", **info)
    return out.getvalue()


def test_a_coat_of_arms_is_drawn_anew_shown_and_served(head: Client, base: dict[str, Any], settings: Any) -> None:
    upload = SimpleUploadedFile("lambang.png", picture())
    html = head.post(ADD, {**filled(base), "arms": upload}).content.decode()
    assert "data:image/png;base64," in html
    head.post(ADD, {"langkah": "simpan", "naskah": draft_of(html), "reason": "Lambang asli"})
    name = ProfileVersion.objects.latest().data["letterhead"]["coat_of_arms"]
    stored = Path(settings.DATA_DIR) / "profile" / name
    with Image.open(stored) as kept:
        assert max(kept.size) == 512
        assert kept.mode == "RGBA"
        assert kept.getpixel((5, 5))[3] == 0
        assert kept.info == {}
    profile.forget()
    answer = head.get("/lambang/")
    assert answer.headers["Content-Type"] == "image/png"
    assert b"".join(answer.streaming_content) == stored.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("lambang.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "bukan PDF, JPG, atau PNG"),
        ("lambang.pdf", samples.pdf(), "bukan gambar"),
        ("lambang.png", b"", "kosong"),
        ("lambang.png", picture()[:500], "terpotong"),
        ("lambang.jpg", picture(), "akhiran namanya menyebut jenis lain"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_beside_its_field_and_kept_nowhere(
    head: Client, base: dict[str, Any], settings: Any, name: str, content: bytes, sentence: str
) -> None:
    answer = head.post(ADD, {**filled(base, unit__aims="Baru"), "arms": SimpleUploadedFile(name, content)})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert 'id="id_arms_error"' in html
    assert sentence in html or "Berkas ini kosong" in html
    assert "Baru" in html
    assert not (Path(settings.DATA_DIR) / "profile").exists()


def test_without_a_verdict_of_the_scanner_no_picture_is_kept(lpse: object, settings: Any) -> None:
    settings.CLAMD_ADDRESS = "tcp:127.0.0.1:1"
    with pytest.raises(Refusal, match="Pemindai virus sedang tidak menjawab"):
        arms_store(SimpleUploadedFile("lambang.png", picture()))
    assert not (Path(settings.DATA_DIR) / "profile").exists()


def test_the_neutral_shield_can_come_back(head: Client, base: dict[str, Any]) -> None:
    held = {**base, "letterhead": {**base["letterhead"], "coat_of_arms": "lambang-x.png"}}
    ProfileVersion.objects.create(slug="luwu-utara", data=held, reason="uji")
    html = head.post(ADD, {**filled(held), "no_arms": "on"}).content.decode()
    head.post(ADD, {"langkah": "simpan", "naskah": draft_of(html), "reason": "Kembali"})
    assert ProfileVersion.objects.latest().data["letterhead"]["coat_of_arms"] == ""
