"""The regency's colour and arms reach every page without an inline style."""

from pathlib import Path
from typing import Any

import pytest

from core import profile
from core.models import ProfileVersion
from core.theme import admin_base, admin_icon, admin_primary, admin_title, theme_url


def change_letterhead(lpse: profile.Profile, **changes: str) -> profile.Profile:
    data = profile.dump(lpse)
    data["letterhead"] |= changes
    ProfileVersion.objects.create(slug="uji", data=data, reason="uji")
    profile.forget()
    return profile.current()


def test_the_colour_of_the_profile_becomes_tokens_for_light_dark_and_paper(client, lpse) -> None:
    response = client.get("/tema.css")
    css = response.content.decode()
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert f"--c-brand:{lpse.letterhead.color}" in css
    assert "prefers-color-scheme:dark" in css
    assert "@media print" in css


def test_a_page_names_the_version_and_the_browser_keeps_exactly_that(client, lpse) -> None:
    address = theme_url(lpse)
    assert f'href="{address}"' in client.get("/").content.decode()
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert "immutable" not in client.get("/tema.css?v=lain").headers["Cache-Control"]


def test_an_unchanged_theme_is_not_sent_again(client, lpse) -> None:
    etag = client.get("/tema.css").headers["ETag"]
    again = client.get("/tema.css", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    change_letterhead(lpse, color="#7a1f3d")
    changed = client.get("/tema.css", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert "--c-brand:#7a1f3d" in changed.content.decode()


def test_without_arms_the_shield_marked_contoh_is_shown(client, lpse) -> None:
    assert "img/perisai-contoh.svg" in client.get("/").content.decode()
    assert client.get("/lambang/").headers["Location"] == "/static/img/perisai-contoh.svg"


def test_uploaded_arms_are_shown_and_may_do_nothing(client, lpse, settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "lambang.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    change_letterhead(lpse, coat_of_arms="lambang.svg")
    assert 'src="/lambang/?v=lambang.svg"' in client.get("/").content.decode()
    response = client.get("/lambang/")
    assert b"".join(response.streaming_content).startswith(b"<svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["../rahasia.svg", "lambang.html", "tidak-ada.png", "/etc/passwd"])
def test_nothing_but_a_picture_of_the_profile_folder_is_served(
    client, lpse, settings, tmp_path: Path, name: str
) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "profile").mkdir()
    (tmp_path / "rahasia.svg").write_text("rahasia")
    (tmp_path / "profile" / "lambang.html").write_text("<script>")
    change_letterhead(lpse, coat_of_arms=name)
    assert client.get("/lambang/").status_code == 404


def test_old_browsers_find_the_small_picture(client, db: None) -> None:
    assert client.get("/favicon.ico").headers["Location"] == "/static/img/favicon.ico"


def test_the_admin_wears_the_same_colour_name_and_arms(lpse, rf) -> None:
    request = rf.get("/admin/")
    assert set(admin_primary(request)) == set(admin_base(request))
    assert admin_title(request) == lpse.unit.short_name
    assert admin_icon(request) == "/static/img/perisai-contoh.svg"
    before = admin_primary(request)
    change_letterhead(lpse, color="#7a1f3d")
    assert admin_primary(request) != before


@pytest.mark.parametrize(("demo", "shown"), [(True, 1), (False, 0)])
def test_the_desk_says_when_nothing_in_it_is_real(sign_in, settings: Any, demo: bool, shown: int) -> None:
    settings.DEMO = demo
    page = sign_in("head").get("/admin/", follow=True).content.decode()
    assert page.count("Data contoh") == shown
