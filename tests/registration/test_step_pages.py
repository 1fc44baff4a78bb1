"""The pages of the application: half filled is kept, wrong is refused beside its field, two windows lose nothing."""

import logging

import pytest

from core.models import AuditEvent
from registration.enums import ApplicantKind, ItemState, Step
from registration.models import Application, DocumentItem
from registration.requirements import steps
from registration.services.application import application_start
from tests.registration.typing import TYPED, page, typed

pytestmark = pytest.mark.django_db
ANSWERED = [step for step in Step if step != Step.DOCUMENTS]


@pytest.fixture
def vendor(sign_in):
    """A client whose account has an empty draft, `client.draft`."""
    client = sign_in()
    client.draft = application_start(owner=client.user, kind=ApplicantKind.BUSINESS_ENTITY)
    return client


def send(client, step: Step, **changes: str):
    return client.post(page(client.draft, step), typed(client.draft, step, **changes))


@pytest.mark.parametrize("step", ANSWERED)
def test_a_page_keeps_what_is_typed_and_leads_on(vendor, step: Step) -> None:
    response = send(vendor, step)
    order = steps(vendor.draft.kind)
    following = order[order.index(step) + 1]
    assert response.headers["Location"] == page(vendor.draft, following)
    saved = Application.objects.get()
    assert saved.step_versions == {step.value: 2}
    html = vendor.get(page(vendor.draft, step)).content.decode()
    shown = {"npwp": "0706690740738000", "deed_date": "9-3-2015"}
    for name, value in TYPED[step].items():
        assert shown.get(name, value) in html, name
    assert "Masih kurang" not in html
    assert AuditEvent.objects.filter(action="application.step_saved").count() == 1


@pytest.mark.parametrize("step", ANSWERED)
def test_an_empty_page_is_kept_too_and_says_later_what_is_missing(vendor, step: Step) -> None:
    empty = dict.fromkeys(TYPED[step], "") | {"izin-TOTAL_FORMS": "1", "izin-0-kind": "nib"}
    assert send(vendor, step, **empty).status_code == 302
    assert "Masih kurang" in vendor.get(page(vendor.draft, step)).content.decode()


@pytest.mark.parametrize(
    ("step", "changes", "sentence", "kept"),
    [
        (Step.IDENTITY, {"npwp": "12 ab"}, "NPWP terdiri atas 16 angka", 'value="12 ab"'),
        (Step.IDENTITY, {"phone": "tanya ibu"}, "Tulis nomor telepon dengan kode area", 'value="tanya ibu"'),
        (Step.IDENTITY, {"name": "x" * 201}, "Nama paling panjang 200 huruf", "x" * 201),
        (Step.IDENTITY, {"website": "bukan situs"}, "Tulis alamat situs yang lengkap", 'value="bukan situs"'),
        (Step.IDENTITY, {"business_form": "ud"}, "Pilih bentuk usaha dari daftar", "Maju Jaya"),
        (Step.IDENTITY, {"name": "PT Itu, password SPSE: rahasia1"}, "Hapus kata sandinya", "0473 21000"),
        (Step.ADDRESS, {"postal_code": "929"}, "Kode pos terdiri atas 5 angka", 'value="929"'),
        (Step.DEED, {"deed_date": "31-2-2015"}, "Tulis tanggal dengan hari", 'value="31-2-2015"'),
        (Step.DEED, {"deed_date": "1-1-2030"}, "Tanggal ini belum terjadi", 'value="1-1-2030"'),
        (Step.LICENCES, {"izin-0-kbli_code": "41"}, "Kode KBLI terdiri atas 5 angka", 'value="41"'),
        (Step.LICENCES, {"izin-0-kbli_edition": ""}, "Pilih edisi KBLI", 'value="41011"'),
        (Step.LICENCES, {"izin-0-number": ""}, "Isi nomor izin", 'value="41011"'),
        (
            Step.LICENCES,
            {"izin-0-issued_on": "2-2-2024", "izin-0-expires_on": "1-1-2023"},
            "Tanggal akhir berlaku harus",
            'value="1-1-2023"',
        ),
        (Step.SIGNATORY, {"signatory_nik": "1234"}, "NIK terdiri atas 16 angka", 'value="1234"'),
        (Step.SPSE, {"spse_link": "spse"}, "Tulis alamat situs yang lengkap", 'value="spse"'),
    ],
)
def test_a_mistake_is_named_twice_and_nothing_typed_is_lost(vendor, step, changes, sentence, kept) -> None:
    response = send(vendor, step, **changes)
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count(sentence) == 2, "in the summary and beside the field"
    assert kept in html
    assert Application.objects.get().version == 1


def test_save_for_later_leads_back_to_the_overview(vendor) -> None:
    assert send(vendor, Step.IDENTITY, kembali="1").headers["Location"] == page(vendor.draft)


def test_who_came_from_the_review_goes_back_there(vendor) -> None:
    assert (
        'name="dari" value="periksa"' in vendor.get(page(vendor.draft, "identitas") + "?dari=periksa").content.decode()
    )
    assert send(vendor, Step.IDENTITY, dari="periksa").headers["Location"] == page(vendor.draft, "periksa")


def test_a_second_window_shows_both_values_and_saves_on_the_second_try(vendor) -> None:
    stale = typed(vendor.draft, Step.IDENTITY, name="Maju Mundur")
    send(vendor, Step.IDENTITY)
    html = vendor.post(page(vendor.draft, "identitas"), stale).content.decode()
    assert "sudah disimpan di jendela lain" in html
    assert html.count("Maju Jaya") == 1
    assert html.count("Maju Mundur") == 2, "in the comparison and in the field"
    assert Application.objects.get().name == "Maju Jaya"
    assert 'name="version" value="2"' in html
    vendor.post(page(vendor.draft, "identitas"), {**stale, "version": "2"})
    assert Application.objects.get().name == "Maju Mundur"


def test_a_second_window_with_other_licences_is_shown_both(vendor) -> None:
    stale = typed(vendor.draft, Step.LICENCES, **{"izin-0-number": "9999999999999"})
    send(vendor, Step.LICENCES)
    html = vendor.post(page(vendor.draft, "izin-usaha"), stale).content.decode()
    assert "NIB (OSS) 1234567890123" in html
    assert "NIB (OSS) 9999999999999" in html
    assert [licence.number for licence in Application.objects.get().licences.all()] == ["1234567890123"]


@pytest.mark.parametrize("step", ANSWERED)
def test_sending_the_same_page_twice_is_harmless(vendor, step: Step) -> None:
    form = typed(vendor.draft, step)
    first = vendor.post(page(vendor.draft, step), form)
    second = vendor.post(page(vendor.draft, step), form)
    assert second.headers["Location"] == first.headers["Location"]
    assert Application.objects.get().version == 2
    assert Application.objects.get().licences.count() == (step == Step.LICENCES)


def test_a_page_opened_again_and_saved_unchanged_keeps_everything(vendor) -> None:
    for _ in range(2):
        for step in ANSWERED:
            send(vendor, step)
    saved = Application.objects.get()
    assert [licence.number for licence in saved.licences.all()] == ["1234567890123"]
    assert saved.region_code == "73.22.03.1001"


def test_names_of_any_script_live_and_signs_that_deceive_do_not(vendor) -> None:
    send(vendor, Step.IDENTITY, name='"Toko" O’Neil\u202e محمد 王\x00\x1b 🙂 <b>')
    assert Application.objects.get().name == '"Toko" O’Neil محمد 王 🙂 <b>'
    html = vendor.get(page(vendor.draft, "identitas")).content.decode()
    assert "&quot;Toko&quot; O’Neil محمد 王 🙂 &lt;b&gt;" in html


def test_a_garbled_version_counts_as_an_old_window(vendor) -> None:
    send(vendor, Step.IDENTITY)
    html = send(vendor, Step.IDENTITY, version="x", name="Lain").content.decode()
    assert "sudah disimpan di jendela lain" in html


@pytest.mark.parametrize("kind", [ApplicantKind.SOLE_PROPRIETORSHIP, ApplicantKind.INDIVIDUAL])
def test_only_firms_have_a_page_about_the_deed(sign_in, kind: str) -> None:
    client = sign_in()
    draft = application_start(owner=client.user, kind=kind)
    assert client.get(page(draft, "akta")).status_code == 404
    assert client.get(page(draft, "identitas")).status_code == 200


def test_a_person_is_asked_neither_form_nor_position_but_whether_a_licence_is_needed(sign_in) -> None:
    client = sign_in()
    draft = application_start(owner=client.user, kind=ApplicantKind.INDIVIDUAL)
    assert "business_form" not in client.get(page(draft, "identitas")).content.decode()
    assert "signatory_position" not in client.get(page(draft, "penanggung-jawab")).content.decode()
    form = {"version": "1", "needs_licence": "tidak", "izin-TOTAL_FORMS": "1", "izin-0-kind": "nib"}
    assert client.post(page(draft, "izin-usaha"), form).status_code == 302
    assert Application.objects.get().needs_licence is False


# ── Rows of licences ─────────────────────────────────────────────────────────


def test_a_row_of_licences_is_added_and_removed_without_saving_or_losing_anything(vendor) -> None:
    html = send(vendor, Step.LICENCES, tambah="1").content.decode()
    assert 'name="izin-1-number"' in html
    assert 'value="1234567890123"' in html
    two = {
        "izin-TOTAL_FORMS": "2",
        "izin-1-kind": "sbu",
        "izin-1-number": "SBU-7",
        "izin-1-issued_on": "kemarin",
    }
    html = send(vendor, Step.LICENCES, hapus="0", **two).content.decode()
    assert "1234567890123" not in html
    assert 'value="SBU-7"' in html
    assert 'value="kemarin"' in html, "not judged yet"
    assert Application.objects.get().version == 1
    assert send(vendor, Step.LICENCES, **{**two, "izin-1-issued_on": "3-4-2024"}).status_code == 302
    assert [licence.number for licence in Application.objects.get().licences.all()] == ["1234567890123", "SBU-7"]


@pytest.mark.parametrize("count", ["-1", "x", "100000", ""])
def test_a_forged_number_of_rows_is_bounded(vendor, count: str) -> None:
    assert send(vendor, Step.LICENCES, **{"izin-TOTAL_FORMS": count}).status_code in {200, 302}
    assert send(vendor, Step.LICENCES, tambah="1", **{"izin-TOTAL_FORMS": count}).status_code == 200


# ── Regions ──────────────────────────────────────────────────────────────────


def test_without_scripts_a_button_brings_the_next_list_and_saves_nothing(vendor) -> None:
    form = {"street": "Jalan <baru>", "postal_code": "9", "province": "73", "pilih": "1", "version": "1"}
    html = vendor.post(page(vendor.draft, "alamat"), form).content.decode()
    assert 'name="regency"' in html
    assert "Luwu Utara" in html
    assert 'name="district"' not in html
    assert 'value="Jalan &lt;baru&gt;"' in html
    assert 'value="9"' in html
    assert Application.objects.get().version == 1


def test_saving_a_region_that_has_others_below_stays_on_the_page(vendor) -> None:
    response = send(vendor, Step.ADDRESS, village="")
    assert response.headers["Location"] == page(vendor.draft, "alamat")
    assert Application.objects.get().region_code == "73.22.03"
    assert send(vendor, Step.ADDRESS).headers["Location"] == page(vendor.draft, "akta")


def test_a_region_of_another_province_is_left_out(vendor) -> None:
    send(vendor, Step.ADDRESS, province="33")
    assert Application.objects.get().region_code == "33"


def test_the_lists_come_as_a_fragment(vendor) -> None:
    html = vendor.get(
        "/daftar/wilayah/", {"province": "73", "regency": "73.22", "district": "73.22.03"}
    ).content.decode()
    assert 'name="village"' in html
    assert "<html" not in html
    assert 'name="regency"' not in vendor.get("/daftar/wilayah/", {"province": "xx"}).content.decode()


# ── Who, when ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("step", ["", *ANSWERED, "dokumen", "periksa", "serahkan", "tarik", "dokumen/ktp"])
def test_strangers_officers_and_the_anonymous_get_nothing(vendor, make_account, client, caplog, step: str) -> None:
    foreign = application_start(owner=make_account(), kind=ApplicantKind.BUSINESS_ENTITY)
    with caplog.at_level(logging.WARNING, "registration.views.own"):
        assert vendor.get(page(foreign, step)).status_code == 404
    assert "application asked for by a stranger" in caplog.text
    if step in ANSWERED:
        assert vendor.post(page(foreign, step), {"version": "9", **TYPED[step]}).status_code == 404
    assert vendor.get(page(foreign, step).replace(foreign.number, "REG-1999-00001")).status_code == 404
    vendor.logout()
    assert vendor.get(page(foreign, step)).headers["Location"].startswith("/akun/masuk/")


def test_an_officer_works_at_the_desk_not_here(sign_in, make_account) -> None:
    foreign = application_start(owner=make_account(), kind=ApplicantKind.BUSINESS_ENTITY)
    assert sign_in("verifier").get(page(foreign, "identitas")).status_code == 404


@pytest.mark.parametrize("state", ["submitted", "under_review", "approved", "rejected", "expired", "withdrawn"])
def test_outside_the_applicants_turn_nothing_changes(sign_in, make_application, state: str) -> None:
    client = sign_in()
    row = make_application(owner=client.user, state=state)
    assert client.get(page(row, "identitas")).headers["Location"] == page(row)
    response = client.post(page(row, "identitas"), {"version": "1", **TYPED[Step.IDENTITY]})
    assert response.status_code == 409
    assert "tidak dapat diubah" in response.content.decode()
    assert Application.objects.get().name == row.name


def test_after_a_return_only_what_was_returned_is_open(sign_in, make_application) -> None:
    client = sign_in()
    row = make_application(owner=client.user, state="returned")
    DocumentItem.objects.filter(application=row).update(is_open=False)
    DocumentItem.objects.filter(application=row, key="ktp").update(
        is_open=True, state=ItemState.RETURNED, reason_code="data_differs", note="Nama pada KTP berbeda."
    )
    assert client.get(page(row, "identitas")).headers["Location"] == page(row)
    assert client.post(page(row, "identitas"), {"version": "1", **TYPED[Step.IDENTITY]}).status_code == 409
    html = client.get(page(row, "penanggung-jawab")).content.decode()
    assert "Data yang diisi berbeda dengan dokumen" in html
    assert "Nama pada KTP berbeda." in html
    response = client.post(page(row, "penanggung-jawab"), {"version": "1", **TYPED[Step.SIGNATORY]})
    assert response.headers["Location"] == page(row)
    overview = client.get(page(row)).content.decode()
    assert "Ini bukan penolakan" in overview
    assert "Nama pada KTP berbeda." in overview


def test_a_file_that_cannot_be_read_asks_for_a_file_first_and_lets_the_answers_be_corrected(
    sign_in, make_application
) -> None:
    client = sign_in()
    row = make_application(owner=client.user, state="returned")
    DocumentItem.objects.filter(application=row).update(is_open=False)
    DocumentItem.objects.filter(application=row, key="ktp").update(
        is_open=True, state=ItemState.RETURNED, reason_code="illegible"
    )
    html = client.get(page(row)).content.decode()
    assert "Lanjutkan: Dokumen" in html
    assert "boleh diperbaiki" in html
    assert f'href="{page(row, "penanggung-jawab")}"' in html


@pytest.mark.parametrize("step", ["", *ANSWERED, "dokumen", "dokumen/ktp"])
def test_pages_stay_within_their_queries_and_are_kept_by_nobody(vendor, query_budget, step: str) -> None:
    vendor.get(page(vendor.draft, step))
    with query_budget(12):
        response = vendor.get(page(vendor.draft, step))
    assert "no-store" in response.headers["Cache-Control"]
