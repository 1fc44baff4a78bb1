"""Pages of deactivation at the desk: proposed by an officer, decided by the Kepala, recorded in SPSE."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from core.clock import today
from tests.verification import deactivations
from verification.models import Deactivation, NationalAccountLink, Reactivation

pytestmark = pytest.mark.django_db


def url(name: str, row: Deactivation) -> str:
    return reverse(f"desk:{name}", args=[row.number])


def typed(**changes: object) -> dict[str, object]:
    words = {name: value for name, value in deactivations.facts().items() if not name.endswith(("_on", "_date"))}
    return {
        **words,
        "letter_date": f"1-1-{today().year}",
        "starts_on": f"{today():%d-%m-%Y}",
        "ends_on": f"31-12-{today().year + 1}",
        "letter": deactivations.upload(),
        **changes,
    }


def test_an_officer_proposes_and_what_was_typed_stays_when_a_date_is_wrong(
    entry, sign_in: Callable[..., Client]
) -> None:
    client = sign_in("verifier")
    page = reverse("desk:deactivation_new", args=[entry.value])
    wrong = client.post(page, typed(ends_on="1-1-2020"))
    assert wrong.status_code == 400
    assert "Tanggal akhir tidak boleh sebelum tanggal mulai" in wrong.content.decode()
    assert "013/PPK/KEP/II/DKP" in wrong.content.decode()
    sent = client.post(page, typed())
    row = Deactivation.objects.get()
    assert sent.headers["Location"] == url("deactivation", row)
    assert client.post(page, typed()).headers["Location"] == url("deactivation", row)
    assert Deactivation.objects.count() == 1
    client.post(url("deactivation_evidence", row), {"file": deactivations.upload("foto.pdf")})
    shown = client.get(url("deactivation", row)).content.decode()
    assert "foto.pdf" in shown
    assert "Menunggu keputusan" in shown
    assert row.number in client.get(reverse("desk:deactivations") + "?tampil=usulan").content.decode()


def test_the_kepala_decides_and_an_early_end_takes_the_same_two_people(
    proposal, officer, sign_in, make_account
) -> None:
    head = sign_in("head")
    page = url("deactivation_decide", proposal)
    assert head.post(page, {"putusan": "tolak", "reason": ""}).status_code == 400
    for _ in range(2):
        assert head.post(page, {"putusan": "setujui"}).headers["Location"] == url("deactivation", proposal)
    proposal.refresh_from_db()
    assert proposal.state == "active"
    assert "sekarang “nonaktif”" in head.get(url("deactivation", proposal)).content.decode()
    assert head.get(url("reactivation_new", proposal)).status_code == 403
    verifier = Client()
    verifier.force_login(officer, backend="core.backends.RoleBackend")
    assert verifier.get(page).status_code == 403
    assert verifier.post(url("reactivation_new", proposal), {"reason": " "}).status_code == 400
    verifier.post(url("reactivation_new", proposal), {"reason": "Dibatalkan."})
    assert Reactivation.objects.get().reason == "Dibatalkan."
    assert verifier.get(url("reactivation_decide", proposal)).status_code == 403
    head.post(url("reactivation_decide", proposal), {"putusan": "setujui"})
    proposal.refresh_from_db()
    assert proposal.state == "lifted"


def test_the_switch_in_spse_and_the_national_account_are_recorded_on_pages(active, officer) -> None:
    client = Client()
    client.force_login(officer, backend="core.backends.RoleBackend")
    page = url("deactivation_spse", active)
    assert client.post(page, {"done_on": "1-1-2020", "done_by_name": "Admin"}).status_code == 400
    client.post(page, {"done_on": f"{today():%d-%m-%Y}", "done_by_name": "Admin PPE"})
    active.refresh_from_db()
    assert active.spse_off_by_name == "Admin PPE"
    number = active.user_id.decision.application.number
    account = reverse("desk:national_account", args=[number])
    client.post(account, {"status": "active", "seen_on": f"{today():%d-%m-%Y}", "reference": "INAPROC 123"})
    assert NationalAccountLink.objects.get().recorded_by == officer
    assert "INAPROC 123" in client.get(reverse("desk:case", args=[number])).content.decode()
