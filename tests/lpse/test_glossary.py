"""docs/glossary.md lists every table, every list of choices and every role, with the words that people read."""

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import TextChoices

from core.roles import ROLES

OURS = ("core", "procurement", "registration", "helpdesk", "backups", "verification", "infra_monitor", "secretariat")
LINE = re.compile(
    r"^\| (?P<term>[^|]+) \| (?P<article>[^|]+) \| `(?P<identifier>[^`]+)` \| (?P<label>[^|]+) \|$", re.MULTILINE
)


@pytest.fixture(scope="module")
def labels() -> dict[str, str]:
    """Identifier and label of every line."""
    text = (settings.BASE_DIR / "docs" / "glossary.md").read_text()
    return {found["identifier"]: found["label"] for found in LINE.finditer(text)}


def models() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        if model._meta.app_label in OURS and not model._meta.auto_created:
            yield f"{model._meta.app_label}.{model.__name__}", str(model._meta.verbose_name)


def choices() -> Iterator[tuple[str, list[str]]]:
    for app in OURS:
        for file in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if "TextChoices)" not in file.read_text():
                continue
            name = ".".join(Path(file).relative_to(settings.BASE_DIR).with_suffix("").parts)
            for _, kind in inspect.getmembers(importlib.import_module(name), inspect.isclass):
                if issubclass(kind, TextChoices) and kind.__module__ == name:
                    yield f"{app}.{kind.__name__}", [str(label) for label in kind.labels]


def test_every_table_has_its_line_with_its_name_on_screens(labels: dict[str, str]) -> None:
    assert {name: labels.get(name) for name, _ in models()} == dict(models())


def test_every_list_of_choices_has_its_line_with_all_its_words(labels: dict[str, str]) -> None:
    wanted = {name: "; ".join(words) for name, words in choices()}
    assert len(wanted) > 15
    assert {name: labels.get(name) for name in wanted} == wanted


def test_every_role_has_its_line(labels: dict[str, str]) -> None:
    assert {key: labels.get(key) for key in ROLES} == {key: role.label for key, role in ROLES.items()}


def test_no_line_names_what_is_gone(labels: dict[str, str]) -> None:
    known = {name for name, _ in models()} | {name for name, _ in choices()}
    assert {name for name in labels if "." in name} - known == set()
