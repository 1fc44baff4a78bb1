"""The portal's reverse proxy in front of a server under measurement, with its real configuration."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from lpse import embedded
from lpse.processes import as_child
from script.benchmarks.machine import ROOT, Bench, Web, await_port

HOST = "localhost"


@contextmanager
def proxy(where: Bench, server: Web) -> Iterator[str]:
    """nginx over TLS; yields the base address."""
    folder = embedded.private_folder(where.folder / "proxy")
    ports = embedded.free_port(), embedded.free_port()
    subject = ["-subj", f"/CN={HOST}", "-keyout", str(folder / "portal.key"), "-out", str(folder / "portal.crt")]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subprocess.run(["openssl", "req", "-x509", *kind, *subject], check=True, capture_output=True)
    given = {
        "LPSE_SERVER_NAME": HOST,
        "LPSE_UPSTREAM": f"127.0.0.1:{server.port}",
        "LPSE_HTTP_PORT": str(ports[0]),
        "LPSE_HTTPS_PORT": str(ports[1]),
        "LPSE_TLS_DIR": str(folder),
        "LPSE_PROXY_CACHE": str(folder / "pages"),
        "LPSE_PROXY_TEMP": str(folder / "uploads"),
        "LPSE_PROXY_ERRORS": str(ROOT / "deploy" / "nginx" / "errors"),
    }
    text = (ROOT / "deploy" / "nginx" / "portal.conf.template").read_text()
    for name, value in given.items():
        text = text.replace(f"${{{name}}}", value)
    # wrk says little about TLS session reuse; what is compared is pages, so the log goes nowhere.
    (folder / "portal.conf").write_text(text.replace("access_log /dev/stdout lpse;", "access_log off;"))
    user = "root" if os.geteuid() == 0 else "nobody"
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; user {user}; worker_processes 2; events {{}}\n"
        f"http {{ include /etc/nginx/mime.types; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; "
        f"uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/portal.conf; }}\n"
    )
    with (folder / "nginx.log").open("ab") as log:
        process = subprocess.Popen(
            ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)],
            env={"PATH": f"{os.environ['PATH']}:/usr/sbin"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=as_child(signal.SIGQUIT),
        )
    try:
        await_port(ports[1])
        yield f"https://{HOST}:{ports[1]}"
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(20)
