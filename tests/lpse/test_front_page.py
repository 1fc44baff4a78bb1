"""The front page: who we are, whether the office is open, and what really exists; cheap for everyone who only looks."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from core import clock, profile, registries
from core.models import Holiday, ProfileVersion
from core.registries import FrontTask, NavigationItem, Panel
from tests.support.people import use_profile

MONDAY_MORNING = datetime(2026, 5, 4, 2, 20, tzinfo=UTC)  # 10.20 WITA
MONDAY_NOON = datetime(2026, 5, 4, 4, 15, tzinfo=UTC)  # 12.15 WITA
MONDAY_EVENING = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)  # 17.00 WITA
FRIDAY_EVENING = datetime(2026, 5, 8, 9, 0, tzinfo=UTC)


class Links(HTMLParser):
    """Addresses a page leads to, and those it loads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.loads: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.leads.append(values["href"])
        elif tag in {"link", "use"}:
            self.loads.append(values["href"])
        elif tag in {"img", "script"} and "src" in values:
            self.loads.append(values["src"])


@pytest.fixture
def empty_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_PANELS", "_NAVIGATION", "_FRONT_TASKS"):
        monkeypatch.setattr(registries, name, {})


def front_page(client: Any) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_it_says_who_we_are_from_the_profile(client, lpse) -> None:
    html = front_page(client)
    for text in (
        lpse.unit.name,
        lpse.unit.about,
        lpse.regulation.title,
        lpse.contact.address,
        lpse.contact.phone,
        "menurut Pasal 3 ayat (3)",
        "Semua waktu dalam WITA",
    ):
        assert text in html


def test_another_lpse_has_another_front_page(client, db: None) -> None:
    use_profile("temanggung")
    html = front_page(client)
    assert "LPSE Kabupaten Temanggung" in html
    assert "WIB" in html
    assert "Luwu" not in html


@pytest.mark.parametrize(
    ("now", "state", "sentence"),
    [
        (MONDAY_MORNING, "Kantor buka sekarang", "Sampai pukul 12.00 WITA, lalu buka lagi pukul 13.00 WITA."),
        (MONDAY_NOON, "Kantor sedang tutup", "Sedang istirahat. Buka lagi hari ini pukul 13.00 WITA."),
        (MONDAY_EVENING, "Kantor sedang tutup", "Buka lagi besok pukul 07.30 WITA."),
        (FRIDAY_EVENING, "Kantor sedang tutup", "Buka lagi Senin, 11 Mei 2026 pukul 07.30 WITA."),
    ],
)
def test_it_says_whether_the_office_is_open_and_until_when(client, lpse, now, state: str, sentence: str) -> None:
    with time_machine.travel(now, tick=False):
        html = front_page(client)
    assert state in html
    assert sentence in html


def test_a_holiday_is_named_today_and_in_the_week(client, lpse) -> None:
    Holiday.objects.update_or_create(date=date(2026, 5, 4), defaults={"name": "Hari Uji"})
    clock.forget()
    with time_machine.travel(MONDAY_MORNING, tick=False):
        html = front_page(client)
    assert "Hari ini libur: Hari Uji. Buka lagi besok pukul 07.30 WITA." in html
    assert "<td>Hari Uji</td>" in html


def test_without_opening_hours_there_is_no_panel_about_them(client, lpse) -> None:
    data = profile.dump(lpse) | {"hours": []}
    ProfileVersion.objects.create(slug="uji", data=data, reason="tanpa jam layanan")
    profile.forget()
    html = front_page(client)
    assert "jam-layanan" not in html
    assert lpse.unit.name in html


def test_cards_buttons_and_menu_are_those_the_apps_brought(client, lpse, empty_registries) -> None:
    registries.register_front_task(FrontTask("Daftar <sekarang>", "Ajukan.", "user-plus", "home", 10, lead=True))
    registries.register_front_task(FrontTask("Baca", "Persyaratan.", "search", "theme", 5))
    registries.register_navigation(NavigationItem("Beranda", "home", 0))
    html = front_page(client)
    assert html.index("Baca") < html.rindex("Daftar &lt;sekarang&gt;")
    assert html.count("btn-large") == 1
    assert '<a href="/" aria-current="page">Beranda</a>' in html


def test_without_cards_and_panels_there_are_no_empty_headings(client, lpse, empty_registries) -> None:
    html = front_page(client)
    assert "Apa keperluan Anda?" not in html
    assert "Layanan kami saat ini" not in html


def test_a_panel_with_something_to_say_is_shown_and_a_silent_one_is_not(
    client, lpse, empty_registries, settings, tmp_path
) -> None:
    (tmp_path / "uji_panel.html").write_text("<h3>{{ title }}</h3>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    registries.register_panel(Panel("ada", "uji_panel.html", 1, lambda: {"title": "12 menunggu"}))
    registries.register_panel(Panel("diam", "uji_panel.html", 2, lambda: None))
    html = front_page(client)
    assert '<div class="panel" id="panel-ada"><h3>12 menunggu</h3></div>' in html
    assert "panel-diam" not in html


def test_no_link_is_dead(client, lpse) -> None:
    page = Links(front_page(client))
    for address in page.leads:
        if address.startswith("/"):
            assert client.get(address, follow=True).status_code == 200, address
        else:
            assert address.startswith(("tel:", "mailto:", "#")), address


def test_nothing_is_loaded_from_elsewhere(client, lpse) -> None:
    assert all(address.startswith("/") and not address.startswith("//") for address in Links(front_page(client)).loads)


def test_a_warm_anonymous_visit_asks_the_database_nothing(client, lpse, query_budget) -> None:
    first = client.get("/")
    with query_budget(0):
        second = client.get("/")
    assert second.content == first.content
    assert second.headers["Cache-Control"] == "public, max-age=10"
    assert "Set-Cookie" not in second.headers


def test_a_signed_in_person_gets_a_page_of_their_own_that_nobody_keeps(client, lpse, make_account) -> None:
    client.get("/")
    client.force_login(make_account("vendor"), backend="core.backends.RoleBackend")
    response = client.get("/")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"


def test_what_a_signed_in_person_sees_is_never_given_to_the_next_visitor(client, lpse, make_account) -> None:
    client.force_login(make_account("vendor"), backend="core.backends.RoleBackend")
    client.get("/")
    client.logout()
    assert "Akun saya" not in front_page(client)


def test_the_page_can_only_be_read(client, lpse) -> None:
    assert client.post("/").status_code == 405
    assert client.head("/").status_code == 200


def test_example_data_is_marked_on_every_page_and_real_data_is_not(client, lpse, settings) -> None:
    settings.DEMO = True
    assert "DATA CONTOH" in front_page(client)
    assert "DATA CONTOH" in client.get("/tidak-ada/").content.decode()


def test_a_real_portal_shows_no_demo_banner(client, lpse, settings) -> None:
    settings.DEMO = False
    assert "DATA CONTOH" not in front_page(client)


def test_home_is_the_address_printed_everywhere() -> None:
    assert reverse("home") == "/"
