"""Typed reading of the environment: every address and switch of the portal, read once, refused early.

The table of variables is in docs/deployment.md.
"""

import json
import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

# These commands change the schema or the grants, so they run as the owner of the tables; everything
# else runs as the application role, which may not.
OWNER_COMMANDS = frozenset(
    {"migrate", "makemigrations", "createcachetable", "pgtrigger", "test", "flush", "sqlmigrate", "prepare_schema"}
)


def adopt_running_portal() -> None:
    """Let a command given by hand meet the servers that `script/server` runs now in the same data folder.

    The file is readable by its owner only and there only while that portal runs. Nothing is read when DATABASE_URL is
    set: addresses of two portals never mix.
    """
    note = folder("LPSE_DATA_DIR", BASE_DIR / "var") / "runtime.json"
    if os.environ.get("DATABASE_URL") or not os.access(note, os.R_OK):
        return
    for name, value in json.loads(note.read_text(encoding="utf-8")).items():
        os.environ.setdefault(name, value)


def text(name: str, default: str = "") -> str:
    """Return the variable, stripped; `default` when unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """Return True for 1/true/yes/on, False for 0/false/no/off; anything else is refused."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: use 1 or 0")


def number(name: str, default: int) -> int:
    """Return the variable as a whole number."""
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: use a whole number") from error


def folder(name: str, default: Path) -> Path:
    """Return the variable as an absolute path; it need not exist yet."""
    return Path(text(name, str(default))).expanduser().resolve()


def database(url: str) -> dict[str, object]:
    """Turn `postgresql://user:password@host:port/name?host=/socket/folder` into Django's DATABASES entry."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", parts.hostname or "")),
        "PORT": str(parts.port or query.pop("port", "")),
        # A fresh connection costs PostgreSQL a hundred times a kept one.
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **{key: unquote(value) for key, value in query.items()}},
        "TEST": {"NAME": text("LPSE_TEST_DATABASE", "test_lpse")},
    }


def database_url() -> str:
    """The URL this process should use: the owner's for schema commands, the application's otherwise."""
    url = text("DATABASE_URL", "postgresql://lpse_app@127.0.0.1:5432/lpse")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        return text("DATABASE_OWNER_URL", url)
    return url
