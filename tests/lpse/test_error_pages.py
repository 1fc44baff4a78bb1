"""Error pages say what happened and what to do, stand without database and session, and tell nothing secret."""

from collections.abc import Callable

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from core.error_pages import STATUSES, error_page
from core.refusals import Forbidden, NotReady, Refusal
from lpse import views
from lpse.access import ACCESS
from lpse.access_rules import ANYONE, Access

SECRET = "rahasia-dalam-galat"


def _raises(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    @login_not_required
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [
    path("400/", _raises(SuspiciousOperation(SECRET))),
    path("403/", _raises(PermissionDenied(SECRET))),
    path("500/", _raises(RuntimeError(SECRET))),
    path("503/", _raises(OperationalError(SECRET))),
    path("refused/", _raises(Refusal("Berkas ini sedang diperiksa Ani. Ambil yang lain."))),
    path("forbidden/", _raises(Forbidden("Anda yang mengisi berkas ini; orang lain yang memutuskan."))),
    path("not-ready/", _raises(NotReady("Pemindai virus sedang mati. Berkas Anda sudah tersimpan."))),
]
handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error


@pytest.fixture
def _known_addresses(monkeypatch) -> None:
    for entry in urlpatterns:
        monkeypatch.setitem(ACCESS, f"/{entry.pattern}", Access(get=ANYONE))


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_every_error_page_stands_alone(status: int) -> None:
    # No database mark: a query would fail this test.
    response = error_page(RequestFactory().get("/x/"), status)
    html = response.content.decode()
    assert response.status_code == status
    assert html.count("<h1>") == 1
    assert f"Galat {status}" in html
    assert 'href="/"' in html
    assert "nomor kejadian" in html
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("status", [500, 503])
def test_a_broken_portal_does_not_wait_for_the_database_to_paint_its_error(status: int) -> None:
    assert "tema.css" not in error_page(None, status).content.decode()


def test_an_unknown_status_has_no_page() -> None:
    with pytest.raises(KeyError):
        error_page(None, 418)


def test_a_refusal_speaks_for_itself() -> None:
    html = error_page(None, 409, heading="Sudah diambil", message="Berkas ini diperiksa <Ani>.").content.decode()
    assert "<h1>Sudah diambil</h1>" in html
    assert "Berkas ini diperiksa &lt;Ani&gt;." in html
    assert "Keadaan datanya sudah berubah" not in html


def test_who_tried_too_often_is_told_how_long_to_wait() -> None:
    response = error_page(None, 429, retry_after=90)
    assert response.headers["Retry-After"] == "90"
    assert "Coba lagi 2 menit lagi." in response.content.decode()
    assert "beberapa saat" in error_page(None, 429).content.decode()


@pytest.mark.urls(__name__)
@pytest.mark.usefixtures("_known_addresses")
@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_django_shows_our_page_and_not_what_went_wrong_inside(status: int, lpse) -> None:
    response = Client(raise_request_exception=False).get(f"/{status}/")
    assert response.status_code == status
    assert f"Galat {status}" in response.content.decode()
    assert SECRET not in response.content.decode()
    assert response.headers["X-Request-ID"] in response.content.decode()


def test_a_page_left_open_too_long_explains_itself(lpse, settings) -> None:
    response = Client(enforce_csrf_checks=True).post("/", {"x": "1"})
    assert response.status_code == 403
    assert "Isian ini sudah kedaluwarsa" in response.content.decode()


@pytest.mark.urls(__name__)
@pytest.mark.usefixtures("_known_addresses")
@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/refused/", 409, "Berkas ini sedang diperiksa Ani. Ambil yang lain."),
        ("/forbidden/", 403, "Anda yang mengisi berkas ini; orang lain yang memutuskan."),
        ("/not-ready/", 503, "Pemindai virus sedang mati. Berkas Anda sudah tersimpan."),
    ],
)
def test_a_refusal_that_no_view_caught_is_a_page_with_its_own_sentence(
    client, lpse, address: str, status: int, sentence: str
) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert response.headers.get("Retry-After") == ("60" if status == 503 else None)
