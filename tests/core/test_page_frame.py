"""Head and foot of the pages are drawn once and kept; they still say where one is, who one is, and what the profile says now."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from core.profile import Profile
from tests.support.people import use_profile

pytestmark = pytest.mark.django_db


def current(html: str) -> set[str]:
    """Labels of the menu's links that are marked as where one is."""
    return set(re.findall(r'aria-current="(?:page|true)">([^<]+)</a></li>', html))


def test_the_menu_says_where_one_is_on_every_page(client: Client, lpse: Profile) -> None:
    for _ in range(2):
        assert current(client.get("/persyaratan/").content.decode()) == {"Persyaratan"}
        assert current(client.get("/status/").content.decode()) == {"Cek status"}
        assert current(client.get("/akun/masuk/").content.decode()) == {"Masuk"}


def test_a_stranger_and_a_person_get_menus_of_their_own(client: Client, sign_in: Callable[..., Client]) -> None:
    stranger = Client()
    for _ in range(2):
        assert ">Masuk</a>" in stranger.get("/status/").content.decode()
        page = sign_in("vendor").get("/status/").content.decode()
        assert ">Akun saya</a>" in page
        assert ">Masuk</a>" not in page


def test_a_new_profile_shows_at_once(client: Client, lpse: Profile) -> None:
    first = client.get("/status/").content.decode()
    assert lpse.regulation.title in first
    other = use_profile("temanggung")
    second = client.get("/status/").content.decode()
    assert other.regulation.title in second
    assert lpse.regulation.title not in second
    assert f"Semua waktu dalam {other.region.zone_label}" in second


def test_the_second_page_asks_the_database_nothing(client: Client, lpse: Profile, query_budget) -> None:
    client.get("/akun/masuk/")
    with query_budget(0):
        client.get("/akun/masuk/")
