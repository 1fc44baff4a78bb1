"""Folders, caches and budgets of a single test."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck
from hypothesis import settings as property_settings

from core import profile

# Four parts of the suite share two processors: how long an example takes says nothing about the code.
property_settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
property_settings.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Copy test databases from the one that script/test made with every migration applied."""
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get("LPSE_TEST_TEMPLATE")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Push the roles once: every test that signs somebody in would take a fifth of a second for it."""
    with django_db_blocker.unblock():
        call_command("sync_roles", verbosity=0)


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"
    settings.BUNDLES_DIR = tmp_path / "bundles"
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    settings.STORAGES = {
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path / "files")}},
        # The manifest of collectstatic is a matter of deployment, tested with the running portal.
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # A real hash costs a quarter of a second; the tests about hashes ask for the real list.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def clear_caches(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test sees what another cached; the shared cache is a table that rolls back unless a test commits."""
    caches["local"].clear()
    profile.forget()
    yield
    caches["local"].clear()
    profile.forget()
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("django_db_blocker").unblock()
        try:
            caches["shared"].clear()
        finally:
            request.getfixturevalue("django_db_blocker").restore()


@pytest.fixture
def query_budget() -> Callable[[int], AbstractContextManager[CaptureQueriesContext]]:
    """`with query_budget(8): client.get(url)` fails, and prints the queries, when more than 8 were needed."""

    @contextmanager
    def within(most: int) -> Iterator[CaptureQueriesContext]:
        with CaptureQueriesContext(connection) as captured:
            yield captured
        listing = "\n".join(query["sql"][:300] for query in captured.captured_queries)
        assert len(captured) <= most, f"{len(captured)} queries, the budget is {most}:\n{listing}"

    return within
