"""A deactivated vendor's sessions and tokens end at once; the next sign-in reaches the own case, its letters, one reply."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AccountSuspension, ApiToken, AuditEvent, OfficialDocument, User
from core.rendering import document_render
from core.suspension import account_resume, account_suspend
from core.tokens import grant_by_secret, token_issue
from lpse.access_rules import Access
from lpse.routes import Route
from tests.support.addresses import ADDRESSES, answers
from tests.verification import deactivations
from verification.models import Deactivation, DeactivationFile, DeactivationReply
from verification.services.deactivations import deactivation_decide
from verification.services.reactivations import reactivation_decide, reactivation_propose

pytestmark = pytest.mark.django_db
PASSWORD = "kata sandi panjang untuk uji"


def signed_in(user: User) -> Client:
    """Through the real door, so that the session stands in the person's list."""
    client = Client()
    answer = client.post("/akun/masuk/", {"login": user.username, "password": PASSWORD})
    assert answer.status_code == 302, answer.content[:500]
    return client


def page_of(row: Deactivation) -> str:
    return reverse("verification:deactivation", args=[row.number])


def test_sessions_and_tokens_end_at_once(proposal, officials, vendor) -> None:
    listed, unlisted = signed_in(vendor), Client()
    unlisted.force_login(vendor, backend="core.backends.RoleBackend")
    for client in (listed, unlisted):
        assert client.get("/akun/").status_code == 200
    session = unlisted.session
    session["visit"] = {
        **session["visit"],
        "since": session["visit"]["since"] - 5,
        "seen": session["visit"]["seen"] - 5,
    }
    session.save()
    _, secret = token_issue(owner=User.objects.get(pk=vendor.pk), name="uji", scopes=["documents.read"], days=30)
    documents = reverse("api:document_list")
    assert Client().get(documents, headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    deactivation_decide(deactivation=proposal, actor=officials[0])
    for client in (listed, unlisted):
        assert "/masuk/" in client.get("/akun/").headers["Location"]
    assert grant_by_secret(secret) is None
    assert ApiToken.objects.get().revoked_at is not None
    assert Client().get(documents, headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert AuditEvent.objects.filter(action="account.suspended").count() == 1


def test_the_next_sign_in_reaches_only_what_the_table_leaves(active, vendor, letters) -> None:
    client = signed_in(vendor)
    home = client.get("/akun/")
    assert home.headers["Location"] == page_of(active)
    wrong: list[str] = []
    asked = 0

    def closed(_: str, route: Route, access: Access) -> tuple[str, ...]:
        return () if access.suspended or route.name.startswith("api:") else tuple(access.methods)

    for kind in ADDRESSES:
        with transaction.atomic():
            # Objects of the vendor's own where they can be; those of the case that holds the account stay apart.
            for _, route, method, answer in answers(kind, vendor, {"vendor": client}, closed):
                asked += 1
                if answer.status_code != 302 or answer.headers["Location"] != page_of(active):
                    wrong.append(f"{method} {route.pattern}: {answer.status_code}")
            transaction.set_rollback(True)
    assert wrong == []
    assert asked > 150


def test_the_case_its_letter_and_the_reply_stay_open(active, vendor, officer, officials) -> None:
    client = signed_in(vendor)
    page = client.get(page_of(active))
    assert page.status_code == 200
    assert active.letter_number in page.content.decode()
    assert document_render(active.letter_id)
    letter = reverse("verification:deactivation_letter", args=[active.number, active.letter.code])
    assert client.get(letter)["Content-Type"] == "application/pdf"
    approval = OfficialDocument.objects.get(kind="approval_letter")
    other = reverse("verification:deactivation_letter", args=[active.number, approval.code])
    assert client.get(other).status_code == 404
    direct = reverse("core:document_download", args=[active.letter.code])
    assert client.get(direct).headers["Location"] == page_of(active)
    reply = reverse("verification:deactivation_reply", args=[active.number])
    empty = client.post(reply, {"text": ""})
    assert empty.status_code == 400
    assert "Tulis tanggapan Anda." in empty.content.decode()
    told = client.post(reply, {"text": "Kata sandi: rahasia1", "attachment": deactivations.upload()})
    assert told.status_code == 400
    assert not DeactivationReply.objects.exists()
    sent = client.post(reply, {"text": "Pekerjaan sudah selesai.", "attachment": deactivations.upload("bukti.pdf")})
    assert sent.headers["Location"] == page_of(active)
    again = client.post(reply, {"text": "Lagi"})
    assert again.headers["Location"] == page_of(active)
    assert client.get(reply).status_code == 200
    for number in range(5):
        answer = client.post(reply, {"file": deactivations.upload(f"foto-{number}.pdf")})
        assert answer.status_code == (302 if number < 4 else 400)
    assert DeactivationReply.objects.get().text == "Pekerjaan sudah selesai."
    assert DeactivationFile.objects.filter(purpose="reply").count() == 5
    assert "Pekerjaan sudah selesai." in client.get(page_of(active)).content.decode()


def test_a_bad_attachment_keeps_what_was_written(active, vendor) -> None:
    client = signed_in(vendor)
    bad = deactivations.upload("daftar.pdf")
    bad.file.seek(0)
    bad.file.truncate()
    bad.file.write(b"PK\x03\x04 bukan PDF")
    answer = client.post(
        reverse("verification:deactivation_reply", args=[active.number]),
        {"text": "Pekerjaan sudah selesai.", "attachment": bad},
    )
    assert answer.status_code == 400
    assert "Pekerjaan sudah selesai." in answer.content.decode()
    assert "daftar.pdf" in answer.content.decode()
    assert not DeactivationReply.objects.exists()


def test_strangers_and_those_who_wait_for_a_decision_see_nothing(proposal, vendor, make_account) -> None:
    assert signed_in(vendor).get(page_of(proposal)).status_code == 404
    assert signed_in(make_account("vendor")).get(page_of(proposal)).status_code == 404
    assert "/masuk/" in Client().get(page_of(proposal)).headers["Location"]


def test_a_stranger_gets_404_for_a_decided_case(active, make_account) -> None:
    client = signed_in(make_account("vendor"))
    for name in ("deactivation", "deactivation_reply"):
        assert client.get(reverse(f"verification:{name}", args=[active.number])).status_code == 404


def test_the_role_returns_with_the_end(active, vendor, officer, officials) -> None:
    client = signed_in(vendor)
    assert client.get("/akun/").headers["Location"] == page_of(active)
    waiting = reactivation_propose(deactivation=active, actor=officer, reason="Dibatalkan.")
    reactivation_decide(reactivation=waiting, accept=True, actor=officials[1])
    page = client.get("/akun/")
    assert page.status_code == 200
    assert "Penyedia" in page.content.decode()
    assert active.number in page.content.decode()
    assert client.get(page_of(active)).status_code == 200


def test_suspending_twice_is_once_and_two_cases_hold_until_both_end(vendor, make_account) -> None:
    for number in ("NON-1", "NON-1", "NON-2"):
        account_suspend(user=vendor, case_number=number, actor=None)
    assert AccountSuspension.objects.count() == 2
    for _ in range(2):
        account_resume(user=vendor, case_number="NON-1", actor=None)
    assert not User.objects.get(pk=vendor.pk).roles
    account_resume(user=vendor, case_number="NON-2", actor=None)
    assert User.objects.get(pk=vendor.pk).has_role("vendor")
    assert AuditEvent.objects.filter(action="account.resumed").count() == 2


def test_whether_an_account_is_suspended_is_read_with_its_roles(vendor, make_account) -> None:
    for user in (vendor, make_account()):
        client = signed_in(user)
        client.get("/akun/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/akun/").status_code == 200
        found = [query["sql"] for query in asked if "core_accountsuspension" in query["sql"]]
        assert len(found) == 1
        assert "core_roleassignment" in found[0]
