"""Every error of the API is application/problem+json in Indonesian, with a next step and no trace of the inside."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404
from django.test import Client
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import ApiView
from core.problem import WORDS, problem_answer
from core.refusals import BadInput, Forbidden, NotReady, Refusal
from lpse import views
from lpse.access import ACCESS
from lpse.access_rules import ANYONE, Access

SECRET = "rahasia-di-dalam"


class Address(serializers.Serializer):
    village = serializers.CharField(max_length=5)


class Order(serializers.Serializer):
    name = serializers.CharField()
    address = Address()
    items = Address(many=True, required=False)


class Echo(ApiView):
    public = True

    def post(self, request: Request) -> Response:
        order = Order(data=request.data)
        order.is_valid(raise_exception=True)
        return Response(order.validated_data)


class Nameless(ApiView):
    """Names neither a scope nor itself public."""

    def get(self, request: Request) -> Response:
        return Response({})


ERRORS = {
    "refusal": (Refusal("Sudah diambil Ani. Ambil yang lain.", code="taken"), 409, "taken"),
    "field": (BadInput("NPWP salah. Periksa lagi.", code="npwp", field="npwp"), 400, "npwp"),
    "forbidden": (Forbidden("Bukan untuk Anda. Hubungi LPSE.", code="no"), 403, "no"),
    "not-ready": (NotReady("Pemindai mati. Coba lagi nanti.", code="scanner"), 503, "scanner"),
    "gone": (Http404(SECRET), 404, "not_found"),
    "denied": (PermissionDenied(SECRET), 403, "forbidden"),
    "database": (OperationalError(SECRET), 503, "unavailable"),
    "broken": (RuntimeError(SECRET), 500, "server_error"),
}


class Breaks(ApiView):
    public = True

    def get(self, request: Request, how: str) -> Response:
        raise ERRORS[how][0]


urlpatterns = [
    path("api/uji/", Echo.as_view()),
    path("api/tanpa/", Nameless.as_view()),
    path("api/galat/<str:how>/", Breaks.as_view(), name="breaks"),
]
handler404 = views.page_not_found
handler500 = views.server_error


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch, lpse: object, request: pytest.FixtureRequest) -> None:
    monkeypatch.setitem(ACCESS, "/api/uji/", Access(get=ANYONE, post=ANYONE))
    monkeypatch.setitem(ACCESS, "/api/tanpa/", Access(get=ANYONE))
    monkeypatch.setitem(ACCESS, "breaks", Access(get=ANYONE))


def problem(response, status: int, code: str) -> dict:
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["title"]
    assert body["detail"]
    assert body["request_id"] == response.headers["X-Request-ID"]
    assert SECRET not in response.content.decode()
    return body


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("how", ERRORS)
def test_what_a_view_raises_becomes_a_problem(client: Client, how: str) -> None:
    error, status, code = ERRORS[how]
    body = problem(client.get(f"/api/galat/{how}/"), status, code)
    if isinstance(error, Refusal):
        assert body["detail"] == error.message
        assert body.get("errors") == ([{"field": "npwp", "message": error.message}] if error.field else None)


@pytest.mark.urls(__name__)
def test_an_unready_portal_says_when_to_come_back(client: Client) -> None:
    assert client.get("/api/galat/not-ready/").headers["Retry-After"] == "60"
    assert client.get("/api/galat/database/").headers["Retry-After"] == "60"
    assert "Retry-After" not in client.get("/api/galat/broken/").headers


@pytest.mark.urls(__name__)
def test_field_errors_name_their_fields_also_nested_ones(client: Client) -> None:
    data = {"address": {"village": "terlalu panjang"}, "items": [{"village": "a"}, {}]}
    body = problem(client.post("/api/uji/", data, content_type="application/json"), 400, "invalid")
    assert {error["field"] for error in body["errors"]} == {"name", "address.village", "items.1.village"}
    assert all(error["message"] for error in body["errors"])


@pytest.mark.urls(__name__)
def test_the_twin_that_succeeds(client: Client) -> None:
    data = {"name": "Ani", "address": {"village": "Balo"}}
    assert client.post("/api/uji/", data, content_type="application/json").json() == data


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("body", ["{", "[" * 100_000, '{"a": NaN}', "\xff"])
def test_broken_json_is_a_problem_and_quickly(client: Client, body: str) -> None:
    answer = client.post("/api/uji/", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.urls(__name__)
def test_another_kind_of_content_is_415_and_another_method_405(client: Client) -> None:
    problem(client.post("/api/uji/", {"name": "x"}), 415, "unsupported_media_type")
    problem(client.get("/api/uji/"), 405, "method_not_allowed")
    assert problem(client.put("/api/uji/"), 405, "method_not_allowed")
    assert client.put("/api/uji/").headers["Allow"]


@pytest.mark.urls(__name__)
def test_a_view_that_names_no_scope_is_closed(client: Client) -> None:
    body = problem(client.get("/api/tanpa/"), 401, "not_authenticated")
    assert "Bearer" in body["detail"]


def test_an_unknown_address_of_the_api_is_a_problem_and_elsewhere_a_page(client: Client) -> None:
    problem(client.get("/api/v1/tidak-ada/"), 404, "not_found")
    assert client.get("/tidak-ada/").headers["Content-Type"].startswith("text/html")


def test_plain_http_is_refused_and_not_redirected_when_the_portal_has_https(client: Client, settings) -> None:
    settings.HTTPS = True
    answer = client.get("/api/v1/dokumen/0/")
    assert problem(answer, 403, "plain_http")["detail"].startswith("API hanya melayani https")
    assert "Location" not in answer.headers
    assert client.get("/api/v1/dokumen/0/", secure=True).status_code == 404
    problem(client.get("/api/v1/dokumen/", headers={"Authorization": "Bearer x"}), 403, "plain_http")


@pytest.mark.parametrize("status", WORDS)
def test_every_status_has_words_of_its_own(status: int) -> None:
    code, title, advice = WORDS[status]
    assert code
    assert title
    assert advice.endswith(".")
    assert problem_answer(status).status_code == status


def test_a_status_without_words_takes_those_of_its_kind() -> None:
    assert b"bad_request" in problem_answer(418).content
    assert b"server_error" in problem_answer(507).content
