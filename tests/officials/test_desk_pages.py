"""The desk's pages for officials: queue, the letter beside the data, each act by its role, and the register."""

from datetime import timedelta

import pytest

from core import clock
from core.models import AuditEvent, RoleAssignment
from registration.models import OfficialRequest
from tests.support import officials
from verification.models import OfficialReview
from verification.services.officials import official_original_record

pytestmark = pytest.mark.django_db
QUEUE = "/admin/verification/pejabat/"


def desk(row: OfficialRequest, part: str = "") -> str:
    return f"{QUEUE}{row.number}/{part}"


@pytest.fixture
def waiting(official) -> OfficialRequest:
    return officials.official(official, state="submitted", nip=officials.NIP)


def test_the_queue_shows_what_waits_and_filters_by_role(sign_in, waiting, make_account) -> None:
    auditor = officials.official(make_account(), state="submitted", role="auditor")
    draft = officials.official(make_account())
    client = sign_in("verifier")
    html = client.get(QUEUE).content.decode()
    assert waiting.number in html
    assert auditor.number in html
    assert draft.number not in html
    html = client.get(f"{QUEUE}?peran=auditor").content.decode()
    assert waiting.number not in html
    assert auditor.number in html
    assert client.get(f"{QUEUE}?q={waiting.number.lower()}").headers["Location"] == desk(waiting)
    assert "Tidak ada permohonan dengan nomor" in client.get(f"{QUEUE}?q=PJB-0").content.decode()


def test_the_letter_stands_beside_the_data_and_opening_it_leaves_one_trace(sign_in, waiting) -> None:
    client = sign_in("verifier")
    for _ in range(2):
        html = client.get(desk(waiting)).content.decode()
    for text in (officials.NIP, waiting.letter_number, waiting.letter_file.original_name, "asli belum dilihat"):
        assert text in html
    assert AuditEvent.objects.filter(action="official.viewed", object_number=waiting.number).count() == 1


def test_the_way_of_an_approval(sign_in, waiting, official) -> None:
    client = sign_in("verifier")
    assert "Catat dahulu bahwa surat asli dilihat" in client.get(desk(waiting, "setujui/")).content.decode()
    client.post(desk(waiting, "setujui/"))
    assert not RoleAssignment.objects.filter(person=official.person).exists()
    missing = client.post(desk(waiting, "asli/"), {"version": 0})
    assert missing.status_code == 400
    assert "field-error" in missing.content.decode()
    assert client.post(desk(waiting, "asli/"), {"version": 0, "mode": "video"}).status_code == 302
    html = client.get(desk(waiting)).content.decode()
    assert "panggilan video" in html
    assert desk(waiting, "setujui/") in html
    html = client.get(desk(waiting, "setujui/")).content.decode()
    assert "Ya, setujui permohonan" in html
    for _ in range(2):
        assert client.post(desk(waiting, "setujui/")).headers["Location"] == desk(waiting)
    assert RoleAssignment.objects.filter(person=official.person, role="ppk").count() == 1
    assert "sudah diputuskan oleh" in client.get(desk(waiting)).content.decode()


def test_an_obstacle_is_told_before_anybody_tries(sign_in, waiting, official, make_account) -> None:
    RoleAssignment.objects.filter(person=make_account("support").person).update(person=official.person)
    client = sign_in("verifier")
    html = client.get(desk(waiting)).content.decode()
    assert "memegang peran Unit Layanan dan Dukungan" in html
    assert f'href="{desk(waiting, "setujui/")}"' not in html


def test_returning_and_rejecting_keep_what_was_typed_and_name_the_mistake(sign_in, waiting) -> None:
    client = sign_in("verifier")
    for part in ("kembalikan/", "tolak/"):
        response = client.post(desk(waiting, part), {"note": "Tulisan petugas"})
        assert response.status_code == 400
        assert "Tulisan petugas" in response.content.decode()
        assert "Pilih alasan" in response.content.decode()
    response = client.post(desk(waiting, "tolak/"), {"reason": "not_issued", "note": "kata sandi: abc"})
    assert "kata sandi" in response.content.decode()
    assert client.post(desk(waiting, "kembalikan/"), {"reason": "data_differs", "note": ""}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == "returned"
    assert "sekarang “perlu dilengkapi”" in client.get(desk(waiting, "tolak/"), follow=True).content.decode()


def test_a_colleagues_record_of_the_original_is_noticed(sign_in, waiting, colleague) -> None:
    client = sign_in("verifier")
    official_original_record(request=waiting, actor=colleague, mode="in_person")
    html = client.post(desk(waiting, "asli/"), {"version": 0, "mode": "video"}, follow=True).content.decode()
    assert "sudah diubah rekan" in html
    assert OfficialReview.objects.get().original_mode == "in_person"


@pytest.mark.parametrize("part", ["asli/", "kembalikan/", "setujui/", "tolak/"])
@pytest.mark.parametrize("role", ["head", "deputy", "support", "secretariat", "ppk"])
def test_only_officers_of_the_unit_act(sign_in, waiting, role, part) -> None:
    response = sign_in(role).post(
        desk(waiting, part), {"mode": "video", "reason": "not_issued", "note": "x", "version": 0}
    )
    assert response.status_code in {302, 403}
    assert response.status_code == 403 or "/admin/login/" in response.headers["Location"]
    waiting.refresh_from_db()
    assert waiting.state == "submitted"
    assert not OfficialReview.objects.exists()


def test_nobody_acts_on_the_own_request(sign_in) -> None:
    client = sign_in("verifier")
    row = officials.official(client.user, state="submitted", role="pa_kpa")
    assert client.get(desk(row)).status_code == 200
    for part in ("asli/", "kembalikan/", "setujui/", "tolak/"):
        assert client.post(desk(row, part), {"mode": "video", "version": 0}).status_code == 403


def test_a_draft_is_no_case_of_the_desk(sign_in, official) -> None:
    assert sign_in("verifier").get(desk(officials.official(official))).status_code == 404


def test_the_register_filters_by_role_state_and_letters_that_end(sign_in, make_account) -> None:
    client = sign_in("verifier")
    soon = officials.official(
        make_account(), state="approved", role="auditor", valid_until=clock.today() + timedelta(days=29)
    )
    late = officials.official(make_account(), state="approved", nip=officials.NIP)
    draft = officials.official(make_account())
    list_page = "/admin/registration/officialrequest/"

    def shown(query: str) -> set[str]:
        html = client.get(f"{list_page}{query}").content.decode()
        return {row.number for row in (soon, late, draft) if row.number in html}

    assert shown("") == {soon.number, late.number}
    assert shown("?berakhir=30") == {soon.number}
    assert shown("?role__exact=auditor") == {soon.number}
    assert shown("?state__exact=lapsed") == set()
    assert shown(f"?q={officials.NIP}") == {late.number}
    html = client.get(f"{list_page}{late.pk}/change/").content.decode()
    assert officials.NIP not in html
    assert "1980" in html


def test_the_first_page_of_staff_tells_what_waits(sign_in, waiting) -> None:
    html = sign_in("verifier").get("/admin/").content.decode()
    assert "Permohonan pejabat" in html
    assert waiting.number in html
