"""`script/server`: it comes up alone, twice, side by side, on foreign servers, and ends without a trace."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from lpse.embedded import free_port
from tests.support.portal import ROOT, Portal, descendants, is_alive, portal_folder, until

pytestmark = pytest.mark.fault

# A portal as an office runs it: no example data. Nobody scans and nobody takes mail at these addresses.
OFFICE = {"LPSE_DEMO": "0", "LPSE_CLAMD": "tcp:127.0.0.1:1", "LPSE_SMTP_HOST": "127.0.0.1", "LPSE_SMTP_PORT": "1"}
BEAT = "INSERT INTO core_processbeat (name, beat_at) VALUES (%s, now())"


@pytest.fixture(scope="module")
def office_folder() -> Iterator[Path]:
    """A data folder that several tests start from: the first one sees a first start, the next ones what it left."""
    folder = portal_folder("office")
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def office(office_folder: Path) -> Iterator[Portal]:
    """The portal in that folder, not started."""
    portal = Portal(office_folder, OFFICE)
    portal.output.unlink(missing_ok=True)
    yield portal
    if portal.process is not None and portal.process.poll() is None:
        portal.stop()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_leaves_no_process_and_the_next_start_finds_every_row(office: Portal, how: signal.Signals) -> None:
    portal = office.start()
    assert portal.get("/")[0] == 200
    portal.sql(BEAT, f"saksi {how.name}")
    assert portal.process is not None
    children = descendants(portal.process.pid)
    assert len(children) >= 8  # PostgreSQL, Redis, two web workers, Celery, dispatcher and their helpers
    assert portal.stop(how) == 0, portal.said()
    assert [pid for pid in children if is_alive(pid)] == []
    assert not (portal.data_dir / "runtime.json").exists()
    assert "GAGAL" not in portal.said()
    portal.output.unlink()
    portal.start()
    assert portal.sql("SELECT count(*) FROM core_processbeat WHERE name = %s", f"saksi {how.name}") == [(1,)]
    assert portal.get("/")[0] == 200


def test_a_second_copy_on_servers_of_its_own_choice_leaves_them_running(
    office: Portal, new_portal: Callable[..., Portal]
) -> None:
    """DATABASE_URL and REDIS_URL are used as given; here they are the first copy's servers, in a second database."""
    first = office.start()
    first.sql("CREATE DATABASE kedua OWNER lpse_owner", owner=True)
    addresses = {
        name: first.settings[name].removesuffix("/lpse") + "/kedua" for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    with closing(psycopg2.connect(addresses["DATABASE_OWNER_URL"])) as link, link, link.cursor() as cursor:
        grant = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT"
        cursor.execute(f"{grant} SELECT, INSERT, UPDATE, DELETE ON TABLES TO lpse_app")
        cursor.execute(f"{grant} USAGE, SELECT ON SEQUENCES TO lpse_app")
    redis = first.settings["REDIS_URL"].removesuffix("/0") + "/1"
    second = new_portal(**OFFICE, **addresses, REDIS_URL=redis).start()
    assert second.pids("postgres") == second.pids("redis-server") == []
    assert second.get("/")[0] == first.get("/")[0] == 200
    second.sql(BEAT, "hanya di kedua")
    until(lambda: '"worker": {"age_seconds": null}' not in second.get("/readyz")[1], 30, "its worker hears its Redis")
    assert first.sql("SELECT 1 FROM core_processbeat WHERE name = 'hanya di kedua'") == []
    assert second.stop() == 0
    assert first.get("/readyz")[0] == 200
    with closing(psycopg2.connect(addresses["DATABASE_URL"])) as link, link.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_processbeat WHERE name = 'hanya di kedua'")
        assert cursor.fetchone() == (1,)

    third = Portal(first.data_dir, OFFICE)
    _refused(third, f"portal lain sudah memakai folder data {first.data_dir}")
    fourth = new_portal(**OFFICE)
    fourth.port = first.port
    _refused(fourth, f"porta {first.port} sudah dipakai; pilih yang lain dengan PORT={first.port + 1}")


def _refused(portal: Portal, words: str) -> None:
    """One clear line, exit code not 0, nothing left."""
    before = portal.said()
    portal.launch()
    assert portal.process is not None
    assert portal.process.wait(60) != 0
    lines = portal.said().removeprefix(before).strip().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("GAGAL: ")
    assert words in lines[0]
    assert not (portal.data_dir / "runtime.json").exists() or words.startswith("portal lain")


def test_a_database_that_cannot_be_reached_is_one_clear_line(new_portal: Callable[..., Portal]) -> None:
    nobody = f"postgresql://lpse_app@127.0.0.1:{free_port()}/lpse"
    _refused(new_portal(**OFFICE, DATABASE_URL=nobody), "DATABASE_URL tidak dapat dihubungi")


def test_a_redis_that_cannot_be_reached_is_one_clear_line(new_portal: Callable[..., Portal]) -> None:
    portal = new_portal(**OFFICE, REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    _refused(portal, "REDIS_URL tidak dapat dihubungi")


@pytest.mark.parametrize("port", ["delapan", "0", "70000"])
def test_a_port_that_is_none_is_one_clear_line(new_portal: Callable[..., Portal], port: str) -> None:
    portal = new_portal(**OFFICE)
    portal.port = port  # type: ignore[assignment]
    _refused(portal, f"PORT='{port}'")


def test_a_missing_scanner_is_one_clear_line_outside_demo_mode(new_portal: Callable[..., Portal]) -> None:
    _refused(new_portal(**{**OFFICE, "LPSE_CLAMD": ""}), "LPSE_CLAMD is missing")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 40 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_one_clear_line(small_disk: Path) -> None:
    portal = Portal(small_disk / "data", OFFICE)
    portal.output = small_disk / "out"
    _refused(portal, "tinggal")
    assert "sediakan sedikitnya 300 MiB" in portal.said()


def _script(tmp_path: Path, **programs: str) -> "subprocess.CompletedProcess[str]":
    """`script/server` on a machine whose `programs` answer otherwise."""
    place = tmp_path / "bin"
    place.mkdir()
    for name, body in programs.items():
        (place / name).write_text(f"#!/bin/sh\n{body}\n")
        (place / name).chmod(0o755)
    return subprocess.run(
        ["script/server"],
        cwd=ROOT,
        env={"PATH": f"{place}:/usr/bin:/bin", "HOME": str(tmp_path), "LPSE_DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_missing_system_library_names_the_command_to_people_who_are_not_root(tmp_path: Path) -> None:
    done = _script(tmp_path, **{"dpkg-query": "exit 1", "id": "echo 1000"})
    assert done.returncode != 0
    assert done.stderr.strip().splitlines() == [
        "GAGAL: pustaka sistem belum ada; jalankan sebagai root: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
        "libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji tzdata"
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root installs packages")
def test_a_system_library_that_cannot_be_fetched_is_named_with_the_reason(tmp_path: Path) -> None:
    done = _script(
        tmp_path, **{"dpkg-query": "exit 1", "apt-get": "echo 'E: Unable to fetch some archives' >&2; exit 100"}
    )
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("GAGAL: apt-get install libpango")
    assert last.endswith("E: Unable to fetch some archives")


def test_no_python_that_is_new_enough_is_one_clear_line(tmp_path: Path) -> None:
    old = dict.fromkeys(("python3", "python3.11", "python3.12", "python3.13", "python3.14"), "exit 1")
    done = _script(tmp_path, **old)
    assert done.returncode != 0
    assert done.stderr.strip().splitlines() == [
        "GAGAL: Python 3.11 atau yang lebih baru belum ada: apt-get install python3"
    ]


def test_the_port_is_free_at_once_after_a_stop(new_portal: Callable[..., Portal]) -> None:
    """Connections in TIME_WAIT do not count as a taken port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            server.accept()[0].close()
    portal = new_portal(**{**OFFICE, "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"})
    portal.port = port
    portal.launch()
    assert portal.process is not None
    portal.process.wait(60)
    assert "porta" not in portal.said()
