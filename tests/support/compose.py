"""docker-compose.yml and its neighbours, read as data: what runs, with which command and which environment."""

import re
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
_VARIABLE = re.compile(r"\$\{(\w+)(?::?([?-])([^}]*))?\}")


def compose() -> dict[str, Any]:
    """The whole file, anchors and merges resolved, variables as they stand."""
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))


def services() -> dict[str, dict[str, Any]]:
    """The services by name."""
    return dict(compose()["services"])


def filled(text: str, values: dict[str, str]) -> str:
    """A value with its `${…}` filled in, as docker compose does.

    Raises:
        KeyError: a variable that must be given is missing.
    """

    def value(match: re.Match[str]) -> str:
        name, kind, other = match.groups()
        if values.get(name):
            return values[name]
        if kind == "-":
            return str(other)
        raise KeyError(name)

    return _VARIABLE.sub(value, text)


def environment(name: str, values: dict[str, str]) -> dict[str, str]:
    """The environment one service gets."""
    return {key: filled(str(text), values) for key, text in services()[name].get("environment", {}).items()}


def command(name: str) -> list[str]:
    """The command of a service, run by this environment's Python."""
    words = list(services()[name]["command"])
    return [sys.executable if word == "python" else word for word in words]


def env_example() -> dict[str, str]:
    """deploy/env.example as name → value."""
    lines = (ROOT / "deploy" / "env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
