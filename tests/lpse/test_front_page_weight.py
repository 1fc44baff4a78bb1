"""The front page with everything it loads stays light enough for a 3G line, and every vendored byte is the published one."""

import gzip
import hashlib
import re

from django.conf import settings
from django.contrib.staticfiles import finders

from tests.lpse.test_front_page import Links

LIMIT = 150_000
DECISION = settings.BASE_DIR / "docs" / "decisions" / "0003-vendored-assets.md"


def _bytes_of(client, address: str) -> bytes:
    path = address.split("#", 1)[0]
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/").split("?", 1)[0])
        assert found, f"{path} does not exist"
        with open(found, "rb") as file:
            return file.read()
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content


def test_the_page_and_all_it_loads_weigh_less_than_150_kb_gzipped(client, lpse) -> None:
    page = client.get("/").content
    loads = {address.split("#", 1)[0] for address in Links(page.decode()).loads}
    # The style sheets load more: the typeface and the woven band.
    css = settings.BASE_DIR / "static" / "css" / "portal.css"
    loads |= {"/static/" + found.removeprefix("../") for found in re.findall(r'url\("(\.\./[^"]+)"\)', css.read_text())}
    assert "/static/fonts/PlusJakartaSans-latin-wght.woff2" in loads
    assert "/static/img/icons.svg" in loads
    weights = {address: len(gzip.compress(_bytes_of(client, address))) for address in loads}
    weights["/"] = len(gzip.compress(page))
    assert sum(weights.values()) < LIMIT, sorted(weights.items(), key=lambda item: -item[1])


def test_every_vendored_file_is_the_one_the_decision_names() -> None:
    named = dict(re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", DECISION.read_text(), re.MULTILINE))
    static = settings.BASE_DIR / "static"
    vendored = [*static.glob("vendor/*/*.css"), *static.glob("vendor/*/*.js"), *static.glob("fonts/*.woff2")]
    assert len(vendored) >= 4
    for file in vendored:
        name = str(file.relative_to(static))
        assert named.get(name) == hashlib.sha256(file.read_bytes()).hexdigest(), name


def test_every_vendored_folder_brings_its_licence() -> None:
    static = settings.BASE_DIR / "static"
    for folder in static.glob("vendor/*"):
        assert (folder / "LICENSE").stat().st_size > 200, folder.name
    assert "SIL Open Font License" in (static / "fonts" / "PlusJakartaSans-OFL.txt").read_text()
    assert "ISC License" in (static / "img" / "icons.LICENSE.txt").read_text()


def test_no_stylesheet_names_another_host() -> None:
    for file in (settings.BASE_DIR / "static").rglob("*.css"):
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", file.read_text()):
            assert not address.startswith(("//", "http:", "https:")), f"{file.name}: {address}"
