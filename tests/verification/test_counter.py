"""The counter: today's visits, checking in, walk-ins, calling, ending; each by the right role only, and twice is once."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.enums import VisitState as S
from core.models import AuditEvent, User, Visit
from registration.models import Application
from tests.verification import cases
from tests.verification.visits import NOW, SOON, THURSDAY_NINE
from verification.services.counter import counter_call_next, counter_check_in, counter_walk_in
from verification.services.slots import slot_book

pytestmark = pytest.mark.django_db
PAGE = "/admin/verification/kunjungan/"


@pytest.fixture(autouse=True)
def moving_clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def booked(waiting: Application, vendor: User) -> Visit:
    return slot_book(application=waiting, starts_at=SOON, place="desk", actor=vendor)


@pytest.fixture
def desk(sign_in: Callable[..., Client]) -> Client:
    return sign_in("verifier")


def text(answer: Any) -> str:
    return answer.content.decode()


def test_the_day_is_shown_with_who_is_expected(desk: Client, booked: Visit, waiting: Application) -> None:
    html = text(desk.get(PAGE))
    for words in (booked.number, waiting.full_name, "09.30 WITA", "Tidak ada yang menunggu."):
        assert words in html


@pytest.mark.parametrize(
    "form", ["{code}", "{number}", "http://127.0.0.1:8000/admin/verification/kunjungan/?kode={code}"]
)
def test_a_scanned_code_gives_the_slip_with_the_queue_number(form: str, desk: Client, booked: Visit) -> None:
    answer = desk.post(PAGE + "hadir/", {"kode": form.format(code=booked.code, number=booked.number)})
    assert answer.headers["Location"] == f"{PAGE}{booked.number}/slip/"
    assert "001" in text(desk.get(answer.headers["Location"]))
    # Scanning twice gives the same slip.
    desk.post(PAGE + "hadir/", {"kode": booked.code})
    booked.refresh_from_db()
    assert (booked.state, booked.queue_number) == (S.CHECKED_IN, 1)
    assert AuditEvent.objects.filter(action="visit.checked_in").count() == 1


def test_opening_the_scanned_address_only_types_the_code_in(desk: Client, booked: Visit) -> None:
    assert f'value="{booked.code}"' in text(desk.get(f"{PAGE}?kode={booked.code}"))
    booked.refresh_from_db()
    assert booked.state == S.BOOKED


@pytest.mark.parametrize(
    ("typed", "words"), [("", "Isi kode hadir"), ("XXXXX", "Tidak ada kunjungan dengan kode atau nomor ini")]
)
def test_a_wrong_code_comes_back_with_the_reason(typed: str, words: str, desk: Client) -> None:
    answer = desk.post(PAGE + "hadir/", {"kode": typed})
    assert answer.status_code == 400
    assert words in text(answer)
    assert f'value="{typed}"' in text(answer) or not typed


def test_a_visit_of_another_day_or_one_that_is_over_is_refused_in_words(
    desk: Client, booked: Visit, make_account: Callable[..., User]
) -> None:
    other = cases.application(make_account("vendor"))
    later = slot_book(application=other, starts_at=THURSDAY_NINE, place="desk", actor=other.owner)
    assert "dijadwalkan Kamis, 26 November 2026" in text(desk.post(PAGE + "hadir/", {"kode": later.code}))
    desk.post(f"{PAGE}{booked.number}/tidak-hadir/")
    answer = desk.post(PAGE + "hadir/", {"kode": booked.code})
    assert answer.status_code == 400
    assert "tidak dapat dicatat hadir" in text(answer)


@pytest.mark.parametrize("with_number", [True, False])
def test_a_walk_in_gets_a_number_at_once(with_number: bool, desk: Client, waiting: Application) -> None:
    given = waiting.number.lower() if with_number else ""
    answer = desk.post(PAGE + "tanpa-janji/", {"case_number": given, "purpose": "Bertanya"})
    visit = Visit.objects.get()
    assert answer.headers["Location"] == f"{PAGE}{visit.number}/slip/"
    assert (visit.case_number, visit.queue_number, visit.state) == (
        waiting.number if with_number else "",
        1,
        S.CHECKED_IN,
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"case_number": "REG-2026-99999", "purpose": "Bertanya"}, "Tidak ada pendaftaran REG-2026-99999"),
        ({"case_number": "", "purpose": ""}, "Isi keperluan."),
        ({"case_number": "", "purpose": "password spse saya: Rahasia123"}, "kata sandi"),
    ],
)
def test_a_walk_in_that_cannot_be_noted_comes_back(data: dict[str, str], words: str, desk: Client) -> None:
    answer = desk.post(PAGE + "tanpa-janji/", data)
    assert answer.status_code == 400
    assert words in text(answer)
    assert not Visit.objects.exists()
    if data["case_number"]:
        assert f'value="{data["case_number"]}"' in text(answer)


def test_a_draft_is_unknown_at_the_counter(desk: Client, make_account: Callable[..., User]) -> None:
    draft = cases.application(make_account("vendor"), state="draft")
    answer = desk.post(PAGE + "tanpa-janji/", {"case_number": draft.number, "purpose": "Bertanya"})
    assert answer.status_code == 400
    assert draft.full_name not in text(answer)


def test_calling_serving_and_the_figures(desk: Client, booked: Visit, waiting: Application, moving_clock: Any) -> None:
    desk.post(PAGE + "hadir/", {"kode": booked.code})
    moving_clock.shift(timedelta(minutes=12))
    page = text(desk.post(PAGE + "panggil/", {"counter": "Loket 2"}, follow=True))
    assert "Nomor 001 dipanggil ke Loket 2." in page
    # The counter of the last call is offered again.
    assert '<option value="Loket 2" selected>' in page
    assert "Waktu tunggu tengah 30 hari terakhir 12 menit" in page
    page = text(desk.post(f"{PAGE}{booked.number}/selesai/", follow=True))
    assert "Nomor 001 selesai dilayani." in page
    # A second press, or a colleague's, is told.
    assert "sudah diubah petugas lain" in text(desk.post(f"{PAGE}{booked.number}/selesai/", follow=True))
    booked.refresh_from_db()
    waiting.refresh_from_db()
    assert (booked.state, booked.waiting_minutes, waiting.slot_at) == (S.SERVED, 12, None)
    assert AuditEvent.objects.filter(action="visit.served").count() == 1


def test_calling_with_nobody_waiting_is_said(desk: Client) -> None:
    assert "Tidak ada yang menunggu." in text(desk.post(PAGE + "panggil/", {"counter": "Loket 1"}, follow=True))


def hidden(page: str, name: str) -> str:
    """The value that the page's form carries along."""
    found = re.search(rf'name="{name}"(?: value="([^"]*)")?', page)
    assert found
    return found[1] or ""


def test_a_form_sent_twice_gives_one_number_and_calls_once(desk: Client) -> None:
    code = hidden(text(desk.get(PAGE)), "code")
    for _ in range(2):
        desk.post(PAGE + "tanpa-janji/", {"case_number": "", "purpose": "Bertanya", "code": code})
    assert Visit.objects.get().code == code
    counter_walk_in(case_number="", purpose="Bertanya", actor=desk.user)  # type: ignore[attr-defined]
    after = hidden(text(desk.get(PAGE)), "after")
    for _ in range(2):
        page = text(desk.post(PAGE + "panggil/", {"counter": "Loket 1", "after": after}, follow=True))
        assert "Nomor 001 dipanggil ke Loket 1." in page
    assert Visit.objects.filter(state=S.CALLED).count() == 1
    # The page that came back calls the next one.
    desk.post(PAGE + "panggil/", {"counter": "Loket 1", "after": hidden(page, "after")})
    assert Visit.objects.filter(state=S.CALLED).count() == 2


def test_a_counter_that_does_not_exist_is_refused(desk: Client) -> None:
    counter_walk_in(case_number="", purpose="Bertanya", actor=desk.user)  # type: ignore[attr-defined]
    answer = desk.post(PAGE + "panggil/", {"counter": "Loket 9"})
    assert answer.status_code == 400
    assert "Pilih loket" in text(answer)
    assert Visit.objects.get().state == S.CHECKED_IN


def test_who_does_not_answer_the_call_is_no_show(desk: Client) -> None:
    visit = counter_walk_in(case_number="", purpose="Bertanya", actor=desk.user)  # type: ignore[attr-defined]
    counter_call_next(counter="Loket 1", actor=desk.user)  # type: ignore[attr-defined]
    assert "dicatat tidak hadir" in text(desk.post(f"{PAGE}{visit.number}/tidak-hadir/", follow=True))
    visit.refresh_from_db()
    assert visit.state == S.NO_SHOW


def test_the_case_shows_that_the_visitor_is_here(desk: Client, booked: Visit, waiting: Application) -> None:
    case = f"/admin/verification/berkas/{waiting.number}/"
    assert "Jadwal Rabu, 25 November 2026 pukul 09.30 WITA" in text(desk.get(case))
    counter_check_in(text=booked.code, actor=desk.user)  # type: ignore[attr-defined]
    html = text(desk.get(case))
    assert "Hadir hari ini pukul 09.00 WITA" in html
    assert f"{PAGE}{booked.number}/slip/" in html


def test_the_first_page_shows_todays_visits(desk: Client, booked: Visit) -> None:
    html = text(desk.get("/admin/"))
    assert "Kunjungan hari ini" in html
    assert f'{PAGE}#terjadwal"><strong>1</strong> terjadwal' in html


@pytest.mark.parametrize("role", ["head", "deputy"])
def test_leaders_look_and_do_not_act(role: str, sign_in: Callable[..., Client], booked: Visit) -> None:
    leader = sign_in(role)
    html = text(leader.get(PAGE))
    assert booked.number in html
    assert "Catat hadir" not in html
    for page, data in (
        ("hadir/", {"kode": booked.code}),
        ("tanpa-janji/", {"purpose": "x"}),
        ("panggil/", {"counter": "Loket 1"}),
        (f"{booked.number}/selesai/", {}),
        (f"{booked.number}/tidak-hadir/", {}),
    ):
        assert leader.post(PAGE + page, data).status_code == 403
    booked.refresh_from_db()
    assert booked.state == S.BOOKED


@pytest.mark.parametrize("role", ["support", "secretariat", "vendor"])
def test_others_have_no_counter(role: str, sign_in: Callable[..., Client], booked: Visit) -> None:
    other = sign_in(role)
    assert other.get(PAGE).status_code in {302, 403}
    assert other.post(PAGE + "hadir/", {"kode": booked.code}).status_code in {302, 403}
    booked.refresh_from_db()
    assert booked.state == S.BOOKED


def test_what_is_unknown_is_not_found_and_acts_are_never_read(desk: Client) -> None:
    for page in ("KJG-2026-00009/slip/",):
        assert desk.get(PAGE + page).status_code == 404
    for page in ("KJG-2026-00009/selesai/", "KJG-2026-00009/tidak-hadir/"):
        assert desk.post(PAGE + page).status_code == 404
    for page in ("hadir/", "tanpa-janji/", "panggil/", "KJG-2026-00009/selesai/"):
        assert desk.get(PAGE + page).status_code == 405
