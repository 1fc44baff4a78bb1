"""Bundles: sealed on the disk, checked by the standard tools when unpacked, with names every system takes."""

import io
import json
import os
import subprocess
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import vault
from core.bundles import Entry, bundle_write, safe_name

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def entries(*names: str) -> list[Entry]:
    return [Entry("berkas", name, lambda n=name: f"isi {n}".encode() * 50, {"dokumen": name}) for name in names]


def write(*names: str) -> tuple[bytes, str]:
    out = io.BytesIO()
    written = bundle_write(out, entries=entries(*names), manifest={"nomor": "REG-1"}, made_at=AT)
    assert written.size == len(out.getvalue())
    return out.getvalue(), written.sha256


def test_the_standard_tools_check_an_unpacked_bundle(lpse, tmp_path: Path) -> None:
    content, _ = write("KTP Rahmat.pdf", "KTP Rahmat.pdf", "../../etc/passwd", "ktp rahmat.PDF", "Акта.pdf", "con.pdf")
    archive = tmp_path / "berkas.zip"
    archive.write_bytes(content)
    assert "No errors" in subprocess.run(["unzip", "-t", archive], capture_output=True, text=True, check=True).stdout
    subprocess.run(["unzip", "-q", archive, "-d", tmp_path / "isi"], check=True)
    sums = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "isi", capture_output=True, text=True)
    assert sums.returncode == 0, sums.stdout + sums.stderr
    assert sums.stdout.count(": OK") == 7
    manifest = json.loads((tmp_path / "isi" / "manifest.json").read_text())
    assert [row["path"] for row in manifest["files"]] == [
        "berkas/KTP Rahmat.pdf",
        "berkas/KTP Rahmat (2).pdf",
        "berkas/passwd",
        "berkas/ktp rahmat (3).PDF",
        "berkas/berkas.pdf",
        "berkas/_con.pdf",
    ]
    (tmp_path / "isi" / "berkas" / "passwd").write_bytes(b"lain")
    assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "isi", capture_output=True).returncode == 1


def test_the_same_content_makes_the_same_archive(lpse) -> None:
    assert write("a.pdf", "b.pdf") == write("a.pdf", "b.pdf")


def test_more_files_than_a_plain_zip_counts_are_still_read(lpse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 3)
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
    content, _ = write(*(f"{number}.pdf" for number in range(8)))
    assert b"PK\x06\x06" in content  # the end record of ZIP64
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 10


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("KTP: Rahmat/Hidayat?.pdf", "Hidayat.pdf"),
        ("C:\\fakepath\\akta.pdf", "akta.pdf"),
        ("...", "berkas"),
        ("Résumé\u202egpj.exe", "Resumegpj.exe"),
        ("a" * 300 + ".pdf", "a" * 96 + ".pdf"),
        ("-rf.pdf", "-rf.pdf"),
        ("LPT1", "_LPT1"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


# The vault


def store(content: bytes, step: int = 70_000) -> str:
    writer = vault.SealedWriter()
    for start in range(0, len(content), step):
        writer.write(content[start : start + step])
    writer.close()
    return writer.name


def path_of(settings, name: str) -> Path:
    return Path(settings.BUNDLES_DIR) / name[:2] / name


@pytest.mark.parametrize("size", [0, 1, vault.PART - 1, vault.PART, vault.PART + 1, 3 * vault.PART])
def test_what_was_written_is_read_back_and_never_lies_plain(settings, size: int) -> None:
    content = (b"7322014107800001" * (size // 16 + 1))[:size]
    name = store(content)
    assert b"".join(vault.read(name)) == content
    assert b"7322014107800001" not in path_of(settings, name).read_bytes()
    assert path_of(settings, name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("harm", ["flip", "cut", "swap", "rename", "append"])
def test_harm_is_noticed(settings, harm: str) -> None:
    name = store(os.urandom(3 * vault.PART))
    path, other = path_of(settings, name), store(b"lain")
    data = bytearray(path.read_bytes())
    part = vault.PART + 16
    if harm == "flip":
        data[vault.PART + 500] ^= 1
    elif harm == "cut":
        data = data[: 8 + 2 * part]
    elif harm == "swap":
        data[8 : 8 + 2 * part] = data[8 + part : 8 + 2 * part] + data[8 : 8 + part]
    elif harm == "append":
        data += b"x" * 40
    if harm == "rename":
        path_of(settings, other).write_bytes(bytes(data))
        name = other
    else:
        path.write_bytes(bytes(data))
    with pytest.raises(vault.Altered):
        list(vault.read(name))


def test_what_was_discarded_leaves_nothing_and_orphans_are_swept_after_an_hour(settings, db) -> None:
    writer = vault.SealedWriter()
    writer.write(b"x" * 10)
    writer.discard()
    kept, old = store(b"baru"), store(b"lama")
    assert vault.orphans_sweep() == 0
    past = time.time() - 4000
    os.utime(path_of(settings, old), (past, past))
    assert vault.orphans_sweep() == 1
    assert [path.name for path in Path(settings.BUNDLES_DIR).rglob("*") if path.is_file()] == [kept]


def test_only_names_of_the_vault_are_opened() -> None:
    with pytest.raises(ValueError, match="not a name"):
        list(vault.read("../../etc/passwd"))
