"""The files of a real deployment agree with the code and with each other."""

import configparser
import json
import re
import secrets
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from lpse import embedded
from lpse.supervisor import programs
from tests.support.compose import ROOT, command, compose, env_example, environment, services

PARTS = {"web", "worker", "dispatcher"}
# A filled-in .env: what the example leaves empty is made up.
GIVEN = {name: value or secrets.token_urlsafe(48) for name, value in env_example().items()}


def _plain(words: list[str]) -> list[str]:
    """A command without the path of Python and without the address it listens on."""
    return [
        "python" if word == sys.executable else re.sub(r"^(0\.0\.0\.0|127\.0\.0\.1):\S+$", "ADDRESS", word)
        for word in words
    ]


@pytest.fixture(scope="module")
def supervised() -> dict[str, list[str]]:
    return {name: _plain(words) for name, words in programs().items()}


def test_compose_names_every_part_of_the_portal() -> None:
    assert set(services()) == {"db", "redis", "clamd", "setup", *PARTS, "proxy"}


@pytest.mark.parametrize("name", sorted(PARTS))
def test_compose_procfile_and_systemd_run_what_script_server_runs(name: str, supervised: dict[str, list[str]]) -> None:
    assert _plain(command(name)) == supervised[name]
    procfile = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert _plain(shlex.split(procfile[name])) == supervised[name]
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(ROOT / "deploy" / "systemd" / f"lpse-{name}.service")
    started = unit["Service"]["ExecStart"].replace("/srv/portal/.venv/bin/python", "python")
    assert _plain(shlex.split(started)) == supervised[name]


def test_the_image_starts_the_web_part_by_itself(supervised: dict[str, list[str]]) -> None:
    last = (ROOT / "Dockerfile").read_text().strip().splitlines()[-1]
    assert _plain(json.loads(last.removeprefix("CMD "))) == supervised["web"]


def test_the_database_of_compose_is_the_embedded_major() -> None:
    assert services()["db"]["image"] == f"postgres:{embedded.MAJOR}"


def test_every_long_running_service_has_a_health_check_and_comes_back() -> None:
    for name, service in services().items():
        if name != "setup":
            assert service["healthcheck"]["test"], name
            assert service["restart"] == "unless-stopped", name


def test_what_a_service_waits_for_exists() -> None:
    known = services()
    for name, service in known.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in known
            if how["condition"] == "service_healthy":
                assert "healthcheck" in known[other], f"{name} waits for the health of {other}"


def test_every_file_that_is_mounted_exists() -> None:
    for service in services().values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./") and source != "./deploy/tls":
                assert (ROOT / source).exists(), source
            elif not source.startswith("./"):
                assert source in compose()["volumes"], source


def test_only_the_proxy_listens_to_the_world_and_the_database_reaches_nobody() -> None:
    assert [name for name, service in services().items() if service.get("ports")] == ["proxy"]
    assert compose()["networks"]["inside"]["internal"] is True
    assert (
        services()["db"]["networks"] == services()["redis"]["networks"] == services()["web"]["networks"] == ["inside"]
    )


def test_the_example_environment_holds_just_what_compose_asks_for() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert set(env_example()) == asked
    for name in services():
        environment(name, GIVEN)


def test_a_missing_secret_is_named_and_nothing_starts() -> None:
    for name in ("LPSE_SECRET_KEY", "LPSE_IDENTITY_KEY", "LPSE_APP_PASSWORD", "REDIS_PASSWORD", "LPSE_SMTP_HOST"):
        with pytest.raises(KeyError, match=name):
            environment("web", {**GIVEN, name: ""})


def test_the_example_holds_no_secret() -> None:
    secret = [name for name in env_example() if name.endswith(("PASSWORD", "KEY"))]
    assert len(secret) == 8
    assert all(env_example()[name] == "" for name in secret)


def test_the_owner_of_the_tables_is_known_to_the_setup_only() -> None:
    for name in PARTS:
        assert "lpse_owner" not in str(environment(name, {**GIVEN, "LPSE_OWNER_PASSWORD": "rahasia-pemilik"}))
        assert "rahasia-pemilik" not in str(environment(name, {**GIVEN, "LPSE_OWNER_PASSWORD": "rahasia-pemilik"}))
    assert (
        "rahasia-pemilik"
        in environment("setup", {**GIVEN, "LPSE_OWNER_PASSWORD": "rahasia-pemilik"})["DATABASE_OWNER_URL"]
    )


@pytest.mark.parametrize("name", ["setup", "web"])
def test_the_settings_accept_the_environment_of_the_service(name: str, tmp_path: Path) -> None:
    """`manage.py check --deploy` with that very environment; nothing is connected to."""
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment(name, GIVEN), "LPSE_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stderr


def test_no_cookie_travels_in_the_clear_with_that_environment(tmp_path: Path) -> None:
    shown = subprocess.run(
        [
            sys.executable,
            "-c",
            "from lpse import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SECURE_PROXY_SSL_HEADER[1], s.DEMO)",
        ],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment("web", GIVEN), "LPSE_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.split() == ["__Host-sesi", "True", "https", "False"]


def _locked(path: str) -> dict[str, str]:
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;]+)", (ROOT / path).read_text(), re.MULTILINE))


def test_the_image_holds_the_tested_versions_and_no_test_tools() -> None:
    everything, image = _locked("requirements.lock"), _locked("deploy/requirements.lock")
    assert image.items() <= everything.items()
    assert {"django", "celery", "gunicorn", "weasyprint", "psycopg2-binary"} <= image.keys()
    assert not {"pytest", "playwright", "mypy", "ruff"} & image.keys()


def test_the_environment_stays_below_its_number_of_distributions() -> None:
    """Goal first-2: at most 110, all tools included."""
    assert 60 < len(_locked("requirements.lock")) <= 110


def test_every_variable_the_code_reads_is_explained() -> None:
    code = "".join(path.read_text() for path in (ROOT / "lpse").rglob("*.py"))
    read = set(re.findall(r'env\.(?:text|flag|number|folder)\(\s*"(\w+)"', code))
    read |= set(re.findall(r'(?:environ|given|env)\.get\(\s*"([A-Z]\w+)"', code))
    assert {"LPSE_SECRET_KEY", "LPSE_CLAMD", "PORT", "DATABASE_URL"} <= read
    explained = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs" / "deployment.md").read_text()))
    assert read - explained == set()


def test_the_decisions_that_the_code_names_exist() -> None:
    named = set()
    for folder in ("lpse", "core", "registration", "verification", "script", "docs"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".md", ".sh", ".html"}:
                named |= set(re.findall(r"docs/decisions/(\d{4}[\w-]+\.md)", path.read_text()))
    assert named
    assert [name for name in sorted(named) if not (ROOT / "docs" / "decisions" / name).exists()] == []


def test_the_image_is_built_from_files_that_exist() -> None:
    wanted = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert {"manage.py", "lpse", "core", "deploy", "templates", "static"} <= set(wanted)
    missing = [name for name in wanted if not (ROOT / name).exists()]
    assert missing in ([], ["locale"])
    copied = re.findall(r"^COPY (?!--)(.+) /tmp", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert all((ROOT / name).is_file() for line in copied for name in line.split())
