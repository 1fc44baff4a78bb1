"""`/healthz` (the process lives) and `/readyz` (its surroundings, each with its age). No versions, no host names."""

import socket
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.late import late_jobs, process_beats

# W3: whatever is down, the page answers within 3 s.
PROBE_SECONDS = 1.0


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process can answer; asks nothing and nobody."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """503 only without the database; all else is reported, because pages work without it."""
    report: dict[str, Any] = {"database": _database()}
    report["redis"] = _redis()
    report["scanner"] = _scanner()
    if report["database"] == "ok":
        now = timezone.now()
        beats = process_beats()
        report["dispatcher"] = _age(beats.get("dispatcher"), now)
        report["worker"] = _age(beats.get("worker"), now)
        report["backup"] = {"age_seconds": None}
        report["late"] = [{"key": job.key, "what": job.what, "count": job.count} for job in late_jobs(now)]
    return JsonResponse(report, status=200 if report["database"] == "ok" else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return "tidak terjangkau"
    return "ok"


def _redis() -> str:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=PROBE_SECONDS, socket_timeout=PROBE_SECONDS
    )
    try:
        client.ping()
    except (redis.RedisError, OSError):
        return "tidak terjangkau"
    finally:
        client.close()
    return "ok"


def _scanner() -> str:
    """Ask clamd PING; a stopped (not dead) clamd never answers, hence the timeout."""
    address = settings.CLAMD_ADDRESS
    if not address:
        return "tidak dipasang"
    kind, _, place = address.partition(":")
    try:
        if kind == "unix":
            link = socket.socket(socket.AF_UNIX)
            link.settimeout(PROBE_SECONDS)
            link.connect(place)
        else:
            parts = urlsplit(f"//{place}")
            link = socket.create_connection((parts.hostname or "", parts.port or 3310), PROBE_SECONDS)
        with link:
            link.settimeout(PROBE_SECONDS)
            link.sendall(b"zPING\0")
            answer = link.recv(16)
    except (OSError, ValueError):
        return "tidak terjangkau"
    return "ok" if answer.startswith(b"PONG") else "tidak terjangkau"


def _age(at: datetime | None, now: datetime) -> dict[str, int | None]:
    """Age in seconds; a time in the future says nothing."""
    seconds = int((now - at).total_seconds()) if at else -60
    return {"age_seconds": max(seconds, 0) if seconds > -60 else None}
