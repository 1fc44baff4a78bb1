"""gunicorn: two processes of two threads, as measured best for this portal (docs/benchmarks.md)."""

import gc

worker_class = "gthread"
workers = 2
# More cost nothing in requests a second, but the slowest hundredth of small pages then waits twice as long for its turn (web-9).
threads = 2
# A page that takes longer than this is a fault; the worker is replaced.
timeout = 30
graceful_timeout = 20
keepalive = 5
# Slow clients and oversized headers are the reverse proxy's first, and ours second.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
# Heartbeats of the workers stay off the disk.
worker_tmp_dir = "/dev/shm"  # noqa: S108
# Addresses of pages can hold receipt numbers, so the reverse proxy alone keeps an access log.
accesslog = None
errorlog = "-"
# Forwarded headers are judged by the portal itself (LPSE_TRUSTED_PROXIES), not here.
forwarded_allow_ips = "127.0.0.1,::1"
# A second way in, kept in the home folder, that nobody here uses.
control_socket_disable = True


def post_worker_init(worker: object) -> None:
    """Set aside what was loaded at the start: the collector then looks through a request's leavings, not through all of
    Django, which stopped a worker for some fifty milliseconds now and then (goal web-9)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
