"""Templates hold no inline script or style, name no other host, and point only downwards through the rooms."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from core.error_pages import STATUSES, error_page

# An app's templates may name addresses of its own room and of the rooms below it (architecture, section 1).
LEVELS = {
    "lpse": 5,
    "secretariat": 4,
    "verification": 3,
    "infra_monitor": 3,
    "registration": 2,
    "helpdesk": 2,
    "backups": 2,
    "procurement": 1,
    "core": 0,
}
# Addresses without a namespace belong to the composition root or to allauth; every page may name these.
OPEN_NAMES = re.compile(r"^(home|theme|coat_of_arms|account_\w+|mfa_\w+|api_token\w+|own_data\w*|admin)$")
# Namespaces that are not named like their room.
ROOMS = {
    "api": "core",
    "breach": "core",
    "desk": "verification",
    "imports": "core",
    "objection": "verification",
    "announcement_desk": "helpdesk",
    "announcements": "helpdesk",
    "knowledge": "helpdesk",
    "knowledge_desk": "helpdesk",
    "publication": "helpdesk",
    "publication_desk": "helpdesk",
    "room_desk": "helpdesk",
    "rooms": "helpdesk",
    "suggestion_desk": "helpdesk",
    "suggestions": "helpdesk",
    "ticket_desk": "helpdesk",
    "tickets": "helpdesk",
    "survey": "helpdesk",
    "survey_desk": "helpdesk",
    "training": "helpdesk",
    "training_desk": "helpdesk",
    "visits": "verification",
    "packages": "procurement",
    "witness": "helpdesk",
    "witness_desk": "helpdesk",
    "escalations": "helpdesk",
    "outage": "helpdesk",
    "outage_desk": "helpdesk",
}
# Paper, mail and the copy of the own data have no content security policy; their styles stand in the document.
NOT_PAGES = ("letters", "emails", "documents/pdf", "core/own_data")
URL_TAG = re.compile(r"{%\s*url\s+['\"]([^'\"]+)['\"]")
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
ELSEWHERE = re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE)
BLOCKS = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.DOTALL)


def templates() -> Iterator[tuple[str, Path, str]]:
    """Room, file and text of every template of ours."""
    for root in [settings.BASE_DIR / "templates", *settings.BASE_DIR.glob("*/templates")]:
        for file in sorted(root.rglob("*.html")):
            relative = file.relative_to(root)
            room = relative.parts[0] if len(relative.parts) > 1 else "core"
            yield room, file, BLOCKS.sub("", file.read_text())


def is_page(file: Path) -> bool:
    name = file.as_posix()
    return not any(f"/{part}/" in name for part in NOT_PAGES)


def wrong_direction(room: str, name: str) -> bool:
    """True when a template of this room may not name the address."""
    if ":" not in name:
        return not OPEN_NAMES.match(name)
    target = name.split(":", 1)[0]
    target = ROOMS.get(target, target)
    if target == "admin":
        return False
    own = LEVELS.get(room, LEVELS["core"])
    return target != room and LEVELS.get(target, 9) >= own


def test_there_are_templates_to_read() -> None:
    assert len(list(templates())) > 20


def test_templates_point_only_to_their_own_room_and_below() -> None:
    found = [
        f"{file.name} ({room}) names {name}"
        for room, file, text in templates()
        for name in URL_TAG.findall(text)
        if wrong_direction(room, name)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("room", "name"), [("core", "registration:home"), ("registration", "helpdesk:ticket"), ("core", "berita")]
)
def test_a_template_that_points_upwards_or_sideways_is_caught(room: str, name: str) -> None:
    assert wrong_direction(room, name)


@pytest.mark.parametrize(
    ("room", "name"),
    [("registration", "core:document_check"), ("verification", "registration:requirements"), ("core", "home")],
)
def test_a_template_that_points_downwards_is_fine(room: str, name: str) -> None:
    assert not wrong_direction(room, name)


def test_no_page_holds_an_inline_script_or_style() -> None:
    assert [
        f"{file.name}: {found[0]}" for _, file, text in templates() if is_page(file) and (found := INLINE.search(text))
    ] == []


def test_no_template_loads_or_leads_to_a_fixed_address_elsewhere() -> None:
    assert [file.name for _, file, text in templates() if ELSEWHERE.search(text)] == []


@pytest.mark.parametrize("html", ['<p style="x">', "<script>x</script>", '<a onclick="x">', '<a href="javascript:x">'])
def test_an_inline_piece_would_be_found(html: str) -> None:
    assert INLINE.search(html)


def test_the_rendered_front_page_and_error_pages_are_free_of_inline_pieces(client, lpse) -> None:
    pages = [client.get("/").content.decode(), *(error_page(None, status).content.decode() for status in STATUSES)]
    assert [INLINE.search(page) for page in pages] == [None] * len(pages)


def test_the_policy_forbids_inline_pieces_on_public_pages(client, lpse) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    for directive in ("object-src 'none'", "base-uri", "form-action", "frame-ancestors"):
        assert directive in policy


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = (settings.BASE_DIR / "static" / "img" / "icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    named = {name for _, _, text in templates() for name in re.findall(r'{%\s*icon\s+"([^"]+)"', text)}
    assert named
    assert named <= drawn


def test_running_text_of_letters_holds_no_markup() -> None:
    """WeasyPrint 70 breaks a line at a wrong word when a piece of markup in it does not fit; one piece of text is safe."""
    mixed = re.compile(r"<(?:p|li)\b[^>]*>(?:(?!</(?:p|li)>)[^<])*\w(?:(?!</(?:p|li)>)[^<])*<(?:strong|em)>")
    letters = [(file, text) for _, file, text in templates() if "/letters/" in file.as_posix()]
    assert letters
    assert [f"{file.name}: {found[0]}" for file, text in letters if (found := mixed.search(text))] == []
    assert mixed.search("<p>yang Saudara serahkan <strong>ditolak</strong>, dengan</p>")
