"""The registers of User IDs and decisions in the admin, and what the staff's first page says about the desk."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.formats import local
from core.models import AuditEvent, OfficialDocument
from tests.support.people import use_profile
from tests.verification import cases
from tests.verification.test_desk_case import at, text
from verification.models import UserId
from verification.services.decisions import decision_approve, decision_reject
from verification.services.holding import review_claim

pytestmark = pytest.mark.django_db
USER_IDS = "/admin/verification/userid/"
DECISIONS = "/admin/verification/decision/"


@pytest.fixture
def desk(sign_in) -> Client:
    """An officer at the desk."""
    return sign_in("verifier")


@pytest.fixture
def decided(officer, make_account):
    """One approved and one rejected application."""
    approved = cases.review_all(cases.application(make_account("vendor"), name="Setuju Contoh"), officer)
    decision_approve(application=approved, actor=officer, user_id="SETUJU1")
    rejected = cases.review_all(cases.application(make_account("vendor"), name="=Tolak Contoh"), officer)
    cases.compare(rejected.items.get(key="ktp"), officer, result="mismatch", reason_code="data_differs")
    decision_reject(application=rejected, actor=officer, reason_code="data_differs", note="Lihat catatan.")
    return approved, rejected


def test_the_registers_list_what_was_decided_and_lead_to_case_and_letter(decided, desk) -> None:
    approved, rejected = decided
    page = text(desk.get(USER_IDS))
    assert "SETUJU1" in page
    assert "tercatat, belum diaktifkan di SPSE" in page
    assert at(approved) in page
    page = text(desk.get(DECISIONS))
    assert at(approved) in page
    assert at(rejected) in page
    assert "Sitti Petugas" in page
    assert approved.decisions.get().letter.number in page


@pytest.mark.parametrize(("words", "found"), [("setuju1", 1), ("Setuju Contoh", 1), ("LAIN", 0)])
def test_user_ids_are_found_by_value_and_holder(decided, desk, words: str, found: int) -> None:
    assert text(desk.get(USER_IDS, {"q": words})).count("SETUJU1</a>") == found


def test_the_search_of_user_ids_reads_indexes_only(decided, desk) -> None:
    with CaptureQueriesContext(connection) as asked:
        desk.get("/admin/verification/userid/", {"q": "CV. Maju Jaya Abadi"})
    [statement] = [one["sql"] for one in asked if one["sql"].startswith('SELECT "verification_userid"."id", ')]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "user_id_once" in plan, plan
    assert "Seq Scan on verification_userid" not in plan


def test_decisions_are_found_by_number_and_outcome(decided, desk) -> None:
    approved, rejected = decided
    page = text(desk.get(DECISIONS, {"hasil": "rejected"}))
    assert rejected.number in page
    assert approved.number not in page
    page = text(desk.get(DECISIONS, {"q": approved.number}))
    assert at(approved) in page
    assert at(rejected) not in page


def test_the_page_of_an_entry_shows_no_identity_number(decided, desk) -> None:
    entry = UserId.objects.get()
    page = text(desk.get(reverse("admin:verification_userid_change", args=[entry.pk])))
    assert "Rahmat Hidayat" in page
    assert cases.NIK not in page
    assert decided[0].decisions.get().letter.number in page
    page = text(desk.get(reverse("admin:verification_decision_change", args=[decided[1].decisions.get().pk])))
    assert "Data yang diisi berbeda dengan dokumen" in page


@pytest.mark.parametrize("path", [USER_IDS, DECISIONS])
def test_the_registers_are_exported_as_text_with_a_trace(decided, desk, path: str) -> None:
    answer = desk.post(path, {"action": "export_csv"})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert len(rows) == (2 if path == USER_IDS else 3)
    assert cases.NIK not in content
    assert "PT =Tolak Contoh" in content or path == USER_IDS
    assert AuditEvent.objects.filter(action="export.made", actor=desk.user).count() == 1


@pytest.mark.parametrize("path", [USER_IDS, DECISIONS])
def test_nothing_is_added_changed_or_deleted_there(decided, desk, path: str) -> None:
    assert desk.get(f"{path}add/").status_code in {403, 404, 405}
    entry = UserId.objects.get() if path == USER_IDS else decided[0].decisions.get()
    for ending in ("change", "delete"):
        answer = desk.post(f"{path}{entry.pk}/{ending}/", {"post": "yes"})
        assert answer.status_code in {403, 404, 405}, ending
    assert UserId.objects.count() == 1


@pytest.mark.parametrize("role", ["secretariat", "system_admin", "support"])
def test_other_staff_do_not_see_the_registers(decided, sign_in, role: str) -> None:
    client = sign_in(role)
    for path in (USER_IDS, DECISIONS, "/admin/verification/case/"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", [USER_IDS, DECISIONS])
def test_a_register_costs_the_same_whatever_its_length(decided, desk, query_budget, path: str) -> None:
    desk.get(path)
    with query_budget(9):
        assert desk.get(path).status_code == 200


def test_the_navigation_leads_to_the_desk(waiting, desk) -> None:
    assert desk.get("/admin/verification/case/").headers["Location"] == "/admin/verification/antrean/"
    change = reverse("admin:verification_case_change", args=[waiting.pk])
    assert desk.get(change).headers["Location"] == at(waiting)
    assert "/admin/verification/case/" in text(desk.get("/admin/"))


@pytest.mark.parametrize(("slug", "zone"), [("luwu-utara", "WITA"), ("temanggung", "WIB")])
def test_times_in_the_registers_are_the_lpses_own_and_named(decided, desk, slug: str, zone: str) -> None:
    use_profile(slug)
    moment = UserId.objects.get().recorded_at
    assert f"{local(moment):%H.%M} {zone}" in text(desk.get(USER_IDS))
    assert f"{local(decided[0].decisions.get().decided_at):%H.%M} {zone}" in text(desk.get(DECISIONS))


# The first page


def test_the_first_page_begins_with_what_is_due(desk, make_account, decided) -> None:
    old = cases.application(
        make_account("vendor"), name="Tertua", submitted_at=timezone.now() - timezone.timedelta(days=4)
    )
    held = cases.application(make_account("vendor"), name="Dipegang")
    review_claim(application=held, actor=desk.user)
    page = text(desk.get("/admin/"))
    assert "<strong>2</strong> menunggu" in page
    assert "<strong>1</strong> Anda pegang" in page
    assert "<strong>1</strong> User ID belum diaktifkan" in page
    assert at(old) in page
    assert page.index("PT Tertua") < page.rindex("PT Dipegang")
    assert page.index("Verifikasi pendaftaran") < page.rindex("app-verification")


def test_the_heads_see_the_figures_without_a_pile_of_their_own(waiting, sign_in) -> None:
    page = text(sign_in("head").get("/admin/"))
    assert "<strong>1</strong> menunggu" in page
    assert "Anda pegang" not in page


@pytest.mark.parametrize("role", ["support", "secretariat", "system_admin"])
def test_other_staff_read_nothing_about_the_desk(waiting, sign_in, role: str) -> None:
    page = text(sign_in(role).get("/admin/"))
    assert "Verifikasi pendaftaran" not in page
    assert waiting.number not in page


def test_a_letter_that_could_not_be_made_is_on_the_first_page(decided, desk) -> None:
    letter = decided[0].decisions.get().letter
    assert "gagal disusun" not in text(desk.get("/admin/"))
    OfficialDocument.objects.filter(pk=letter.pk).update(work_state="failed")
    page = text(desk.get("/admin/"))
    assert "Berkas surat gagal disusun" in page
    assert reverse("admin:core_officialdocument_retry", args=[letter.pk]) in page


def test_the_first_page_takes_a_bounded_number_of_queries(decided, waiting, desk, query_budget) -> None:
    review_claim(application=waiting, actor=desk.user)
    desk.get("/admin/")
    # Fourteen for the queue; the cards of officials, visits, the counter, changes and deactivation ask two or three each.
    with query_budget(27):
        desk.get("/admin/")


def test_more_rows_make_no_more_queries(officer, make_account, desk) -> None:
    """web-11: the registers and the first page, with two rows and with eight."""

    def cost(path: str) -> int:
        desk.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(path).status_code == 200
        return len(queries)

    def grow(number: int) -> None:
        for _ in range(number):
            row = cases.review_all(cases.application(make_account("vendor")), officer)
            decision_approve(application=row, actor=officer, user_id=f"ID-{row.pk}")
            review_claim(application=cases.application(make_account("vendor")), actor=desk.user)

    paths = (USER_IDS, DECISIONS, "/admin/")
    grow(2)
    few = [cost(path) for path in paths]
    grow(6)
    assert [cost(path) for path in paths] == few
