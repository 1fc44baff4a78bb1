"""The example office: every ending happened, by the rules, and nothing of it leaves the machine."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core.models import AuditEvent, OfficialDocument, OutgoingMail, StoredFile, User
from registration.enums import ApplicationState
from registration.models import Application
from tests.support.people import use_profile
from verification.models import Decision

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "padi menguning di sawah"


@pytest.fixture
def demo(settings: Any) -> Any:
    settings.DEMO, settings.DEMO_PASSWORD = True, PASSWORD
    return settings


def load(*options: str, count: str = "9") -> dict[str, Any]:
    out = StringIO()
    call_command("load_demo", "--json", "--applications", count, *options, stdout=out)
    return dict(json.loads(out.getvalue()))


@pytest.mark.parametrize("slug", ["luwu-utara", "temanggung"])
def test_an_office_that_has_worked_for_ninety_days_stands_and_loading_again_changes_nothing(
    demo: Any, slug: str
) -> None:
    use_profile(slug)
    told = load()
    states = set(Application.objects.values_list("state", flat=True))
    assert states == set(ApplicationState.values)
    assert {login["username"] for login in told["logins"]} >= {"kepala", "verifikator", "verifikator2", "auditor"}
    assert Application.objects.get(owner__username="penyedia").state == "returned"
    assert User.objects.get(username="kepala").check_password(PASSWORD)
    assert told["files"][0]["owner"] != told["files"][1]["owner"]
    assert not OfficialDocument.objects.filter(is_example=False).exists()
    assert not OutgoingMail.objects.exclude(work_state="done").exists()
    assert not OutgoingMail.objects.exclude(to__endswith="@contoh.id").exists()
    assert not StoredFile.objects.filter(state="quarantined").exists()
    for decision in Decision.objects.select_related("application"):
        assert decision.decided_by != decision.entered_by
        assert decision.application.first_submitted_at < decision.decided_at
    moments = list(AuditEvent.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    again = load()
    assert again.pop("tokens").keys() == told.pop("tokens").keys() == {"sekretariat", "verifikator"}
    assert again == told


def test_an_office_without_applications_has_its_people_and_may_be_asked_for_again(demo: Any) -> None:
    use_profile("luwu-utara")
    for _ in range(2):
        call_command("load_demo", "--applications", "0")
    assert not Application.objects.exists()
    assert User.objects.filter(username__in=["kepala", "ppk", "lkpp"]).count() == 3


def test_tokens_and_second_factors_of_the_example_accounts_work(demo: Any, client: Client) -> None:
    use_profile("luwu-utara")
    first = load("--totp", count="0")
    told = load("--totp", count="0")
    assert told["totp_seeds"] == first["totp_seeds"]
    assert told["totp_seeds"].keys() == {
        "kepala",
        "wakil",
        "sekretariat",
        "adminsistem",
        "verifikator",
        "verifikator2",
        "layanan",
    }
    for secret, status in ((first["tokens"]["verifikator"], 401), (told["tokens"]["verifikator"], 200)):
        assert client.get("/api/v1/dokumen/", headers={"Authorization": f"Bearer {secret}"}).status_code == status


def test_it_is_refused_outside_a_demonstration(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="LPSE_DEMO=1"):
        call_command("load_demo")
    assert not Application.objects.exists()
