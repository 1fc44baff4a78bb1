"""Check, declare, hand in, withdraw, begin again: each once, and twice is harmless."""

import pytest
from django.urls import reverse

from core.models import OfficialDocument, OutgoingMail
from core.rendering import document_render
from registration.enums import ApplicantKind, ApplicationState
from registration.models import Application
from registration.receipts import receipt_secret
from registration.services.application import application_start
from tests.registration.filling import answered, complete
from tests.registration.typing import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(sign_in):
    """A client whose draft may be handed in."""
    client = sign_in()
    client.draft = complete(client.user)
    return client


def state() -> str:
    return str(Application.objects.latest("pk").state)


# ── Review ───────────────────────────────────────────────────────────────────


def test_the_review_shows_every_answer_with_its_change_link(ready) -> None:
    html = ready.get(page(ready.draft, "periksa")).content.decode()
    for text in (
        "Maju Jaya",
        "0706690740738000",
        "Masamba",
        "9 Maret 2015",
        "NIB (OSS) 1234567890123",
        "MAJUJAYA",
        "ktp.pdf",
    ):
        assert text in html, text
    for step in ("identitas", "alamat", "akta", "izin-usaha", "penanggung-jawab", "spse"):
        assert f'href="{page(ready.draft, step)}?dari=periksa"' in html
    assert page(ready.draft, "dokumen/ktp") in html
    assert page(ready.draft, "serahkan") in html
    assert "Belum lengkap" not in html


def test_the_review_names_what_is_missing_and_leads_there(sign_in) -> None:
    client = sign_in()
    draft = answered(client.user, identitas={"phone": ""})
    html = client.get(page(draft, "periksa")).content.decode()
    assert "Belum lengkap" in html
    assert f'{page(draft, "identitas")}?dari=periksa#id_phone">Telepon belum diisi.' in html
    assert f'{page(draft, "dokumen/ktp")}">KTP direktur' in html
    assert page(draft, "serahkan") not in html
    assert client.get(page(draft, "serahkan")).headers["Location"] == page(draft, "periksa")


def test_odd_numbers_are_warnings_that_bar_nothing(sign_in) -> None:
    client = sign_in()
    draft = complete(client.user, alamat={"postal_code": "11111"})
    html = client.get(page(draft, "periksa")).content.decode()
    assert "Perlu dilihat sekali lagi" in html
    assert "Kode pos 11111 tidak lazim" in html
    assert page(draft, "serahkan") in html


def test_the_review_stays_within_its_queries(ready, query_budget) -> None:
    with query_budget(12):
        assert ready.get(page(ready.draft, "periksa")).status_code == 200


# ── Handing in ───────────────────────────────────────────────────────────────


def test_handing_in_leads_to_the_number_the_secret_and_the_receipt(ready) -> None:
    response = ready.post(page(ready.draft, "serahkan"), {"declaration": "on"})
    assert response.headers["Location"] == page(ready.draft, "diserahkan")
    assert state() == ApplicationState.SUBMITTED
    html = ready.get(page(ready.draft, "diserahkan")).content.decode()
    assert ready.draft.number in html
    assert receipt_secret(ready.draft) in html
    assert "sedang disiapkan" in html
    document_render(OfficialDocument.objects.get().pk)
    html = ready.get(page(ready.draft, "diserahkan")).content.decode()
    assert reverse("core:document_download", args=[OfficialDocument.objects.get().code]) in html


def test_handing_in_twice_is_harmless(ready) -> None:
    for _ in range(2):
        response = ready.post(page(ready.draft, "serahkan"), {"declaration": "on"})
        assert response.headers["Location"] == page(ready.draft, "diserahkan")
    assert OfficialDocument.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="application.submitted").count() == 1
    assert ready.get(page(ready.draft, "serahkan")).headers["Location"] == page(ready.draft, "diserahkan")


def test_without_the_declaration_nothing_is_handed_in(ready) -> None:
    html = ready.post(page(ready.draft, "serahkan"), {}).content.decode()
    assert html.count("Centang pernyataan bahwa data dan dokumen benar") == 2
    assert state() == ApplicationState.DRAFT


def test_an_incomplete_application_is_led_back_to_the_review(sign_in) -> None:
    client = sign_in()
    draft = answered(client.user)
    response = client.post(page(draft, "serahkan"), {"declaration": "on"})
    assert response.headers["Location"] == page(draft, "periksa")
    assert state() == ApplicationState.DRAFT


@pytest.mark.parametrize("past", ["under_review", "approved", "rejected", "expired", "withdrawn"])
def test_what_is_decided_or_over_is_not_handed_in_again(sign_in, make_application, past: str) -> None:
    client = sign_in()
    row = make_application(owner=client.user, state=past)
    assert client.post(page(row, "serahkan"), {"declaration": "on"}).status_code == 409
    assert state() == past


def test_before_handing_in_there_is_no_confirmation(ready) -> None:
    assert ready.get(page(ready.draft, "diserahkan")).headers["Location"] == page(ready.draft)
    assert ready.post(page(ready.draft, "diserahkan")).status_code == 405


# ── Overview, withdrawing, beginning again ───────────────────────────────────


def test_the_overview_of_a_draft_names_the_deadline_and_the_next_page(sign_in) -> None:
    client = sign_in()
    draft = application_start(owner=client.user, kind=ApplicantKind.BUSINESS_ENTITY)
    html = client.get(page(draft)).content.decode()
    assert "Serahkan paling lambat" in html
    assert "0 dari 7 bagian lengkap" in html
    assert "Lanjutkan: Identitas" in html


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        ("submitted", "menunggu diperiksa"),
        ("under_review", "Petugas sedang memeriksa"),
        ("approved", "Pendaftaran disetujui"),
        ("rejected", "Pendaftaran ditolak"),
        ("expired", "Batas waktu pendaftaran ini sudah lewat"),
        ("withdrawn", "Anda menarik pendaftaran ini"),
    ],
)
def test_the_overview_says_where_it_stands_and_what_comes_next(sign_in, make_application, now, sentence) -> None:
    client = sign_in()
    row = make_application(owner=client.user, state=now)
    html = client.get(page(row)).content.decode()
    assert sentence in html
    assert (page(row, "tarik") in html) == (now == "submitted")
    assert (page(row, "ulang") in html) == (now in {"rejected", "expired", "withdrawn"})


def test_withdrawing_asks_first_and_happens_once(ready) -> None:
    html = ready.get(page(ready.draft, "tarik")).content.decode()
    assert "Ya, tarik pendaftaran" in html
    assert state() == ApplicationState.DRAFT
    for _ in range(2):
        assert ready.post(page(ready.draft, "tarik")).headers["Location"] == page(ready.draft)
    assert state() == ApplicationState.WITHDRAWN
    assert OutgoingMail.objects.filter(kind="application.withdrawn").count() == 1


def test_what_an_officer_is_at_cannot_be_withdrawn(sign_in, make_application) -> None:
    client = sign_in()
    row = make_application(owner=client.user, state="under_review")
    assert client.get(page(row, "tarik")).headers["Location"] == page(row)
    assert client.post(page(row, "tarik")).status_code == 409
    assert state() == ApplicationState.UNDER_REVIEW


@pytest.mark.parametrize("ended", ["withdrawn", "expired", "rejected"])
def test_one_begins_again_with_a_new_number_and_twice_makes_one(sign_in, make_application, ended: str) -> None:
    client = sign_in()
    row = make_application(owner=client.user, state=ended, number="REG-2025-00001")
    assert "Mulai pendaftaran baru" in client.get(page(row, "ulang")).content.decode()
    answers = {client.post(page(row, "ulang"), {"kind": "individual"}).headers["Location"] for _ in range(2)}
    fresh = Application.objects.latest("pk")
    assert answers == {page(fresh)}
    assert (fresh.kind, fresh.state, Application.objects.count()) == ("individual", "draft", 2)
    assert page(row, "ulang") not in client.get(page(row)).content.decode()


def test_beginning_again_needs_a_kind_and_an_ended_application(sign_in, make_application, make_account) -> None:
    client = sign_in()
    row = make_application(owner=client.user, state="submitted")
    assert client.post(page(row, "ulang"), {"kind": "individual"}).headers["Location"] == page(row)
    foreign = make_application(owner=make_account(), state="withdrawn")
    assert client.post(page(foreign, "ulang"), {"kind": "individual"}).status_code == 404
    row2 = make_application(owner=make_account(), state="withdrawn")
    client.force_login(row2.owner, backend="core.backends.RoleBackend")
    assert "Pilih siapa yang mendaftar." in client.post(page(row2, "ulang"), {"kind": ""}).content.decode()
    assert Application.objects.filter(state="draft").count() == 0


def test_the_account_page_lists_ones_own_applications(sign_in, make_application, query_budget) -> None:
    client = sign_in()
    mine = make_application(owner=client.user, state="withdrawn")
    other = make_application()
    html = client.get("/akun/").content.decode()
    assert page(mine) in html
    assert page(mine, "ulang") in html
    assert other.number not in html
    assert client.get("/pendaftaran/").headers["Location"] == page(mine)


def test_an_account_without_applications_has_no_such_block(sign_in) -> None:
    assert "Pendaftaran saya" not in sign_in().get("/akun/").content.decode()
