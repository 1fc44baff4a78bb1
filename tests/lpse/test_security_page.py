"""docs/security.md names tests that exist, and speaks of every promise and fault row that binds."""

import re

import pytest
from django.conf import settings

PAGE = settings.BASE_DIR / "docs" / "security.md"
CITED = re.compile(r"`((?:\w+/)?\w+)::(\w+)`")
PROMISES = [
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "W1",
    "W2",
    "W3",
    "W5",
    "T3",
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "A6",
    "L1",
    "L2",
    "L3",
]
ROWS = ["1", "2", "6", "7", "20", "21", "22", "27–30", "31", "33", "36", "38", "39", "40", "41", "43", "44"]


def cited() -> list[tuple[str, str]]:
    return CITED.findall(PAGE.read_text())


def test_tests_are_cited() -> None:
    assert len(cited()) > 100


def test_every_cited_test_exists() -> None:
    gone = []
    for file, name in sorted(set(cited())):
        folder, _, short = file.rpartition("/")
        path = settings.BASE_DIR / "tests" / folder / f"test_{short}.py"
        if not path.is_file() or f"def test_{name}(" not in path.read_text():
            gone.append(f"{file}::{name}")
    assert gone == []


@pytest.mark.parametrize("key", PROMISES + ROWS)
def test_every_binding_promise_and_fault_row_has_its_line(key: str) -> None:
    line = re.search(rf"^\| {re.escape(key)} \|.*$", PAGE.read_text(), re.MULTILINE)
    assert line
    assert "`" in line[0] or "as " in line[0]
