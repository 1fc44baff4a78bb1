"""What every answer says to browsers: pages, files, errors and the API alike (ASVS 3.3, 3.4, 4.1, 13.4, 14.2.2)."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from core.models import User
from lpse.access_rules import ANYONE
from tests.support.addresses import answers, each_kind

pytestmark = pytest.mark.django_db
DIRECTIVES = ("default-src", "object-src", "base-uri", "form-action", "frame-ancestors")
ORIGINS = ["https://evil.example", "null", "http://127.0.0.1.evil.example"]


def faults(response: HttpResponseBase, path: str) -> list[str]:
    """What is wrong with the headers of one answer."""
    headers, found = response.headers, []
    if headers.get("X-Content-Type-Options") != "nosniff":
        found.append("nosniff")
    if headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        found.append(f"referrer policy {headers.get('Referrer-Policy')}")
    if headers.get("X-Frame-Options") not in {"DENY", "SAMEORIGIN"}:
        found.append("frame options")
    if headers.get("Cross-Origin-Opener-Policy") != "same-origin":
        found.append("opener policy")
    if not headers.get("X-Request-ID"):
        found.append("request id")
    policy = headers.get("Content-Security-Policy", "")
    if "sandbox" not in policy:
        found += [f"policy without {name}" for name in DIRECTIVES if name not in policy]
        if "object-src 'none'" not in policy:
            found.append("objects allowed")
        if "unsafe" in policy and not path.startswith("/admin/"):
            found.append("unsafe policy")
        scripts = next((part for part in policy.split(";") if part.strip().startswith("script-src")), "")
        if "unsafe-inline" in scripts:
            found.append("inline scripts allowed")
    if headers.get("Content-Type", "").startswith("text/") and "charset=" not in headers["Content-Type"]:
        found.append("no charset")
    found += [name for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin") if name in headers]
    return [f"{path}: {fault}" for fault in found]


def read(*_: object) -> tuple[str, ...]:
    """Every address is only read."""
    return ("GET",)


@pytest.fixture
def stranger(make_account: Callable[..., User]) -> User:
    return make_account("vendor")


@each_kind
def test_every_address_sends_them_to_strangers(kind: str, client: Client, letters: object, stranger: User) -> None:
    asked = answers(kind, stranger, {"stranger": client}, read)
    assert [fault for _, route, _, answer in asked for fault in faults(answer, route.pattern)] == []


@each_kind
@pytest.mark.parametrize("role", ["head", "vendor"])
def test_every_address_sends_them_to_people_and_keeps_their_pages_out_of_caches(
    kind: str, sign_in: Callable[..., Client], letters: object, role: str
) -> None:
    client = sign_in(role)
    found = []
    for _, route, _, response in answers(kind, client.user, {role: client}, read):  # type: ignore[attr-defined]
        found += faults(response, route.pattern)
        caching = response.headers.get("Cache-Control", "")
        html = response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
        if route.access and response.status_code == 200 and route.access.get != ANYONE and "no-store" not in caching:
            found.append(f"{route.pattern}: may be kept ({caching})")
        if html and "public" in caching:
            found.append(f"{route.pattern}: a signed-in page may be shared ({caching})")
    assert found == []


def test_errors_send_them_too(client: Client, lpse: object) -> None:
    strict = Client(enforce_csrf_checks=True)
    answers = {
        404: client.get("/tidak-ada/"),
        405: client.post(reverse("core:document_search")),
        403: strict.post(reverse("account_login")),
        400: client.get("/", headers={"Host": "evil.example"}),
    }
    for status, response in answers.items():
        assert response.status_code == status
        assert faults(response, str(status)) == []
    assert faults(client.get("/api/v1/tidak-ada/"), "api") == []


@pytest.mark.parametrize("origin", ORIGINS)
def test_no_other_site_may_read_an_answer(client: Client, lpse: object, origin: str) -> None:
    for path in ("/", "/api/schema/", "/api/v1/dokumen/0/"):
        response = client.get(path, headers={"Origin": origin})
        assert "Access-Control-Allow-Origin" not in response.headers
        assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(
    client: Client, make_account: Callable[..., User], lpse: object, elsewhere: str
) -> None:
    user = make_account("vendor")
    data = {"login": user.username, "password": "kata sandi panjang untuk uji", "next": elsewhere}
    response = client.post(reverse("account_login"), data)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/")
    assert "evil" not in response.headers["Location"]


def test_no_program_or_version_is_named(client: Client, lpse: object) -> None:
    pages = [client.get(path).content.decode() for path in ("/", "/healthz", "/readyz", "/tidak-ada/")]
    assert not [word for word in ("Django", "gunicorn", "WeasyPrint", "PostgreSQL") for page in pages if word in page]


def loaded(**env: str) -> dict[str, Any]:
    """The settings as they are with another environment."""
    names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
             "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "SECURE_HSTS_SECONDS",
             "SECURE_HSTS_INCLUDE_SUBDOMAINS", "DEBUG"]  # fmt: skip
    code = f"import json; from django.conf import settings as s; print(json.dumps({{n: getattr(s, n) for n in {names!r}}}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=portal_settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "lpse.settings", **env},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def test_under_https_cookies_are_bound_to_the_host_and_transport_is_strict() -> None:
    found = loaded(LPSE_BASE_URL="https://lpse.example")
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert [found[name] for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY")] == [
        True
    ] * 3
    assert (found["SESSION_COOKIE_SAMESITE"], found["SESSION_COOKIE_DOMAIN"], found["SESSION_COOKIE_PATH"]) == (
        "Lax",
        None,
        "/",
    )
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert found["DEBUG"] is False


def test_on_loopback_http_the_plain_names_serve() -> None:
    found = loaded(LPSE_BASE_URL="http://127.0.0.1:8000")
    assert found["SESSION_COOKIE_NAME"] == "sesi"
    assert not found["SESSION_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] == 0


def test_a_page_over_https_says_so_for_a_year(settings: Any, lpse: object) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    client = Client()
    assert client.get("/", secure=True).headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert client.get("/tidak-ada/", secure=True).headers["Strict-Transport-Security"]
