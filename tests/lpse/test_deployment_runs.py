"""The deployment of docker-compose.yml really runs: its commands natively, behind its nginx with TLS."""

import gzip
import http.client
import signal
import ssl
import subprocess

import psycopg2
import pytest

from tests.support.compose import services
from tests.support.native import HOST, Answer, Native
from tests.support.portal import descendants, is_alive, until

pytestmark = pytest.mark.fault


def _health(native: Native, name: str) -> str:
    """Run the health check of a service with its own environment."""
    words = [word for word in services()[name]["healthcheck"]["test"] if word != "CMD"]
    return native.once([word.replace(":8000", f":{native.ports['web']}") for word in words], native.service(name))


def test_the_proxy_accepts_its_configuration(native: Native) -> None:
    said = native.once(
        ["nginx", "-t", "-c", str(native.folder / "nginx.conf"), "-p", str(native.folder)], {"PATH": native.path}
    )
    assert "test is successful" in said
    assert "warn" not in said


def test_gunicorn_accepts_its_configuration(native: Native) -> None:
    native.once([*native.command("web"), "--check-config"], native.service("web"))


def test_the_application_role_may_use_tables_but_not_change_them(native: Native) -> None:
    link = psycopg2.connect(native.service("web")["DATABASE_URL"])
    with link, link.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM core_user")
        cursor.execute("SELECT current_setting('jit'), current_setting('enable_memoize')")
        assert cursor.fetchone() == ("off", "off")
    for forbidden in ("CREATE TABLE coba (a int)", "DROP TABLE core_user", "ALTER TABLE core_user ADD coba int"):
        with link.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(forbidden)
        link.rollback()
    link.close()
    owner = psycopg2.connect(native.service("setup")["DATABASE_OWNER_URL"])
    with owner, owner.cursor() as cursor:
        cursor.execute("CREATE TABLE coba (a int)")
        cursor.execute("DROP TABLE coba")
    owner.close()


def test_the_front_page_comes_through_tls_with_every_header(native: Native) -> None:
    answer = native.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.status == 200
    assert "<h1" in gzip.decompress(answer.body).decode()
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["server"] == "nginx"  # no version


def test_the_proxy_keeps_public_pages_and_never_a_page_of_one_person(native: Native) -> None:
    native.get("/")
    # Kept for ten seconds only; on a busy machine the second visitor may come too late, and the next one does not.
    until(lambda: native.get("/") and '"kept":"HIT"' in native.log("proxy"), 30, "a page from the proxy's memory")
    assert '"path":"/","status":200' in native.log("proxy")
    native.get("/?sendiri", headers={"Cookie": "__Host-sesi=abc"})
    native.get("/?sendiri", headers={"Cookie": "a=b; __Host-sesi=abc"})
    last = native.log("proxy").strip().splitlines()[-2:]
    assert all('"kept":"BYPASS"' in line for line in last), last
    assert "sendiri" not in last[0]


def test_sign_in_pages_and_files_are_never_kept(native: Native) -> None:
    for _ in range(2):
        native.get("/readyz")
    last = native.log("proxy").strip().splitlines()[-1]
    assert '"path":"/readyz"' in last
    assert '"kept":"MISS"' in last


def test_a_visitor_cannot_choose_the_forwarded_headers(native: Native) -> None:
    forged = {"X-Request-ID": "a" * 32, "X-Forwarded-Host": "jahat.example", "X-Forwarded-Proto": "http"}
    answer = native.get("/periksa/", headers=forged)
    assert answer.headers["x-request-id"] != "a" * 32
    assert b"jahat.example" not in answer.body
    # Believed as https because the proxy says so: the cookie's name demands it.
    assert answer.headers["strict-transport-security"]


def test_plain_http_leads_people_to_tls_and_refuses_machines(native: Native) -> None:
    answer = native.get_plain("/periksa/")
    assert (answer.status, answer.headers["location"]) == (301, f"https://{HOST}/periksa/")
    assert native.get_plain("/api/v1/").status == 403
    assert native.get_plain("/proxy-hidup", host="127.0.0.1").status == 200


def test_a_name_that_is_not_ours_gets_no_answer(native: Native) -> None:
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        native.get_plain("/", host="jahat.example")
    with pytest.raises(ssl.SSLError):
        native.dial("jahat.example")
    with native.dial() as link:
        link.sendall(b"GET / HTTP/1.1\r\nHost: jahat.example\r\nConnection: close\r\n\r\n")
        assert b" 200 " not in link.recv(200)


def test_old_tls_is_refused(native: Native) -> None:
    def handshake(version: str) -> int:
        words = ["openssl", "s_client", "-connect", f"127.0.0.1:{native.ports['https']}", "-servername", HOST, version]
        return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=20).returncode

    assert [handshake(version) for version in ("-tls1_3", "-tls1_2")] == [0, 0]
    assert handshake("-tls1_1") != 0


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 4\r\nContent-Length: 5\r\n",
        b"Content-Length: nol\r\n",
        b"Bad Header : x\r\nContent-Length: 0\r\n",
    ],
)
def test_a_request_of_two_lengths_is_refused(native: Native, head: bytes) -> None:
    """ASVS 4.2.1: no request can be smuggled past the proxy."""
    with native.dial() as link:
        link.sendall(b"POST /periksa/ HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\n" + head + b"\r\n0\r\n\r\n")
        answer = link.recv(4096)
    assert b" 400 " in answer.split(b"\r\n")[0], answer


def test_trace_and_metrics_are_closed(native: Native) -> None:
    assert native.get("/", method="TRACE").status == 405
    assert native.get("/metrics").status == 404


def _in_words(answer: Answer, status: int, words: str) -> None:
    assert answer.status == status
    assert words in answer.body.decode()
    for name in ("strict-transport-security", "x-content-type-options", "referrer-policy", "content-security-policy"):
        assert name in answer.headers, name
    assert answer.headers["cache-control"] == "no-store"


def test_a_hopelessly_large_upload_is_refused_in_words(native: Native) -> None:
    answer = native.get("/periksa/", method="POST", headers={"Content-Length": str(30 * 1024**2)}, body=b"x")
    _in_words(answer, 413, "Kiriman terlalu besar")


def test_worker_dispatcher_and_web_pass_their_health_checks(native: Native) -> None:
    _health(native, "web")
    until(lambda: "celery@" in native.log("worker") and "ready" in native.log("worker"), 60, "the worker is ready")
    until(
        lambda: native.once(
            [*native.command("dispatcher")[:2], "check_beat", "dispatcher"], native.service("dispatcher")
        )
    )
    ready = until(lambda: b'"worker": {"age_seconds": null}' not in native.get("/readyz").body, 60, "a worker's beat")
    assert ready
    assert "detik yang lalu" in _health(native, "worker")
    assert "detik yang lalu" in _health(native, "dispatcher")


def test_while_the_web_part_is_away_the_proxy_says_so_and_shows_the_last_public_page(native: Native) -> None:
    native.get("/")
    pids = descendants(native.processes["web"].pid)
    assert native.stop("web") == 0
    assert not any(map(is_alive, pids))
    _in_words(native.get("/periksa/"), 503, "Portal sedang tidak dapat dijangkau")
    assert native.get("/periksa/").headers["retry-after"] == "30"
    assert native.get("/").status == 200
    native.start_part("web")
    until(lambda: native.get("/periksa/").status == 200, 30, "the portal is back")


def test_every_part_ends_in_order_when_asked(native: Native) -> None:
    for name in ("dispatcher", "worker"):
        assert native.stop(name) == 0, native.log(name)
        native.start_part(name)
    assert native.stop("redis") == 0
    assert native.stop("proxy", signal.SIGQUIT) == 0
