"""A web process answers pages; the engines of PDF, spreadsheets and queues stay out of its memory (first-3, pdf-4)."""

import os
import subprocess
import sys

from django.conf import settings

HEAVY = ("weasyprint", "openpyxl", "playwright", "celery.backends")


def test_loading_every_address_loads_no_heavy_library() -> None:
    program = (
        "import django, sys; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "lpse.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
