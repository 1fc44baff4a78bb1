"""/status/ and its API: the receipt's holder sees where it stands; nobody learns whether a number exists."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registration.enums import ApplicationState as S
from registration.models import Application
from registration.receipts import receipt_secret, secret_for
from registration.views.status import MOST_TRIES, NO_MATCH

pytestmark = pytest.mark.django_db


def ask(client, number: str, secret: str):
    return client.post("/status/", {"number": number, "secret": secret})


def ask_api(client, number: str, secret: str):
    return client.get(f"/api/v1/pendaftaran/{number}/", headers={"X-Receipt-Secret": secret})


SENTENCES = {
    S.SUBMITTED: "menunggu diperiksa petugas",
    S.UNDER_REVIEW: "sedang memeriksa",
    S.RETURNED: "Ini bukan penolakan",
    S.APPROVED: "disetujui",
    S.REJECTED: "tidak dapat disetujui",
}


@pytest.mark.parametrize("state", SENTENCES)
def test_the_holder_of_the_receipt_sees_where_it_stands(client, make_application, state: str) -> None:
    application = make_application(state=state)
    response = ask(client, application.number, receipt_secret(application))
    html = response.content.decode()
    assert response.status_code == 200
    assert SENTENCES[state] in html
    assert application.get_state_display() in html
    assert "no-store" in response.headers["Cache-Control"]


def test_it_shows_no_personal_data(client, make_application) -> None:
    application = make_application(state=S.SUBMITTED)
    for response in (
        ask(client, application.number, receipt_secret(application)),
        ask_api(client, application.number, receipt_secret(application)),
    ):
        assert response.status_code == 200
        text = response.content.decode()
        for planted in ("Sawerigading", "Rahmat", application.owner.email, application.npwp, application.signatory_nik):
            assert str(planted) not in text


def test_what_was_returned_is_named_with_the_deadline(client, make_application) -> None:
    application = make_application(state=S.RETURNED)
    application.items.update(is_open=False)
    application.items.filter(key="npwp").update(is_open=True, state="returned", reason_code="illegible")
    html = ask(client, application.number, receipt_secret(application)).content.decode()
    assert "NPWP badan usaha" in html
    assert "KTP direktur" not in html
    assert "Batas waktu Anda" in html


def test_number_and_secret_may_be_typed_as_people_type(client, make_application) -> None:
    application = make_application(state=S.SUBMITTED)
    secret = receipt_secret(application).lower().replace("-", " ")
    assert "menunggu diperiksa" in ask(client, f" {application.number.lower()} ", secret).content.decode()


def test_a_closed_application_still_answers(client, make_application) -> None:
    now = timezone.now()
    application = make_application(state=S.WITHDRAWN, submitted_at=now, first_submitted_at=now)
    assert "ditarik oleh pemohon" in ask(client, application.number, receipt_secret(application)).content.decode()


# Nothing leaks


def answers(client, number: str, secret: str) -> tuple[int, str, int]:
    with CaptureQueriesContext(connection) as queries:
        response = ask(client, number, secret)
    html = response.content.decode().replace(number, "#").replace(secret, "#")
    html = "".join(part for part in html.split("\n") if "csrfmiddlewaretoken" not in part)
    return response.status_code, html, len(queries)


def test_a_wrong_secret_and_an_unknown_number_are_answered_alike_and_cost_the_same(client, make_application) -> None:
    known = make_application(state=S.SUBMITTED).number
    wrong = secret_for("REG-2026-99999")
    client.get("/status/")  # what every page keeps for a minute is there
    assert answers(client, known, wrong) == answers(client, "REG-2026-88888", wrong)
    assert NO_MATCH in ask(client, known, wrong).content.decode()
    api = [ask_api(client, number, wrong) for number in (known, "REG-2026-88888")]
    assert [answer.status_code for answer in api] == [404, 404]
    first, second = ({**json.loads(answer.content), "instance": "", "request_id": ""} for answer in api)
    assert first == second
    assert api[0].headers["Content-Type"].startswith("application/problem+json")


def test_a_draft_that_was_never_handed_in_is_not_shown(client, make_application) -> None:
    application = make_application()
    assert NO_MATCH in ask(client, application.number, receipt_secret(application)).content.decode()
    assert ask_api(client, application.number, receipt_secret(application)).status_code == 404


def test_the_api_without_the_secret_finds_nothing(client, make_application) -> None:
    number = make_application(state=S.SUBMITTED).number
    assert client.get(f"/api/v1/pendaftaran/{number}/").status_code == 404
    assert client.post(f"/api/v1/pendaftaran/{number}/").status_code == 405


def test_the_api_answers_as_the_page_does(client, make_application) -> None:
    application = make_application(state=S.RETURNED)
    answer = ask_api(client, application.number, receipt_secret(application))
    body = answer.json()
    assert (body["number"], body["state"], body["state_label"]) == (application.number, "returned", "perlu dilengkapi")
    assert body["deadline"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_guessing_is_stopped_and_the_answer_says_when_to_try_again(client, make_application) -> None:
    application = make_application(state=S.SUBMITTED)
    for _ in range(MOST_TRIES):
        assert ask(client, application.number, "0000-0000-0000-0000").status_code == 200
    refused = ask(client, application.number, receipt_secret(application))
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    other = client.post(
        "/status/", {"number": application.number, "secret": receipt_secret(application)}, REMOTE_ADDR="192.0.2.77"
    )
    assert "menunggu diperiksa" in other.content.decode()


def test_the_api_has_a_limit_of_its_own(client, lpse) -> None:
    codes = [ask_api(client, "REG-2026-00001", "0000").status_code for _ in range(21)]
    assert codes == [404] * 20 + [429]


def test_empty_fields_say_what_to_fill_in_and_keep_the_rest(client, lpse) -> None:
    html = ask(client, "REG-2026-00001", "").content.decode()
    assert "Isi kode rahasia." in html
    assert 'value="REG-2026-00001"' in html


def test_asking_needs_the_token_of_the_form_and_changes_nothing(lpse, make_application) -> None:
    application = make_application(state=S.SUBMITTED)
    strict = Client(enforce_csrf_checks=True)
    assert ask(strict, application.number, receipt_secret(application)).status_code == 403
    before = Application.objects.values().get(pk=application.pk)
    ask(Client(), application.number, receipt_secret(application))
    assert Application.objects.values().get(pk=application.pk) == before


def test_the_empty_page_costs_no_query(client, lpse, query_budget) -> None:
    client.get("/status/")
    with query_budget(0):
        assert client.get("/status/").status_code == 200


def test_the_secret_never_stands_in_an_address(client, make_application) -> None:
    application = make_application(state=S.SUBMITTED)
    html = client.get(
        "/status/", {"number": application.number, "secret": receipt_secret(application)}
    ).content.decode()
    assert receipt_secret(application) not in html
    assert "menunggu diperiksa" not in html


def test_a_vendor_whose_turn_it_is_sees_how_much_time_is_left(client, make_application) -> None:
    application = make_application(state=S.RETURNED)
    Application.objects.filter(pk=application.pk).update(due_at=timezone.now() + timedelta(days=3))
    assert "hari lagi" in ask(client, application.number, receipt_secret(application)).content.decode()
