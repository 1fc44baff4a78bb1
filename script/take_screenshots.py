"""Pictures of the demonstration, taken in Chromium from a portal started for that (called by script/screenshots)."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from lpse import embedded
from lpse.processes import as_child

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "img"
WIDTHS = {1280: 860, 390: 844}
# The pages are in few colours, so a palette keeps them exact enough at a third of the size.
COLOURS = 192


@dataclass(frozen=True)
class Shot:
    """One picture.

    Args:
        path: may name a number of the example office: ``{application}``, ``{case}``, ``{code}``.
        who: the example account; empty for a visitor.
    """

    name: str
    path: str
    who: str = ""
    width: int = 1280


SHOTS = [
    Shot("beranda", "/"),
    Shot("beranda", "/", width=390),
    Shot("persyaratan", "/persyaratan/"),
    Shot("daftar", "/daftar/penyedia/", width=390),
    Shot("periksa", "/periksa/{code}/"),
    Shot("pendaftaran", "/pendaftaran/", "penyedia", 390),
    Shot("meja", "/admin/", "verifikator"),
    Shot("antrean", "/admin/verification/antrean/", "verifikator"),
    Shot("berkas", "/admin/verification/berkas/{case}/", "verifikator"),
]


def main(names: list[str]) -> int:
    """Take all pictures, or those named on the command line."""
    folder = embedded.private_folder(ROOT / "var" / "screenshots", 0o711)
    port = embedded.free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LPSE_", "DATABASE_", "REDIS_"))}
    environment |= {"PORT": str(port), "LPSE_DATA_DIR": str(folder), "LPSE_DEMO_APPLICATIONS": "60"}
    portal = subprocess.Popen(
        [sys.executable, "-m", "lpse.supervisor"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=as_child(signal.SIGTERM),
    )
    assert portal.stdout is not None  # noqa: S101
    try:
        for line in portal.stdout:
            if line.startswith("Catatan proses"):
                break
        else:
            return 1
        said = subprocess.run(
            [sys.executable, "manage.py", "load_demo", "--json"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        office = json.loads(said.stdout)
        _await_letters(environment)
        chromium = shutil.which("chromium-headless-shell")
        if chromium is None:
            raise SystemExit("GAGAL: apt-get install chromium-headless-shell")
        TARGET.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as engine:
            browser = engine.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            for shot in SHOTS:
                if not names or shot.name in names:
                    _take(browser, f"http://127.0.0.1:{port}", shot, office)
            browser.close()
    finally:
        portal.terminate()
        portal.wait(90)
    return 0


def _await_letters(environment: dict[str, str]) -> None:
    """Wait until the workers have made the letters of the example office, so that no page says 'being prepared'."""
    count = (
        "from core.models import OfficialDocument; print(OfficialDocument.objects.filter(work_state='waiting').count())"
    )
    for _ in range(120):
        said = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", count],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        if said.stdout.strip() == "0":
            return
        time.sleep(2)


def _take(browser: Browser, base: str, shot: Shot, office: dict[str, Any]) -> None:
    context = browser.new_context(
        locale="id-ID",
        timezone_id="Asia/Makassar",
        viewport={"width": shot.width, "height": WIDTHS[shot.width]},
        device_scale_factor=1 if shot.width > 1000 else 2,
    )
    page = context.new_page()
    if shot.who:
        page.goto(f"{base}/akun/masuk/")
        page.fill("input[name=login]", shot.who)
        page.fill("input[name=password]", office["password"])
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state()
    answer = page.goto(base + shot.path.format(**_numbers(office)))
    if answer is None or answer.status != 200:
        raise SystemExit(f"GAGAL: {shot.path} menjawab {answer.status if answer else 'tidak'}")
    page.wait_for_load_state("networkidle")
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    target = TARGET / f"{shot.name}-{shot.width}.png"
    small.save(target, optimize=True)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} KiB")
    context.close()


def _numbers(office: dict[str, Any]) -> dict[str, str]:
    """Numbers of the example office that make good pictures."""
    states = {row["state"]: row["number"] for row in office["applications"]}
    codes = {row["kind"]: row["code"] for row in office["documents"]}
    return {
        "application": states.get("returned", next(iter(states.values()))),
        "case": states.get("under_review", states.get("submitted", "")),
        "code": codes.get("approval_letter", next(iter(codes.values()))),
    }


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
