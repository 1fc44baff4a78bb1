"""The pages of the survey: one answer a browser, links used once, results for everybody, the desk by role."""

import io
import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from core.clock import today
from core.models import OfficialDocument, User
from helpdesk.models import SurveyAnswer, SurveyPeriod
from helpdesk.survey_tokens import token_for
from tests.helpdesk.surveys import GOOD, answered, closed, final, invited, period_make
from tests.helpdesk.trainings import rendered

pytestmark = pytest.mark.django_db
PAGE = "/survei/"
RATED = {f"u{number}": str(value) for number, value in enumerate(GOOD, 1)}


def filled(period: SurveyPeriod, **changes: str) -> dict[str, str]:
    service = period.instrument["services"][0]
    return {**RATED, "user_group": "vendor", "service": service, "submission": str(uuid.uuid4()), **changes}


def desk(name: str, period: SurveyPeriod) -> str:
    return reverse(f"survey_desk:{name}", args=[period.number])


def test_a_browser_answers_once_and_another_one_too(support: User, client: Client) -> None:
    period = period_make(support, "open")
    shown = client.get(PAGE).content.decode()
    assert "Jawaban disimpan tanpa nama" in shown
    assert re.search(r'name="submission" value="[0-9a-f-]{36}"', shown)
    wrong = client.post(PAGE, filled(period, u5="", remark="Lebih cepat."))
    assert wrong.status_code == 400
    assert "Pilih jawaban nomor 5, produk spesifikasi jenis pelayanan." in wrong.content.decode()
    assert "Lebih cepat." in wrong.content.decode()
    assert not SurveyAnswer.objects.exists()
    assert client.post(PAGE, filled(period)).headers["Location"] == f"{PAGE}terkirim/"
    assert "Terima kasih" in client.get(f"{PAGE}terkirim/").content.decode()
    assert "sudah kami terima" in client.get(PAGE).content.decode()
    assert client.post(PAGE, filled(period)).status_code == 409
    assert SurveyAnswer.objects.count() == 1
    assert Client().post(PAGE, filled(period)).status_code == 302
    assert set(SurveyAnswer.objects.values_list("channel", "user_group", "u8")) == {("web", "vendor", 2)}
    assert SurveyAnswer.objects.count() == 2


def test_a_flood_from_one_address_is_held_up(support: User) -> None:
    period = period_make(support, "open")
    answers = [Client().post(PAGE, filled(period)).status_code for _ in range(21)]
    assert (answers, SurveyAnswer.objects.count()) == ([302] * 20 + [429], 20)


def test_without_an_open_period_the_page_says_when_the_next_one_is(support: User, client: Client) -> None:
    assert "tidak ada survei yang dibuka" in client.get(PAGE).content.decode()
    assert client.post(PAGE, {}).status_code == 409
    period_make(support, "open", starts_on=today() + timedelta(days=3), title="Semester depan")
    assert "Semester depan dibuka mulai" in client.get(PAGE).content.decode()


def test_the_link_after_a_ticket_works_once_and_is_told_nobody(support: User, client: Client) -> None:
    address = f"{PAGE}{token_for(invited())}/"
    shown = client.get(address)
    assert (shown.headers["Referrer-Policy"], shown.headers["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert client.post(address, {**RATED, "u1": "5"}).status_code == 400
    assert client.get(address).status_code == 200
    assert client.post(address, {**RATED, "remark": "Ramah."}).headers["Location"] == f"{PAGE}terkirim/"
    for again in (client.get(address), client.post(address, RATED)):
        assert again.status_code == 410
        assert "sudah kami terima" in again.content.decode()
    assert SurveyAnswer.objects.get().remark == "Ramah."
    assert client.get(f"{PAGE}1-0000000000000000/").status_code == 404


def test_results_are_public_once_the_report_is_final(support: User, head: User, client: Client) -> None:
    assert "Belum ada hasil" in client.get(f"{PAGE}hasil/").content.decode()
    waiting = closed(support, 10)
    address = f"{PAGE}hasil/{waiting.number}/"
    assert client.get(address).status_code == 404
    period = final(support, head, 10, title="Semester I 2026")
    address = f"{PAGE}hasil/{period.number}/"
    page = client.get(address).content.decode()
    for part in (
        "Semester I 2026",
        "83,33",
        "survey-chart",
        "U8 Penanganan pengaduan",
        "Menambah petugas.",
        "sedang disiapkan",
    ):
        assert part in page, part
    assert client.get(f"{address}laporan.pdf").status_code == 404
    rendered(OfficialDocument.objects.get(case_number=period.number))
    report = client.get(f"{address}laporan.pdf")
    assert (report.status_code, report.content[:5]) == (200, b"%PDF-")
    listed = client.get(f"{PAGE}hasil/").content.decode()
    assert "B, baik" in listed
    assert waiting.number not in listed


def test_the_desk_shows_figures_when_closed_and_never_before(support: User, sign_in: Callable[..., Client]) -> None:
    period = period_make(support, "open")
    answered(period, 10)
    client = sign_in("support")
    page = client.get(desk("period", period)).content.decode()
    assert "10 jawaban sampai sekarang" in page
    assert "83,33" not in page
    assert client.get(desk("export", period)).status_code == 404
    assert client.post(desk("close", period), follow=True).status_code == 200
    page = client.get(desk("period", period)).content.decode()
    assert "83,33, mutu B (baik)" in page
    assert "Tetapkan perbaikan" not in page
    book = load_workbook(io.BytesIO(client.get(desk("export", period)).content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert rows[8][1:11] == ["U8", "Penanganan pengaduan, saran, dan masukan", 10, 0, 10, 0, 0, 1, 2, 50]
    assert rows[10][2:4] + rows[10][10:12] == ["Indeks kepuasan masyarakat", 10, 83.33, "B"]


def test_a_paper_form_is_typed_in_at_the_desk(support: User, sign_in: Callable[..., Client]) -> None:
    period = period_make(support, "open")
    client = sign_in("support")
    wrong = client.post(desk("paper", period), filled(period, user_group=""))
    assert (wrong.status_code, SurveyAnswer.objects.count()) == (400, 0)
    form = filled(period)
    for _ in range(2):
        assert client.post(desk("paper", period), form).status_code == 302
    assert SurveyAnswer.objects.get().channel == "paper"


def test_the_head_decides_what_is_improved_and_publishes(support: User, sign_in: Callable[..., Client]) -> None:
    period = closed(support, 10)
    officer = sign_in("support")
    assert officer.get(desk("improve", period)).status_code == 403
    assert officer.post(desk("finalise", period)).status_code == 403
    head = sign_in("head")
    assert "Tulis dahulu perbaikan" in head.post(desk("finalise", period), follow=True).content.decode()
    due = (today() + timedelta(days=60)).strftime("%d-%m-%Y")
    form = {f"action_{key}": "Menambah petugas." for key in ("u3", "u5", "u8")}
    form |= {f"due_{key}": due for key in ("u3", "u5", "u8")}
    wrong = head.post(desk("improve", period), {**form, "due_u3": "1-1-2020"})
    assert wrong.status_code == 400
    assert "sudah lewat" in wrong.content.decode()
    assert head.post(desk("improve", period), form).status_code == 302
    assert "Menambah petugas." in head.get(desk("improve", period)).content.decode()
    assert "Laporan terbit" in head.post(desk("finalise", period), follow=True).content.decode()
    period.refresh_from_db()
    assert (period.state, period.improvements.count()) == ("final", 3)


def test_a_period_is_planned_opened_and_changed_at_the_desk(support: User, sign_in: Callable[..., Client]) -> None:
    client = sign_in("support")
    address = reverse("survey_desk:new")
    day, last = today(), today() + timedelta(days=9)
    form = {
        "title": "Semester II 2026",
        "starts_on": f"{day:%d-%m-%Y}",
        "ends_on": f"{last:%d-%m-%Y}",
        "method": "Kuesioner.",
    }
    wrong = client.post(address, {**form, "ends_on": "1-1-2020"})
    assert (wrong.status_code, SurveyPeriod.objects.count()) == (400, 0)
    assert "Hari terakhir tidak boleh sebelum" in wrong.content.decode()
    assert client.post(address, form).status_code == 302
    period = SurveyPeriod.objects.get()
    assert client.post(desk("open", period), follow=True).status_code == 200
    later = {**form, "ends_on": f"{last + timedelta(days=5):%d-%m-%Y}"}
    stale = client.post(desk("change", period), {**later, "version": "1"})
    assert (stale.status_code, "diubah orang lain" in stale.content.decode()) == (400, True)
    assert client.post(desk("change", period), {**later, "version": "2"}).status_code == 302
    period.refresh_from_db()
    assert (period.state, period.ends_on) == ("open", last + timedelta(days=5))
    assert sign_in("deputy").post(desk("close", period)).status_code == 403


def test_what_reporters_said_is_shown_by_whole_months(support: User, sign_in: Callable[..., Client]) -> None:
    month = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    for _ in range(10):
        SurveyAnswer.objects.create(
            month=month, channel="ticket", service="Bantuan", user_group="vendor", ticket_category="technical",
            ticket_channel="phone", **{f"u{number}": value for number, value in enumerate(GOOD, 1)},
        )  # fmt: skip
    page = sign_in("support").get(reverse("survey_desk:after_tickets")).content.decode()
    for part in ("83,33, mutu B", "Kategori teknis", "Media telepon"):
        assert part in page, part
