"""The link of the approval mail: the vendor says that the letter arrived; it opens and sets nothing else."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from core.models import AuditEvent, OutgoingMail
from verification.models import UserId
from verification.services.decisions import decision_approve

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(reviewed, officer, settings) -> str:
    """The path in the mail of an approval."""
    decision_approve(application=reviewed, actor=officer, user_id="CAHAYA1")
    body = OutgoingMail.objects.get(kind="application.approved").body
    address = re.search(rf"{re.escape(settings.BASE_URL)}(/verifikasi/tanda-terima/\S+/)", body)
    assert address
    return address[1]


def test_opening_the_link_changes_nothing_and_hides_its_secret(link, client: Client) -> None:
    answer = client.get(link)
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("verification:receipt")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    cookie = answer.cookies["tanda-terima"]
    assert cookie["httponly"]
    assert cookie["path"] == reverse("verification:receipt")
    page = client.get(answer.headers["Location"])
    assert "Apakah surat persetujuan sudah Anda terima?" in page.content.decode()
    assert UserId.objects.get().receipt_confirmed_at is None


def test_the_click_is_noted_once_however_often_it_comes(link, client: Client) -> None:
    client.get(link)
    answer = client.post(reverse("verification:receipt"), follow=True)
    assert "penerimaan surat sudah tercatat" in answer.content.decode()
    first = UserId.objects.get().receipt_confirmed_at
    assert first is not None
    client.post(reverse("verification:receipt"))
    client.get(link)
    assert UserId.objects.get().receipt_confirmed_at == first
    assert AuditEvent.objects.filter(action="user_id.receipt_confirmed").count() == 1


def test_only_the_hash_of_the_link_is_kept(link) -> None:
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert len(token) >= 43
    assert token not in str(UserId.objects.values().get())


def test_a_wrong_link_or_none_answers_404(link, client: Client) -> None:
    assert client.get(reverse("verification:receipt_link", args=["x" * 43])).status_code == 404
    assert client.get(reverse("verification:receipt")).status_code == 404
    assert client.post(reverse("verification:receipt")).status_code == 404
    client.cookies["tanda-terima"] = "dipalsukan"
    assert client.post(reverse("verification:receipt")).status_code == 404
    assert UserId.objects.get().receipt_confirmed_at is None


def test_the_link_takes_no_post_and_a_click_needs_its_token(link) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(link).status_code in {403, 405}
    browser.get(link)
    assert browser.post(reverse("verification:receipt")).status_code == 403
    assert UserId.objects.get().receipt_confirmed_at is None


def test_the_page_asks_for_no_password(link, client: Client) -> None:
    client.get(link)
    page = client.get(reverse("verification:receipt")).content.decode()
    assert 'type="password"' not in page
    assert "Kata sandi SPSE tidak diatur dan tidak ditanyakan" in page
